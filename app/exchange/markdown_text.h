#pragma once

#include <QString>
#include <QStringView>

namespace lanternfish::exchange {

/// Markdown of a model or a person made fit to stand in the middle of a document, meaning what the window shows: a code
/// fence that is left open is closed, and HTML, which the window shows as text, is escaped outside of code. What would
/// still swallow the text behind it stands in a fence of its own. Ends without blank lines.
QString contained(QStringView markdown);

/// `text` in a code fence that is longer than every run of its characters in the text, so that nothing in it ends the
/// fence. `language` is one word or empty.
QString fenced(const QString& text, const QString& language);

/// `text` on one line with every character escaped that could mean something in Markdown.
QString escapedMarkdown(QStringView text);

}  // namespace lanternfish::exchange
