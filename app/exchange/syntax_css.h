#pragma once

#include <QString>

#include "app/markup/code_highlighter.h"

namespace lanternfish::exchange {

/// The class of a coloured piece of code; empty for plain text.
QString syntaxClass(markup::SyntaxToken token);

/// A rule for each class.
QString syntaxCss(markup::SyntaxTheme theme);

}  // namespace lanternfish::exchange
