#include "ui/models/text_selection.h"

#include <algorithm>
#include <limits>
#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QTextBoundaryFinder>

namespace lanternfish::ui {

using namespace Qt::StringLiterals;
using markup::CopyFormat;

namespace {

int boundary(const QString& text, int offset, QTextBoundaryFinder::BoundaryType type, bool after) {
    QTextBoundaryFinder finder(type, text);
    finder.setPosition(std::clamp<qsizetype>(offset, 0, text.size()));
    qsizetype at = after ? finder.toNextBoundary() : finder.toPreviousBoundary();
    // A word ends where it ends; the space between two words is none.
    while (
        type == QTextBoundaryFinder::Word && at > 0 && at < text.size() &&
        !finder.boundaryReasons().testFlag(after ? QTextBoundaryFinder::EndOfItem : QTextBoundaryFinder::StartOfItem))
        at = after ? finder.toNextBoundary() : finder.toPreviousBoundary();
    return at < 0 ? (after ? static_cast<int>(text.size()) : 0) : static_cast<int>(at);
}

}  // namespace

void TextSelection::setModel(MessageBlockModel* model) {
    if (m_model == model)
        return;
    if (m_model)
        disconnect(m_model, nullptr, this, nullptr);
    m_model = model;
    if (model) {
        connect(model, &QAbstractItemModel::modelReset, this, &TextSelection::clear);
        // Rows have new numbers, which those who paint ask for; a place whose row is gone ends the selection.
        const auto follow = [this] {
            if (m_anchor.row.isValid() != m_head.row.isValid())
                clear();
            else
                notify();
        };
        connect(model, &QAbstractItemModel::rowsInserted, this, [=, this] {
            // Nearly always: an answer grows, and all that show it would ask for nothing.
            if (m_anchor.row.isValid() || m_head.row.isValid())
                follow();
        });
        connect(model, &QAbstractItemModel::rowsRemoved, this, follow);
    }
    clear();
    emit modelChanged();
}

void TextSelection::notify() {
    ++m_revision;
    emit changed();
}

TextSelection::Ends TextSelection::ends() const {
    if (!m_model || !m_anchor.row.isValid() || !m_head.row.isValid())
        return {};
    const std::pair anchor{m_anchor.row.row(), m_anchor.offset};
    const std::pair head{m_head.row.row(), m_head.offset};
    const auto [first, last] = std::minmax(anchor, head);
    return {.firstRow = first.first, .from = first.second, .lastRow = last.first, .to = last.second};
}

bool TextSelection::empty() const {
    const Ends range = ends();
    return range.firstRow < 0 || (range.firstRow == range.lastRow && range.from == range.to);
}

void TextSelection::begin(int row, int offset) {
    if (!m_model || row < 0 || row >= m_model->rowCount())
        return;
    m_anchor = {m_model->index(row), offset};
    m_head = m_anchor;
    notify();
}

void TextSelection::extendTo(int row, int offset) {
    if (!m_model || row < 0 || row >= m_model->rowCount())
        return;
    if (!m_anchor.row.isValid()) {
        begin(row, offset);
        return;
    }
    if (headRow() != row || m_head.offset != offset)
        setHead(row, offset);
}

void TextSelection::setHead(int row, int offset) {
    m_head = {m_model->index(row), offset};
    notify();
}

void TextSelection::selectWord(int row, int offset) {
    if (!m_model || row < 0 || row >= m_model->rowCount())
        return;
    const QString text = shown(row);
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, text);
    finder.setPosition(std::clamp<qsizetype>(offset, 0, text.size()));
    const qsizetype start = finder.isAtBoundary() ? finder.position() : finder.toPreviousBoundary();
    finder.setPosition(start);
    const qsizetype end = finder.toNextBoundary();
    m_anchor = {m_model->index(row), static_cast<int>(std::max<qsizetype>(0, start))};
    setHead(row, static_cast<int>(end < 0 ? text.size() : end));
}

void TextSelection::selectRow(int row) {
    if (!m_model || row < 0 || row >= m_model->rowCount())
        return;
    m_anchor = {m_model->index(row), 0};
    setHead(row, static_cast<int>(shown(row).size()));
}

void TextSelection::selectAll() {
    const int first = hasModel() ? textRowFrom(0, 1) : -1;
    if (first < 0)
        return;
    const int last = textRowFrom(m_model->rowCount() - 1, -1);
    m_anchor = {m_model->index(first), 0};
    setHead(last, static_cast<int>(shown(last).size()));
}

void TextSelection::clear() {
    if (!m_anchor.row.isValid() && !m_head.row.isValid() && m_anchor.offset == 0 && m_head.offset == 0)
        return;
    m_anchor = {};
    m_head = {};
    notify();
}

int TextSelection::textRowFrom(int row, int direction) const {
    if (!m_model)
        return -1;
    for (; row >= 0 && row < m_model->rowCount(); row += direction) {
        const MessageRow& candidate = m_model->row(row);
        const bool folded = candidate.isThinking() && !candidate.open;
        if (!folded && (showsBlock(candidate) || candidate.isThinking()) && !candidate.block.plainText.isEmpty())
            return row;
    }
    return -1;
}

int TextSelection::lengthOf(int row) const {
    return m_model && row >= 0 && row < m_model->rowCount() ? static_cast<int>(shown(row).size()) : 0;
}

bool TextSelection::move(Step step) {
    const int row = headRow();
    if (!m_model || row < 0)
        return false;
    if (step == First || step == Last) {
        const int end = textRowFrom(step == First ? 0 : m_model->rowCount() - 1, step == First ? 1 : -1);
        if (end >= 0)
            setHead(end, step == First ? 0 : static_cast<int>(shown(end).size()));
        return end >= 0;
    }
    const QString text = shown(row);
    const bool after = step == CharacterAfter || step == WordAfter || step == RowEnd;
    const bool atEdge = after ? m_head.offset >= text.size() : m_head.offset <= 0;
    if (step == RowStart || step == RowEnd) {
        setHead(row, after ? static_cast<int>(text.size()) : 0);
        return !atEdge;
    }
    if (atEdge) {
        const int next = textRowFrom(row + (after ? 1 : -1), after ? 1 : -1);
        if (next >= 0)
            setHead(next, after ? 0 : static_cast<int>(shown(next).size()));
        return next >= 0;
    }
    const bool word = step == WordBefore || step == WordAfter;
    setHead(row,
            boundary(text, m_head.offset, word ? QTextBoundaryFinder::Word : QTextBoundaryFinder::Grapheme, after));
    return true;
}

QPoint TextSelection::rangeIn(int row) const {
    const Ends range = ends();
    if (range.firstRow < 0 || row < range.firstRow || row > range.lastRow)
        return {};
    return {row == range.firstRow ? range.from : 0, row == range.lastRow ? range.to : std::numeric_limits<int>::max()};
}

int TextSelection::wholeMessageEnd(int row, const Ends& range) const {
    if (m_model->firstRowAt(row) != row || (row == range.firstRow && range.from > 0))
        return -1;
    const store::MessageId id = m_model->messageAt(row).id;
    int end = row;
    while (end < m_model->rowCount() && m_model->messageAt(end).id == id)
        ++end;
    if (end - 1 < range.lastRow)
        return end;
    // The last row with text must be selected to its end; what stands below it has no text.
    const int last = textRowFrom(end - 1, -1);
    const bool whole = last >= 0 && (range.lastRow > last || (range.lastRow == last && range.to >= shown(last).size()));
    return whole ? end : -1;
}

QString TextSelection::copied(CopyFormat format) const {
    const Ends range = ends();
    QString result;
    const auto append = [&](const QString& text, const QString& joint) {
        if (!text.isEmpty())
            result += result.isEmpty() ? text : joint + text;
    };
    for (int row = range.firstRow; row >= 0 && row <= range.lastRow; ++row) {
        if (format == CopyFormat::Markdown) {
            // A whole message as it was written: nothing is closer to it.
            if (const int end = wholeMessageEnd(row, range); end > row && !m_model->messageAt(row).text.isEmpty()) {
                append(m_model->messageAt(row).text.trimmed(), u"\n\n"_s);
                row = end - 1;
                continue;
            }
        }
        const MessageRow& each = m_model->row(row);
        if (each.isThinking() && !each.open)
            continue;
        if (!showsBlock(each) && !each.isThinking())
            continue;
        const QPoint selected = rangeIn(row);
        const QString text = copiedText(each, selected.x(), selected.y(), format);
        append(text, each.block.joint.value_or(u"\n\n"_s));
    }
    return result;
}

void TextSelection::copy() const {
    QClipboard* const clipboard = QGuiApplication::clipboard();
    if (empty() || !clipboard)
        return;
    auto* const data = new QMimeData;
    data->setText(text());
    data->setData(u"text/markdown"_s, markdown().toUtf8());
    clipboard->setMimeData(data);
}

void TextSelection::copyMarkdown() const {
    if (QClipboard* const clipboard = QGuiApplication::clipboard(); clipboard && !empty())
        clipboard->setText(markdown());
}

}  // namespace lanternfish::ui
