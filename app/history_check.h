#pragma once

#include <QString>

#include "app/store/types.h"
#include "lanternfish/error.h"

namespace lanternfish::app {

/// A question and its finished answer, as the window showed them.
struct Exchange {
    store::ConversationId conversation = 0;
    QString question;
    QString answer;
};

/// Starts this program anew to read `database` and waits until it has found `exchange` there. Errors: what the other
/// process said. Blocks; call it when the window is gone.
Result<void> checkInFreshProcess(const QString& database, const Exchange& exchange);

/// The other process: opens `database` read-only, reads the question and the answer from standard input and looks for
/// them, complete, at the end of `conversation`. Errors: what is there instead.
Result<void> checkHistory(const QString& database, store::ConversationId conversation);

}  // namespace lanternfish::app
