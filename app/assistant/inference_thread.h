#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <QObject>
#include <QThread>

#include "app/assistant/assistant.h"
#include "app/assistant/generation.h"

namespace lanternfish::assistant {

struct LoadedModel {
    QString modelName;
    QString model;  ///< Name and fingerprint, as it stands in messages.
    QString deviceName;
    QString deviceNote;
    int contextLimit = 0;
};

/// The thread "inference": loads the model, owns engine and session, and writes one answer after another. Questions
/// that come while it loads wait. Thread: the functions any; the callbacks are called on "inference".
class InferenceThread {
public:
    struct Callbacks {
        std::function<void(const Result<LoadedModel>&)> loaded;
        std::function<void(const std::shared_ptr<AnswerBuffer>&)> changed;
        std::function<void(const std::shared_ptr<AnswerBuffer>&, const store::Message&)> finished;
    };

    InferenceThread(EngineLoader loader, std::filesystem::path model, EngineOptions options, Callbacks callbacks);
    /// Waits for what runs; the caller has asked it to stop. Answers that still wait are not begun.
    ~InferenceThread();
    InferenceThread(const InferenceThread&) = delete;
    InferenceThread& operator=(const InferenceThread&) = delete;

    void answer(GenerationJob job);

private:
    void load(const EngineLoader& loader, const std::filesystem::path& model, const EngineOptions& options);
    Result<LoadedModel> open(const EngineLoader& loader, const std::filesystem::path& model,
                             const EngineOptions& options);
    /// Engine and session are there afterwards.
    Result<void> prepare();
    void write(const GenerationJob& job);

    Callbacks m_callbacks;
    // Only on the thread.
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<Session> m_session;
    Error m_loadError;
    QString m_model;

    QThread m_thread;
    QObject m_context;  // lives on the thread: the queue is its event queue
};

}  // namespace lanternfish::assistant
