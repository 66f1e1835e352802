#pragma once

#include <QList>
#include <QString>
#include <utility>

#include "app/store/search_terms.h"

namespace lanternfish::store {

struct Snippet {
    QString text;                      ///< One line. An ellipsis stands where the text goes on.
    QList<std::pair<int, int>> marks;  ///< As in SearchHit: in order, not touching.
    QList<bool> found;                 ///< For each term: it stands in the text.
};

/// The part of `text` around the first place where most of the terms are near to each other. Words are marked whole.
Result<Snippet> snippetOf(const QString& text, const QList<SearchTerm>& terms, Tokenizer& tokenizer);

}  // namespace lanternfish::store
