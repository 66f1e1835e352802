#include <algorithm>

#include "app/assistant/assistant_private.h"
#include "app/assistant/prompt.h"

namespace lanternfish::assistant {

namespace {

constexpr int kViewIntervalMs = 33;
/// The promise is 250 ms; the rest is for the store's own queue.
constexpr std::chrono::milliseconds kSaveDelay(100);

}  // namespace

void Assistant::Private::send(const QString& text, Thinking thinking) {
    const QString question = text.trimmed();
    if (answering || question.isEmpty()) {
        return;
    }
    if (current == 0) {
        current = addConversation(question);
        branch.clear();
    }
    store::Message asked;
    asked.role = store::Role::User;
    asked.text = question;
    if (!branch.isEmpty()) {
        asked.parent = branch.last().id;
    }
    asked = addMessage(asked);
    store::Message answer;
    answer.parent = asked.id;
    answer.role = store::Role::Assistant;
    answer.status = store::Status::Streaming;
    answer.thinking = levelOf(thinking);
    answer = addMessage(answer);
    emit q->conversationsChanged();
    branch.append(asked);
    emit q->messageAdded(asked);
    branch.append(answer);
    emit q->messageAdded(answer);
    startAnswer(answer, false);
}

void Assistant::Private::regenerate(store::MessageId id, Thinking thinking) {
    const store::Message* old = current == 0 ? nullptr : tree().find(id);
    if (answering || old == nullptr || old->role != store::Role::Assistant || !old->parent) {
        return;
    }
    store::Message answer;
    answer.parent = old->parent;
    answer.role = store::Role::Assistant;
    answer.status = store::Status::Streaming;
    answer.thinking = levelOf(thinking);
    answer = addMessage(answer);
    showBranch(answer.id);
    emit q->conversationsChanged();
    startAnswer(answer, false);
}

void Assistant::Private::continueAnswer(store::MessageId id) {
    const store::Message* old = current == 0 ? nullptr : tree().find(id);
    const bool possible = !answering && old != nullptr && old->role == store::Role::Assistant && old->parent &&
                          old->status != store::Status::Complete && tree().children(id).isEmpty();
    if (!possible) {
        return;
    }
    store::Message answer = *old;
    answer.status = store::Status::Streaming;
    answer.error.clear();
    storeThread->post([answer](store::Repository& repository) { return repository.saveMessage(answer); });
    if (replaceMessage(answer)) {
        emit q->messageUpdated(answer);
    }
    startAnswer(answer, true);
}

void Assistant::Private::startAnswer(const store::Message& answer, bool goOn) {
    answering.emplace();
    answering->message = answer;
    answering->buffer = std::make_shared<AnswerBuffer>(answer);
    GenerationJob job;
    job.branch = tree().branch(answer.id);
    job.goOn = goOn;
    job.sampler = options.sampler;
    job.sampler.seed += static_cast<uint64_t>(answer.id);  // or another try would give the same words
    job.buffer = answering->buffer;
    job.stop = answering->stop.get_token();
    status.answering = answer.conversation;
    status.tokensPerSecond = 0;
    status.prefillDone = 0;
    status.prefillTotal = 0;
    if (status.state == EngineState::Ready) {
        status.state = EngineState::Prefilling;
    }
    emit q->statusChanged();
    inference->answer(std::move(job));
}

void Assistant::Private::chooseBackend(const QString& backend) {
    // Choosing the same again is for after a failure: the device may have come back.
    const bool load = backend != status.chosenBackend || modelFailed || deviceMoved;
    if (!load && !status.chosenForThisRun) {
        return;
    }
    status.chosenForThisRun = false;
    status.chosenBackend = backend;
    deviceMoved = false;
    emit q->statusChanged();
    if (load) {
        inference->chooseBackend(backend.toStdString());
    }
}

void Assistant::Private::modelLoading() {
    status.state = EngineState::Loading;
    emit q->statusChanged();
}

void Assistant::Private::modelLoaded(const Result<LoadedModel>& loaded) {
    if (loaded) {
        modelFailed = false;
        status.error.clear();
        status.state = answering ? EngineState::Prefilling : EngineState::Ready;
        status.modelName = loaded->modelName;
        status.deviceId = QString::fromStdString(loaded->device.id);
        status.deviceName = QString::fromStdString(loaded->device.name);
        status.deviceNote = QString::fromStdString(loaded->device.note);
        status.deviceReason = QString::fromStdString(loaded->device.reason);
        status.contextLimit = loaded->contextLimit;
    } else {
        modelFailed = true;
        status.state = EngineState::Failed;
        status.error = QString::fromStdString(describe(loaded.error()));
    }
    emit q->statusChanged();
}

InferenceThread::Callbacks Assistant::Private::callbacks() {
    return {
        .loading = [this] { QMetaObject::invokeMethod(q, [this] { modelLoading(); }, Qt::QueuedConnection); },
        .loaded =
            [this](const Result<LoadedModel>& loaded) {
                QMetaObject::invokeMethod(q, [this, loaded] { modelLoaded(loaded); }, Qt::QueuedConnection);
            },
        .movedOn =
            [this](const QString& message) {
                QMetaObject::invokeMethod(
                    q,
                    [this, message] {
                        deviceMoved = true;
                        emit q->deviceReplaced(message);
                    },
                    Qt::QueuedConnection);
            },
        .changed = [this](const std::shared_ptr<AnswerBuffer>& buffer) { answerChanged(buffer); },
        .finished = [this](const std::shared_ptr<AnswerBuffer>& buffer,
                           const store::Message& answer) { answerEnded(buffer, answer); },
    };
}

// Straight to the store: a window that hangs must not delay what is saved.
void Assistant::Private::answerChanged(const std::shared_ptr<AnswerBuffer>& buffer) {
    if (buffer->wakeStore()) {
        storeThread->postDelayed(kSaveDelay, [buffer](store::Repository& repository) -> Result<void> {
            buffer->storeTaken();
            return buffer->isClosed() ? Result<void>() : repository.saveProgress(buffer->snapshot().message);
        });
    }
    if (buffer->wakeView()) {
        QMetaObject::invokeMethod(q, [this, buffer] { viewAnswer(buffer); }, Qt::QueuedConnection);
    }
}

void Assistant::Private::answerEnded(const std::shared_ptr<AnswerBuffer>& buffer, const store::Message& answer) {
    storeThread->post([answer](store::Repository& repository) { return repository.saveMessage(answer); });
    QMetaObject::invokeMethod(
        q,
        [this, buffer, answer] {
            if (answering && answering->buffer == buffer) {
                answerFinished(answer);
            }
        },
        Qt::QueuedConnection);
}

void Assistant::Private::viewAnswer(const std::shared_ptr<AnswerBuffer>& buffer) {
    if (!answering || answering->buffer != buffer) {
        return;
    }
    const qint64 elapsed = sinceView.isValid() ? sinceView.elapsed() : kViewIntervalMs;
    if (elapsed >= kViewIntervalMs) {
        showProgress();
    } else if (!viewTimer.isActive()) {
        viewTimer.start(static_cast<int>(kViewIntervalMs - elapsed));
    }
}

void Assistant::Private::showProgress() {
    if (!answering) {
        return;
    }
    sinceView.start();
    answering->buffer->viewTaken();
    const AnswerSnapshot state = answering->buffer->snapshot();
    const bool grew = state.message.text.size() != answering->message.text.size() ||
                      state.message.reasoning.size() != answering->message.reasoning.size();
    answering->message = state.message;
    if (state.prefilling) {
        status.state = EngineState::Prefilling;
    } else {
        status.state = state.insideReasoning ? EngineState::Thinking : EngineState::Answering;
    }
    status.prefillDone = state.prefillDone;
    status.prefillTotal = state.prefillTotal;
    status.tokensPerSecond = state.tokensPerSecond;
    if (replaceMessage(state.message)) {
        updateContextUsed();
        if (grew) {
            emit q->messageUpdated(state.message);
        }
    }
    emit q->statusChanged();
}

void Assistant::Private::answerFinished(const store::Message& answer) {
    viewTimer.stop();
    answering.reset();
    status.answering = 0;
    status.state = modelFailed ? EngineState::Failed : EngineState::Ready;
    const store::AnswerStats& stats = answer.stats;
    status.tokensPerSecond = stats.decodeSeconds > 0 ? stats.generatedTokens / stats.decodeSeconds : 0;
    const bool shown = replaceMessage(answer);
    updateContextUsed();
    if (shown) {
        emit q->messageFinished(answer);
    }
    emit q->statusChanged();
}

void Assistant::Private::updateContextUsed() {
    status.contextUsed = 0;
    const auto answered = [](const store::Message& message) { return message.stats.promptTokens > 0; };
    const auto last = std::find_if(branch.crbegin(), branch.crend(), answered);
    if (last != branch.crend()) {
        status.contextUsed = last->stats.promptTokens + last->stats.generatedTokens;
    }
}

}  // namespace lanternfish::assistant
