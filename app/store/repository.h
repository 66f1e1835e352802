#pragma once

#include <functional>
#include <QDateTime>
#include <QList>
#include <QString>

#include "app/store/database.h"
#include "app/store/types.h"

namespace lanternfish::store {

/// The conversations of one database as values. Ids are given by the caller: highestIds() says where to go on. Thread:
/// store, or any single one in a process that only reads.
class Repository {
public:
    /// Opens the database and brings it up to date. Writes only with ReadWrite; a process that does not own the
    /// database (see platform::InstanceLock) opens it ReadOnly. Errors: those of Database::open and of the migrations.
    static Result<Repository> open(const QString& path, Access access);

    struct HighestIds {
        ConversationId conversation = 0;
        MessageId message = 0;
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
    /// Text, reasoning, error, model, status and figures as they are from now on; also makes an answer streaming again.
    Result<void> saveMessage(const Message& message);
    Result<void> setLeaf(ConversationId conversation, MessageId leaf);
    Result<void> rename(ConversationId conversation, const QString& title);
    Result<void> softDelete(ConversationId conversation, const QDateTime& when);
    Result<void> restore(ConversationId conversation);

    /// Removes for good what was deleted before `limit`. Returns the number of conversations.
    Result<int64_t> purgeDeleted(const QDateTime& limit);
    /// Turns every streaming answer into an interrupted one: right only at the start of the process that owns the
    /// database. Returns the number of answers.
    Result<int64_t> markInterrupted();

    /// Runs `work` as one transaction: all of it or, when it returns an error, nothing.
    Result<void> transaction(const std::function<Result<void>()>& work);

private:
    explicit Repository(Database database) : m_database(std::move(database)) {}
    Result<void> changeOne(Statement& statement, const char* what, qint64 id);

    Database m_database;
};

}  // namespace lanternfish::store
