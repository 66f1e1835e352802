#pragma once

#include <QString>

#include "app/exchange/transcript.h"
#include "app/markup/block.h"
#include "app/markup/code_languages.h"

namespace lanternfish::exchange {

/// Writes conversations as HTML elements that are also well-formed XML: nothing in them loads or runs anything, links
/// lead to http, https or mailto only. Classes name what a style sheet may want to show. Thread: one.
class HtmlBody {
public:
    /// Folded: thinking in a details element. Flat: only elements that QTextDocument knows.
    enum class Form { Folded, Flat };

    explicit HtmlBody(Form form) : m_form(form) {}

    /// Title and messages.
    QString write(const Transcript& transcript) const;

private:
    QString message(const Transcript& transcript, const store::Message& message) const;
    QString heading(int level, const QString& content) const;
    QString thinking(const store::Message& message) const;
    QString blocks(const QString& markdown) const;
    QString block(const markup::Block& block) const;
    QString code(const QString& text, const QString& language) const;

    Form m_form;
    markup::CodeLanguages m_languages;
};

}  // namespace lanternfish::exchange
