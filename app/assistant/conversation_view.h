#pragma once

#include <functional>
#include <optional>
#include <QList>
#include <QObject>
#include <QString>

#include "app/assistant/assistant.h"
#include "app/assistant/context_meter.h"
#include "app/assistant/draft.h"
#include "app/store/types.h"
#include "lanternfish/chat.h"

namespace lanternfish::assistant {

/// What one window shows: a conversation, one branch of it, the draft below it. What needs the database takes effect
/// when the event loop runs, in the order of the calls. Signals about messages are for those of the shown branch only.
/// Thread: gui.
class ConversationView : public QObject {
    Q_OBJECT

public:
    /// `assistant` must outlive the view.
    explicit ConversationView(Assistant* assistant, QObject* parent = nullptr);
    /// Keeps the draft; a temporary conversation is gone.
    ~ConversationView() override;

    store::ConversationId current() const { return m_current; }  ///< 0: a new one that has no message yet.
    bool temporary() const { return m_temporary; }               ///< Nothing of it is kept.
    /// The shown branch, oldest first.
    const QList<store::Message>& messages() const { return m_branch; }
    int siblingCount(store::MessageId message) const;
    int siblingIndex(store::MessageId message) const;  ///< From 0.
    /// An answer of this conversation is being written or waits.
    bool busy() const { return answersBefore().has_value(); }
    /// How many answers are written before the one that waits here; 0 when it is being written.
    std::optional<int> answersBefore() const;
    /// For the next answers: what was chosen, else what the preset or the last answer had.
    Thinking thinking() const { return m_thinking; }
    std::optional<store::PresetId> preset() const;
    Draft& draft() { return m_draft; }
    const ContextUse& context() const { return m_meter.use(); }

    void newConversation();
    /// One that never touches the disk and is gone once this window shows something else.
    void newTemporaryConversation();
    void openConversation(store::ConversationId conversation);
    /// Shows a branch with this message; `messageRequested` says when it stands there.
    void openMessage(store::ConversationId conversation, store::MessageId message);
    void setThinking(Thinking thinking);
    void setPreset(std::optional<store::PresetId> preset);

    /// Adds a user message with the draft's files, once they are read, and answers it. Ignored while busy().
    void send(const QString& text);
    void stop();
    /// A sibling of this question, with its files, and an answer to it. The question and what followed it stay.
    void editQuestion(store::MessageId question, const QString& text);
    /// A sibling of this answer, from the same question.
    void regenerate(store::MessageId answer);
    /// A sibling with the same system prompt, sampling, seed and thinking: the same text, as long as
    /// whatDiffers() is empty.
    void sameAgain(store::MessageId answer);
    /// Goes on, in place, with an answer that was interrupted, stopped or failed and that nothing follows.
    void continueAnswer(store::MessageId answer);
    /// Shows the sibling at `index`, with the newest branch below it.
    void showSibling(store::MessageId message, int index);

signals:
    /// Another conversation is shown, or the new one has got its first message.
    void currentChanged();
    /// Another conversation or branch is shown: messages() is new as a whole.
    void messagesReset();
    void messageAdded(const lanternfish::store::Message& message);
    void messageUpdated(const lanternfish::store::Message& message);
    void messageFinished(const lanternfish::store::Message& message);
    /// The number of its siblings is another one.
    void siblingsChanged(const lanternfish::store::Message& message);
    void messageRequested(lanternfish::store::MessageId message);
    /// busy() or answersBefore().
    void busyChanged();
    void thinkingChanged();
    void presetChanged();
    void contextChanged();

private:
    void whenSettled(std::function<void()> action);
    void runWaiting();
    void open(store::ConversationId conversation, store::MessageId message);
    void show(store::ConversationId conversation, bool temporary);
    void showBranch(store::MessageId leaf);
    void takeThinking();
    const ConversationTree* tree() const { return m_history.tree(m_current); }
    /// A copy: the tree may change under the caller. Nothing when there is none of this role, or an answer is to come.
    std::optional<store::Message> free(store::MessageId message, store::Role role) const;
    void sendNow(const QString& text);
    store::Message ask(const QString& text, std::optional<store::MessageId> parent,
                       const QList<store::Attachment>& attachments);
    void answer(store::MessageId question, const store::AnswerOrigin& origin, store::ThinkingLevel level);
    /// Shows the branch up to `parent`, which messages are about to follow; `add` adds them.
    void branchOff(std::optional<store::MessageId> parent, const std::function<void()>& add);
    void onMessageAdded(const store::Message& message);
    void onMessageChanged(const store::Message& message, bool finished);
    void onRemoved(store::ConversationId conversation);
    void onRestored(store::ConversationId conversation);
    void onQueueChanged();
    store::AnswerOrigin newOrigin() const;
    void measure();

    Assistant* const m_assistant;
    History& m_history;
    Draft m_draft;
    ContextMeter m_meter;
    store::ConversationId m_current = 0;
    bool m_temporary = false;
    std::optional<store::PresetId> m_newPreset;  ///< Of the conversation that has no message yet.
    QList<store::Message> m_branch;
    Thinking m_thinking = Thinking::None;
    store::ConversationId m_opening = 0;
    QList<std::function<void()>> m_waiting;
    QString m_toSend;  ///< Once the files of the draft are read.
    std::optional<int> m_answersBefore;
    store::ConversationId m_removed = 0;  ///< What was shown here when it was removed: undoing shows it again.
    bool m_branching = false;             ///< Messages that come are not told one by one: a reset follows.
};

}  // namespace lanternfish::assistant
