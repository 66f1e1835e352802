#include "ui/models/prose_document.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <QAbstractTextDocumentLayout>
#include <QFontMetricsF>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextLayout>
#include <utility>

#include "app/markup/shown_text.h"

namespace lanternfish::ui {

using namespace Qt::StringLiterals;

namespace {

bool isInline(QStringView tag) {
    const QStringView name = tag.sliced(tag.startsWith("</"_L1) ? 2 : 1);
    return name.startsWith("b>"_L1) || name.startsWith("i>"_L1) || name.startsWith("s>"_L1) ||
           name.startsWith("code>"_L1) || name.startsWith("br/>"_L1) || name.startsWith("a "_L1) ||
           name.startsWith("a>"_L1);
}

/// Of html up to a place: how much of it stands by itself, with no inline tag open and behind a word.
qsizetype wholeWords(QStringView html) {
    qsizetype whole = 0;
    int open = 0;
    for (qsizetype at = 0; at < html.size();) {
        if (html[at] == u'<') {
            const qsizetype end = html.indexOf(u'>', at);
            if (end < 0)
                break;
            const QStringView tag = html.sliced(at, end + 1 - at);
            at = end + 1;
            if (isInline(tag) && !tag.startsWith("<br"_L1))
                open += tag[1] == u'/' ? -1 : 1;
            continue;
        }
        // Half of a pair of surrogates is no character.
        at = html[at] == u'&' ? html.indexOf(u';', at) + 1 : at + (html[at].isHighSurrogate() ? 2 : 1);
        if (at <= 0 || at > html.size())
            break;
        if (open == 0)
            whole = at;
    }
    return whole;
}

/// Where the tags begin that close what the last words stand in.
qsizetype closingTags(QStringView html) {
    while (html.endsWith(u'>')) {
        const qsizetype begin = html.lastIndexOf("</"_L1);
        if (begin < 0 || isInline(html.sliced(begin)) || html.indexOf(u'>', begin) != html.size() - 1)
            break;
        html.truncate(begin);
    }
    return html.size();
}

/// Text and inline tags, and no others.
bool isRunning(QStringView html) {
    for (qsizetype at = html.indexOf(u'<'); at >= 0; at = html.indexOf(u'<', at + 1)) {
        if (!isInline(html.sliced(at)))
            return false;
    }
    return true;
}

/// Of an item below one that has `format`, which may be a task.
QTextBlockFormat itemFormat(QTextBlockFormat format) {
    format.clearProperty(QTextFormat::BlockMarker);
    return format;
}

/// How html differs from html of before, when it does so only in the running text at its end.
struct NewEnd {
    qsizetype removed = 0;          ///< Characters of the document that go.
    QList<QStringView> added = {};  ///< What comes instead; each one behind the first is an item more of the last list.
    bool itself = false;            ///< It is text and nothing else.
};

std::optional<NewEnd> newEnd(QStringView before, QStringView after) {
    const qsizetype closing = closingTags(before);
    const QStringView tags = before.sliced(closing);
    if (closing == 0 || !after.endsWith(tags) || after.size() < closing)
        return {};
    before.truncate(closing);
    after.chop(tags.size());
    const auto common = std::ranges::mismatch(before, after).in1 - before.begin();
    const qsizetype kept = wholeWords(before.first(common));
    const QStringView gone = before.sliced(kept);
    const QStringView added = after.sliced(kept);
    const QList<QStringView> items = tags.startsWith("</li>"_L1) ? added.split(u"</li><li>"_s) : QList{added};
    // At the begin of its paragraph the new text would have that paragraph's format to restore.
    if (kept == 0 || before[kept - 1] == u'>' || !isRunning(gone) || !std::ranges::all_of(items, isRunning))
        return {};
    const bool text =
        std::ranges::none_of(added, [](QChar c) { return c == u'<' || c == u'>' || c == u'&' || c.unicode() < u' '; });
    return NewEnd{markup::shownText(gone.toString()).size(), items, text};
}

}  // namespace

void ProseDocument::setTextDocument(QQuickTextDocument* document) {
    if (m_document == document)
        return;
    if (QTextDocument* const before = this->document())
        disconnect(before, nullptr, this, nullptr);
    m_document = document;
    attach();
    emit textDocumentChanged();
}

void ProseDocument::setHtml(const QString& html) {
    if (std::exchange(m_html, html) == html)
        return;
    show();
    emit htmlChanged();
}

void ProseDocument::setSource(RowText* source) {
    if (m_source == source)
        return;
    readFrom(source, m_source, this, &ProseDocument::setHtml);
    m_source = source;
    emit sourceChanged();
}

void ProseDocument::setFont(const QFont& font) {
    if (std::exchange(m_font, font) != font)
        restyle();
}

void ProseDocument::setLineHeight(qreal height) {
    if (std::exchange(m_lineHeight, height) != height)
        restyle();
}

void ProseDocument::setLinkColor(const QColor& color) {
    if (std::exchange(m_linkColor, color) != color)
        restyle();
}

void ProseDocument::setCodeColor(const QColor& color) {
    if (std::exchange(m_codeColor, color) != color)
        restyle();
}

void ProseDocument::setCodeFont(const QFont& font) {
    if (std::exchange(m_codeFont, font) != font)
        restyle();
}

bool ProseDocument::hasLinks() const {
    return m_html.contains("<a "_L1);
}

bool ProseDocument::hasTasks() const {
    return m_html.contains("<li class="_L1);
}

QRectF ProseDocument::end() const {
    const QTextDocument* const text = document();
    if (!text)
        return {};
    const QTextBlock last = text->lastBlock();
    // Asking for its rectangle lays the block out.
    const QPointF shift = text->documentLayout()->blockBoundingRect(last).topLeft();
    const QTextLayout* const layout = last.layout();
    if (layout->lineCount() == 0)
        return {};
    const QTextLine line = layout->lineAt(layout->lineCount() - 1);
    const QRectF words = line.naturalTextRect();
    const qreal x = last.textDirection() == Qt::RightToLeft ? words.left() : words.right();
    return {x + shift.x(), line.y() + shift.y(), 0, line.height()};
}

void ProseDocument::componentComplete() {
    m_complete = true;
    attach();
}

QTextDocument* ProseDocument::document() const {
    return m_document ? m_document->textDocument() : nullptr;
}

void ProseDocument::attach() {
    QTextDocument* const text = document();
    if (!text || !m_complete)
        return;
    text->setUndoRedoEnabled(false);
    connect(text, &QTextDocument::contentsChanged, this, &ProseDocument::endChanged);
    connect(text->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            &ProseDocument::endChanged);
    restyle();
}

void ProseDocument::restyle() {
    if (QTextDocument* const text = document(); text && m_complete) {
        // The line height is for each paragraph, since none takes it over from what it stands in.
        text->setDefaultStyleSheet(
            u"div,p,li{-qt-line-height-type:fixed;line-height:%1px}a{color:%2}"
            "ul,ol{margin-top:0;margin-bottom:0;margin-left:0}li{margin-top:4px}"
            "code{background-color:%3;font-family:'%4';font-size:%5px}"_s.arg(m_lineHeight)
                .arg(m_linkColor.name(), m_codeColor.name(), m_codeFont.family())
                .arg(m_codeFont.pixelSize()));
        text->setIndentWidth(std::ceil(QFontMetricsF(m_font).horizontalAdvance(u"00. "_s)));
        m_shown.clear();
        show();
    }
    emit styleChanged();
}

bool ProseDocument::append() {
    const auto end = newEnd(m_shown, m_html);
    if (!end)
        return false;
    QTextCursor cursor(document());
    // A cursor that moves looks up where it stands in its line, which shapes the paragraph once more; inside of a block
    // of edits it doesn't.
    cursor.beginEditBlock();
    cursor.movePosition(QTextCursor::End);
    cursor.setPosition(cursor.position() - static_cast<int>(end->removed), QTextCursor::KeepAnchor);
    cursor.removeSelectedText();
    for (const QStringView& words : end->added) {
        if (&words != &end->added.front())
            cursor.insertBlock(itemFormat(cursor.blockFormat()), QTextCharFormat());
        if (end->itself)
            cursor.insertText(words.toString());
        else
            cursor.insertHtml("<span style='white-space:pre-wrap'>"_L1 + words.toString() + "</span>"_L1);
    }
    cursor.endEditBlock();
    return true;
}

void ProseDocument::show() {
    QTextDocument* const text = document();
    if (!text || !m_complete || (m_shown == m_html && !m_html.isEmpty()))
        return;
    if (!append())
        text->setHtml("<div style='white-space:pre-wrap'>"_L1 + m_html + "</div>"_L1);
    m_shown = m_html;
}

}  // namespace lanternfish::ui
