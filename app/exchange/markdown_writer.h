#pragma once

#include <QByteArray>

#include "app/exchange/transcript.h"

namespace lanternfish::exchange {

/// The conversation as one Markdown document in UTF-8 that begins with its title as a heading. What was said keeps its
/// Markdown, see contained().
QByteArray markdownOf(const Transcript& transcript);

}  // namespace lanternfish::exchange
