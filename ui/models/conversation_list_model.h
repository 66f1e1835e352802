#pragma once

#include <functional>
#include <QAbstractListModel>
#include <QDateTime>
#include <QQmlEngine>
#include <QTimer>

#include "app/store/types.h"

namespace lanternfish::ui {

/// The conversations of the list, in the order given. New lists are merged by id, so that rows move instead of being
/// made again and a view keeps its place. Sections follow the calendar: at midnight they are told anew. Thread: gui.
class ConversationListModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Owned by ChatController")

public:
    enum RoleName { ConversationId = Qt::UserRole, Title, Section, Answering, Current, Time };
    using Clock = std::function<QDateTime()>;

    explicit ConversationListModel(
        QObject* parent = nullptr, Clock clock = [] { return QDateTime::currentDateTime(); });

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    void setConversations(const QList<store::Conversation>& conversations);
    void setCurrent(store::ConversationId id);
    void setAnswering(store::ConversationId id);
    /// Compares sections with the clock's day; a timer calls it at midnight.
    void checkDay();
    /// Tells the sections anew, in a language that was just installed.
    void retranslate();

private:
    qsizetype rowOf(store::ConversationId id, qsizetype from = 0) const;
    void mark(store::ConversationId& marked, store::ConversationId id, int role);
    void waitForMidnight();

    Clock m_clock;
    QDate m_today;
    QTimer m_midnight;
    QList<store::Conversation> m_conversations;
    store::ConversationId m_current = 0;
    store::ConversationId m_answering = 0;
};

}  // namespace lanternfish::ui
