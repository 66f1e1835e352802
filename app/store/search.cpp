#include "app/store/search.h"

#include <algorithm>
#include <cmath>
#include <format>

#include "app/store/repository.h"
#include "app/store/rows.h"
#include "app/store/snippet.h"

namespace lanternfish::store {

namespace {

constexpr qint64 kMostCandidates = 1000;
/// Fragments of one or two characters are looked for in the newest messages first, where a common one is found at once.
constexpr qint64 kNewest = 1000;
/// Places in the trigram index that are looked at for one of them.
constexpr int kMostPlaces = 20'000;
constexpr qsizetype kMostHits = 1000;
constexpr qsizetype kTrigram = 3;
constexpr double kTitleWeight = 3;
constexpr double kMonthMs = 30.0 * 24 * 3600 * 1000;

std::string joined(const QList<SearchTerm>& terms, bool fragments, std::string (*expression)(const SearchTerm&)) {
    std::string all;
    for (const SearchTerm& term : terms) {
        if (term.isFragment() != fragments || (fragments && characterCount(term.text) < kTrigram)) {
            continue;
        }
        all += std::format("{}{}", all.empty() ? "" : " AND ", expression(term));
    }
    return all;
}

}  // namespace

/// Messages or titles.
struct Search::Source {
    bool isTitle;
    const char* words;
    const char* trigrams;
    std::string columns;  ///< Of the indexes.
    const char* rows;     ///< The joins behind a table `hit` with the column rowid.
    const char* at;
};

Search::Search(Database& database, Tokenizer& tokenizer, const SearchQuery& query, QList<SearchTerm> terms)
    : m_database(database),
      m_tokenizer(tokenizer),
      m_query(query),
      m_terms(std::move(terms)),
      m_limit(std::clamp<qsizetype>(query.limit, 0, kMostHits)) {}

Result<QList<SearchHit>> Search::run() {
    if (m_terms.isEmpty()) {
        return m_hits;
    }
    LF_CHECK(runPass());
    // The same letters anywhere: within names in code, in the middle of compound words.
    const bool hasWords = std::ranges::any_of(m_terms, [](const SearchTerm& term) { return !term.isFragment(); });
    const bool hasTrigrams =
        std::ranges::any_of(m_terms, [](const SearchTerm& term) { return characterCount(term.text) >= kTrigram; });
    if (!isFull() && hasWords && hasTrigrams) {
        for (SearchTerm& term : m_terms) {
            term.words.clear();
        }
        LF_CHECK(runPass());
    }
    return m_hits;
}

Result<void> Search::runPass() {
    const Source sources[] = {
        {true, "title_words", "title_trigrams", "title", "CROSS JOIN conversation ON conversation.id = hit.rowid",
         "conversation.updated_at"},
        {false, "message_words", "message_trigrams", m_query.reasoning ? "text reasoning" : "text",
         "CROSS JOIN message ON message.id = hit.rowid CROSS JOIN conversation ON conversation.id = "
         "message.conversation",
         "message.created_at"}};
    QList<Candidate> all;
    for (const Source& source : sources) {
        LF_TRY(const QList<Candidate> found, candidates(source));
        all += found;
    }
    return rankAndAdd(std::move(all));
}

std::string Search::condition(const Source& source) const {
    std::string condition = "conversation.deleted_at IS NULL";
    if (!source.isTitle) {
        condition += " AND message.status <> 'streaming'";
    }
    if (!m_query.archived) {
        condition += " AND conversation.archived = 0";
    }
    if (m_query.folder) {
        // By the ids alone, from an index: a folder of few messages must not cost a look at every message that matches.
        const std::string inside = std::format(
            "SELECT id FROM conversation WHERE folder IN (WITH RECURSIVE inside (id) AS (SELECT {} UNION SELECT "
            "folder.id FROM folder JOIN inside ON folder.parent = inside.id) SELECT id FROM inside)",
            *m_query.folder);
        condition +=
            source.isTitle
                ? std::format(" AND +hit.rowid IN ({})", inside)
                : std::format(" AND +hit.rowid IN (SELECT id FROM message WHERE conversation IN ({}))", inside);
    }
    return condition;
}

Result<QList<Search::Candidate>> Search::candidates(const Source& source) {
    const std::string words = joined(m_terms, false, wordsExpression);
    const std::string trigrams = joined(m_terms, true, trigramsExpression);
    if (words.empty() && trigrams.empty()) {
        return byShortFragment(source);
    }
    const char* index = words.empty() ? source.trigrams : source.words;
    std::string match = std::format("hit.{} MATCH ?", index);
    if (!words.empty() && !trigrams.empty()) {
        // `+`: otherwise FTS5 would run the search anew for each of these ids.
        match += std::format(" AND +hit.rowid IN (SELECT rowid FROM {0} WHERE {0} MATCH ?)", source.trigrams);
    }
    const std::string rank =
        words.empty() ? "-1.0" : std::format("bm25({}, {})", index, source.isTitle ? "1.0" : "1.0, 0.5");
    LF_TRY(Statement row, m_database.prepare(std::format(
                              "SELECT hit.rowid, conversation.id, {}, {} FROM {} AS hit {} WHERE {} AND {} "
                              "ORDER BY hit.rowid DESC LIMIT {}",
                              source.at, rank, index, source.rows, match, condition(source), kMostCandidates)));
    const auto within = [&](const std::string& expression) {
        return std::format("{{{}}} : ({})", source.columns, expression);
    };
    row.bind(0, within(words.empty() ? trigrams : words));
    if (!words.empty() && !trigrams.empty()) {
        row.bind(1, within(trigrams));
    }
    return read(source, row, true);
}

Result<QList<Search::Candidate>> Search::read(const Source& source, Statement& row, bool ranked) {
    QList<Candidate> list;
    for (;;) {
        LF_TRY(const bool found, row.step());
        if (!found) {
            return list;
        }
        list.append({source.isTitle, row.integer(0), row.integer(1), row.integer(2), ranked ? -row.real(3) : 1.0});
    }
}

Result<QList<Search::Candidate>> Search::newest(const Source& source, qint64 limit) {
    const char* table = source.isTitle ? "conversation" : "message";
    LF_TRY(Statement row,
           m_database.prepare(std::format("SELECT hit.rowid, conversation.id, {} FROM (SELECT id AS rowid FROM {} "
                                          "ORDER BY id DESC LIMIT {}) AS hit {} WHERE {}",
                                          source.at, table, limit, source.rows, condition(source))));
    return read(source, row, false);
}

// The trigram index knows no fragments of one or two characters, but it has a trigram for every place of a text, and
// those that begin with the fragment lie next to each other.
Result<QList<Search::Candidate>> Search::byShortFragment(const Source& source) {
    LF_TRY(QList<Candidate> list, newest(source, kNewest));
    const auto longest =
        std::ranges::max_element(m_terms, {}, [](const SearchTerm& term) { return characterCount(term.text); });
    LF_CHECK(
        m_database.execute(std::format("CREATE VIRTUAL TABLE IF NOT EXISTS temp.{0}_places USING "
                                       "fts5vocab('main', '{0}', 'instance')",
                                       source.trigrams)));
    LF_TRY(Statement place, m_database.prepare(std::format("SELECT doc, col FROM temp.{}_places WHERE term >= ? AND "
                                                           "term < ? LIMIT {}",
                                                           source.trigrams, kMostPlaces)));
    const std::string from = utf8(foldCase(longest->text));
    place.bind(0, from).bind(1, from + "\xF4\x8F\xBF\xBF");
    QSet<qint64> places;
    for (;;) {
        LF_TRY(const bool found, place.step());
        if (!found) {
            break;
        }
        if (m_query.reasoning || place.text(1) != "reasoning") {
            places.insert(place.integer(0));
        }
    }
    for (const Candidate& candidate : std::as_const(list)) {
        places.remove(candidate.id);
    }
    QList<qint64> ids(places.begin(), places.end());
    std::ranges::sort(ids, std::greater());
    LF_TRY(Statement row,
           m_database.prepare(std::format("SELECT hit.rowid, conversation.id, {} FROM (SELECT ? AS rowid) AS hit {} "
                                          "WHERE {}",
                                          source.at, source.rows, condition(source))));
    for (const qint64 id : ids.first(std::min<qsizetype>(ids.size(), kMostCandidates))) {
        row.bind(0, int64_t{id});
        LF_TRY(const QList<Candidate> found, read(source, row, false));
        row.reset();
        list += found;
    }
    return list;
}

Result<void> Search::rankAndAdd(QList<Candidate> candidates) {
    qint64 newestAt = 0;
    for (const Candidate& candidate : std::as_const(candidates)) {
        newestAt = std::max(newestAt, candidate.at);
    }
    for (Candidate& candidate : candidates) {
        // Today's place counts twice as much as one of long ago that matches as well.
        const double months = static_cast<double>(newestAt - candidate.at) / kMonthMs;
        candidate.relevance *= (1 + 1 / (1 + months)) * (candidate.isTitle ? kTitleWeight : 1);
    }
    std::ranges::stable_sort(candidates, std::greater(), &Candidate::relevance);
    for (const Candidate& candidate : std::as_const(candidates)) {
        if (isFull()) {
            break;
        }
        if (!m_seen.contains({candidate.isTitle, candidate.id})) {
            LF_TRY(const bool added, add(candidate));
            if (added) {
                m_seen.insert({candidate.isTitle, candidate.id});
            }
        }
    }
    return {};
}

Result<bool> Search::add(const Candidate& candidate) {
    LF_TRY(Statement row,
           m_database.prepare(candidate.isTitle ? "SELECT title, title, '' FROM conversation WHERE id = ?"
                                                : "SELECT title, text, reasoning FROM message JOIN conversation ON "
                                                  "conversation.id = message.conversation WHERE message.id = ?"));
    LF_TRY(const bool there, row.bind(0, int64_t{candidate.id}).step());
    if (!there) {
        return false;
    }
    const QString text = fromUtf8(row.text(1));
    const QString reasoning = m_query.reasoning ? fromUtf8(row.text(2)) : QString();
    LF_TRY(Snippet snippet, snippetOf(text, m_terms, m_tokenizer));
    QList<bool> found = snippet.found;
    if (!reasoning.isEmpty() && found.contains(false)) {
        LF_TRY(Snippet thought, snippetOf(reasoning, m_terms, m_tokenizer));
        for (qsizetype i = 0; i < found.size(); ++i) {
            found[i] = found[i] || thought.found[i];
        }
        if (thought.found.count(true) > snippet.found.count(true)) {
            snippet = std::move(thought);
        }
    }
    // The index knows words for certain; of a fragment it knows only that its trigrams are there.
    for (qsizetype i = 0; i < found.size(); ++i) {
        if (m_terms[i].isFragment() && !found[i]) {
            return false;
        }
    }
    SearchHit hit;
    hit.conversation = candidate.conversation;
    if (!candidate.isTitle) {
        hit.message = candidate.id;
    }
    hit.title = fromUtf8(row.text(0));
    hit.snippet = std::move(snippet.text);
    hit.marks = std::move(snippet.marks);
    hit.at = timeOf(candidate.at);
    m_hits.append(std::move(hit));
    return true;
}

Result<QList<SearchHit>> Repository::search(const SearchQuery& query) {
    LF_TRY(const bool searchable, m_database.hasTable("message_words"));
    if (!searchable) {
        return makeError(ErrorCode::Unsupported, std::format("{}: has no search index", m_database.path()));
    }
    LF_TRY(Tokenizer tokenizer, Tokenizer::create(m_database));
    LF_TRY(const QList<SearchTerm> terms, parseSearch(query.text, tokenizer));
    Result<QList<SearchHit>> hits = Search(m_database, tokenizer, query, terms).run();
    if (!hits && hits.error().code == ErrorCode::InvalidFile && m_report.access == Access::ReadWrite) {
        // The index is made of the texts and can be made again.
        noteDamage();
        LF_CHECK(rebuildSearch());
        hits = Search(m_database, tokenizer, query, terms).run();
    }
    return hits;
}

}  // namespace lanternfish::store
