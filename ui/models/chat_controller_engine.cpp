// The part of ChatController about the engine: what the footer and the settings show of it, and where it runs.

#include "app/assistant/device_text.h"
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
            return assistant::loadingText(status.loading);
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
QString ChatController::stateHint() const {
    const assistant::EngineStatus& status = m_assistant->status();
    return status.state == EngineState::Loading ? assistant::loadingHint(status.loading) : QString();
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
    const auto& reason = m_assistant->status().deviceReason;
    return reason ? assistant::deviceReason(*reason) : QString();
}
QString ChatController::chosenBackend() const {
    return m_assistant->status().chosenBackend;
}
bool ChatController::chosenForThisRun() const {
    return m_assistant->status().chosenForThisRun;
}

QVariantList ChatController::devices() const {
    QVariantList list;
    for (const assistant::DeviceEntry& device : assistant::entriesOf(m_devices)) {
        list.append(QVariantMap{{u"id"_s, device.id},
                                {u"name"_s, device.name},
                                {u"detail"_s, device.detail},
                                {u"usable"_s, device.usable}});
    }
    return list;
}

void ChatController::findDevices() {
    if (m_finder && m_finder->isRunning()) {
        return;
    }
    m_finder.reset(QThread::create([this] {
        QMetaObject::invokeMethod(
            this,
            [this, found = m_findDevices()] {
                m_devices = found;
                emit devicesChanged();
            },
            Qt::QueuedConnection);
    }));
    m_finder->start();
}

void ChatController::announceLoading() {
    const QString hint = stateHint();
    if (!hint.isEmpty() && hint != m_announcedHint) {
        m_announcedHint = hint;
        emit statusAnnouncement(hint);
    } else if (!m_announcedHint.isEmpty() && m_assistant->status().state != EngineState::Loading) {
        m_announcedHint.clear();
        emit statusAnnouncement(ui::stateText(m_assistant->status()));
    }
}

void ChatController::chooseBackend(const QString& backend) {
    m_assistant->chooseBackend(backend);
}

QString ChatController::deviceNote() const {
    const auto& reason = m_assistant->status().deviceReason;
    return reason ? assistant::deviceNote(reason->device) : QString();
}
bool ChatController::demonstration() const {
    return m_assistant->status().demonstration;
}

}  // namespace lanternfish::ui
