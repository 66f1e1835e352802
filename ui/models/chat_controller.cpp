#include "ui/models/chat_controller.h"

#include <QClipboard>
#include <QGuiApplication>
#include <utility>

#include "app/assistant/prompt.h"
#include "ui/models/answer_record.h"
#include "ui/models/wording.h"

namespace lanternfish::ui {

using namespace Qt::StringLiterals;
using assistant::Assistant;
using assistant::ConversationView;
using assistant::EngineState;
using assistant::History;

namespace {

// Often enough to follow, seldom enough to let a screen reader finish.
constexpr qint64 kAnnouncementInterval = 2000;

}  // namespace

ChatController::ChatController(Assistant* assistant, QObject* parent, DeviceFinder finder)
    : QObject(parent),
      m_assistant(assistant),
      m_view(assistant),
      m_conversations(this),
      m_titles(&assistant->history()),
      m_blocks(this),
      m_composer(&m_view),
      m_history(&assistant->history()),
      m_presets(&assistant->history()),
      m_search(&assistant->history().storeThread()),
      m_quickSearch(&assistant->history().storeThread()),
      m_usage(assistant),
      m_storage(assistant),
      m_exchange(assistant),
      m_findDevices(std::move(finder)) {
    m_blocks.setSiblingLookup([this](store::MessageId id) {
        return Siblings{.index = m_view.siblingIndex(id), .count = m_view.siblingCount(id)};
    });
    connectView();
    connectHistory();
    connect(assistant, &Assistant::statusChanged, this, &ChatController::readStatus);
    connect(assistant, &Assistant::noticed, this, &ChatController::takeNotice);
    readHistory();
    readMessages();
    readStatus();
}

void ChatController::connectView() {
    connect(&m_view, &ConversationView::currentChanged, this, [this] {
        m_conversations.setCurrent(m_view.current());
        emit currentChanged();
    });
    connect(&m_view, &ConversationView::busyChanged, this, &ChatController::statusChanged);
    connect(&m_view, &ConversationView::messagesReset, this, &ChatController::readMessages);
    connect(&m_view, &ConversationView::messageAdded, this, [this](const store::Message& message) {
        m_pacer.flush();
        m_blocks.appendMessage(message);
    });
    connect(&m_view, &ConversationView::messageUpdated, this,
            [this](const store::Message& message) { m_pacer.update(message, shownOf(message)); });
    connect(&m_view, &ConversationView::messageFinished, this,
            [this](const store::Message& message) { m_pacer.finish(message, shownOf(message)); });
    connect(&m_view, &ConversationView::siblingsChanged, this,
            [this](const store::Message& message) { m_blocks.updateMessage(message); });
    connect(&m_view, &ConversationView::messageRequested, this, &ChatController::onMessageRequested);
    connect(&m_view, &ConversationView::thinkingChanged, this, &ChatController::thinkingChanged);
    connect(&m_view, &ConversationView::presetChanged, this, &ChatController::presetChanged);
    connect(&m_view, &ConversationView::contextChanged, this, &ChatController::contextUsedChanged);
    connect(&m_pacer, &AnswerPacer::updated, this, &ChatController::onMessageUpdated);
    connect(&m_pacer, &AnswerPacer::finished, this, &ChatController::onMessageFinished);
}

void ChatController::connectHistory() {
    History& history = m_assistant->history();
    const auto put = [this, &history](store::ConversationId id) {
        if (!history.isTemporary(id))
            m_conversations.put(*history.find(id));
        if (id == m_view.current())
            emit currentChanged();
    };
    connect(&history, &History::opened, this, &ChatController::readHistory);
    connect(&history, &History::conversationAdded, this, put);
    connect(&history, &History::conversationChanged, this, put);
    connect(&history, &History::conversationPurged, &m_conversations, &ConversationListModel::remove);
    connect(&history, &History::foldersChanged, this,
            [this, &history] { m_conversations.setFolders(history.folders()); });
    connect(&m_history, &HistoryController::canUndoDeleteChanged, this, &ChatController::canUndoDeleteChanged);
}

void ChatController::takeNotice(const QString& notice) {
    m_notice = notice;
    emit noticeChanged();
}

void ChatController::readStatus() {
    const assistant::EngineStatus& status = m_assistant->status();
    m_conversations.setAnswering(status.answering, status.waiting);
    emit statusChanged();
    emit contextUsedChanged();
    announceLoading();
}

void ChatController::readHistory() {
    m_conversations.reset(m_assistant->history().conversations(), m_assistant->history().folders());
    m_conversations.setCurrent(m_view.current());
    emit currentChanged();
}

void ChatController::readMessages() {
    m_pacer.flush();
    m_blocks.setMessages(m_view.messages());
}

void ChatController::retranslate() {
    m_conversations.retranslate();
    readMessages();
    readStatus();
    emit devicesChanged();
    emit currentChanged();
}

void ChatController::onMessageRequested(store::MessageId message) {
    for (int row = 0; row < m_blocks.rowCount(); ++row) {
        const QVariant id = m_blocks.data(m_blocks.index(row), MessageBlockModel::MessageId);
        if (id.toDouble() == static_cast<double>(message)) {
            emit messageRequested(static_cast<double>(message), row);
            return;
        }
    }
}

qsizetype ChatController::shownOf(const store::Message& message) const {
    const store::Message* const known = m_blocks.message(message.id);
    return known ? known->text.size() : message.text.size();
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

int ChatController::contextUsed() const {
    const QList<store::Message>& messages = m_view.messages();
    // While an answer grows its own figures are newer than any count.
    if (m_view.busy() && !messages.isEmpty() && messages.last().stats.promptTokens > 0)
        return messages.last().stats.promptTokens + messages.last().stats.generatedTokens;
    return m_view.context().tokens;
}
ChatController::~ChatController() {
    // The view keeps its draft when it goes, and by then what would show that is gone.
    disconnect(&m_assistant->history(), nullptr, this, nullptr);
    m_view.disconnect();
    if (m_finder) {
        m_finder->wait();
    }
}

QString ChatController::title() const {
    const store::Conversation* conversation = m_assistant->history().find(m_view.current());
    return conversation == nullptr || conversation->title.isEmpty() ? tr("New conversation") : conversation->title;
}

QString ChatController::currentId() const {
    const store::ConversationId id = m_view.current();
    return id == 0 ? QString() : QString::number(id);
}

QString ChatController::thinking() const {
    return thinkingName(assistant::levelOf(m_view.thinking()));
}

void ChatController::setThinking(const QString& thinking) {
    m_view.setThinking(assistant::thinkingOf(thinkingLevel(thinking)));
}

void ChatController::setPreset(double preset) {
    m_view.setPreset(preset == 0 ? std::nullopt : std::optional(static_cast<store::PresetId>(preset)));
}

QString ChatController::presetName() const {
    const std::optional<store::PresetId> preset = m_view.preset();
    return preset ? m_assistant->history().preset(*preset)->name : QString();
}

void ChatController::send(const QString& text) {
    m_view.send(text);
}

void ChatController::stop() {
    m_view.stop();
}

void ChatController::newConversation() {
    m_view.newConversation();
}

void ChatController::newTemporaryConversation() {
    m_view.newTemporaryConversation();
}

void ChatController::openConversation(double id) {
    m_view.openConversation(static_cast<store::ConversationId>(id));
}

void ChatController::openMessage(double conversation, double message) {
    m_view.openMessage(static_cast<store::ConversationId>(conversation), static_cast<store::MessageId>(message));
}

void ChatController::openWindow() {
    emit windowRequested();
}

void ChatController::renameConversation(double id, const QString& title) {
    m_history.rename(id, title);
}

void ChatController::deleteConversation(double id) {
    m_history.remove(id);
}

void ChatController::undoDelete() {
    m_history.undoDelete();
}

void ChatController::editQuestion(double messageId, const QString& text) {
    m_view.editQuestion(static_cast<store::MessageId>(messageId), text);
}

void ChatController::regenerate(double messageId) {
    m_view.regenerate(static_cast<store::MessageId>(messageId));
}

void ChatController::sameAgain(double messageId) {
    m_view.sameAgain(static_cast<store::MessageId>(messageId));
}

QVariantMap ChatController::record(double messageId) const {
    const auto id = static_cast<store::MessageId>(messageId);
    for (const store::Message& message : m_view.messages()) {
        if (message.id == id && message.role == store::Role::Assistant)
            return answerRecord(message, m_assistant->status(), m_usage);
    }
    return {};
}

void ChatController::continueAnswer(double messageId) {
    m_view.continueAnswer(static_cast<store::MessageId>(messageId));
}

void ChatController::showSibling(double messageId, int index) {
    m_view.showSibling(static_cast<store::MessageId>(messageId), index);
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
