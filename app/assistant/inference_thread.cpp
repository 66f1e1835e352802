#include "app/assistant/inference_thread.h"

#include <QCoreApplication>

#include "app/assistant/origin.h"

namespace lanternfish::assistant {

namespace {

struct Devices {
    Q_DECLARE_TR_FUNCTIONS(Devices)
};

/// Whole sentences, so that a translation may order their words.
QString whatHappened(const Device& device, const Error& error) {
    const QString name = QString::fromStdString(device.name);
    if (device.backend == "cpu") {
        return error.code == ErrorCode::OutOfMemory ? Devices::tr("The processor ran out of memory.")
                                                    : Devices::tr("The processor stopped answering.");
    }
    return error.code == ErrorCode::OutOfMemory ? Devices::tr("%1 ran out of memory.").arg(name)
                                                : Devices::tr("%1 stopped answering.").arg(name);
}

/// What the reason for the next device tells of this one.
DeviceProblem problemAfter(const Error& error) {
    return error.code == ErrorCode::OutOfMemory ? DeviceProblem(RanOutOfMemory{}) : DeviceProblem(StoppedAnswering{});
}

}  // namespace

InferenceThread::InferenceThread(const AssistantOptions& options, TokenCounter* counter, Callbacks callbacks)
    : m_loader(options.loader),
      m_file(options.modelPath),
      m_counter(counter),
      m_callbacks(std::move(callbacks)),
      m_options(options.engine),
      m_strict(options.strictBackend) {
    m_thread.setObjectName(QStringLiteral("inference"));
    m_context.moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(&m_context, [this] { load(); }, Qt::QueuedConnection);
}

InferenceThread::~InferenceThread() {
    QMetaObject::invokeMethod(
        &m_context,
        [this] {
            // On this thread, as everything that touches them.
            unload();
            m_thread.quit();
        },
        Qt::QueuedConnection);
    m_thread.wait();
}

void InferenceThread::answer(GenerationJob job) {
    QMetaObject::invokeMethod(
        &m_context, [this, job = std::move(job)]() mutable { write(std::move(job)); }, Qt::QueuedConnection);
}

void InferenceThread::chooseBackend(std::string backend) {
    QMetaObject::invokeMethod(
        &m_context,
        [this, backend = std::move(backend)] {
            m_options.backend = backend;
            m_strict = false;
            m_failed.clear();
            load();
        },
        Qt::QueuedConnection);
}

void InferenceThread::unload() {
    m_counter->setTokenizer(nullptr);
    m_session.reset();
    m_engine.reset();
}

void InferenceThread::load() {
    m_callbacks.loading({});
    const Result<LoadedModel> loaded = loadOnBest();
    if (!loaded) {
        m_loadError = loaded.error();
    }
    m_callbacks.loaded(loaded);
}

/// On the device that was chosen, or else the best one that has not failed.
Result<LoadedModel> InferenceThread::loadOnBest() {
    EngineOptions options = m_options;
    options.progress = m_callbacks.loading;
    if (!m_failed.empty()) {
        options.backend = "auto";
    }
    for (;;) {
        unload();
        options.failed = m_failed;
        Result<LoadedModel> loaded = open(options);
        const bool automatic = options.backend == "auto";
        const bool onDevice = m_engine != nullptr;  // which then could not make a session
        if (loaded || (automatic && !(onDevice && deviceFailed(loaded.error()))) || (!automatic && m_strict)) {
            if (!loaded) {
                unload();
            }
            return loaded;
        }
        m_failed.push_back({onDevice ? m_engine->device() : Device{.id = options.backend}, loaded.error()});
        options.backend = "auto";
    }
}

Result<LoadedModel> InferenceThread::open(const EngineOptions& options) {
    LF_TRY(m_engine, m_loader(m_file, options));
    LF_TRY(m_session, m_engine->createSession());
    const ModelInfo& info = m_engine->info();
    LoadedModel loaded;
    loaded.modelName = QString::fromStdString(info.name);
    loaded.model = QStringLiteral("%1 (%2)").arg(loaded.modelName, QString::fromStdString(info.fingerprint));
    loaded.deviceReason = m_engine->deviceReason();
    loaded.math = mathOf(options.math);
    loaded.contextLimit = static_cast<int>(m_session->contextLimit());
    const Device& device = m_engine->device();
    loaded.deviceText = deviceText(QString::fromStdString(device.id), QString::fromStdString(device.name));
    m_loaded = loaded;
    m_counter->setTokenizer(&m_engine->tokenizer());
    return loaded;
}

Outcome<void> InferenceThread::prepare() {
    if (!m_engine) {
        return std::unexpected(Failure(m_loadError, Devices::tr("No model is loaded.")));
    }
    if (!m_session) {
        LF_TRY(m_session, m_engine->createSession());
    }
    return {};
}

/// What writes the answer, for its record. One that goes on elsewhere names both devices.
void InferenceThread::note(const GenerationJob& job) {
    job.buffer->change([this](AnswerSnapshot& state) {
        store::Message& message = state.message;
        message.model = m_loaded.model;
        if (!message.origin) {
            return;
        }
        message.origin->engineBuild = QString::fromLatin1(version());
        const bool begun = message.stats.generatedTokens > 0;
        if (!begun) {
            message.origin->math = m_loaded.math;
        } else if (message.origin->math != m_loaded.math) {
            message.origin->math.reset();
        }
        if (QString& device = message.origin->device; !begun || device.isEmpty()) {
            device = m_loaded.deviceText;
        } else if (!device.endsWith(m_loaded.deviceText)) {
            device += QStringLiteral("; ") + m_loaded.deviceText;
        }
    });
}

GenerationResult InferenceThread::writeOnce(const GenerationJob& job) {
    GenerationResult result;
    result.answer = job.branch.last();
    if (job.stop.stop_requested()) {
        result.answer.status = store::Status::Stopped;
    } else if (const Outcome<void> ready = prepare(); !ready) {
        result.answer.status = store::Status::Failed;
        result.answer.error = failureText(ready.error());
        if (m_engine && deviceFailed(ready.error())) {
            result.deviceError = ready.error();
        }
    } else {
        note(job);
        result = generate(*m_engine, *m_session, m_planner, job, [&] { m_callbacks.changed(job.buffer); });
        if (result.sessionLost) {
            m_session.reset();
        }
    }
    return result;
}

Outcome<void> InferenceThread::moveOn(const Error& error) {
    const QString what = whatHappened(m_engine->device(), error);
    m_failed.push_back({m_engine->device(), problemAfter(error)});
    m_callbacks.loading({});
    const Result<LoadedModel> loaded = loadOnBest();
    if (!loaded) {
        return std::unexpected(Failure(
            loaded.error(), Devices::tr("%1 Everything up to here is saved, but nothing else could go on.").arg(what)));
    }
    m_callbacks.loaded(loaded);
    const Device& next = loaded->deviceReason.device;
    m_callbacks.movedOn(next.backend == "cpu"
                            ? Devices::tr("%1 Nothing is lost: the processor goes on with the answer.").arg(what)
                            : Devices::tr("%1 Nothing is lost: %2 goes on with the answer.")
                                  .arg(what, QString::fromStdString(next.name)));
    return {};
}

void InferenceThread::write(GenerationJob job) {
    GenerationResult result = writeOnce(job);
    bool reload = false;
    while (result.deviceError && !job.stop.stop_requested() && !reload) {
        if (const Outcome<void> moved = moveOn(*result.deviceError); moved) {
            job.branch.last() = job.buffer->snapshot().message;
            job.goOn = true;
            result = writeOnce(job);
        } else {
            result.answer.error = failureText(moved.error());
            reload = true;
        }
    }
    job.buffer->close();
    m_callbacks.finished(job.buffer, result.answer);
    if (reload) {
        // A device that was lost is often back at once: the next question gets another try.
        m_failed.clear();
        load();
    }
}

}  // namespace lanternfish::assistant
