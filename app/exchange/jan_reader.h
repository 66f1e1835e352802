#pragma once

#include <QString>
#include <QStringList>

#include "app/exchange/history_sink.h"
#include "app/exchange/watch.h"

namespace lanternfish::exchange {

/// Whether `path` is a folder, or the thread.json of one conversation.
bool isJanFolder(const QString& path);

/// Reads what Jan keeps: a folder for each conversation, with `thread.json` and, one message in each line,
/// `messages.jsonl`. `path` is such a folder, its thread.json, a folder of such folders, or one that has them in
/// `threads`. Times, models, thinking and how answers ended are kept. Lines that can't be read, and what has no place
/// here (pictures, calls of tools), are left out and counted in `warnings`: Jan's own store is known to lose ends of
/// lines. Links are not followed. Holds one conversation at a time. Untrusted input. Errors: InvalidFile when there is
/// no conversation; those of the sink; Cancelled.
Result<void> readJan(const QString& path, HistorySink& sink, QStringList& warnings, const Watch& watch);

}  // namespace lanternfish::exchange
