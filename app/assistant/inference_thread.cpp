#include "app/assistant/inference_thread.h"

namespace lanternfish::assistant {

InferenceThread::InferenceThread(EngineLoader loader, std::filesystem::path model, EngineOptions options,
                                 Callbacks callbacks)
    : m_callbacks(std::move(callbacks)) {
    m_thread.setObjectName(QStringLiteral("inference"));
    m_context.moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(
        &m_context,
        [this, loader = std::move(loader), model = std::move(model), options = std::move(options)] {
            load(loader, model, options);
        },
        Qt::QueuedConnection);
}

InferenceThread::~InferenceThread() {
    QMetaObject::invokeMethod(
        &m_context,
        [this] {
            // On this thread, as everything that touches them.
            m_session.reset();
            m_engine.reset();
            m_thread.quit();
        },
        Qt::QueuedConnection);
    m_thread.wait();
}

void InferenceThread::answer(GenerationJob job) {
    QMetaObject::invokeMethod(&m_context, [this, job = std::move(job)] { write(job); }, Qt::QueuedConnection);
}

void InferenceThread::load(const EngineLoader& loader, const std::filesystem::path& model,
                           const EngineOptions& options) {
    const Result<LoadedModel> loaded = open(loader, model, options);
    if (!loaded) {
        m_engine.reset();
        m_loadError = loaded.error();
    }
    m_callbacks.loaded(loaded);
}

Result<LoadedModel> InferenceThread::open(const EngineLoader& loader, const std::filesystem::path& model,
                                          const EngineOptions& options) {
    LF_TRY(m_engine, loader(model, options));
    LF_TRY(m_session, m_engine->createSession());
    const ModelInfo& info = m_engine->info();
    LoadedModel loaded;
    loaded.modelName = QString::fromStdString(info.name);
    loaded.model = QStringLiteral("%1 (%2)").arg(loaded.modelName, QString::fromStdString(info.fingerprint));
    loaded.deviceName = QString::fromStdString(m_engine->device().name);
    loaded.deviceNote = QString::fromStdString(m_engine->device().note);
    loaded.contextLimit = static_cast<int>(m_session->contextLimit());
    m_model = loaded.model;
    return loaded;
}

Result<void> InferenceThread::prepare() {
    if (!m_engine) {
        return wrapError(m_loadError, "No model is loaded");
    }
    if (!m_session) {
        LF_TRY(m_session, m_engine->createSession());
    }
    return {};
}

void InferenceThread::write(const GenerationJob& job) {
    GenerationResult result;
    result.answer = job.answer;
    if (job.stop.stop_requested()) {
        result.answer.status = store::Status::Stopped;
    } else if (const Result<void> ready = prepare(); !ready) {
        result.answer.status = store::Status::Failed;
        result.answer.error = QString::fromStdString(describe(ready.error()));
    } else {
        job.buffer->change([this](AnswerSnapshot& state) { state.message.model = m_model; });
        result = generate(*m_engine, *m_session, job, [&] { m_callbacks.changed(job.buffer); });
        if (result.sessionLost) {
            m_session.reset();
        }
    }
    job.buffer->close();
    m_callbacks.finished(job.buffer, result.answer);
}

}  // namespace lanternfish::assistant
