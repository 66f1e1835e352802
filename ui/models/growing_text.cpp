#include "ui/models/growing_text.h"

#include <QTextCursor>
#include <QTextDocument>
#include <utility>

namespace lanternfish::ui {

void GrowingText::setTextDocument(QQuickTextDocument* document) {
    if (m_document == document)
        return;
    m_document = document;
    m_shown.clear();
    show();
    emit textDocumentChanged();
}

void GrowingText::setText(const QString& text) {
    if (std::exchange(m_text, text) == text)
        return;
    show();
    emit textChanged();
}

void GrowingText::show() {
    QTextDocument* const document = m_document ? m_document->textDocument() : nullptr;
    if (!document || m_shown == m_text)
        return;
    document->setUndoRedoEnabled(false);
    QTextCursor cursor(document);
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
