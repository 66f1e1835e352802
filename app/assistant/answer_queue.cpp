#include "app/assistant/answer_queue.h"

#include <algorithm>

#include "app/assistant/origin.h"

namespace lanternfish::assistant {

namespace {

constexpr int kViewIntervalMs = 33;
/// The promise is 250 ms; the rest is for the store's own queue.
constexpr std::chrono::milliseconds kSaveDelay(100);

/// A conversation that was removed for good while its answer ended has nothing to save it to.
Result<void> unlessGone(Result<void> saved) {
    return !saved && saved.error().code == ErrorCode::NotFound ? Result<void>() : saved;
}

}  // namespace

AnswerQueue::AnswerQueue(const AssistantOptions& options, History* history, TokenCounter* counter, QObject* parent)
    : QObject(parent), m_options(options), m_history(history) {
    m_status.demonstration = options.demonstration;
    m_status.chosenBackend = QString::fromStdString(options.engine.backend);
    m_status.chosenForThisRun = options.strictBackend;
    m_status.engineBuild = QString::fromLatin1(version());
    m_viewTimer.setSingleShot(true);
    m_viewTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_viewTimer, &QTimer::timeout, this, &AnswerQueue::showProgress);
    connect(history, &History::conversationRemoved, this, &AnswerQueue::stop);
    connect(history, &History::conversationPurged, this, &AnswerQueue::stop);
    m_inference = std::make_unique<InferenceThread>(options, counter, callbacks());
}

AnswerQueue::~AnswerQueue() {
    for (Entry& entry : m_entries) {
        entry.stop.request_stop();
    }
    m_inference.reset();
    // Those that waited were never begun: what is kept says so.
    for (const Entry& entry : std::as_const(m_entries)) {
        if (!entry.buffer) {
            endWaiting(entry);
        }
    }
}

void AnswerQueue::add(const store::Message& answer, bool goOn) {
    m_history->retain(answer.conversation, this, [](bool) {});  // whoever adds it has it retained
    m_entries.append({.message = answer, .goOn = goOn, .before = answer.stats});
    startNext();
    queueMoved();
    emit queueChanged();
}

void AnswerQueue::startNext() {
    if (m_entries.isEmpty() || m_entries.first().buffer) {
        return;
    }
    Entry& entry = m_entries.first();
    const store::Message& answer = entry.message;
    entry.buffer = std::make_shared<AnswerBuffer>(answer, m_history->keeps(answer.conversation));
    GenerationJob job;
    const ConversationTree* tree = m_history->tree(answer.conversation);
    job.branch = tree == nullptr ? QList<store::Message>() : tree->branch(answer.id);
    if (job.branch.isEmpty()) {
        job.branch = {answer};  // it was removed for good meanwhile
        entry.stop.request_stop();
    }
    job.goOn = entry.goOn;
    job.attachments = m_history->attachmentBytes(answer.conversation);
    if (answer.origin) {
        job.systemPrompt = answer.origin->systemPrompt;
        job.sampler = samplerOptionsOf(answer.origin->sampling, answer.origin->seed);
    } else {
        job.sampler = m_options.sampler;
    }
    job.buffer = entry.buffer;
    job.stop = entry.stop.get_token();
    m_status.tokensPerSecond = 0;
    m_status.prefillDone = 0;
    m_status.prefillTotal = 0;
    if (m_status.state == EngineState::Ready) {
        m_status.state = EngineState::Prefilling;
    }
    m_inference->answer(std::move(job));
}

std::optional<int> AnswerQueue::answersBefore(store::ConversationId conversation) const {
    for (int i = 0; i < m_entries.size(); ++i) {
        if (m_entries[i].message.conversation == conversation) {
            return i;
        }
    }
    return std::nullopt;
}

void AnswerQueue::stop(store::ConversationId conversation) {
    for (qsizetype i = m_entries.size() - 1; i >= 0; --i) {
        if (m_entries[i].message.conversation != conversation) {
            continue;
        }
        m_entries[i].stop.request_stop();
        if (!m_entries[i].buffer) {
            const Entry waiting = m_entries.takeAt(i);
            queueMoved();
            endWaiting(waiting);
            m_history->release(conversation);
            emit queueChanged();
        }
    }
}

/// Stopped before it was begun.
void AnswerQueue::endWaiting(const Entry& entry) {
    store::Message answer = entry.message;
    answer.status = store::Status::Stopped;
    m_history->saveMessage(answer);
    emit messageFinished(answer);
}

void AnswerQueue::queueMoved() {
    m_status.answering = m_entries.isEmpty() ? 0 : m_entries.first().message.conversation;
    m_status.waiting.clear();
    for (qsizetype i = 1; i < m_entries.size(); ++i) {
        m_status.waiting.append(m_entries[i].message.conversation);
    }
    emit statusChanged();
}

void AnswerQueue::chooseBackend(const QString& backend) {
    // Choosing the same again is for after a failure: the device may have come back.
    const bool load = backend != m_status.chosenBackend || m_modelFailed || m_deviceMoved;
    if (!load && !m_status.chosenForThisRun) {
        return;
    }
    m_status.chosenForThisRun = false;
    m_status.chosenBackend = backend;
    m_deviceMoved = false;
    emit statusChanged();
    if (load) {
        m_inference->chooseBackend(backend.toStdString());
    }
}

void AnswerQueue::modelLoading(const LoadProgress& progress) {
    m_status.state = EngineState::Loading;
    m_status.loading = progress;
    emit statusChanged();
}

void AnswerQueue::modelLoaded(const Result<LoadedModel>& loaded) {
    if (loaded) {
        m_modelFailed = false;
        m_status.error.clear();
        m_status.state = m_entries.isEmpty() ? EngineState::Ready : EngineState::Prefilling;
        m_status.modelName = loaded->modelName;
        m_status.model = loaded->model;
        m_status.device = loaded->deviceText;
        m_status.deviceReason = loaded->deviceReason;
        m_status.deviceId = QString::fromStdString(loaded->deviceReason.device.id);
        m_status.deviceName = QString::fromStdString(loaded->deviceReason.device.name);
        m_status.contextLimit = loaded->contextLimit;
        m_status.math = loaded->math;
    } else {
        m_modelFailed = true;
        m_status.state = EngineState::Failed;
        m_status.error = failureText(Failure(loaded.error(), tr("The model can't be loaded.")));
    }
    emit statusChanged();
}

InferenceThread::Callbacks AnswerQueue::callbacks() {
    return {
        .loading =
            [this](const LoadProgress& progress) {
                QMetaObject::invokeMethod(this, [this, progress] { modelLoading(progress); }, Qt::QueuedConnection);
            },
        .loaded =
            [this](const Result<LoadedModel>& loaded) {
                QMetaObject::invokeMethod(this, [this, loaded] { modelLoaded(loaded); }, Qt::QueuedConnection);
            },
        .movedOn =
            [this](const QString& message) {
                QMetaObject::invokeMethod(
                    this,
                    [this, message] {
                        m_deviceMoved = true;
                        emit deviceReplaced(message);
                    },
                    Qt::QueuedConnection);
            },
        .changed = [this](const std::shared_ptr<AnswerBuffer>& buffer) { answerChanged(buffer); },
        .finished = [this](const std::shared_ptr<AnswerBuffer>& buffer,
                           const store::Message& answer) { answerEnded(buffer, answer); },
    };
}

// Straight to the store: a window that hangs must not delay what is saved.
void AnswerQueue::answerChanged(const std::shared_ptr<AnswerBuffer>& buffer) {
    if (buffer->isKept() && buffer->wakeStore()) {
        m_history->storeThread().postDelayed(kSaveDelay, [buffer](store::Repository& repository) -> Result<void> {
            buffer->storeTaken();
            return buffer->isClosed() ? Result<void>() : repository.saveProgress(buffer->snapshot().message);
        });
    }
    if (buffer->wakeView()) {
        QMetaObject::invokeMethod(this, [this, buffer] { viewAnswer(buffer); }, Qt::QueuedConnection);
    }
}

void AnswerQueue::answerEnded(const std::shared_ptr<AnswerBuffer>& buffer, const store::Message& answer) {
    if (buffer->isKept()) {
        m_history->storeThread().post(
            [answer](store::Repository& repository) { return unlessGone(repository.saveMessage(answer)); });
    }
    QMetaObject::invokeMethod(
        this,
        [this, buffer, answer] {
            if (writes(buffer)) {
                finishFirst(answer);
            }
        },
        Qt::QueuedConnection);
}

bool AnswerQueue::writes(const std::shared_ptr<AnswerBuffer>& buffer) const {
    return !m_entries.isEmpty() && m_entries.first().buffer == buffer;
}

void AnswerQueue::viewAnswer(const std::shared_ptr<AnswerBuffer>& buffer) {
    if (!writes(buffer)) {
        return;
    }
    const qint64 elapsed = m_sinceView.isValid() ? m_sinceView.elapsed() : kViewIntervalMs;
    if (elapsed >= kViewIntervalMs) {
        showProgress();
    } else if (!m_viewTimer.isActive()) {
        m_viewTimer.start(static_cast<int>(kViewIntervalMs - elapsed));
    }
}

void AnswerQueue::showProgress() {
    if (m_entries.isEmpty() || !m_entries.first().buffer) {
        return;
    }
    Entry& entry = m_entries.first();
    m_sinceView.start();
    entry.buffer->viewTaken();
    const AnswerSnapshot state = entry.buffer->snapshot();
    const bool grew = state.message.text.size() != entry.message.text.size() ||
                      state.message.reasoning.size() != entry.message.reasoning.size();
    entry.message = state.message;
    if (state.prefilling) {
        m_status.state = EngineState::Prefilling;
    } else {
        m_status.state = state.insideReasoning ? EngineState::Thinking : EngineState::Answering;
    }
    m_status.prefillDone = state.prefillDone;
    m_status.prefillTotal = state.prefillTotal;
    m_status.tokensPerSecond = state.tokensPerSecond;
    m_history->replaceMessage(state.message);
    if (grew) {
        emit messageUpdated(state.message);
    }
    emit statusChanged();
}

void AnswerQueue::finishFirst(const store::Message& answer) {
    m_viewTimer.stop();
    const store::AnswerStats before = m_entries.takeFirst().before;
    m_status.state = m_modelFailed ? EngineState::Failed : EngineState::Ready;
    const store::AnswerStats& stats = answer.stats;
    m_status.tokensPerSecond = stats.decodeSeconds > 0 ? stats.generatedTokens / stats.decodeSeconds : 0;
    m_history->replaceMessage(answer);
    startNext();
    queueMoved();
    emit messageFinished(answer);
    emit answered(answer, before);
    m_history->release(answer.conversation);
    emit queueChanged();
}

}  // namespace lanternfish::assistant
