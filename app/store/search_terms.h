#pragma once

#include <QList>
#include <QString>
#include <string>
#include <vector>

#include "app/store/tokenizer.h"

namespace lanternfish::store {

/// One thing that a search looks for.
struct SearchTerm {
    QString text;                    ///< As typed, without quotes.
    std::vector<std::string> words;  ///< Next to each other; empty: a fragment, found as it stands but for case.
    bool isPrefix = false;           ///< The last word may go on.

    bool isFragment() const { return words.empty(); }
};

/// Cuts what a person typed into terms, all of which must be found. Between spaces stands a term; "in quotes" stands a
/// phrase of whole words. What the words index can't know as typed is a fragment: code (`a->b`), emoji, scripts without
/// spaces. At most 16 terms of at most 200 characters; more would be pasted text, whose beginning says enough.
Result<QList<SearchTerm>> parseSearch(const QString& text, Tokenizer& tokenizer);

/// The text without case, every character where it was.
QString foldCase(const QString& text);

qsizetype characterCount(const QString& text);

/// FTS5 expressions, harmless whatever the terms contain. Words for the words index; those trigrams that cover a
/// fragment of at least three characters for the trigram index.
std::string wordsExpression(const SearchTerm& term);
std::string trigramsExpression(const SearchTerm& term);

}  // namespace lanternfish::store
