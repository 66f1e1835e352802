// The part of ChatController about the engine: what the footer and the settings show of it, and where it runs.

#include "ui/models/chat_controller.h"

namespace lanternfish::ui {

using namespace Qt::StringLiterals;
using assistant::EngineState;

QString stateName(EngineState state) {
    switch (state) {
        case EngineState::Loading:
            return u"loading"_s;
        case EngineState::Ready:
            return u"ready"_s;
        case EngineState::Prefilling:
            return u"prefilling"_s;
        case EngineState::Thinking:
            return u"thinking"_s;
        case EngineState::Answering:
            return u"answering"_s;
        case EngineState::Failed:
            return u"failed"_s;
    }
    return {};
}

QString stateText(const assistant::EngineStatus& status) {
    switch (status.state) {
        case EngineState::Loading:
            return ChatController::tr("Loading model");
        case EngineState::Ready:
            return ChatController::tr("Ready");
        case EngineState::Prefilling:
            return status.prefillTotal > 0
                       ? ChatController::tr("Reading %L1 of %L2").arg(status.prefillDone).arg(status.prefillTotal)
                       : ChatController::tr("Reading");
        case EngineState::Thinking:
            return ChatController::tr("Thinking");
        case EngineState::Answering:
            return ChatController::tr("Answering");
        case EngineState::Failed:
            return ChatController::tr("Model failed");
    }
    return {};
}

QString ChatController::state() const {
    return stateName(m_assistant->status().state);
}

QString ChatController::stateText() const {
    const int before = answersBefore();
    return before > 0 ? tr("Waiting for %n answer(s)", nullptr, before) : ui::stateText(m_assistant->status());
}
QString ChatController::errorText() const {
    return m_assistant->status().error;
}
double ChatController::tokensPerSecond() const {
    return m_assistant->status().tokensPerSecond;
}
int ChatController::contextLimit() const {
    return m_assistant->status().contextLimit;
}
QString ChatController::modelName() const {
    return m_assistant->status().modelName;
}
QString ChatController::deviceId() const {
    return m_assistant->status().deviceId;
}
QString ChatController::deviceName() const {
    return m_assistant->status().deviceName;
}
QString ChatController::deviceReason() const {
    return m_assistant->status().deviceReason;
}
QString ChatController::chosenBackend() const {
    return m_assistant->status().chosenBackend;
}
bool ChatController::chosenForThisRun() const {
    return m_assistant->status().chosenForThisRun;
}

void ChatController::findDevices() {
    if (m_finder && m_finder->isRunning()) {
        return;
    }
    m_finder.reset(QThread::create([this] {
        QVariantList found;
        for (const assistant::DeviceEntry& device : m_findDevices()) {
            found.append(QVariantMap{{u"id"_s, device.id},
                                     {u"name"_s, device.name},
                                     {u"detail"_s, device.detail},
                                     {u"usable"_s, device.usable}});
        }
        QMetaObject::invokeMethod(
            this,
            [this, found] {
                m_devices = found;
                emit devicesChanged();
            },
            Qt::QueuedConnection);
    }));
    m_finder->start();
}

void ChatController::chooseBackend(const QString& backend) {
    m_assistant->chooseBackend(backend);
}

QString ChatController::deviceNote() const {
    return m_assistant->status().deviceNote;
}
bool ChatController::demonstration() const {
    return m_assistant->status().demonstration;
}

}  // namespace lanternfish::ui
