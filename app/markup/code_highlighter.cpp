#include "app/markup/code_highlighter.h"

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Theme>
#include <utility>

namespace lanternfish::markup {

namespace {

constexpr qsizetype kLongestLine = 4096;

SyntaxToken tokenOf(KSyntaxHighlighting::Theme::TextStyle style) {
    using KSyntaxHighlighting::Theme;
    switch (style) {
        case Theme::Keyword:
        case Theme::ControlFlow:
        case Theme::Import:
        case Theme::Preprocessor:
            return SyntaxToken::Keyword;
        case Theme::DataType:
        case Theme::BuiltIn:
            return SyntaxToken::Type;
        case Theme::String:
        case Theme::Char:
        case Theme::SpecialChar:
        case Theme::VerbatimString:
        case Theme::SpecialString:
            return SyntaxToken::String;
        case Theme::DecVal:
        case Theme::BaseN:
        case Theme::Float:
        case Theme::Constant:
            return SyntaxToken::Number;
        case Theme::Comment:
        case Theme::Documentation:
        case Theme::Annotation:
        case Theme::CommentVar:
        case Theme::RegionMarker:
        case Theme::Information:
            return SyntaxToken::Comment;
        case Theme::Function:
        case Theme::Extension:
        case Theme::Attribute:
            return SyntaxToken::Function;
        default:
            return SyntaxToken::Plain;
    }
}

QRgb rgbOf(SyntaxToken token, const QRgb (&colors)[6]) {
    return colors[static_cast<int>(token) - 1];
}

}  // namespace

QColor syntaxColor(SyntaxToken token, SyntaxTheme theme) {
    if (token == SyntaxToken::Plain)
        return {};
    // Keyword, type, string, number, comment, function.
    static constexpr QRgb kLight[6] = {0xff7a3e9d, 0xff0b6a7b, 0xff1a6f3f, 0xff8f4d08, 0xff586870, 0xff2a5da6};
    static constexpr QRgb kDark[6] = {0xffc9a6f0, 0xff6fcbd8, 0xff9ad6a5, 0xfff2b880, 0xff90a0a8, 0xff8fb8f5};
    static constexpr QRgb kContrastDark[6] = {0xff7fe9ff, 0xff7fe9ff, 0xff7cffa0, 0xffffc16b, 0xffffffff, 0xffa9cbff};
    static constexpr QRgb kContrastLight[6] = {0xff004b59, 0xff004b59, 0xff00521f, 0xff6b3300, 0xff000000, 0xff00317a};
    switch (theme) {
        case SyntaxTheme::Light:
            return QColor::fromRgb(rgbOf(token, kLight));
        case SyntaxTheme::Dark:
            return QColor::fromRgb(rgbOf(token, kDark));
        case SyntaxTheme::HighContrastDark:
            return QColor::fromRgb(rgbOf(token, kContrastDark));
        case SyntaxTheme::HighContrastLight:
            return QColor::fromRgb(rgbOf(token, kContrastLight));
    }
    return {};
}

CodeHighlighter::Line CodeHighlighter::highlight(QStringView line, const KSyntaxHighlighting::State& before) {
    if (!definition().isValid() || line.size() > kLongestLine)
        return {.pieces = {}, .end = before};
    m_pieces.clear();
    KSyntaxHighlighting::State end = highlightLine(line, before);
    return {.pieces = std::exchange(m_pieces, {}), .end = std::move(end)};
}

void CodeHighlighter::applyFormat(int offset, int length, const KSyntaxHighlighting::Format& format) {
    const SyntaxToken token = tokenOf(format.textStyle());
    if (length > 0 && token != SyntaxToken::Plain)
        m_pieces.append({.offset = offset, .length = length, .token = token});
}

}  // namespace lanternfish::markup
