#include "ui/models/growing_text.h"

#include <QAbstractTextDocumentLayout>
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

void GrowingText::setQuiet(bool quiet) {
    if (std::exchange(m_quiet, quiet) != quiet)
        emit quietChanged();
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
    if (QTextDocument* const text = document()) {
        text->setUndoRedoEnabled(false);
        // After an edit a document says what has changed (to the highlighter, to the painting), lays it out, and says
        // that something has. The layout's own signal comes between the last two.
        connect(text->documentLayout(), &QAbstractTextDocumentLayout::update, this, [this, text] {
            if (m_changing && m_quiet)
                text->blockSignals(true);
        });
    }
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
    m_changing = true;
    QTextCursor cursor(text);
    // A cursor that moves looks up where it stands in its line, which shapes the line once more; inside of a block of
    // edits it doesn't.
    cursor.beginEditBlock();
    if (m_text.startsWith(m_shown)) {
        cursor.movePosition(QTextCursor::End);
        cursor.insertText(m_text.sliced(m_shown.size()));
    } else {
        cursor.select(QTextCursor::Document);
        cursor.insertText(m_text);
    }
    cursor.endEditBlock();
    text->blockSignals(false);
    m_changing = false;
    m_shown = m_text;
    measure();
}

void GrowingText::measure() {
    const qreal width = document()->idealWidth();
    if (std::exchange(m_contentWidth, width) != width)
        emit contentWidthChanged();
}

}  // namespace lanternfish::ui
