#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <QObject>
#include <QThread>
#include <string>
#include <vector>

#include "app/assistant/assistant_options.h"
#include "app/assistant/generation.h"
#include "app/assistant/token_counter.h"

namespace lanternfish::assistant {

struct LoadedModel {
    QString modelName;
    QString model;  ///< Name and fingerprint, as it stands in messages.
    DeviceReason deviceReason;
    QString deviceText;  ///< As it stands in origins of answers.
    int contextLimit = 0;
    store::Math math = store::Math::Exact;
};

/// The thread "inference": loads the model, owns engine and session, and writes one answer after another. Questions
/// that come while it loads wait. Thread: the functions any; the callbacks are called on "inference".
class InferenceThread {
public:
    struct Callbacks {
        std::function<void(const LoadProgress&)> loading;
        std::function<void(const Result<LoadedModel>&)> loaded;
        std::function<void(const QString&)> movedOn;  ///< An answer goes on on another device: a sentence for people.
        std::function<void(const std::shared_ptr<AnswerBuffer>&)> changed;
        std::function<void(const std::shared_ptr<AnswerBuffer>&, const store::Message&)> finished;
    };

    /// From `options`: model, loader, engine and strictBackend. `counter` gets the tokenizer of what is loaded.
    InferenceThread(const AssistantOptions& options, TokenCounter* counter, Callbacks callbacks);
    /// Waits for what runs; the caller has asked it to stop. Answers that still wait are not begun.
    ~InferenceThread();
    InferenceThread(const InferenceThread&) = delete;
    InferenceThread& operator=(const InferenceThread&) = delete;

    void answer(GenerationJob job);
    /// Loads the model again, on this device or backend, when the answers that wait are written. One that can't load
    /// it is skipped. What failed before counts no more.
    void chooseBackend(std::string backend);

private:
    void unload();
    void load();
    Result<LoadedModel> loadOnBest();
    Result<LoadedModel> open(const EngineOptions& options);
    /// Engine and session are there afterwards.
    Outcome<void> prepare();
    void note(const GenerationJob& job);
    GenerationResult writeOnce(const GenerationJob& job);
    /// The model on the next device after the one that failed. The error says what failed and what is kept.
    Outcome<void> moveOn(const Error& error);
    void write(GenerationJob job);

    const EngineLoader m_loader;
    const std::filesystem::path m_file;
    TokenCounter* const m_counter;
    const Callbacks m_callbacks;
    // Only on the thread.
    EngineOptions m_options;
    bool m_strict;
    std::vector<FailedDevice> m_failed;  ///< Since the last choice of a device.
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<Session> m_session;
    ContextPlanner m_planner;
    Error m_loadError;
    LoadedModel m_loaded;

    QThread m_thread;
    QObject m_context;  // lives on the thread: the queue is its event queue
};

}  // namespace lanternfish::assistant
