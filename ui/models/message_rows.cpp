#include "ui/models/message_rows.h"

#include <algorithm>
#include <array>
#include <QCoreApplication>

#include "app/markup/inline_html.h"
#include "app/markup/table_text.h"

namespace lanternfish::ui {

using namespace Qt::StringLiterals;
using markup::CopyFormat;
using store::Message;
using store::Status;

namespace {

QString kindName(markup::Block::Kind kind) {
    using Kind = markup::Block::Kind;
    switch (kind) {
        case Kind::Paragraph:
            return u"paragraph"_s;
        case Kind::Heading:
            return u"heading"_s;
        case Kind::List:
            return u"list"_s;
        case Kind::Code:
            return u"code"_s;
        case Kind::Quote:
            return u"quote"_s;
        case Kind::Table:
            return u"table"_s;
        case Kind::Rule:
            return u"rule"_s;
    }
    return {};
}

markup::Block plainBlock(const QString& text) {
    return {.html = markup::escapedHtml(text), .plainText = markup::sanitized(text)};
}

/// What stands below the text of an answer once nothing writes it any more.
void appendClosingRows(QList<MessageRow>& rows, const Message& message) {
    if (message.status == Status::Interrupted)
        rows.append(
            {.kind = u"interrupted"_s,
             .block = plainBlock(QCoreApplication::translate("MessageRows", "Everything up to here is saved."))});
    if (message.status == Status::Failed)
        rows.append({.kind = u"error"_s, .block = plainBlock(message.error)});
    rows.append({.kind = u"actions"_s});
}

/// Rows whose text is shown as it is, without html.
bool isLiteral(const MessageRow& row) {
    return row.isCode() || row.isThinking() || row.kind == "user"_L1 || row.kind == "source"_L1;
}

QString fenced(const markup::Block& code) {
    QString fence = u"```"_s;
    while (code.plainText.contains(fence))
        fence += u'`';
    return fence + code.language + u'\n' + code.plainText + u'\n' + fence;
}

QString quoted(const QString& text) {
    return "> "_L1 + QString(text).replace(u'\n', "\n> "_L1);
}

QString wholeAsMarkdown(const MessageRow& row) {
    const markup::Block& block = row.block;
    if (row.isCode())
        return fenced(block);
    if (row.kind == "table"_L1)
        return markup::tableMarkdown(block);
    if (row.kind == "rule"_L1)
        return u"---"_s;
    if (row.isThinking())
        return quoted(block.plainText);
    if (isLiteral(row))
        return block.plainText;
    const QString text = markup::copiedText(block.html, 0, block.html.size(), CopyFormat::Markdown);
    if (row.kind == "heading"_L1)
        return QString(block.level, u'#') + u' ' + text;
    return row.kind == "quote"_L1 ? quoted(text) : text;
}

}  // namespace

bool MessageRow::isThinking() const {
    return kind == "thinking"_L1;
}

bool MessageRow::isCode() const {
    return kind == "code"_L1;
}

bool showsBlock(const MessageRow& row) {
    static constexpr std::array kOthers{"thinking"_L1, "interrupted"_L1, "error"_L1, "actions"_L1};
    return std::ranges::find(kOthers, row.kind) == kOthers.end();
}

QList<MessageRow> messageRows(const Message& message, const QList<markup::Block>& blocks, qsizetype fromBlock,
                              bool source) {
    if (message.role == store::Role::System)
        return {};
    QList<MessageRow> rows;
    const bool user = message.role == store::Role::User;
    if (fromBlock == 0 && !message.reasoning.isEmpty())
        rows.append({.kind = u"thinking"_s, .block = {.plainText = markup::sanitized(message.reasoning)}});
    if (source)
        rows.append({.kind = u"source"_s, .block = {.plainText = markup::sanitized(message.text)}});
    else if (user)
        rows.append({.kind = u"user"_s, .block = plainBlock(message.text)});
    if (user)
        return rows;
    // Code that is being written stays open: folding it would move what is read.
    const bool streaming = message.status == Status::Streaming;
    for (qsizetype i = fromBlock; i < blocks.size() && !source; ++i)
        rows.append({.kind = kindName(blocks[i].kind), .block = blocks[i], .open = streaming});
    if (!streaming) {
        appendClosingRows(rows, message);
        return rows;
    }
    // An answer that has no word yet still has a place, where the light shows that it is worked on.
    if (rows.isEmpty())
        rows.append({.kind = u"paragraph"_s});
    rows.last().streaming = true;
    return rows;
}

QString shownText(const MessageRow& row) {
    if (!showsBlock(row) && !row.isThinking())
        return {};
    // What people wrote is shown through html too, where a last empty line has no place.
    if ((isLiteral(row) && row.kind != "user"_L1) || row.kind == "table"_L1)
        return row.block.plainText;
    return row.block.html.isEmpty() ? QString() : markup::shownText(row.block.html);
}

QString copiedText(const MessageRow& row, qsizetype from, qsizetype to, CopyFormat format) {
    const bool literal = isLiteral(row) || row.kind == "table"_L1;
    const QString text = literal ? row.block.plainText : shownText(row);
    to = std::min(to, text.size());
    const bool whole = from == 0 && to == text.size();
    if (whole)
        return format == CopyFormat::Markdown ? wholeAsMarkdown(row) : row.block.plainText;
    if (from >= to)
        return {};
    return literal ? text.sliced(from, to - from) : markup::copiedText(row.block.html, from, to, format);
}

QString spokenText(const MessageRow& row) {
    if (row.kind != "list"_L1)
        return row.block.plainText;
    QStringList lines = row.block.plainText.split(u'\n');
    for (QString& line : lines) {
        const qsizetype mark = line.indexOf("- ["_L1);
        if (mark < 0 || !QStringView(line).first(mark).trimmed().isEmpty())
            continue;
        const QStringView box = QStringView(line).sliced(mark + 2);
        if (box.startsWith("[x] "_L1))
            line = QCoreApplication::translate("MessageRows", "Done: %1").arg(box.sliced(4));
        else if (box.startsWith("[ ] "_L1))
            line = QCoreApplication::translate("MessageRows", "To do: %1").arg(box.sliced(4));
    }
    return lines.join(u'\n');
}

}  // namespace lanternfish::ui
