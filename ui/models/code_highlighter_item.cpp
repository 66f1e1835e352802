#include "ui/models/code_highlighter_item.h"

#include <utility>

#include "ui/models/syntax_definitions.h"

namespace lanternfish::ui {

void CodeHighlighterItem::setTextDocument(QQuickTextDocument* document) {
    if (m_document == document)
        return;
    if (m_document)
        disconnect(m_document, nullptr, this, nullptr);
    m_document = document;
    if (document)
        connect(document, &QQuickTextDocument::textDocumentChanged, this, &CodeHighlighterItem::attach);
    attach();
    emit textDocumentChanged();
}

void CodeHighlighterItem::attach() {
    delete m_highlighter.data();
    QTextDocument* const text = m_document ? m_document->textDocument() : nullptr;
    if (!text)
        return;
    m_highlighter = new DocumentHighlighter(text);
    applyTheme();
    m_highlighter->setStart(m_start.value<KSyntaxHighlighting::State>());
    applyDefinition();
}

void CodeHighlighterItem::applyDefinition() {
    if (!m_highlighter)
        return;
    m_highlighter->setDefinition(syntaxDefinition(this, m_definition));
}

void CodeHighlighterItem::applyTheme() {
    if (!m_highlighter)
        return;
    using markup::SyntaxTheme;
    const SyntaxTheme contrast = m_dark ? SyntaxTheme::HighContrastDark : SyntaxTheme::HighContrastLight;
    m_highlighter->setTheme(m_highContrast ? contrast : m_dark ? SyntaxTheme::Dark : SyntaxTheme::Light);
}

void CodeHighlighterItem::setDefinition(const QString& definition) {
    if (std::exchange(m_definition, definition) == definition)
        return;
    applyDefinition();
    emit definitionChanged();
}

void CodeHighlighterItem::setStart(const QVariant& start) {
    m_start = start;
    if (m_highlighter)
        m_highlighter->setStart(start.value<KSyntaxHighlighting::State>());
    emit startChanged();
}

void CodeHighlighterItem::setDark(bool dark) {
    if (std::exchange(m_dark, dark) == dark)
        return;
    applyTheme();
    emit darkChanged();
}

void CodeHighlighterItem::setHighContrast(bool highContrast) {
    if (std::exchange(m_highContrast, highContrast) == highContrast)
        return;
    applyTheme();
    emit highContrastChanged();
}

}  // namespace lanternfish::ui
