#pragma once

#include <optional>
#include <QByteArray>
#include <QString>

namespace lanternfish::assistant {

/// The text of a file: UTF-8, or UTF-16 with a byte order mark. Nothing when it is neither, or holds NUL.
std::optional<QString> textOf(const QByteArray& bytes);

/// How a file stands in a prompt, before the words of the question:
///
///     Attached file: src/main.cpp
///     ```
///     (its text)
///     ```
///
/// The fence is longer than every run of backticks in the text, so that the text can't end it; the name has no line
/// breaks. Turns can't be forged: the chat encoding knows no markers in content.
QString attachmentBlock(const QString& name, const QString& text);

}  // namespace lanternfish::assistant
