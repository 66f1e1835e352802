#pragma once

#include <QList>
#include <QString>

#include "app/markup/block.h"

namespace lanternfish::markup {

/// The table as RFC 4180 has it, lines ending with CRLF. A cell that a spreadsheet would run as a formula gets an
/// apostrophe before it: what a model writes is not to be trusted. Thread: any.
QString tableCsv(const Block& table);

/// The table in Markdown, columns padded to the same width. Thread: gui.
QString tableMarkdown(const Block& table);

/// Where each cell begins in the table's plain text, rows with the header first.
QList<QList<int>> tableOffsets(const Block& table);

}  // namespace lanternfish::markup
