#pragma once

#include <memory>
#include <optional>
#include <QElapsedTimer>
#include <QList>
#include <QObject>
#include <QTimer>
#include <stop_token>

#include "app/assistant/answer_buffer.h"
#include "app/assistant/assistant_options.h"
#include "app/assistant/engine_status.h"
#include "app/assistant/history.h"
#include "app/assistant/inference_thread.h"
#include "app/assistant/token_counter.h"

namespace lanternfish::assistant {

/// The answers to write, of all windows: one at a time, in the order in which they were asked for. Thread: gui, but for
/// what says otherwise.
class AnswerQueue : public QObject {
    Q_OBJECT

public:
    AnswerQueue(const AssistantOptions& options, History* history, TokenCounter* counter, QObject* parent = nullptr);
    /// Stops all and waits for the one that is being written. What it wrote is handed to the store.
    ~AnswerQueue() override;

    const EngineStatus& status() const { return m_status; }

    /// `answer` is in the history, streaming; with `goOn` it holds the part to go on from. Its origin says how to draw.
    /// One at a time per conversation: whoever adds has looked at answersBefore().
    void add(const store::Message& answer, bool goOn);
    /// How many answers are written before the one of this conversation: 0 when it is being written. Nothing when no
    /// answer is to come there.
    std::optional<int> answersBefore(store::ConversationId conversation) const;
    bool isBusy() const { return !m_entries.isEmpty(); }
    /// One that waits has stopped on return, one that is being written within a token.
    void stop(store::ConversationId conversation);
    void chooseBackend(const QString& backend);

signals:
    void statusChanged();
    /// Another answer is being written or waits.
    void queueChanged();
    /// The answer grew; at most one signal per 33 ms. `message` holds the whole text so far.
    void messageUpdated(const lanternfish::store::Message& message);
    /// The answer ended: complete, stopped or failed.
    void messageFinished(const lanternfish::store::Message& message);
    /// The same, of one that was begun. `before`: its figures when it was, for one that went on.
    void answered(const lanternfish::store::Message& message, const lanternfish::store::AnswerStats& before);
    /// The device failed in the middle of an answer, which goes on on another one; the text says so.
    void deviceReplaced(const QString& message);

private:
    struct Entry {
        store::Message message;
        bool goOn = false;
        store::AnswerStats before = {};
        std::stop_source stop = {};
        std::shared_ptr<AnswerBuffer> buffer = {};  ///< While it is being written.
    };

    void startNext();
    void endWaiting(const Entry& entry);
    void queueMoved();
    void modelLoading(const LoadProgress& progress);
    void modelLoaded(const Result<LoadedModel>& loaded);
    void viewAnswer(const std::shared_ptr<AnswerBuffer>& buffer);
    void showProgress();
    void finishFirst(const store::Message& answer);
    bool writes(const std::shared_ptr<AnswerBuffer>& buffer) const;
    InferenceThread::Callbacks callbacks();
    void answerChanged(const std::shared_ptr<AnswerBuffer>& buffer);                              ///< inference
    void answerEnded(const std::shared_ptr<AnswerBuffer>& buffer, const store::Message& answer);  ///< inference

    const AssistantOptions m_options;
    History* const m_history;
    EngineStatus m_status;
    bool m_modelFailed = false;
    bool m_deviceMoved = false;  // to another than was chosen, by a failure
    QList<Entry> m_entries;      ///< The first one is being written when it has a buffer.
    QTimer m_viewTimer;
    QElapsedTimer m_sinceView;
    std::unique_ptr<InferenceThread> m_inference;  // last: it ends first
};

}  // namespace lanternfish::assistant
