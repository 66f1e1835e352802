#pragma once

#include <optional>

#include "app/exchange/history_access.h"
#include "app/exchange/merger.h"
#include "app/exchange/watch.h"

namespace lanternfish::exchange {

// What is read: history files (FORMAT.md), the exports of other programs that readChatExport() knows, told apart by
// their content, and folders that readJan() knows.

/// Reads the whole file and says what importing it would bring; writes nothing. Errors: those of the file's reader.
Result<ImportReport> previewImport(const HistoryAccess& history, const QString& file, const Watch& watch);

/// Adds what `file` holds to the history, see Merger. The file is read twice: the first time only to see that all of it
/// is right, the second time in one transaction, so that an error or a stop leaves the history as it was. `idsAfter`:
/// as in Merger::create; previewImport() says how many ids are needed.
Result<ImportReport> importHistory(const HistoryAccess& history, const QString& file,
                                   std::optional<store::Repository::HighestIds> idsAfter, const Watch& watch);

}  // namespace lanternfish::exchange
