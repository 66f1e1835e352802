#include "app/assistant/history_search.h"

#include "app/assistant/failure.h"

namespace lanternfish::assistant {

HistorySearch::HistorySearch(store::StoreThread* thread, QObject* parent)
    : QObject(parent), m_thread(thread), m_newest(std::make_shared<std::atomic<int>>(0)) {}

HistorySearch::~HistorySearch() {
    ++*m_newest;
}

void HistorySearch::search(const store::SearchQuery& query) {
    const int number = ++*m_newest;
    if (query.text.trimmed().isEmpty()) {
        emit found(query, {});
        return;
    }
    using Hits = QList<store::SearchHit>;
    m_thread
        ->run([query, number, newest = m_newest](store::Repository& repository) -> Result<Hits> {
            return *newest == number ? repository.search(query) : Result<Hits>();
        })
        .then(this, [this, query, number](const Result<Hits>& hits) {
            if (*m_newest != number) {
                return;
            }
            if (hits) {
                emit found(query, *hits);
            } else {
                emit failed(failureText(Failure(hits.error(), tr("The search failed."))));
            }
        });
}

}  // namespace lanternfish::assistant
