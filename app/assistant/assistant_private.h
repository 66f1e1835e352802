#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <QElapsedTimer>
#include <QHash>
#include <QList>
#include <QTimer>
#include <stop_token>

#include "app/assistant/answer_buffer.h"
#include "app/assistant/assistant.h"
#include "app/assistant/conversation_tree.h"
#include "app/assistant/inference_thread.h"
#include "app/store/store_thread.h"

namespace lanternfish::assistant {

/// Thread: gui, but for the four functions that say otherwise. history.cpp has what is shown and kept, answering.cpp
/// what the engine does.
class Assistant::Private {
public:
    Private(Assistant* assistant, AssistantOptions options);
    ~Private();

    // history.cpp
    /// Opens and reads the database; when that fails says so and goes on with one in memory.
    void openStore(const QString& path);
    /// Runs `action` now or, while the history or a conversation is being read, as soon as that is done.
    void whenSettled(std::function<void()> action);
    void openConversation(store::ConversationId conversation);
    void showConversation(store::ConversationId conversation);
    /// Takes the branch that ends in `leaf` as the one that is shown; 0 for an empty one.
    void showBranch(store::MessageId leaf);
    void showSibling(store::MessageId message, int index);
    void rename(store::ConversationId conversation, const QString& title);
    void remove(store::ConversationId conversation);
    void undoRemove();
    store::Conversation* conversation(store::ConversationId id);
    ConversationTree& tree() { return trees[current]; }
    store::ConversationId addConversation(const QString& question);
    /// Adds to the current conversation and to the store. The caller shows it.
    store::Message addMessage(store::Message message);
    /// Replaces a message everywhere but in the store. True when it is in the branch that is shown.
    bool replaceMessage(const store::Message& message);
    void reportStoreError(const Error& error, const QString& kept);

    // answering.cpp
    void send(const QString& text, Thinking thinking);
    void regenerate(store::MessageId answer, Thinking thinking);
    void continueAnswer(store::MessageId answer);
    void startAnswer(const store::Message& answer, bool goOn);
    void chooseBackend(const QString& backend);
    void modelLoading();
    void modelLoaded(const Result<LoadedModel>& loaded);
    void viewAnswer(const std::shared_ptr<AnswerBuffer>& buffer);
    void showProgress();
    void answerFinished(const store::Message& answer);
    void updateContextUsed();
    InferenceThread::Callbacks callbacks();
    void answerChanged(const std::shared_ptr<AnswerBuffer>& buffer);                              ///< inference
    void answerEnded(const std::shared_ptr<AnswerBuffer>& buffer, const store::Message& answer);  ///< inference
    void storeJobFailed(const Error& error);                                                      ///< store

    struct Answering {
        store::Message message;
        std::stop_source stop;
        std::shared_ptr<AnswerBuffer> buffer;
    };
    struct Deleted {
        store::Conversation conversation;
        bool wasCurrent = false;
    };

    Assistant* const q;
    const AssistantOptions options;
    EngineStatus status;
    bool modelFailed = false;
    bool deviceMoved = false;  // to another than was chosen, by a failure

    QList<store::Conversation> conversations;
    QList<Deleted> deleted;
    QHash<store::ConversationId, ConversationTree> trees;  ///< Of the conversations that were opened in this run.
    store::ConversationId current = 0;
    QList<store::Message> branch;

    bool storeOpen = false;
    bool storeErrorShown = false;
    store::ConversationId opening = 0;
    QList<std::function<void()>> waiting;
    store::ConversationId lastConversationId = 0;
    store::MessageId lastMessageId = 0;

    std::optional<Answering> answering;
    QTimer viewTimer;
    QElapsedTimer sinceView;

    // Last, in this order: inference ends first and may still post to the store.
    std::unique_ptr<store::StoreThread> storeThread;
    std::unique_ptr<InferenceThread> inference;
};

}  // namespace lanternfish::assistant
