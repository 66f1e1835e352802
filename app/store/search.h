#pragma once

#include <QHash>
#include <QSet>

#include "app/store/search_terms.h"
#include "app/store/types.h"

namespace lanternfish::store {

/// One search in one database. Every step is bounded, so that any search in a large history ends in a moment: the words
/// index gives the newest thousand messages that match, which are then ranked; fragments are looked for in the text of
/// what their trigrams give. Thread: the database's.
class Search {
public:
    Search(Database& database, Tokenizer& tokenizer, const SearchQuery& query, QList<SearchTerm> terms);

    /// First by the words index, then, while there is room, what only contains the letters.
    Result<QList<SearchHit>> run();

private:
    /// What the index says of a place before its text is looked at.
    struct Candidate {
        bool isTitle = false;
        qint64 id = 0;
        ConversationId conversation = 0;
        qint64 at = 0;
        double relevance = 1;
    };
    struct Source;

    Result<void> runPass();
    Result<QList<Candidate>> candidates(const Source& source);
    Result<QList<Candidate>> newest(const Source& source, qint64 limit);
    Result<QList<Candidate>> byShortFragment(const Source& source);
    Result<QList<Candidate>> read(const Source& source, Statement& row, bool ranked);
    Result<void> rankAndAdd(QList<Candidate> candidates);
    /// Adds it when its text bears it out.
    Result<bool> add(const Candidate& candidate);
    std::string condition(const Source& source) const;
    bool isFull() const { return m_hits.size() >= m_limit; }

    Database& m_database;
    Tokenizer& m_tokenizer;
    const SearchQuery& m_query;
    QList<SearchTerm> m_terms;
    const qsizetype m_limit;
    QList<SearchHit> m_hits;
    QSet<std::pair<bool, qint64>> m_seen;
};

}  // namespace lanternfish::store
