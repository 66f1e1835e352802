#pragma once

#include <QIODevice>
#include <QString>
#include <QStringList>

#include "app/exchange/history_sink.h"
#include "app/exchange/watch.h"

namespace lanternfish::exchange {

/// Reads what other programs export as one JSON array of conversations: ChatGPT and DeepSeek (`conversations.json`,
/// each with a `mapping`), Open WebUI (each with a `chat.history`). Branches, times, models and thinking are kept. What
/// has no place here (pictures, calls of tools, hidden messages) is left out and counted in `warnings`. Holds one
/// conversation at a time. Untrusted input. Errors: InvalidFile, with the place, for a file that is not such an array;
/// those of the sink; Io; Cancelled.
Result<void> readChatExport(QIODevice& device, const QString& name, HistorySink& sink, QStringList& warnings,
                            const Watch& watch);

}  // namespace lanternfish::exchange
