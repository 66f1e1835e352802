#include "ui/models/growing_text.h"

#include <QTextBlockFormat>
#include <QTextCursor>
#include <QTextDocument>
#include <utility>

namespace lanternfish::ui {

void GrowingText::setTextDocument(QQuickTextDocument* document) {
    if (m_document == document)
        return;
    m_document = document;
    attach();
    emit textDocumentChanged();
}

void GrowingText::setText(const QString& text) {
    if (std::exchange(m_text, text) == text)
        return;
    show();
    emit textChanged();
}

void GrowingText::setSource(RowText* source) {
    if (m_source == source)
        return;
    readFrom(source, m_source, this);
    m_source = source;
    emit sourceChanged();
}

void GrowingText::setLineHeight(qreal height) {
    if (std::exchange(m_lineHeight, height) == height)
        return;
    applyLineHeight();
    emit lineHeightChanged();
}

QTextDocument* GrowingText::document() const {
    return m_document ? m_document->textDocument() : nullptr;
}

void GrowingText::attach() {
    m_shown.clear();
    if (QTextDocument* const text = document())
        text->setUndoRedoEnabled(false);
    if (m_lineHeight > 0)
        applyLineHeight();
    show();
}

void GrowingText::applyLineHeight() {
    QTextDocument* const text = document();
    if (!text)
        return;
    // Lines that are added take it over from the last one.
    QTextBlockFormat format;
    format.setLineHeight(m_lineHeight,
                         m_lineHeight > 0 ? QTextBlockFormat::FixedHeight : QTextBlockFormat::SingleHeight);
    QTextCursor cursor(text);
    cursor.select(QTextCursor::Document);
    cursor.mergeBlockFormat(format);
}

void GrowingText::show() {
    QTextDocument* const text = document();
    if (!text || m_shown == m_text)
        return;
    QTextCursor cursor(text);
    if (m_text.startsWith(m_shown)) {
        cursor.movePosition(QTextCursor::End);
        cursor.insertText(m_text.sliced(m_shown.size()));
    } else {
        cursor.select(QTextCursor::Document);
        cursor.insertText(m_text);
    }
    m_shown = m_text;
}

}  // namespace lanternfish::ui
