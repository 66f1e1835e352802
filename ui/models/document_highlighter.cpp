#include "ui/models/document_highlighter.h"

#include <KSyntaxHighlighting/Definition>
#include <QAbstractTextDocumentLayout>
#include <QTextBlock>
#include <QTextCharFormat>
#include <utility>

namespace lanternfish::ui {

namespace {

struct LineState : QTextBlockUserData {
    KSyntaxHighlighting::State end;
};

}  // namespace

void DocumentHighlighter::setDefinition(const KSyntaxHighlighting::Definition& definition) {
    if (m_highlighter.definition() == definition)
        return;
    m_highlighter.setDefinition(definition);
    rehighlight();
}

void DocumentHighlighter::setStart(const KSyntaxHighlighting::State& start) {
    if (std::exchange(m_start, start) != start)
        rehighlight();
}

void DocumentHighlighter::setTheme(markup::SyntaxTheme theme) {
    if (std::exchange(m_theme, theme) != theme)
        rehighlight();
}

void DocumentHighlighter::highlightBlock(const QString& text) {
    KSyntaxHighlighting::State before = m_start;
    if (const auto* above = static_cast<const LineState*>(currentBlock().previous().userData()))
        before = above->end;
    const markup::CodeHighlighter::Line line = m_highlighter.highlight(text, before);
    for (const auto& piece : line.pieces) {
        QTextCharFormat format;
        format.setForeground(markup::syntaxColor(piece.token, m_theme));
        setFormat(piece.offset, piece.length, format);
    }
    auto* state = static_cast<LineState*>(currentBlockUserData());
    if (!state) {
        state = new LineState;
        setCurrentBlockUserData(state);
    }
    // A number that differs from before is what makes the next line be coloured again.
    if (state->end != line.end)
        setCurrentBlockState(currentBlockState() + 1);
    state->end = line.end;
    // Lines below the one that was written have new colours too when a comment opens, and nothing else says so.
    QAbstractTextDocumentLayout* const layout = document()->documentLayout();
    emit layout->updateBlock(currentBlock());
}

}  // namespace lanternfish::ui
