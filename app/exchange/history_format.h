#pragma once

#include <QtTypes>
#include <string_view>

namespace lanternfish::exchange {

/// The names and limits of FORMAT.md that reader and writer share.
inline constexpr std::string_view kHistoryFormat = "lanternfish-history";
inline constexpr int kHistoryVersion = 2;
/// The one that brought presets' seeds, answers' math and files of drafts.
inline constexpr int kVersionTwo = 2;

/// A message with its origin lies seven objects and arrays deep.
inline constexpr int kHistoryDepth = 8;
/// Of one folder, preset, attachment or message, in the file.
inline constexpr qint64 kHistoryItemBytes = qint64{512} << 20;
/// Values in one of them; a message with 30,000 attached files is below it.
inline constexpr qint64 kHistoryItemValues = 100'000;

}  // namespace lanternfish::exchange
