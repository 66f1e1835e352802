#pragma once

#include <memory>
#include <QObject>
#include <QString>

#include "app/assistant/answer_queue.h"
#include "app/assistant/assistant_options.h"
#include "app/assistant/engine_status.h"
#include "app/assistant/file_reader.h"
#include "app/assistant/history.h"
#include "app/assistant/token_counter.h"
#include "app/assistant/usage.h"

namespace lanternfish::assistant {

/// What all windows of the process share: the engine with its queue of answers, and the history. A window shows one
/// conversation of it through a ConversationView. The UI sees values and signals; the engine runs on the thread
/// "inference", the database on the thread "store", and no call blocks. Thread: gui.
class Assistant : public QObject {
    Q_OBJECT

public:
    explicit Assistant(AssistantOptions options, QObject* parent = nullptr);
    /// Stops every answer, writes everything and joins the threads. Views must be gone.
    ~Assistant() override;

    const AssistantOptions& options() const { return m_options; }
    History& history() { return m_history; }
    AnswerQueue& answers() { return m_answers; }
    const EngineStatus& status() const { return m_answers.status(); }
    FileReader& files() { return m_files; }
    Usage& usage() { return m_usage; }
    const TokenCounter& tokens() const { return m_tokens; }

    /// Loads the model again on this device ("auto": the best one), once the answer that is being written is finished.
    void chooseBackend(const QString& backend) { m_answers.chooseBackend(backend); }

signals:
    void statusChanged();
    /// For people: what happened to the history or the device, what is kept, what to do.
    void noticed(const QString& text);

private:
    void storeJobFailed(const Error& error);  ///< store

    const AssistantOptions m_options;
    bool m_storeErrorShown = false;
    TokenCounter m_tokens;
    // In this order: inference ends first and may still post to the store.
    store::StoreThread m_storeThread;
    History m_history;
    Usage m_usage;
    FileReader m_files;
    AnswerQueue m_answers;
};

}  // namespace lanternfish::assistant
