#pragma once

#include <functional>
#include <QDateTime>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include "app/store/database.h"
#include "app/store/types.h"

namespace lanternfish::store {

/// How a history was opened.
struct OpenReport {
    Access access = Access::ReadWrite;  ///< ReadOnly: nothing is written, every writing function fails.
    QStringList notices;                ///< Sentences for people: read-only and why, what was repaired or lost.
};

/// The conversations of one database as values. Ids are given by the caller: highestIds() says where to go on. Thread:
/// store, or any single one in a process that only reads.
class Repository {
public:
    /// Opens the database and brings it up to date. Writes only with ReadWrite; a process that does not own the
    /// database (see platform::InstanceLock) opens it ReadOnly. Errors: those of Database::open and of the migrations.
    /// A database of a newer layout is opened ReadOnly whatever is asked for; for writing, one of an older layout is
    /// copied before it is changed, and a damaged one is repaired (repair.h): report() says so. The whole file is read
    /// beforehand only when it was not closed by markClean() or damage was noticed.
    static Result<Repository> open(const QString& path, Access access);

    /// How it was opened, and what people are told about it.
    const OpenReport& report() const { return m_report; }

    struct HighestIds {
        ConversationId conversation = 0;
        MessageId message = 0;
        FolderId folder = 0;
        PresetId preset = 0;
    };
    Result<HighestIds> highestIds();

    /// Newest activity first; deleted ones left out.
    Result<QList<Conversation>> conversations();
    /// The whole tree, by id: a parent stands before its children. Errors: InvalidFile for a row that breaks this.
    Result<QList<Message>> messages(ConversationId conversation);

    Result<void> insertConversation(const Conversation& conversation);
    /// Inserts `message`, shows it as the leaf and moves the conversation's activity to its time.
    Result<void> insertMessage(const Message& message);
    /// Text, reasoning and figures of an answer that is still streaming; nothing happens to any other.
    Result<void> saveProgress(const Message& message);
    /// Text, reasoning, error, model, status, figures and, when there is one, the origin as they are from now on; also
    /// makes an answer streaming again.
    Result<void> saveMessage(const Message& message);
    Result<void> setLeaf(ConversationId conversation, MessageId leaf);
    /// For conversations that come from elsewhere: inserting their messages has moved the activity.
    Result<void> setActivity(ConversationId conversation, const QDateTime& when);
    Result<void> rename(ConversationId conversation, const QString& title);
    Result<void> softDelete(ConversationId conversation, const QDateTime& when);
    Result<void> restore(ConversationId conversation);
    /// Removes for good, with what only it has attached.
    Result<void> purge(ConversationId conversation);
    /// Those in the bin, newest first.
    Result<QList<Conversation>> deletedConversations();
    Result<void> setPinned(ConversationId conversation, bool pinned);
    Result<void> setArchived(ConversationId conversation, bool archived);
    Result<void> setFolder(ConversationId conversation, std::optional<FolderId> folder);
    Result<void> setPreset(ConversationId conversation, std::optional<PresetId> preset);
    Result<void> setDraft(ConversationId conversation, const QString& draft);
    /// Files that were added by addAttachment(); those that no draft and no message has any more go. 0: of the
    /// conversation that has no message yet.
    Result<void> setDraftFiles(ConversationId conversation, const QList<Attachment>& files);
    Result<QList<Attachment>> newDraftFiles();

    /// By parent and position.
    Result<QList<Folder>> folders();
    Result<void> insertFolder(const Folder& folder);
    /// Name, parent and position. Errors: InvalidArgument for a folder inside itself.
    Result<void> saveFolder(const Folder& folder);
    /// Its folders and conversations move up to its parent.
    Result<void> removeFolder(FolderId folder);

    Result<QList<Preset>> presets();
    Result<void> insertPreset(const Preset& preset);
    Result<void> savePreset(const Preset& preset);
    /// Conversations that had it have none then.
    Result<void> removePreset(PresetId preset);

    /// Keeps the bytes unless they are there, for insertMessage and setDraftFiles to refer to.
    Result<Attachment> addAttachment(const QString& name, const QByteArray& bytes);
    /// Errors: NotFound; InvalidFile when the bytes don't have the hash any more.
    Result<QByteArray> attachmentBytes(const QByteArray& sha256);

    /// Small values of the app that belong to the history, such as the draft of a conversation that has no message yet.
    Result<QString> value(const QString& key);
    Result<void> setValue(const QString& key, const QString& value);

    /// Best first. Words match by their beginnings and without regard to case and accents; text of which the words
    /// index knows nothing (parts of code, CJK) is found by trigrams. Words in "quotes" stand next to each other.
    Result<QList<SearchHit>> search(const SearchQuery& query);

    /// Removes for good what was deleted before `limit`, and attachments that no message and no draft has: right only
    /// while no question that has some is on its way. Returns the number of conversations.
    Result<int64_t> purgeDeleted(const QDateTime& limit);
    /// Turns every streaming answer into an interrupted one: right only at the start of the process that owns the
    /// database. Returns the number of answers.
    Result<int64_t> markInterrupted();

    /// The last call of a process that writes: the next open can trust the file as it trusted it itself.
    Result<void> markClean();
    /// Makes the next open look through the file and its indexes.
    void noteDamage() const;
    /// Makes the search indexes anew from the texts.
    Result<void> rebuildSearch();
    /// Does so when they don't say what the texts say. True: they were damaged. Reads all texts.
    Result<bool> mendSearch();

    /// Purged text leaves traces in the search indexes until their parts are merged. Merges some of them, which takes
    /// some 50 ms. True: nothing is left.
    Result<bool> scrub();
    Result<StorageUse> storageUse();
    /// Gives free space back to the system. Takes as long as it takes to write the file.
    Result<void> vacuum();
    const QString& path() const { return m_path; }  ///< ":memory:" for what is not in a file.

    /// Runs `work` as one transaction: all of it or, when it returns an error, nothing.
    Result<void> transaction(const std::function<Result<void>()>& work);

private:
    Repository(QString path, Database database, OpenReport report)
        : m_path(std::move(path)), m_database(std::move(database)), m_report(std::move(report)) {}
    static Result<Repository> openSound(const QString& path, Access access);
    bool isInFile() const;
    Result<void> changeOne(Statement& statement, const char* what, qint64 id);
    Result<QList<Conversation>> conversationsWhere(const char* condition);
    Result<void> setConversation(ConversationId conversation, const char* column,
                                 const std::function<void(Statement&)>& bindValue);
    Result<QHash<MessageId, QList<Attachment>>> attachmentsOf(ConversationId conversation);
    Result<QHash<MessageId, AnswerOrigin>> originsOf(ConversationId conversation);
    Result<void> insertAttachments(const Message& message);
    /// By conversation; 0: none yet.
    Result<QHash<ConversationId, QList<Attachment>>> draftFiles();
    Result<void> saveOrigin(MessageId message, const AnswerOrigin& origin);

    QString m_path;
    Database m_database;
    OpenReport m_report;
};

}  // namespace lanternfish::store
