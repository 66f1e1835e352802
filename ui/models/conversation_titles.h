#pragma once

#include <QAbstractListModel>
#include <QList>
#include <QQmlEngine>
#include <QTimer>

#include "app/assistant/history.h"

namespace lanternfish::ui {

/// Title and id of every conversation that is not in the bin, newest activity first: also of those that the list keeps
/// folded away in folders or the archive. Follows the history once the events of a moment are through. Thread: gui.
class ConversationTitles : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Owned by ChatController")

public:
    enum Role { ConversationId = Qt::UserRole, Title };

    explicit ConversationTitles(assistant::History* history, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    void read();

    assistant::History* const m_history;
    QList<store::ConversationId> m_order;
    QTimer m_soon;
};

}  // namespace lanternfish::ui
