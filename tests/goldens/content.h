#pragma once

#include <QString>
#include <string>

#include "app/store/types.h"
#include "lanternfish/error.h"

namespace lanternfish::goldens {

/// The conversations of the history that pages open.
enum : store::ConversationId { kWal = 1, kQueue, kImport, kGarden };
/// The question of kGarden.
inline constexpr store::MessageId kGardenQuestion = 40;

/// The history that the pictures show. Nothing of it is told by the clock: its dates lie in years that are over, so
/// that they are written in full, or far ahead, which counts as today. Errors: those of the store.
Result<void> writeHistory(const QString& database);

/// An answer that is being written up to "As a rule of".
extern const std::string kBegunAnswer;

}  // namespace lanternfish::goldens
