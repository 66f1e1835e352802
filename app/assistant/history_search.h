#pragma once

#include <atomic>
#include <memory>
#include <QList>
#include <QObject>

#include "app/store/store_thread.h"

namespace lanternfish::assistant {

/// Looks for text in the history: of queries that come faster than answers the newest wins. Thread: gui.
class HistorySearch : public QObject {
    Q_OBJECT

public:
    explicit HistorySearch(store::StoreThread* thread, QObject* parent = nullptr);
    /// What still waits is not looked for any more.
    ~HistorySearch() override;

    /// Empty text: no hits, at once.
    void search(const store::SearchQuery& query);

signals:
    void found(const lanternfish::store::SearchQuery& query, const QList<lanternfish::store::SearchHit>& hits);
    void failed(const QString& text);

private:
    store::StoreThread* const m_thread;
    std::shared_ptr<std::atomic<int>> m_newest;
};

}  // namespace lanternfish::assistant
