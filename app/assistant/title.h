#pragma once

#include <QString>

namespace lanternfish::assistant {

constexpr int kTitleLength = 60;

/// A conversation's name from its first question: the first line that says something, spaces made single, at most
/// kTitleLength characters, cut at a word with an ellipsis.
QString titleFrom(const QString& question);

}  // namespace lanternfish::assistant
