#pragma once

#include "app/exchange/history_access.h"
#include "app/exchange/output_file.h"
#include "app/exchange/selection.h"
#include "app/exchange/watch.h"

namespace lanternfish::exchange {

/// Writes what is selected as a history file, see FORMAT.md; the same content gives the same bytes. Holds one
/// conversation at a time. A conversation that is removed meanwhile ends the export with an error. Errors: those of the
/// repository and of the file; Cancelled.
Result<void> writeHistory(const HistoryAccess& history, const Catalogue& catalogue, OutputFile& output,
                          const Watch& watch);

}  // namespace lanternfish::exchange
