#include "app/assistant/conversation_view.h"
#include "app/assistant/origin.h"
#include "app/assistant/prompt.h"
#include "app/assistant/title.h"

namespace lanternfish::assistant {

std::optional<store::Message> ConversationView::free(store::MessageId message, store::Role role) const {
    const store::Message* found = tree() == nullptr || busy() ? nullptr : tree()->find(message);
    return found == nullptr || found->role != role ? std::nullopt : std::optional(*found);
}

store::AnswerOrigin ConversationView::newOrigin() const {
    const EngineStatus& status = m_assistant->status();
    store::AnswerOrigin origin;
    origin.engineBuild = status.engineBuild;
    origin.device = status.device;
    origin.math = status.math;
    origin.seed = m_assistant->options().seeds();
    if (const std::optional<store::PresetId> chosen = preset()) {
        const store::Preset* found = m_history.preset(*chosen);
        origin.systemPrompt = found->systemPrompt;
        origin.sampling = found->sampling;
        origin.seed = found->seed.value_or(origin.seed);
    } else {
        origin.sampling = samplingOf(m_assistant->options().sampler);
    }
    return origin;
}

store::Message ConversationView::ask(const QString& text, std::optional<store::MessageId> parent,
                                     const QList<store::Attachment>& attachments) {
    store::Message question;
    question.conversation = m_current;
    question.parent = parent;
    question.role = store::Role::User;
    question.text = text;
    question.attachments = attachments;
    return m_history.addMessage(question);
}

void ConversationView::answer(store::MessageId question, const store::AnswerOrigin& origin,
                              store::ThinkingLevel level) {
    store::Message answer;
    answer.conversation = m_current;
    answer.parent = question;
    answer.role = store::Role::Assistant;
    answer.status = store::Status::Streaming;
    answer.thinking = level;
    answer.origin = origin;
    m_assistant->answers().add(m_history.addMessage(answer), false);
}

void ConversationView::branchOff(std::optional<store::MessageId> parent, const std::function<void()>& add) {
    m_branch = parent ? tree()->branch(*parent) : QList<store::Message>();
    m_branching = true;
    add();
    m_branching = false;
    emit messagesReset();
}

void ConversationView::send(const QString& text) {
    whenSettled([this, text] {
        if (!m_draft.reading()) {
            sendNow(text);
        } else if (!busy()) {
            m_toSend = text;
        }
    });
}

void ConversationView::sendNow(const QString& text) {
    const QString words = text.trimmed();
    const QList<AttachedFile> files = m_draft.files();
    if (busy() || (words.isEmpty() && files.isEmpty())) {
        return;
    }
    if (m_current == 0) {
        const QString title = titleFrom(words.isEmpty() ? files.first().attachment.name : words);
        m_current = m_history.addConversation(title, m_temporary, m_newPreset);
        m_draft.rename(m_current);
        m_branch.clear();
        emit currentChanged();
    } else {
        m_history.restore(m_current);  // from the bin
    }
    QList<store::Attachment> attachments;
    for (const AttachedFile& file : files) {
        m_history.addAttachment(m_current, file.attachment, file.bytes);
        attachments.append(file.attachment);
    }
    const std::optional<store::MessageId> last = m_branch.isEmpty() ? std::nullopt : std::optional(m_branch.last().id);
    const store::Message question = ask(words, last, attachments);
    m_draft.sent(text);
    answer(question.id, newOrigin(), levelOf(m_thinking));
}

void ConversationView::stop() {
    m_toSend.clear();
    if (m_current != 0) {
        m_assistant->answers().stop(m_current);
    }
}

void ConversationView::editQuestion(store::MessageId id, const QString& text) {
    whenSettled([this, id, text] {
        const std::optional<store::Message> old = free(id, store::Role::User);
        const QString words = text.trimmed();
        if (!old || (words.isEmpty() && old->attachments.isEmpty())) {
            return;
        }
        branchOff(old->parent, [&] {
            const store::Message question = ask(words, old->parent, old->attachments);
            answer(question.id, newOrigin(), levelOf(m_thinking));
        });
    });
}

void ConversationView::regenerate(store::MessageId id) {
    whenSettled([this, id] {
        const std::optional<store::Message> old = free(id, store::Role::Assistant);
        if (old && old->parent) {
            branchOff(old->parent, [&] { answer(*old->parent, newOrigin(), levelOf(m_thinking)); });
        }
    });
}

void ConversationView::sameAgain(store::MessageId id) {
    whenSettled([this, id] {
        const std::optional<store::Message> old = free(id, store::Role::Assistant);
        if (old && canRepeat(*old)) {
            branchOff(old->parent, [&] { answer(*old->parent, *old->origin, old->thinking); });
        }
    });
}

void ConversationView::continueAnswer(store::MessageId id) {
    whenSettled([this, id] {
        std::optional<store::Message> answer = free(id, store::Role::Assistant);
        if (!answer || !answer->parent || answer->status == store::Status::Complete ||
            !tree()->children(id).isEmpty()) {
            return;
        }
        answer->status = store::Status::Streaming;
        answer->error.clear();
        m_history.saveMessage(*answer);
        m_assistant->answers().add(*answer, true);
    });
}

}  // namespace lanternfish::assistant
