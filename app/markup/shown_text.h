#pragma once

#include <QString>

namespace lanternfish::markup {

enum class CopyFormat { Plain, Markdown };

/// What a rich text element shows for `html` of a block when white space is kept (pre-wrap): one character for each
/// position of its cursor. Ends of lines and paragraphs are line feeds, markers of lists have no position.
QString shownText(const QString& html);

/// The part [from, to) of shownText(html) as it is copied. List items that begin in it get their markers. Thread: gui.
QString copiedText(const QString& html, qsizetype from, qsizetype to, CopyFormat format);

}  // namespace lanternfish::markup
