#include "app/store/snippet.h"

#include <algorithm>
#include <deque>

#include "app/store/rows.h"

namespace lanternfish::store {

namespace {

constexpr qsizetype kBefore = 40;  ///< UTF-16 units before the first match.
constexpr qsizetype kLength = 200;
/// Matches beyond these can't be nearer to the beginning than what there is already.
constexpr qsizetype kMostMatches = 500;

struct Match {
    qsizetype start = 0;
    qsizetype end = 0;
    qsizetype term = 0;
};

/// UTF-16 positions of growing byte positions.
class Positions {
public:
    explicit Positions(std::string_view bytes) : m_bytes(bytes) {}

    qsizetype unitAt(int byte) {
        while (m_byte < byte) {
            const auto lead = static_cast<unsigned char>(m_bytes[static_cast<size_t>(m_byte)]);
            m_unit += (lead & 0xC0) == 0x80 ? 0 : lead >= 0xF0 ? 2 : 1;
            ++m_byte;
        }
        return m_unit;
    }

private:
    std::string_view m_bytes;
    int m_byte = 0;
    qsizetype m_unit = 0;
};

struct Word {
    std::string text;
    qsizetype start = 0;
    qsizetype end = 0;
};

bool endsWith(const std::deque<Word>& words, const SearchTerm& term) {
    if (words.size() < term.words.size()) {
        return false;
    }
    auto word = words.end() - static_cast<std::ptrdiff_t>(term.words.size());
    for (size_t i = 0; i < term.words.size(); ++i, ++word) {
        const bool prefix = term.isPrefix && i + 1 == term.words.size();
        if (prefix ? !word->text.starts_with(term.words[i]) : word->text != term.words[i]) {
            return false;
        }
    }
    return true;
}

Result<void> findWords(const QString& text, const QList<SearchTerm>& terms, Tokenizer& tokenizer,
                       QList<Match>& matches) {
    size_t longest = 0;
    for (const SearchTerm& term : terms) {
        longest = std::max(longest, term.words.size());
    }
    if (longest == 0) {
        return {};
    }
    const std::string bytes = utf8(text);
    Positions positions(bytes);
    std::deque<Word> words;
    return tokenizer.cut(bytes, [&](const Token& token) {
        const qsizetype start = positions.unitAt(token.start);
        words.push_back({std::string(token.word), start, positions.unitAt(token.end)});
        if (words.size() > longest) {
            words.pop_front();
        }
        for (qsizetype i = 0; i < terms.size(); ++i) {
            if (!terms[i].isFragment() && endsWith(words, terms[i])) {
                matches.append({words[words.size() - terms[i].words.size()].start, words.back().end, i});
            }
        }
        return matches.size() < kMostMatches;
    });
}

void findFragments(const QString& text, const QList<SearchTerm>& terms, QList<Match>& matches) {
    QString folded;
    for (qsizetype i = 0; i < terms.size(); ++i) {
        if (!terms[i].isFragment()) {
            continue;
        }
        folded = folded.isEmpty() ? foldCase(text) : folded;
        const QString fragment = foldCase(terms[i].text);
        qsizetype count = 0;
        for (qsizetype at = folded.indexOf(fragment); at >= 0 && count < kMostMatches;
             at = folded.indexOf(fragment, at + fragment.size()), ++count) {
            matches.append({at, at + fragment.size(), i});
        }
    }
}

/// The match from which on most terms come within a snippet; the first of several.
qsizetype bestStart(const QList<Match>& matches, qsizetype terms) {
    qsizetype best = 0;
    qsizetype most = 0;
    for (qsizetype first = 0; first < matches.size(); ++first) {
        QList<bool> seen(terms);
        for (qsizetype i = first; i < matches.size() && matches[i].end - matches[first].start <= kLength - kBefore;
             ++i) {
            seen[matches[i].term] = true;
        }
        if (const qsizetype count = seen.count(true); count > most) {
            most = count;
            best = first;
        }
    }
    return matches.isEmpty() ? 0 : matches[best].start;
}

/// Moves a cut to where a word begins, if there is such a place near, and never into a character.
qsizetype cutBefore(const QString& text, qsizetype at) {
    if (at <= 0) {
        return 0;
    }
    for (qsizetype i = at; i < std::min(at + kBefore / 2, text.size()); ++i) {
        if (text[i - 1].isSpace()) {
            return i;
        }
    }
    return text[at].isLowSurrogate() ? at - 1 : at;
}

qsizetype cutAfter(const QString& text, qsizetype at) {
    if (at >= text.size()) {
        return text.size();
    }
    for (qsizetype i = at; i > at - kBefore / 2; --i) {
        if (text[i].isSpace()) {
            return i;
        }
    }
    return text[at].isLowSurrogate() ? at - 1 : at;
}

}  // namespace

Result<Snippet> snippetOf(const QString& text, const QList<SearchTerm>& terms, Tokenizer& tokenizer) {
    QList<Match> matches;
    LF_CHECK(findWords(text, terms, tokenizer, matches));
    findFragments(text, terms, matches);
    std::ranges::sort(matches, {}, &Match::start);

    Snippet snippet;
    snippet.found.resize(terms.size());
    for (const Match& match : std::as_const(matches)) {
        snippet.found[match.term] = true;
    }

    const qsizetype first = bestStart(matches, terms.size());
    const qsizetype start = std::min(cutBefore(text, first - kBefore), first);
    const qsizetype end = cutAfter(text, start + kLength);
    if (start > 0) {
        snippet.text = QStringLiteral("\u2026");
    }
    // Where each unit of the text comes to stand: gaps of any kind become one space.
    QList<qsizetype> places(end - start + 1);
    for (qsizetype i = start; i < end; ++i) {
        places[i - start] = snippet.text.size();
        const bool gap = text[i].isSpace() || text[i].category() == QChar::Other_Control;
        if (!gap) {
            snippet.text.append(text[i]);
        } else if (!snippet.text.isEmpty() && !snippet.text.endsWith(u' ')) {
            snippet.text.append(u' ');
        }
    }
    places[end - start] = snippet.text.size();
    if (end < text.size()) {
        snippet.text.append(QStringLiteral("\u2026"));
    }
    for (const Match& match : std::as_const(matches)) {
        if (match.end <= start || match.start >= end) {
            continue;
        }
        const auto from = static_cast<int>(places[std::max(match.start, start) - start]);
        const auto to = static_cast<int>(places[std::min(match.end, end) - start]);
        if (!snippet.marks.isEmpty() && from <= snippet.marks.last().first + snippet.marks.last().second) {
            auto& [markStart, length] = snippet.marks.last();
            length = std::max(length, to - markStart);
        } else if (to > from) {
            snippet.marks.append({from, to - from});
        }
    }
    return snippet;
}

}  // namespace lanternfish::store
