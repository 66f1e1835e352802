#pragma once

#include <QSyntaxHighlighter>

#include "app/markup/code_highlighter.h"

namespace lanternfish::ui {

/// Colours a text document. Keeps each line's end state in its block, so that a change colours again only the lines it
/// reaches.
class DocumentHighlighter : public QSyntaxHighlighter {
    Q_OBJECT

public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

    void setDefinition(const KSyntaxHighlighting::Definition& definition);
    /// The state before the first line.
    void setStart(const KSyntaxHighlighting::State& start);
    void setTheme(markup::SyntaxTheme theme);

protected:
    void highlightBlock(const QString& text) override;

private:
    markup::CodeHighlighter m_highlighter;
    KSyntaxHighlighting::State m_start;
    markup::SyntaxTheme m_theme = markup::SyntaxTheme::Light;
};

}  // namespace lanternfish::ui
