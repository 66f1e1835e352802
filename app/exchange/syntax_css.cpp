#include "app/exchange/syntax_css.h"

#include <array>
#include <QColor>

namespace lanternfish::exchange {

namespace {

using namespace Qt::StringLiterals;
using markup::SyntaxToken;

constexpr std::array kColoured = {SyntaxToken::Keyword, SyntaxToken::Type,    SyntaxToken::String,
                                  SyntaxToken::Number,  SyntaxToken::Comment, SyntaxToken::Function};

}  // namespace

QString syntaxClass(SyntaxToken token) {
    switch (token) {
        case SyntaxToken::Plain:
            break;
        case SyntaxToken::Keyword:
            return u"keyword"_s;
        case SyntaxToken::Type:
            return u"type"_s;
        case SyntaxToken::String:
            return u"string"_s;
        case SyntaxToken::Number:
            return u"number"_s;
        case SyntaxToken::Comment:
            return u"comment"_s;
        case SyntaxToken::Function:
            return u"function"_s;
    }
    return {};
}

QString syntaxCss(markup::SyntaxTheme theme) {
    QString css;
    for (const SyntaxToken token : kColoured) {
        css += u"pre span."_s + syntaxClass(token) + u" { color: "_s + markup::syntaxColor(token, theme).name() +
               u"; }\n"_s;
    }
    return css;
}

}  // namespace lanternfish::exchange
