#include "app/assistant/history.h"

#include <algorithm>
#include <QPointer>
#include <utility>

#include "app/assistant/failure.h"

namespace lanternfish::assistant {

namespace {

constexpr QLatin1StringView kMemory(":memory:");
constexpr QLatin1StringView kNewDraft("draft");
/// Trees that nobody shows stay for going back to them, these many.
constexpr qsizetype kUnusedTrees = 4;
/// Far more than a file can hold, few enough that ids stay exact as doubles after a million imports.
constexpr qint64 kReservedIds = qint64{1} << 32;

}  // namespace

/// What the list needs, and no message.
struct HistoryStart {
    QList<store::Conversation> conversations;
    QList<store::Conversation> deleted;
    QList<store::Folder> folders;
    QList<store::Preset> presets;
    QString newDraft;
    QList<store::Attachment> newDraftFiles;
    store::Repository::HighestIds ids;
    store::OpenReport report;
};

namespace {

Result<HistoryStart> readLists(store::Repository& repository) {
    HistoryStart start;
    start.report = repository.report();
    LF_TRY(start.conversations, repository.conversations());
    LF_TRY(start.deleted, repository.deletedConversations());
    LF_TRY(start.folders, repository.folders());
    LF_TRY(start.presets, repository.presets());
    LF_TRY(start.newDraft, repository.value(kNewDraft));
    LF_TRY(start.newDraftFiles, repository.newDraftFiles());
    LF_TRY(start.ids, repository.highestIds());
    return start;
}

Result<HistoryStart> readAtStart(store::Repository& repository) {
    if (repository.report().access == store::Access::ReadWrite) {
        // This process owns the database, so what still streams was cut off when an earlier one ended.
        LF_CHECK(repository.purgeDeleted(QDateTime::currentDateTimeUtc().addDays(-kDaysInBin)));
        LF_CHECK(repository.markInterrupted());
    }
    return readLists(repository);
}

}  // namespace

History::History(store::StoreThread* thread, QObject* parent) : QObject(parent), m_thread(thread) {}

void History::open(const QString& path) {
    m_thread->open(path);
    m_thread->run(&readAtStart).then(this, [this, path](const Result<HistoryStart>& start) {
        if (start) {
            take(*start);
            return;
        }
        reportStoreError(start.error(),
                         tr("The file is kept as it is. New conversations are kept in memory only, until "
                            "the app is closed."));
        if (path != kMemory) {
            open(QString(kMemory));
        } else {
            take({});
        }
    });
}

void History::take(HistoryStart start) {
    m_conversations.reserve(start.conversations.size() + start.deleted.size());
    for (const QList<store::Conversation>* list : {&start.conversations, &start.deleted}) {
        for (const store::Conversation& conversation : *list) {
            m_conversations.insert(conversation.id, conversation);
        }
    }
    m_folders = std::move(start.folders);
    m_presets = std::move(start.presets);
    m_newDraft = std::move(start.newDraft);
    m_newDraftFiles = std::move(start.newDraftFiles);
    m_lastIds = start.ids;
    m_readOnly = start.report.access == store::Access::ReadOnly;
    m_open = true;
    emit opened();
    QStringList notices = std::move(start.report.notices);
    if (m_readOnly) {
        notices.append(tr("What you write or change now is gone when the app is closed."));
    }
    if (!notices.isEmpty()) {
        emit noticed(notices.join(u' '));
    }
}

store::Repository::HighestIds History::reserveIds() {
    const store::Repository::HighestIds before = m_lastIds;
    for (qint64* last : {&m_lastIds.conversation, &m_lastIds.message, &m_lastIds.folder, &m_lastIds.preset}) {
        *last += kReservedIds;
    }
    return before;
}

void History::leaveAll() {
    for (const store::ConversationId conversation : m_trees.keys()) {
        if (!m_temporary.contains(conversation)) {
            m_left.append(conversation);
            emit conversationRemoved(conversation);
        }
    }
    m_trees.removeIf([this](const auto& tree) { return !m_temporary.contains(tree.key()); });
    m_unused.clear();
}

void History::reread() {
    m_thread->run(&readLists).then(this, [this](const Result<HistoryStart>& start) {
        if (!start) {
            reportStoreError(start.error(), tr("The file is kept as it is. Start the app again."));
            return;
        }
        // Ids that were given out, or reserved, stay so.
        const store::Repository::HighestIds ids = m_lastIds;
        m_conversations.clear();
        m_removed.clear();
        take(*start);
        m_lastIds.conversation = std::max(m_lastIds.conversation, ids.conversation);
        m_lastIds.message = std::max(m_lastIds.message, ids.message);
        m_lastIds.folder = std::max(m_lastIds.folder, ids.folder);
        m_lastIds.preset = std::max(m_lastIds.preset, ids.preset);
        for (const store::ConversationId conversation : std::exchange(m_left, {})) {
            if (m_conversations.contains(conversation)) {
                emit conversationRestored(conversation);
            }
        }
    });
}

const store::Conversation* History::find(store::ConversationId conversation) const {
    for (const Conversations* where : {&m_conversations, &m_temporary}) {
        if (const auto found = where->constFind(conversation); found != where->cend()) {
            return &*found;
        }
    }
    return nullptr;
}

store::Conversation* History::mutableConversation(store::ConversationId conversation) {
    for (Conversations* where : {&m_conversations, &m_temporary}) {
        if (const auto found = where->find(conversation); found != where->end()) {
            return &*found;
        }
    }
    return nullptr;
}

bool History::keeps(store::ConversationId conversation) const {
    return !m_readOnly && (conversation == 0 || m_conversations.contains(conversation));
}

void History::keep(store::ConversationId conversation, store::StoreThread::Job job) {
    if (keeps(conversation)) {
        m_thread->post(std::move(job));
    }
}

void History::keep(store::StoreThread::Job job) {
    keep(0, std::move(job));
}

void History::retain(store::ConversationId conversation, QObject* context, std::function<void(bool)> done) {
    if (const auto found = m_trees.find(conversation); found != m_trees.end()) {
        ++found->users;
        m_unused.removeOne(conversation);
        done(true);
        return;
    }
    if (!m_conversations.contains(conversation)) {
        done(false);
        return;
    }
    const bool first = !m_loading.contains(conversation);
    m_loading[conversation].append([this, conversation, guard = QPointer<QObject>(context), done](bool read) {
        if (!guard) {
            return;
        }
        if (read) {
            ++m_trees[conversation].users;
        }
        done(read);
    });
    if (first) {
        m_thread->run([conversation](store::Repository& repository) { return repository.messages(conversation); })
            .then(this, [this, conversation](const Result<QList<store::Message>>& messages) {
                treeRead(conversation, messages);
            });
    }
}

void History::treeRead(store::ConversationId conversation, const Result<QList<store::Message>>& messages) {
    if (messages) {
        QList<store::Message> read = *messages;
        for (store::Message& message : read) {
            // In a history that can't be written; nobody writes on with it.
            if (message.status == store::Status::Streaming) {
                message.status = store::Status::Interrupted;
            }
        }
        m_trees.insert(conversation, {.tree = ConversationTree(read), .users = 1});
    } else {
        reportStoreError(messages.error(), tr("This conversation can't be shown. Nothing in the file was changed."));
    }
    const QList<std::function<void(bool)>> waiting = m_loading.take(conversation);
    for (const std::function<void(bool)>& each : waiting) {
        each(messages.has_value());
    }
    if (messages) {
        release(conversation);
    }
}

void History::release(store::ConversationId conversation) {
    const auto found = m_trees.find(conversation);
    if (found == m_trees.end() || --found->users > 0) {
        return;
    }
    m_unused.append(conversation);
    dropUnusedTrees();
}

void History::dropUnusedTrees() {
    // What a history that is read-only has got in this run is nowhere else.
    while (!m_readOnly && m_unused.size() > kUnusedTrees) {
        m_trees.remove(m_unused.takeFirst());
    }
}

const ConversationTree* History::tree(store::ConversationId conversation) const {
    const auto found = m_trees.constFind(conversation);
    return found == m_trees.cend() ? nullptr : &found->tree;
}

store::ConversationId History::addConversation(const QString& title, bool temporary,
                                               std::optional<store::PresetId> preset) {
    store::Conversation added;
    added.id = ++m_lastIds.conversation;
    added.title = title;
    added.createdAt = QDateTime::currentDateTimeUtc();
    added.updatedAt = added.createdAt;
    added.preset = preset;
    m_trees.insert(added.id, {.tree = {}, .users = 1});
    if (temporary) {
        m_temporary.insert(added.id, added);
        return added.id;
    }
    m_conversations.insert(added.id, added);
    keep(added.id, [added](store::Repository& repository) { return repository.insertConversation(added); });
    emit conversationAdded(added.id);
    return added.id;
}

store::Message History::addMessage(store::Message message) {
    message.id = ++m_lastIds.message;
    message.createdAt = QDateTime::currentDateTimeUtc();
    if (const auto found = m_trees.find(message.conversation); found != m_trees.end()) {
        found->tree.insert(message);
    }
    keep(message.conversation, [message](store::Repository& repository) { return repository.insertMessage(message); });
    if (store::Conversation* conversation = mutableConversation(message.conversation)) {
        conversation->leaf = message.id;
        conversation->updatedAt = message.createdAt;
        emit conversationChanged(message.conversation);
    }
    emit messageAdded(message);
    return message;
}

void History::setLeaf(store::ConversationId conversation, store::MessageId leaf) {
    store::Conversation* found = mutableConversation(conversation);
    if (found == nullptr || found->leaf == leaf) {
        return;
    }
    found->leaf = leaf;
    keep(conversation,
         [conversation, leaf](store::Repository& repository) { return repository.setLeaf(conversation, leaf); });
}

void History::replaceMessage(const store::Message& message) {
    if (const auto found = m_trees.find(message.conversation); found != m_trees.end()) {
        found->tree.update(message);
    }
}

void History::saveMessage(const store::Message& message) {
    replaceMessage(message);
    keep(message.conversation, [message](store::Repository& repository) { return repository.saveMessage(message); });
    emit messageSaved(message);
}

void History::addAttachment(store::ConversationId conversation, const store::Attachment& attachment,
                            const QByteArray& bytes) {
    if (!keeps(conversation)) {
        m_memoryAttachments[conversation].insert(attachment.sha256, bytes);
        return;
    }
    m_thread->post([attachment, bytes](store::Repository& repository) -> Result<void> {
        LF_CHECK(repository.addAttachment(attachment.name, bytes));
        return {};
    });
}

AttachmentBytes History::attachmentBytes(store::ConversationId conversation) const {
    return [memory = m_memoryAttachments.value(conversation),
            thread = m_thread](const QByteArray& sha256) -> Result<QByteArray> {
        if (const auto found = memory.constFind(sha256); found != memory.cend()) {
            return *found;
        }
        return thread->run([sha256](store::Repository& repository) { return repository.attachmentBytes(sha256); })
            .result();
    };
}

void History::reportStoreError(const Error& error, const QString& kept) {
    emit noticed(failureText(Failure(error, tr("The history can't be read.") + u' ' + kept)));
}

}  // namespace lanternfish::assistant
