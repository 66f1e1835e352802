#pragma once

#include <functional>
#include <optional>
#include <QHash>
#include <QList>
#include <QObject>
#include <QSet>
#include <QString>

#include "app/assistant/attachment_bytes.h"
#include "app/assistant/conversation_tree.h"
#include "app/store/store_thread.h"
#include "app/store/types.h"

namespace lanternfish::assistant {

constexpr int kDaysInBin = 30;

/// What is kept, in memory and in the database: conversations, folders, presets, drafts, and the trees of those
/// conversations that somebody shows. Every window sees the same one. Changes take effect in memory at once and are
/// written by the thread "store"; what nobody wants kept (temporary conversations, and everything while the history is
/// read-only) never gets there. Nothing changes before `opened`; ids that don't exist are ignored.
/// Thread: gui.
class History : public QObject {
    Q_OBJECT

public:
    explicit History(store::StoreThread* thread, QObject* parent = nullptr);

    /// Opens and reads the lists, not the messages; when that fails says so and goes on with a database in memory.
    void open(const QString& path);
    bool isOpen() const { return m_open; }
    /// Nothing is written; the reason was told by `noticed`.
    bool isReadOnly() const { return m_readOnly; }

    using Conversations = QHash<store::ConversationId, store::Conversation>;
    /// Those in the bin included (deletedAt), temporary ones not.
    const Conversations& conversations() const { return m_conversations; }
    /// Temporary ones included; null for none.
    const store::Conversation* find(store::ConversationId conversation) const;
    bool isTemporary(store::ConversationId conversation) const { return m_temporary.contains(conversation); }
    /// By parent and position.
    const QList<store::Folder>& folders() const { return m_folders; }
    const store::Folder* folder(store::FolderId folder) const;
    /// By position.
    const QList<store::Preset>& presets() const { return m_presets; }
    const store::Preset* preset(store::PresetId preset) const;
    /// Of a conversation that has no message yet.
    const QString& newDraft() const { return m_newDraft; }
    /// What its draft has attached; 0: of a conversation that has no message yet.
    QList<store::Attachment> draftFiles(store::ConversationId conversation) const;

    void rename(store::ConversationId conversation, const QString& title);
    void setPinned(store::ConversationId conversation, bool pinned);
    void setArchived(store::ConversationId conversation, bool archived);
    void setFolder(store::ConversationId conversation, std::optional<store::FolderId> folder);
    void setPreset(store::ConversationId conversation, std::optional<store::PresetId> preset);
    /// 0: of a conversation that has no message yet.
    void setDraft(store::ConversationId conversation, const QString& draft);
    /// The same of files, whose bytes addAttachment() was given.
    void setDraftFiles(store::ConversationId conversation, const QList<store::Attachment>& files);

    /// To the bin; a temporary one is gone at once.
    void remove(store::ConversationId conversation);
    void restore(store::ConversationId conversation);
    /// For good, of one in the bin.
    void purge(store::ConversationId conversation);
    void emptyBin();
    bool canUndoRemove() const { return !m_removed.isEmpty(); }
    /// Takes the last one that was removed in this run out of the bin.
    void undoRemove();

    /// 0: the name is empty, or the history isn't open.
    store::FolderId addFolder(const QString& name, std::optional<store::FolderId> parent = {});
    void renameFolder(store::FolderId folder, const QString& name);
    /// To `position` among the folders of `parent`. False, and nothing happens, for a folder inside itself.
    bool moveFolder(store::FolderId folder, std::optional<store::FolderId> parent, int position);
    /// Its folders and conversations move up to its parent.
    void removeFolder(store::FolderId folder);

    /// Gives it an id and the last position. 0: the history isn't open.
    store::PresetId addPreset(store::Preset preset);
    void savePreset(const store::Preset& preset);
    /// Conversations that had it have none then.
    void removePreset(store::PresetId preset);

    /// Calls `done` once the tree is there, or with false when it can't be read (`noticed` says why): at once when it
    /// is, else later. A tree that is retained stays until it has been released as often.
    void retain(store::ConversationId conversation, QObject* context, std::function<void(bool)> done);
    void release(store::ConversationId conversation);
    /// Null unless somebody retains it, or did so lately.
    const ConversationTree* tree(store::ConversationId conversation) const;
    /// With an empty tree, retained.
    store::ConversationId addConversation(const QString& title, bool temporary, std::optional<store::PresetId> preset);
    /// Gives it id and time, inserts it in its conversation's tree and makes it the leaf.
    store::Message addMessage(store::Message message);
    void setLeaf(store::ConversationId conversation, store::MessageId leaf);
    /// In the tree only: what is being written is saved by whoever writes it.
    void replaceMessage(const store::Message& message);
    void saveMessage(const store::Message& message);
    /// False: nothing of this conversation may be written to the database.
    bool keeps(store::ConversationId conversation) const;

    /// Keeps the bytes for messages and the draft of this conversation to refer to.
    void addAttachment(store::ConversationId conversation, const store::Attachment& attachment,
                       const QByteArray& bytes);
    /// Of what is attached to messages of this conversation.
    AttachmentBytes attachmentBytes(store::ConversationId conversation) const;

    /// Ids that nothing here will use, for an import: those that follow the ones returned.
    store::Repository::HighestIds reserveIds();
    /// Nobody shows a kept conversation any longer: for what changes the database behind this one's back. reread() must
    /// follow. Right only while no answer is written.
    void leaveAll();
    /// Reads everything anew, and shows again what leaveAll() took away, where it is still there.
    void reread();

    store::StoreThread& storeThread() { return *m_thread; }

signals:
    void opened();
    void conversationAdded(lanternfish::store::ConversationId conversation);
    /// Title, place, activity, preset or draft.
    void conversationChanged(lanternfish::store::ConversationId conversation);
    /// It is in the bin now, or was temporary and is gone: nobody shows it any longer.
    void conversationRemoved(lanternfish::store::ConversationId conversation);
    void conversationRestored(lanternfish::store::ConversationId conversation);
    void conversationPurged(lanternfish::store::ConversationId conversation);
    void foldersChanged();
    void presetsChanged();
    void canUndoRemoveChanged();
    void messageAdded(const lanternfish::store::Message& message);
    /// By saveMessage().
    void messageSaved(const lanternfish::store::Message& message);
    /// For people: what happened to the history, what is kept, what to do.
    void noticed(const QString& text);

private:
    struct Tree {
        ConversationTree tree;
        int users = 0;
    };

    void take(struct HistoryStart start);
    void treeRead(store::ConversationId conversation, const Result<QList<store::Message>>& messages);
    void dropUnusedTrees();
    void reportStoreError(const Error& error, const QString& kept);
    /// Runs `job` on the thread "store" unless nothing is to be kept of `conversation`.
    void keep(store::ConversationId conversation, store::StoreThread::Job job);
    /// The same for what belongs to no conversation.
    void keep(store::StoreThread::Job job);
    store::Conversation* mutableConversation(store::ConversationId conversation);
    store::Folder* mutableFolder(store::FolderId folder);
    QList<store::FolderId> foldersIn(std::optional<store::FolderId> parent) const;
    void placeFolders(std::optional<store::FolderId> parent, const QList<store::FolderId>& order);
    void sortFolders();

    store::StoreThread* const m_thread;
    bool m_open = false;
    bool m_readOnly = false;
    Conversations m_conversations;
    Conversations m_temporary;
    QList<store::Folder> m_folders;
    QList<store::Preset> m_presets;
    QString m_newDraft;
    QList<store::Attachment> m_newDraftFiles;
    QList<store::ConversationId> m_removed;  ///< In this run, the last one last.
    QHash<store::ConversationId, Tree> m_trees;
    QList<store::ConversationId> m_unused;  ///< Trees that nobody retains, the oldest first.
    QHash<store::ConversationId, QList<std::function<void(bool)>>> m_loading;
    QList<store::ConversationId> m_left;  ///< By leaveAll(), until reread().
    /// Bytes that the database doesn't get, by hash.
    QHash<store::ConversationId, QHash<QByteArray, QByteArray>> m_memoryAttachments;
    store::Repository::HighestIds m_lastIds;
};

}  // namespace lanternfish::assistant
