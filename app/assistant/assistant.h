#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <QList>
#include <QObject>
#include <QString>

#include "app/store/types.h"
#include "lanternfish/chat.h"
#include "lanternfish/engine.h"
#include "lanternfish/sampler.h"

namespace lanternfish::assistant {

/// What loads models; injected, so that tests run the whole app on a fake engine.
using EngineLoader =
    std::function<Result<std::unique_ptr<Engine>>(const std::filesystem::path& file, const EngineOptions& options)>;

struct AssistantOptions {
    /// Of a database that this process owns (platform::InstanceLock); ":memory:" keeps nothing.
    QString databasePath;
    std::filesystem::path modelPath;
    bool demonstration = false;  ///< The built-in model: the window says so.
    EngineOptions engine;
    bool strictBackend = false;  ///< Only what `engine` names will do; else a device that can't load it is skipped.
    SamplerOptions sampler;
    EngineLoader loader = &Engine::load;
};

enum class EngineState { Loading, Ready, Prefilling, Thinking, Answering, Failed };

/// What the footer shows. Values only.
struct EngineStatus {
    EngineState state = EngineState::Loading;
    QString modelName;
    QString deviceId;
    QString deviceName;
    QString deviceNote;
    QString deviceReason;           ///< Why this one, in sentences.
    QString chosenBackend;          ///< "auto" or what was asked for; the model may have had to go elsewhere.
    bool chosenForThisRun = false;  ///< By AssistantOptions::strictBackend; nobody has chosen since.
    bool demonstration = false;
    QString error;        ///< With Failed.
    int contextUsed = 0;  ///< Tokens of the open conversation at the last answer.
    int contextLimit = 0;
    double tokensPerSecond = 0;  ///< While answering measured over the last second; afterwards the last answer's.
    int prefillDone = 0;         ///< With Prefilling.
    int prefillTotal = 0;
    store::ConversationId answering = 0;  ///< Conversation that an answer is being written in; 0 for none.
};

/// Conversations, their history and the answers, for the UI. It sees values and signals; the engine runs on the thread
/// "inference", the database on the thread "store". No call blocks: what needs the database takes effect when the event
/// loop runs, in the order of the calls. Signals about messages are for those of the shown branch only. Thread: gui.
class Assistant : public QObject {
    Q_OBJECT

public:
    explicit Assistant(AssistantOptions options, QObject* parent = nullptr);
    /// Stops a running answer, writes everything and joins both threads.
    ~Assistant() override;

    const EngineStatus& status() const;
    const QList<store::Conversation>& conversations() const;  ///< Newest activity first, deleted ones left out.
    store::ConversationId current() const;                    ///< 0: a new conversation that has no message yet.
    const QList<store::Message>& messages() const;            ///< The shown branch of the current one, oldest first.
    int siblingCount(store::MessageId message) const;
    int siblingIndex(store::MessageId message) const;  ///< From 0.
    bool canUndoDelete() const;

    void newConversation();
    void openConversation(store::ConversationId conversation);
    void renameConversation(store::ConversationId conversation, const QString& title);
    void deleteConversation(store::ConversationId conversation);
    void undoDelete();

    /// Adds a user message to the current conversation and answers it. Ignored while an answer is written.
    void send(const QString& text, Thinking thinking);
    void stop();
    /// A sibling of this answer, from the same question.
    void regenerate(store::MessageId answer, Thinking thinking);
    /// Goes on, in place, with an answer that was interrupted, stopped or failed and that nothing follows.
    void continueAnswer(store::MessageId answer);
    /// Shows the sibling at `index`, with the newest branch below it.
    void showSibling(store::MessageId message, int index);

    /// Loads the model again on this device ("auto": the best one), once the answer that is being written is finished.
    void chooseBackend(const QString& backend);

signals:
    void statusChanged();
    void conversationsChanged();
    void canUndoDeleteChanged();
    /// Another conversation or branch is shown: messages() is new as a whole.
    void messagesReset();
    void messageAdded(const lanternfish::store::Message& message);
    /// The answer grew; at most one signal per 33 ms. `message` holds the whole text so far.
    void messageUpdated(const lanternfish::store::Message& message);
    /// The answer ended: complete, stopped or failed.
    void messageFinished(const lanternfish::store::Message& message);
    /// The device failed in the middle of an answer, which goes on on another one; the text says so.
    void deviceReplaced(const QString& message);
    /// The database failed; the text says what is kept.
    void storeFailed(const QString& message);

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace lanternfish::assistant
