#pragma once

#include <optional>
#include <QList>
#include <QString>

#include "app/store/types.h"
#include "lanternfish/engine.h"

namespace lanternfish::assistant {

enum class EngineState { Loading, Ready, Prefilling, Thinking, Answering, Failed };

/// The engine as the footer shows it; the same in every window. Values only.
struct EngineStatus {
    EngineState state = EngineState::Loading;
    LoadProgress loading;  ///< With Loading.
    QString modelName;
    QString model;        ///< Name and fingerprint, as it stands in messages.
    QString engineBuild;  ///< Version of the engine.
    store::Math math = store::Math::Exact;
    QString device;  ///< Id and name, as it stands in origins of answers.
    QString deviceId;
    QString deviceName;
    std::optional<DeviceReason> deviceReason;  ///< Of the device that was loaded last, which it describes.
    QString chosenBackend;          ///< "auto" or what was asked for; the model may have had to go elsewhere.
    bool chosenForThisRun = false;  ///< By AssistantOptions::strictBackend; nobody has chosen since.
    bool demonstration = false;
    QString error;  ///< With Failed.
    int contextLimit = 0;
    double tokensPerSecond = 0;  ///< While answering measured over the last second; afterwards the last answer's.
    int prefillDone = 0;         ///< With Prefilling.
    int prefillTotal = 0;
    store::ConversationId answering = 0;   ///< Conversation that an answer is being written in; 0 for none.
    QList<store::ConversationId> waiting;  ///< Those whose answers come after it, in this order.
};

}  // namespace lanternfish::assistant
