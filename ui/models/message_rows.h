#pragma once

#include <QList>
#include <QString>
#include <QVariantList>

#include "app/markup/block.h"
#include "app/markup/shown_text.h"
#include "app/store/types.h"

namespace lanternfish::ui {

/// One row of the message stream.
struct MessageRow {
    QString kind;  ///< The delegate that shows it.
    markup::Block block = {};
    bool streaming = false;
    bool open = false;  ///< Thinking, code: not folded.

    bool isThinking() const;
    bool isCode() const;
};

/// The rows of `message` from the block at `fromBlock` on; with 0 from its very first row. `blocks` are its text's.
/// `source`: its text as it was written, in one row.
QList<MessageRow> messageRows(const store::Message& message, const QList<markup::Block>& blocks, qsizetype fromBlock,
                              bool source);

/// Whether a row shows a block of the text, and not what stands around it.
bool showsBlock(const MessageRow& row);

/// The text of a row that can be selected and found, one character for each position in what the view shows; empty for
/// rows without such text.
QString shownText(const MessageRow& row);

/// The part [from, to) of shownText(row) as it is copied.
QString copiedText(const MessageRow& row, qsizetype from, qsizetype to, markup::CopyFormat format);

/// What a screen reader says for the row.
QString spokenText(const MessageRow& row);

}  // namespace lanternfish::ui
