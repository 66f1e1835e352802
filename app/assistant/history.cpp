#include "app/assistant/assistant_private.h"
#include "app/assistant/title.h"

namespace lanternfish::assistant {

namespace {

constexpr int kDaysInBin = 30;
constexpr QLatin1StringView kMemory(":memory:");

struct StartState {
    QList<store::Conversation> conversations;
    store::Repository::HighestIds ids;
};

/// This process owns the database, so what still streams was cut off when an earlier one ended.
Result<StartState> readAtStart(store::Repository& repository) {
    LF_CHECK(repository.purgeDeleted(QDateTime::currentDateTimeUtc().addDays(-kDaysInBin)));
    LF_CHECK(repository.markInterrupted());
    LF_TRY(QList<store::Conversation> conversations, repository.conversations());
    LF_TRY(const store::Repository::HighestIds ids, repository.highestIds());
    return StartState{std::move(conversations), ids};
}

}  // namespace

void Assistant::Private::openStore(const QString& path) {
    storeThread->open(path);
    storeThread->run(&readAtStart).then(q, [this, path](const Result<StartState>& state) {
        if (state) {
            conversations = state->conversations;
            lastConversationId = state->ids.conversation;
            lastMessageId = state->ids.message;
        } else {
            reportStoreError(
                state.error(),
                Assistant::tr("The file is kept as it is. New conversations are kept in memory only, until "
                              "this window is closed."));
            if (path != kMemory) {
                openStore(QString(kMemory));
                return;
            }
        }
        storeOpen = true;
        emit q->conversationsChanged();
        whenSettled([] {});
    });
}

void Assistant::Private::whenSettled(std::function<void()> action) {
    waiting.append(std::move(action));
    while (storeOpen && opening == 0 && !waiting.isEmpty()) {
        waiting.takeFirst()();
    }
}

void Assistant::Private::openConversation(store::ConversationId id) {
    if (conversation(id) == nullptr || id == current) {
        return;
    }
    if (trees.contains(id)) {
        showConversation(id);
        return;
    }
    opening = id;
    storeThread->run([id](store::Repository& repository) { return repository.messages(id); })
        .then(q, [this, id](const Result<QList<store::Message>>& messages) {
            opening = 0;
            if (messages) {
                trees.insert(id, ConversationTree(*messages));
                showConversation(id);
            } else {
                reportStoreError(messages.error(), Assistant::tr("This conversation can't be shown. Nothing in the "
                                                                 "file was changed."));
            }
            whenSettled([] {});
        });
}

void Assistant::Private::showConversation(store::ConversationId id) {
    current = id;
    const std::optional<store::MessageId> leaf = conversation(id)->leaf;
    showBranch(leaf && tree().find(*leaf) != nullptr ? *leaf : tree().newestLeaf().value_or(0));
}

void Assistant::Private::showBranch(store::MessageId leaf) {
    branch = current == 0 ? QList<store::Message>() : tree().branch(leaf);
    updateContextUsed();
    emit q->messagesReset();
    emit q->statusChanged();
}

void Assistant::Private::showSibling(store::MessageId message, int index) {
    if (current == 0) {
        return;
    }
    const QList<store::MessageId> siblings = tree().siblings(message);
    if (index < 0 || index >= siblings.size() || siblings[index] == message) {
        return;
    }
    const store::MessageId leaf = tree().newestLeaf(siblings[index]);
    conversation(current)->leaf = leaf;
    storeThread->post([id = current, leaf](store::Repository& repository) { return repository.setLeaf(id, leaf); });
    showBranch(leaf);
}

void Assistant::Private::rename(store::ConversationId id, const QString& title) {
    store::Conversation* found = conversation(id);
    const QString clean = title.simplified();
    if (found == nullptr || clean.isEmpty() || clean == found->title) {
        return;
    }
    found->title = clean;
    storeThread->post([id, clean](store::Repository& repository) { return repository.rename(id, clean); });
    emit q->conversationsChanged();
}

void Assistant::Private::remove(store::ConversationId id) {
    const store::Conversation* found = conversation(id);
    if (found == nullptr) {
        return;
    }
    if (answering && answering->message.conversation == id) {
        answering->stop.request_stop();
    }
    deleted.append({*found, id == current});
    conversations.removeIf([id](const store::Conversation& each) { return each.id == id; });
    storeThread->post([id, now = QDateTime::currentDateTimeUtc()](store::Repository& repository) {
        return repository.softDelete(id, now);
    });
    if (id == current) {
        current = 0;
        showBranch(0);
    }
    emit q->conversationsChanged();
    emit q->canUndoDeleteChanged();
}

void Assistant::Private::undoRemove() {
    if (deleted.isEmpty()) {
        return;
    }
    const Deleted last = deleted.takeLast();
    const store::ConversationId id = last.conversation.id;
    const auto newer = [&](const store::Conversation& each) { return each.updatedAt >= last.conversation.updatedAt; };
    conversations.insert(std::ranges::partition_point(conversations, newer), last.conversation);
    storeThread->post([id](store::Repository& repository) { return repository.restore(id); });
    emit q->conversationsChanged();
    emit q->canUndoDeleteChanged();
    if (last.wasCurrent && current == 0) {
        openConversation(id);
    }
}

store::Conversation* Assistant::Private::conversation(store::ConversationId id) {
    const auto found = std::ranges::find(conversations, id, &store::Conversation::id);
    return found == conversations.end() ? nullptr : &*found;
}

store::ConversationId Assistant::Private::addConversation(const QString& question) {
    store::Conversation added;
    added.id = ++lastConversationId;
    added.title = titleFrom(question);
    added.createdAt = QDateTime::currentDateTimeUtc();
    added.updatedAt = added.createdAt;
    conversations.prepend(added);
    trees.insert(added.id, ConversationTree());
    storeThread->post([added](store::Repository& repository) { return repository.insertConversation(added); });
    return added.id;
}

store::Message Assistant::Private::addMessage(store::Message message) {
    message.id = ++lastMessageId;
    message.conversation = current;
    message.createdAt = QDateTime::currentDateTimeUtc();
    tree().insert(message);
    const auto at = std::ranges::find(conversations, current, &store::Conversation::id);
    at->leaf = message.id;
    at->updatedAt = message.createdAt;
    std::rotate(conversations.begin(), at, at + 1);
    storeThread->post([message](store::Repository& repository) { return repository.insertMessage(message); });
    return message;
}

bool Assistant::Private::replaceMessage(const store::Message& message) {
    const auto found = trees.find(message.conversation);
    if (found != trees.end()) {
        found->update(message);
    }
    const auto shown = std::ranges::find(branch, message.id, &store::Message::id);
    if (shown == branch.end()) {
        return false;
    }
    *shown = message;
    return true;
}

void Assistant::Private::reportStoreError(const Error& error, const QString& kept) {
    emit q->storeFailed(Assistant::tr("The history failed: %1. %2").arg(QString::fromStdString(describe(error)), kept));
}

void Assistant::Private::storeJobFailed(const Error& error) {
    QMetaObject::invokeMethod(
        q,
        [this, error] {
            // A full disk fails every write from now on; saying it once is enough.
            if (!std::exchange(storeErrorShown, true)) {
                reportStoreError(error, Assistant::tr("What this window shows stays until it is closed, but what was "
                                                      "written since may be missing afterwards."));
            }
        },
        Qt::QueuedConnection);
}

}  // namespace lanternfish::assistant
