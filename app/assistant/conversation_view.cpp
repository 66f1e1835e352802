#include "app/assistant/conversation_view.h"

#include <algorithm>
#include <utility>

#include "app/assistant/origin.h"
#include "app/assistant/prompt.h"
#include "app/assistant/title.h"

namespace lanternfish::assistant {

ConversationView::ConversationView(Assistant* assistant, QObject* parent)
    : QObject(parent),
      m_assistant(assistant),
      m_history(assistant->history()),
      m_draft(&m_history, &assistant->files()),
      m_meter(&assistant->files(), &assistant->tokens()) {
    connect(&m_history, &History::opened, this, [this] {
        m_draft.restore();
        runWaiting();
    });
    connect(&m_history, &History::messageAdded, this, &ConversationView::onMessageAdded);
    connect(&m_history, &History::messageSaved, this,
            [this](const store::Message& message) { onMessageChanged(message, false); });
    connect(&m_history, &History::conversationRemoved, this, &ConversationView::onRemoved);
    connect(&m_history, &History::conversationPurged, this, &ConversationView::onRemoved);
    connect(&m_history, &History::conversationRestored, this, &ConversationView::onRestored);
    connect(&m_history, &History::conversationChanged, this, [this](store::ConversationId conversation) {
        if (conversation == m_current) {
            emit presetChanged();
        }
    });
    connect(&m_history, &History::presetsChanged, this, &ConversationView::presetChanged);
    AnswerQueue& answers = assistant->answers();
    connect(&answers, &AnswerQueue::messageUpdated, this,
            [this](const store::Message& message) { onMessageChanged(message, false); });
    connect(&answers, &AnswerQueue::messageFinished, this,
            [this](const store::Message& message) { onMessageChanged(message, true); });
    connect(&answers, &AnswerQueue::queueChanged, this, &ConversationView::onQueueChanged);
    connect(this, &ConversationView::currentChanged, this, &ConversationView::onQueueChanged);
    connect(&m_draft, &Draft::filesChanged, this, [this] {
        if (!m_toSend.isEmpty() && !m_draft.reading()) {
            sendNow(std::exchange(m_toSend, {}));
        }
    });
    connect(&m_draft, &Draft::changed, this, &ConversationView::measure);
    connect(this, &ConversationView::messagesReset, this, &ConversationView::measure);
    connect(this, &ConversationView::thinkingChanged, this, &ConversationView::measure);
    connect(this, &ConversationView::presetChanged, this, &ConversationView::measure);
    connect(assistant, &Assistant::statusChanged, this, [this] {
        if (m_assistant->status().contextLimit != m_meter.use().limit) {
            measure();
        }
    });
    connect(&m_meter, &ContextMeter::changed, this, &ConversationView::contextChanged);
    // A window that comes later begins empty: the new conversation's draft stands in another one.
    measure();
}

ConversationView::~ConversationView() {
    m_draft.save();
    if (m_current != 0) {
        m_history.release(m_current);
    }
    if (m_temporary) {
        disconnect(&m_history, nullptr, this, nullptr);
        m_history.remove(m_current);
    }
}

int ConversationView::siblingCount(store::MessageId message) const {
    return tree() == nullptr ? 0 : static_cast<int>(tree()->siblings(message).size());
}

int ConversationView::siblingIndex(store::MessageId message) const {
    return tree() == nullptr ? -1 : static_cast<int>(tree()->siblings(message).indexOf(message));
}

std::optional<int> ConversationView::answersBefore() const {
    return m_current == 0 ? std::nullopt : m_assistant->answers().answersBefore(m_current);
}

std::optional<store::PresetId> ConversationView::preset() const {
    const store::Conversation* conversation = m_history.find(m_current);
    const std::optional<store::PresetId> preset = conversation == nullptr ? m_newPreset : conversation->preset;
    return preset && m_history.preset(*preset) != nullptr ? preset : std::nullopt;
}

void ConversationView::whenSettled(std::function<void()> action) {
    m_waiting.append(std::move(action));
    runWaiting();
}

void ConversationView::runWaiting() {
    while (m_history.isOpen() && m_opening == 0 && !m_waiting.isEmpty()) {
        m_waiting.takeFirst()();
    }
}

void ConversationView::newConversation() {
    whenSettled([this] { show(0, false); });
}

void ConversationView::newTemporaryConversation() {
    whenSettled([this] { show(0, true); });
}

void ConversationView::openConversation(store::ConversationId conversation) {
    whenSettled([this, conversation] { open(conversation, 0); });
}

void ConversationView::openMessage(store::ConversationId conversation, store::MessageId message) {
    whenSettled([this, conversation, message] { open(conversation, message); });
}

void ConversationView::open(store::ConversationId conversation, store::MessageId message) {
    const auto reach = [this, message] {
        const bool shown = std::ranges::contains(m_branch, message, &store::Message::id);
        if (message == 0 || tree() == nullptr || tree()->find(message) == nullptr) {
            return;
        }
        if (!shown) {
            showBranch(tree()->newestLeaf(message));
        }
        emit messageRequested(message);
    };
    if (conversation == m_current) {
        reach();
        return;
    }
    m_opening = conversation;
    m_history.retain(conversation, this, [this, conversation, reach](bool read) {
        m_opening = 0;
        if (read) {
            show(conversation, false);
            reach();
        }
        runWaiting();
    });
}

/// `conversation` is 0 or retained.
void ConversationView::show(store::ConversationId conversation, bool temporary) {
    const store::ConversationId before = std::exchange(m_current, conversation);
    const bool gone = std::exchange(m_temporary, temporary);
    m_toSend.clear();
    m_removed = 0;
    m_newPreset.reset();
    m_draft.show(conversation, !temporary);
    if (before != 0) {
        m_history.release(before);
        if (gone) {
            m_history.remove(before);
        }
    }
    const store::Conversation* found = m_history.find(conversation);
    const std::optional<store::MessageId> leaf = found == nullptr ? std::nullopt : found->leaf;
    const bool known = leaf && tree() != nullptr && tree()->find(*leaf) != nullptr;
    emit currentChanged();
    showBranch(known ? *leaf : tree() == nullptr ? 0 : tree()->newestLeaf().value_or(0));
    takeThinking();
    emit presetChanged();
}

void ConversationView::showBranch(store::MessageId leaf) {
    m_branch = tree() == nullptr ? QList<store::Message>() : tree()->branch(leaf);
    emit messagesReset();
}

/// Goes on as the last answer was made.
void ConversationView::takeThinking() {
    const auto last = std::find_if(m_branch.crbegin(), m_branch.crend(),
                                   [](const store::Message& each) { return each.role == store::Role::Assistant; });
    const std::optional<store::PresetId> chosen = preset();
    if (last != m_branch.crend()) {
        setThinking(thinkingOf(last->thinking));
    } else if (chosen) {
        setThinking(thinkingOf(m_history.preset(*chosen)->thinking));
    }
}

void ConversationView::setThinking(Thinking thinking) {
    if (std::exchange(m_thinking, thinking) != thinking) {
        emit thinkingChanged();
    }
}

void ConversationView::setPreset(std::optional<store::PresetId> preset) {
    whenSettled([this, preset] {
        const store::Preset* found = preset ? m_history.preset(*preset) : nullptr;
        if (preset && found == nullptr) {
            return;
        }
        m_newPreset = preset;
        m_history.setPreset(m_current, preset);
        if (found != nullptr) {
            setThinking(thinkingOf(found->thinking));
        }
        emit presetChanged();
    });
}

void ConversationView::showSibling(store::MessageId message, int index) {
    whenSettled([this, message, index] {
        const QList<store::MessageId> siblings =
            tree() == nullptr ? QList<store::MessageId>() : tree()->siblings(message);
        if (index < 0 || index >= siblings.size() || siblings[index] == message) {
            return;
        }
        const store::MessageId leaf = tree()->newestLeaf(siblings[index]);
        m_history.setLeaf(m_current, leaf);
        showBranch(leaf);
    });
}

void ConversationView::onMessageAdded(const store::Message& message) {
    if (message.conversation != m_current) {
        return;
    }
    const std::optional<store::MessageId> last = m_branch.isEmpty() ? std::nullopt : std::optional(m_branch.last().id);
    if (message.parent == last) {
        m_branch.append(message);
        if (!m_branching) {
            emit messageAdded(message);
        }
        return;
    }
    const auto sibling = std::ranges::find(m_branch, message.parent, &store::Message::parent);
    if (sibling != m_branch.end() && !m_branching) {
        emit siblingsChanged(*sibling);
    }
}

void ConversationView::onMessageChanged(const store::Message& message, bool finished) {
    if (message.conversation != m_current) {
        return;
    }
    const auto shown = std::find_if(m_branch.rbegin(), m_branch.rend(),
                                    [&message](const store::Message& each) { return each.id == message.id; });
    if (shown == m_branch.rend()) {
        return;
    }
    *shown = message;
    if (finished) {
        emit messageFinished(message);
        measure();
    } else {
        emit messageUpdated(message);
    }
}

void ConversationView::onRemoved(store::ConversationId conversation) {
    if (conversation != m_current) {
        return;
    }
    show(0, false);
    m_removed = conversation;
}

void ConversationView::onRestored(store::ConversationId conversation) {
    if (conversation == m_removed && m_current == 0) {
        openConversation(conversation);
    }
}

void ConversationView::onQueueChanged() {
    const std::optional<int> before = answersBefore();
    if (std::exchange(m_answersBefore, before) != before) {
        emit busyChanged();
    }
}

void ConversationView::measure() {
    const EngineStatus& status = m_assistant->status();
    if (!m_history.isOpen() || status.contextLimit == 0) {
        return;
    }
    const std::optional<store::PresetId> chosen = preset();
    store::Message question;
    question.role = store::Role::User;
    question.text = m_draft.text().trimmed();
    QHash<QByteArray, QByteArray> bytes;
    for (const AttachedFile& file : m_draft.files()) {
        question.attachments.append(file.attachment);
        bytes.insert(file.attachment.sha256, file.bytes);
    }
    store::Message answer;
    answer.role = store::Role::Assistant;
    answer.thinking = levelOf(m_thinking);
    ContextMeter::Request request;
    request.branch = m_branch + QList<store::Message>{question, answer};
    request.systemPrompt = chosen ? m_history.preset(*chosen)->systemPrompt : QString();
    request.limit = status.contextLimit;
    request.bytes = [bytes, kept = m_history.attachmentBytes(m_current)](const QByteArray& sha256) {
        const auto found = bytes.constFind(sha256);
        return found != bytes.cend() ? Result<QByteArray>(*found) : kept(sha256);
    };
    m_meter.measure(request);
}

}  // namespace lanternfish::assistant
