#pragma once

#include <QList>
#include <QObject>
#include <QPointer>
#include <QPointF>
#include <QQmlEngine>
#include <QTimer>
#include <vector>

#include "ui/models/message_block_model.h"

namespace lanternfish::ui {

/// Find in the conversation that is shown: every occurrence of `query` in the shown text of its rows, whatever the
/// case. Thinking counts only while it is open; lines of code that are folded away count. Follows changes of the model,
/// at most every 100 ms. Thread: gui.
class ConversationSearch : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(lanternfish::ui::MessageBlockModel* model READ model WRITE setModel NOTIFY modelChanged)
    /// Empty finds nothing.
    Q_PROPERTY(QString query READ query WRITE setQuery NOTIFY queryChanged)
    Q_PROPERTY(int count READ count NOTIFY changed)
    /// From 1; 0 for none.
    Q_PROPERTY(int current READ current NOTIFY changed)
    /// Row and position of the current match; -1 for none.
    Q_PROPERTY(int currentRow READ currentRow NOTIFY changed)
    Q_PROPERTY(int currentOffset READ currentOffset NOTIFY changed)
    /// Counts changes: what reads matchesIn() binds to it.
    Q_PROPERTY(int revision READ revision NOTIFY changed)

public:
    explicit ConversationSearch(QObject* parent = nullptr);

    MessageBlockModel* model() const { return m_model; }
    void setModel(MessageBlockModel* model);
    QString query() const { return m_query; }
    void setQuery(const QString& query);
    int count() const { return static_cast<int>(m_matches.size()); }
    int current() const { return m_current + 1; }
    int currentRow() const { return m_current < 0 ? -1 : m_matches[m_current].row; }
    int currentOffset() const { return m_current < 0 ? -1 : m_matches[m_current].offset; }
    int revision() const { return m_revision; }

    /// Makes the first match from `row` on the current one, or else the very first.
    Q_INVOKABLE void goToFirstFrom(int row);
    Q_INVOKABLE void next() { step(1); }
    Q_INVOKABLE void previous() { step(-1); }
    /// The matches in a row: beginning and end of each.
    Q_INVOKABLE QList<QPointF> matchesIn(int row) const;

signals:
    void modelChanged();
    void queryChanged();
    void changed();
    /// The reader went to the current match, which wants to be seen.
    void went();

private:
    struct Match {
        int row = 0;
        int offset = 0;
        auto operator<=>(const Match&) const = default;
    };

    void step(int direction);
    void dirtyFrom(int row);
    void refresh();
    void searchRow(int row);

    QPointer<MessageBlockModel> m_model;
    QString m_query;
    std::vector<Match> m_matches;  ///< Ascending.
    int m_current = -1;
    int m_revision = 0;
    int m_dirtyFrom = 0;
    QTimer m_refresh;
};

}  // namespace lanternfish::ui
