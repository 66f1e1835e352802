#pragma once

#include <QAbstractListModel>
#include <QQmlEngine>

#include "app/assistant/history_search.h"

namespace lanternfish::ui {

/// What was found in the history, best first. Setting `text` looks anew; the newest text wins, and the rows of the one
/// before stay until its hits are there. Thread: gui.
class SearchModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Owned by ChatController")
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY queryChanged)
    /// Also in what models thought.
    Q_PROPERTY(bool reasoning READ reasoning WRITE setReasoning NOTIFY queryChanged)
    Q_PROPERTY(bool archived READ archived WRITE setArchived NOTIFY queryChanged)
    /// 0: everywhere.
    Q_PROPERTY(double folder READ folder WRITE setFolder NOTIFY queryChanged)
    Q_PROPERTY(bool searching READ searching NOTIFY searchingChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    /// A sentence when the history can't be searched; else empty.
    Q_PROPERTY(QString problem READ problem NOTIFY searchingChanged)

public:
    enum RoleName {
        ConversationId = Qt::UserRole,
        MessageId,  ///< 0: the title was found.
        Title,
        Snippet,      ///< Plain text, without marks of Markdown.
        SnippetHtml,  ///< The same with the matches in <b>; everything else escaped.
        Marks,        ///< Of `snippet`: a list of objects with start and length, in UTF-16 units.
        Time,
        TimeText,
        Line,      ///< Title and snippet in one line.
        LineHtml,  ///< The same with the matches in <b>; everything else escaped.
        Key,       ///< "CONVERSATION/MESSAGE"
    };

    explicit SearchModel(store::StoreThread* thread, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    QString text() const { return m_query.text; }
    void setText(const QString& text);
    bool reasoning() const { return m_query.reasoning; }
    void setReasoning(bool reasoning);
    bool archived() const { return m_query.archived; }
    void setArchived(bool archived);
    double folder() const { return static_cast<double>(m_query.folder.value_or(0)); }
    void setFolder(double folder);
    bool searching() const { return m_searching; }
    int count() const { return rowCount(); }
    QString problem() const { return m_problem; }

signals:
    void queryChanged();
    void searchingChanged();
    void countChanged();

private:
    void look();
    void take(const QList<store::SearchHit>& hits);
    void finish(const QString& problem);

    assistant::HistorySearch m_search;
    store::SearchQuery m_query;
    QList<store::SearchHit> m_hits;
    bool m_searching = false;
    QString m_problem;
};

}  // namespace lanternfish::ui
