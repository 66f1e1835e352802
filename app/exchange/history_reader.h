#pragma once

#include <QIODevice>
#include <QString>

#include "app/exchange/history_sink.h"
#include "app/exchange/watch.h"

namespace lanternfish::exchange {

/// Reads a history file, see FORMAT.md, and holds one conversation at a time. Untrusted input: whatever is handed over
/// keeps the promises of ConversationRecord, but what comes later may still be wrong, so a caller that keeps anything
/// must be able to take it back. `name` is what errors call the file. Errors: InvalidFile with the line, the place,
/// what is expected and found; Unsupported for a newer version; those of the sink; Io; Cancelled.
Result<void> readHistory(QIODevice& device, const QString& name, HistorySink& sink, const Watch& watch);

}  // namespace lanternfish::exchange
