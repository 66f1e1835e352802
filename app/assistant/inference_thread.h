#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <QObject>
#include <QThread>
#include <string>
#include <vector>

#include "app/assistant/assistant.h"
#include "app/assistant/generation.h"

namespace lanternfish::assistant {

struct LoadedModel {
    QString modelName;
    QString model;  ///< Name and fingerprint, as it stands in messages.
    Device device;
    int contextLimit = 0;
};

/// The thread "inference": loads the model, owns engine and session, and writes one answer after another. Questions
/// that come while it loads wait. Thread: the functions any; the callbacks are called on "inference".
class InferenceThread {
public:
    struct Callbacks {
        std::function<void()> loading;
        std::function<void(const Result<LoadedModel>&)> loaded;
        std::function<void(const QString&)> movedOn;  ///< An answer goes on on another device: a sentence for people.
        std::function<void(const std::shared_ptr<AnswerBuffer>&)> changed;
        std::function<void(const std::shared_ptr<AnswerBuffer>&, const store::Message&)> finished;
    };

    /// `strict`: a device that `options` names is the only one to load on.
    InferenceThread(EngineLoader loader, std::filesystem::path model, EngineOptions options, bool strict,
                    Callbacks callbacks);
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
    Result<void> prepare();
    GenerationResult writeOnce(const GenerationJob& job);
    /// The model on the next device after the one that failed. The error says what failed and what is kept.
    Result<void> moveOn(const Error& error);
    void write(GenerationJob job);

    const EngineLoader m_loader;
    const std::filesystem::path m_file;
    const Callbacks m_callbacks;
    // Only on the thread.
    EngineOptions m_options;
    bool m_strict;
    std::vector<FailedDevice> m_failed;  ///< Since the last choice of a device.
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<Session> m_session;
    Error m_loadError;
    QString m_model;

    QThread m_thread;
    QObject m_context;  // lives on the thread: the queue is its event queue
};

}  // namespace lanternfish::assistant
