#include "app/markup/shown_text.h"

#include <algorithm>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextList>

namespace lanternfish::markup {

namespace {

using namespace Qt::StringLiterals;

void load(QTextDocument& document, const QString& html) {
    document.setUndoRedoEnabled(false);
    document.setHtml("<div style='white-space:pre-wrap'>"_L1 + html + "</div>"_L1);
}

/// Text that Markdown would take for markup.
QString escapedMarkdown(const QString& text) {
    QString result;
    result.reserve(text.size() + 8);
    for (const QChar c : text) {
        if (QStringView(u"\\`*_[]<~").contains(c))
            result += u'\\';
        result += c;
    }
    return result;
}

QString codeSpan(const QString& text) {
    qsizetype longest = 0;
    qsizetype run = 0;
    for (const QChar c : text) {
        run = c == u'`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const QString fence(longest + 1, u'`');
    const QLatin1StringView space = text.startsWith(u'`') || text.endsWith(u'`') ? " "_L1 : ""_L1;
    return fence + space + text + space + fence;
}

/// Emphasis can't begin or end with a space: those go outside of it.
QString emphasised(const QString& text, const QTextCharFormat& format) {
    QString mark;
    if (format.fontWeight() >= QFont::DemiBold)
        mark += "**"_L1;
    if (format.fontItalic())
        mark += u'*';
    const QString words = text.trimmed();
    if (words.isEmpty() || (mark.isEmpty() && !format.fontStrikeOut()))
        return escapedMarkdown(text);
    QString inner = escapedMarkdown(words);
    if (format.fontStrikeOut())
        inner = "~~"_L1 + inner + "~~"_L1;
    const qsizetype before = text.indexOf(words);
    QString closing = mark;
    std::ranges::reverse(closing);
    return text.first(before) + mark + inner + closing + text.sliced(before + words.size());
}

QString inlineMarkdown(const QTextBlock& block, int begin, int end) {
    QString result;
    QString shownTarget;  // What the markup library writes behind a link's words.
    for (auto it = block.begin(); !it.atEnd(); ++it) {
        const QTextFragment fragment = it.fragment();
        const int start = fragment.position() - block.position();
        const int from = std::max(begin, start);
        const int to = std::min(end, start + fragment.length());
        if (from >= to)
            continue;
        QString text = fragment.text().sliced(from - start, to - from);
        text.replace(QChar::LineSeparator, u'\n');
        const QTextCharFormat format = fragment.charFormat();
        if (!shownTarget.isEmpty() && text.startsWith(shownTarget))
            text.remove(0, shownTarget.size());
        shownTarget.clear();
        if (format.isAnchor() && !format.anchorHref().isEmpty()) {
            const QString& target = format.anchorHref();
            result += text == target ? '<' + target + '>' : '[' + escapedMarkdown(text) + "]("_L1 + target + ')';
            shownTarget = " ("_L1 + target + ')';
        } else if (format.fontFixedPitch() || format.hasProperty(QTextFormat::FontFamilies)) {
            result += codeSpan(text);
        } else {
            result += emphasised(text, format);
        }
    }
    return result;
}

QString inlinePlain(const QTextBlock& block, int begin, int end) {
    QString text = block.text().sliced(begin, end - begin);
    text.replace(QChar::LineSeparator, u'\n');
    return text;
}

/// The marker of the item that begins with `block`; empty when none does.
QString listMarker(const QTextBlock& block) {
    const QTextList* const list = block.textList();
    if (!list)
        return {};
    const QTextListFormat format = list->format();
    const QString marker = format.style() == QTextListFormat::ListDecimal
                               ? QString::number(format.start() + list->itemNumber(block)) + ". "_L1
                               : u"- "_s;
    switch (block.blockFormat().marker()) {
        case QTextBlockFormat::MarkerType::Checked:
            return marker + "[x] "_L1;
        case QTextBlockFormat::MarkerType::Unchecked:
            return marker + "[ ] "_L1;
        case QTextBlockFormat::MarkerType::NoMarker:
            break;
    }
    return marker;
}

int listDepth(const QTextBlock& block) {
    const QTextList* const list = block.textList();
    return list ? list->format().indent() : block.blockFormat().indent();
}

}  // namespace

QString shownText(const QString& html) {
    QTextDocument document;
    load(document, html);
    QString text = document.toRawText();
    text.replace(QChar::ParagraphSeparator, u'\n');
    text.replace(QChar::LineSeparator, u'\n');
    return text;
}

QString copiedText(const QString& html, qsizetype from, qsizetype to, CopyFormat format) {
    QTextDocument document;
    load(document, html);
    const int last = document.characterCount() - 1;
    const int first = static_cast<int>(std::clamp<qsizetype>(from, 0, last));
    const int end = static_cast<int>(std::clamp<qsizetype>(to, first, last));
    QStringList lines;
    for (QTextBlock block = document.findBlock(first); block.isValid() && block.position() <= end;
         block = block.next()) {
        const int begin = std::max(0, first - block.position());
        const int stop = std::min(block.length() - 1, end - block.position());
        QString line =
            format == CopyFormat::Markdown ? inlineMarkdown(block, begin, stop) : inlinePlain(block, begin, stop);
        if (block.textList() && begin == 0)
            line.prepend(listMarker(block));
        // Markdown wants an item's content as far in as the marker above it is wide.
        const int columns = (format == CopyFormat::Markdown ? 4 : 2) * std::max(0, listDepth(block) - 1);
        const QString indentation(columns, u' ');
        lines.append(begin == 0 ? indentation + line : line);
    }
    return lines.join(u'\n');
}

}  // namespace lanternfish::markup
