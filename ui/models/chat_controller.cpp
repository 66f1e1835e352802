#include "ui/models/chat_controller.h"

#include <QClipboard>
#include <QGuiApplication>
#include <utility>

#include "ui/models/wording.h"

namespace lanternfish::ui {

using namespace Qt::StringLiterals;
using assistant::Assistant;
using assistant::EngineState;

namespace {

// Often enough to follow, seldom enough to let a screen reader finish.
constexpr qint64 kAnnouncementInterval = 2000;

}  // namespace

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

ChatController::ChatController(Assistant* assistant, QObject* parent, DeviceFinder finder)
    : QObject(parent), m_assistant(assistant), m_conversations(this), m_blocks(this), m_findDevices(std::move(finder)) {
    m_blocks.setSiblingLookup([this](store::MessageId id) {
        return Siblings{.index = m_assistant->siblingIndex(id), .count = m_assistant->siblingCount(id)};
    });
    connect(assistant, &Assistant::statusChanged, this, &ChatController::readStatus);
    connect(assistant, &Assistant::conversationsChanged, this, &ChatController::readConversations);
    connect(assistant, &Assistant::messagesReset, this, &ChatController::readMessages);
    connect(assistant, &Assistant::canUndoDeleteChanged, this, &ChatController::canUndoDeleteChanged);
    connect(assistant, &Assistant::messageAdded, this, [this](const store::Message& message) {
        m_pacer.flush();
        m_blocks.appendMessage(message);
    });
    connect(assistant, &Assistant::messageUpdated, this,
            [this](const store::Message& message) { m_pacer.update(message, shownOf(message)); });
    connect(assistant, &Assistant::messageFinished, this,
            [this](const store::Message& message) { m_pacer.finish(message, shownOf(message)); });
    connect(&m_pacer, &AnswerPacer::updated, this, &ChatController::onMessageUpdated);
    connect(&m_pacer, &AnswerPacer::finished, this, &ChatController::onMessageFinished);
    connect(assistant, &Assistant::deviceReplaced, this, [this](const QString& message) {
        m_notice = message;
        emit noticeChanged();
    });
    connect(assistant, &Assistant::storeFailed, this, [this](const QString& message) {
        m_notice = message;
        emit noticeChanged();
    });
    readConversations();
    readMessages();
    readStatus();
}

void ChatController::readStatus() {
    m_conversations.setAnswering(m_assistant->status().answering);
    emit statusChanged();
}

void ChatController::readConversations() {
    m_conversations.setConversations(m_assistant->conversations());
    m_conversations.setCurrent(m_assistant->current());
    emit currentChanged();
}

qsizetype ChatController::shownOf(const store::Message& message) const {
    const store::Message* const known = m_blocks.message(message.id);
    return known ? known->text.size() : message.text.size();
}

void ChatController::retranslate() {
    readConversations();
    m_conversations.retranslate();
    readMessages();
    readStatus();
}

void ChatController::readMessages() {
    m_pacer.flush();
    m_blocks.setMessages(m_assistant->messages());
    m_conversations.setCurrent(m_assistant->current());
    emit currentChanged();
}

void ChatController::onMessageUpdated(const store::Message& message) {
    if (std::exchange(m_announced, message.id) != message.id) {
        // What an answer that goes on held before was heard before.
        const store::Message* const known = m_blocks.message(message.id);
        m_announcer.startAt(known ? known->text.size() : 0);
        m_sinceAnnouncement.invalidate();
    }
    m_blocks.updateMessage(message);
    if (m_sinceAnnouncement.isValid() && m_sinceAnnouncement.elapsed() < kAnnouncementInterval)
        return;
    if (const QString sentences = m_announcer.take(message.text); !sentences.isEmpty()) {
        m_sinceAnnouncement.start();
        emit answerAnnouncement(sentences);
    }
}

void ChatController::onMessageFinished(const store::Message& message) {
    m_blocks.finishMessage(message);
    if (std::exchange(m_announced, 0) != message.id)
        m_announcer.startAt(0);
    const QString rest = m_announcer.takeRest(message.text);
    if (!rest.isEmpty())
        emit answerAnnouncement(rest);
    if (message.status == store::Status::Failed)
        emit answerFinished(message.error.isEmpty() ? tr("The answer failed") : message.error);
    else if (message.status == store::Status::Complete)
        emit answerFinished(tr("Answer finished, %1").arg(wordsText(wordCount(message.text))));
    else
        emit answerFinished(tr("Stopped"));
}

QString ChatController::state() const {
    return stateName(m_assistant->status().state);
}

bool ChatController::busy() const {
    const assistant::EngineStatus& status = m_assistant->status();
    const EngineState state = status.state;
    // A question may wait for the model to load.
    return status.answering != 0 || state == EngineState::Prefilling || state == EngineState::Thinking ||
           state == EngineState::Answering;
}

QString ChatController::stateText() const {
    return ui::stateText(m_assistant->status());
}
QString ChatController::errorText() const {
    return m_assistant->status().error;
}
double ChatController::tokensPerSecond() const {
    return m_assistant->status().tokensPerSecond;
}
int ChatController::contextUsed() const {
    return m_assistant->status().contextUsed;
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

ChatController::~ChatController() {
    if (m_finder) {
        m_finder->wait();
    }
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
bool ChatController::canUndoDelete() const {
    return m_assistant->canUndoDelete();
}

QString ChatController::title() const {
    for (const store::Conversation& conversation : m_assistant->conversations()) {
        if (conversation.id == m_assistant->current() && !conversation.title.isEmpty())
            return conversation.title;
    }
    return tr("New conversation");
}

QString ChatController::currentId() const {
    const store::ConversationId id = m_assistant->current();
    return id == 0 ? QString() : QString::number(id);
}

QString ChatController::thinking() const {
    return m_thinking == Thinking::Max ? u"max"_s : m_thinking == Thinking::High ? u"high"_s : u"none"_s;
}

void ChatController::setThinking(const QString& thinking) {
    const Thinking level = thinking == "max"_L1    ? Thinking::Max
                           : thinking == "high"_L1 ? Thinking::High
                                                   : Thinking::None;
    if (std::exchange(m_thinking, level) != level)
        emit thinkingChanged();
}

void ChatController::send(const QString& text) {
    if (!text.trimmed().isEmpty())
        m_assistant->send(text, m_thinking);
}

void ChatController::stop() {
    m_assistant->stop();
}

void ChatController::newConversation() {
    m_assistant->newConversation();
}

void ChatController::openConversation(double id) {
    m_assistant->openConversation(static_cast<store::ConversationId>(id));
}

void ChatController::renameConversation(double id, const QString& title) {
    if (!title.trimmed().isEmpty())
        m_assistant->renameConversation(static_cast<store::ConversationId>(id), title.simplified());
}

void ChatController::deleteConversation(double id) {
    m_assistant->deleteConversation(static_cast<store::ConversationId>(id));
}

void ChatController::undoDelete() {
    m_assistant->undoDelete();
}

void ChatController::regenerate(double messageId) {
    m_assistant->regenerate(static_cast<store::MessageId>(messageId), m_thinking);
}

void ChatController::continueAnswer(double messageId) {
    m_assistant->continueAnswer(static_cast<store::MessageId>(messageId));
}

void ChatController::showSibling(double messageId, int index) {
    m_assistant->showSibling(static_cast<store::MessageId>(messageId), index);
}

void ChatController::copyText(const QString& text) {
    if (QClipboard* const clipboard = QGuiApplication::clipboard())
        clipboard->setText(text);
}

QString ChatController::messageText(double messageId) const {
    const store::Message* const message = m_blocks.message(static_cast<store::MessageId>(messageId));
    return message ? message->text : QString();
}

void ChatController::clearNotice() {
    if (!std::exchange(m_notice, QString()).isEmpty())
        emit noticeChanged();
}

}  // namespace lanternfish::ui
