#include "app/assistant/assistant.h"

#include "app/assistant/assistant_private.h"

namespace lanternfish::assistant {

Assistant::Private::Private(Assistant* assistant, AssistantOptions given) : q(assistant), options(std::move(given)) {
    status.demonstration = options.demonstration;
    status.chosenBackend = QString::fromStdString(options.engine.backend);
    status.chosenForThisRun = options.strictBackend;
    viewTimer.setSingleShot(true);
    viewTimer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&viewTimer, &QTimer::timeout, q, [this] { showProgress(); });
    storeThread = std::make_unique<store::StoreThread>([this](const Error& error) { storeJobFailed(error); });
    inference = std::make_unique<InferenceThread>(options.loader, options.modelPath, options.engine,
                                                  options.strictBackend, callbacks());
    openStore(options.databasePath);
}

Assistant::Private::~Private() {
    if (answering) {
        answering->stop.request_stop();
    }
    inference.reset();
    storeThread.reset();
}

Assistant::Assistant(AssistantOptions options, QObject* parent)
    : QObject(parent), d(std::make_unique<Private>(this, std::move(options))) {}

Assistant::~Assistant() = default;

const EngineStatus& Assistant::status() const {
    return d->status;
}

const QList<store::Conversation>& Assistant::conversations() const {
    return d->conversations;
}

store::ConversationId Assistant::current() const {
    return d->current;
}

const QList<store::Message>& Assistant::messages() const {
    return d->branch;
}

int Assistant::siblingCount(store::MessageId message) const {
    return static_cast<int>(d->trees.value(d->current).siblings(message).size());
}

int Assistant::siblingIndex(store::MessageId message) const {
    return static_cast<int>(d->trees.value(d->current).siblings(message).indexOf(message));
}

bool Assistant::canUndoDelete() const {
    return !d->deleted.isEmpty();
}

void Assistant::newConversation() {
    d->whenSettled([this] {
        d->current = 0;
        d->showBranch(0);
    });
}

void Assistant::openConversation(store::ConversationId conversation) {
    d->whenSettled([this, conversation] { d->openConversation(conversation); });
}

void Assistant::renameConversation(store::ConversationId conversation, const QString& title) {
    d->whenSettled([this, conversation, title] { d->rename(conversation, title); });
}

void Assistant::deleteConversation(store::ConversationId conversation) {
    d->whenSettled([this, conversation] { d->remove(conversation); });
}

void Assistant::undoDelete() {
    d->whenSettled([this] { d->undoRemove(); });
}

void Assistant::send(const QString& text, Thinking thinking) {
    d->whenSettled([this, text, thinking] { d->send(text, thinking); });
}

void Assistant::stop() {
    if (d->answering) {
        d->answering->stop.request_stop();
    }
}

void Assistant::regenerate(store::MessageId answer, Thinking thinking) {
    d->whenSettled([this, answer, thinking] { d->regenerate(answer, thinking); });
}

void Assistant::continueAnswer(store::MessageId answer) {
    d->whenSettled([this, answer] { d->continueAnswer(answer); });
}

void Assistant::showSibling(store::MessageId message, int index) {
    d->whenSettled([this, message, index] { d->showSibling(message, index); });
}

void Assistant::chooseBackend(const QString& backend) {
    d->chooseBackend(backend);
}

}  // namespace lanternfish::assistant
