#pragma once

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/State>
#include <QColor>
#include <QList>
#include <QStringView>

namespace lanternfish::markup {

enum class SyntaxToken { Plain, Keyword, Type, String, Number, Comment, Function };

enum class SyntaxTheme { Light, Dark, HighContrastDark, HighContrastLight };

/// The colour of a token on the code background; invalid for Plain, which keeps the text's own.
QColor syntaxColor(SyntaxToken token, SyntaxTheme theme);

/// Finds the coloured pieces of code, line by line. Knows tokens, not colours.
class CodeHighlighter : public KSyntaxHighlighting::AbstractHighlighter {
public:
    struct Piece {
        int offset = 0;
        int length = 0;
        SyntaxToken token = SyntaxToken::Plain;
        bool operator==(const Piece&) const = default;
    };
    struct Line {
        QList<Piece> pieces = {};  ///< Ascending, without overlap; plain text is left out.
        KSyntaxHighlighting::State end = {};
    };

    /// `before` is the state at the end of the line above. Very long lines stay plain.
    Line highlight(QStringView line, const KSyntaxHighlighting::State& before);

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format& format) override;

private:
    QList<Piece> m_pieces;
};

}  // namespace lanternfish::markup
