#pragma once

#include <QList>
#include <QString>
#include <utility>

namespace lanternfish::markup {

struct PlainSnippet {
    QString text;
    QList<std::pair<int, int>> marks;  ///< First UTF-16 unit, length; in order, none is empty.
};

/// The words of `snippet`, one line cut out of Markdown whose line feeds became spaces; an ellipsis stands where the
/// Markdown goes on. A construct may begin before it or end behind it. What may as well be a name or an operator of a
/// program, as __init__ and a*b, stays as it is. `marks` of matches move with their words; those that don't fit are
/// left out. Thread: any.
PlainSnippet plainSnippet(const QString& snippet, const QList<std::pair<int, int>>& marks);

}  // namespace lanternfish::markup
