#pragma once

#include <QVariantMap>

#include "app/assistant/engine_status.h"
#include "app/store/types.h"
#include "ui/models/usage_controller.h"

namespace lanternfish::ui {

/// How an answer was made, for people. An object with
/// - rows: objects with name and value, in the order to show them in; what isn't known is left out;
/// - systemPrompt: as it was then;
/// - canRepeat: "same again" is possible;
/// - differences: sentences that say why the same again may give another text; empty when nothing does.
QVariantMap answerRecord(const store::Message& answer, const assistant::EngineStatus& now,
                         const UsageController& usage);

}  // namespace lanternfish::ui
