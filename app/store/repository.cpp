#include "app/store/repository.h"

#include <format>

#include "app/store/rows.h"
#include "app/store/words.h"

namespace lanternfish::store {

namespace {

constexpr Column kConversationColumns[] = {{"id", ""},          {"title", "''"},  {"created_at", "0"},
                                           {"updated_at", "0"}, {"leaf", "NULL"}, {"deleted_at", "NULL"},
                                           {"folder", "NULL"},  {"pinned", "0"},  {"archived", "0"},
                                           {"preset", "NULL"},  {"draft", "''"}};

Conversation conversationOf(const Statement& row) {
    Conversation conversation;
    conversation.id = row.integer(0);
    conversation.title = fromUtf8(row.text(1));
    conversation.createdAt = timeOf(row.integer(2));
    conversation.updatedAt = timeOf(row.integer(3));
    conversation.leaf = optionalInteger(row, 4);
    if (!row.isNull(5)) {
        conversation.deletedAt = timeOf(row.integer(5));
    }
    conversation.folder = optionalInteger(row, 6);
    conversation.pinned = row.integer(7) != 0;
    conversation.archived = row.integer(8) != 0;
    conversation.preset = optionalInteger(row, 9);
    conversation.draft = fromUtf8(row.text(10));
    return conversation;
}

constexpr Column kMessageColumns[] = {{"id", ""},
                                      {"conversation", ""},
                                      {"parent", "NULL"},
                                      {"role", ""},
                                      {"status", "'complete'"},
                                      {"text", "''"},
                                      {"reasoning", "''"},
                                      {"error", "''"},
                                      {"model", "''"},
                                      {"thinking", "'none'"},
                                      {"created_at", "0"},
                                      {"prompt_tokens", "0"},
                                      {"cached_tokens", "0"},
                                      {"generated_tokens", "0"},
                                      {"prefill_seconds", "0"},
                                      {"decode_seconds", "0"},
                                      {"first_token_seconds", "0"},
                                      {"thinking_tokens", "0"},
                                      {"thinking_seconds", "0"}};

Result<Message> messageOf(const Statement& row, const std::string& path) {
    Message message;
    message.id = row.integer(0);
    message.conversation = row.integer(1);
    message.parent = optionalInteger(row, 2);
    const std::optional<Role> role = roleOf(row.text(3));
    const std::optional<Status> status = statusOf(row.text(4));
    const std::optional<ThinkingLevel> thinking = thinkingOf(row.text(9));
    // The table's checks promise all of this, but a file can be made to say anything.
    if (!role || !status || !thinking || (message.parent && *message.parent >= message.id)) {
        return makeError(
            ErrorCode::InvalidFile,
            std::format("{}: message {}: expected a known role, status and thinking level and a parent "
                        "before it, found '{}', '{}', '{}' and {}",
                        path, message.id, row.text(3), row.text(4), row.text(9), message.parent.value_or(0)));
    }
    message.role = *role;
    message.status = *status;
    message.thinking = *thinking;
    message.text = fromUtf8(row.text(5));
    message.reasoning = fromUtf8(row.text(6));
    message.error = fromUtf8(row.text(7));
    message.model = fromUtf8(row.text(8));
    message.createdAt = timeOf(row.integer(10));
    message.stats.promptTokens = static_cast<int>(row.integer(11));
    message.stats.cachedTokens = static_cast<int>(row.integer(12));
    message.stats.generatedTokens = static_cast<int>(row.integer(13));
    message.stats.prefillSeconds = row.real(14);
    message.stats.decodeSeconds = row.real(15);
    message.stats.firstTokenSeconds = row.real(16);
    message.stats.thinkingTokens = static_cast<int>(row.integer(17));
    message.stats.thinkingSeconds = row.real(18);
    return message;
}

/// INSERT INTO `table` with a parameter for each column.
std::string insertInto(const char* table, std::span<const Column> columns) {
    std::string names;
    std::string parameters;
    for (const Column& column : columns) {
        names += std::format("{}{}", names.empty() ? "" : ", ", column.name);
        parameters += parameters.empty() ? "?" : ", ?";
    }
    return std::format("INSERT INTO {} ({}) VALUES ({})", table, names, parameters);
}

void bindStats(Statement& statement, int first, const AnswerStats& stats) {
    statement.bind(first, int64_t{stats.promptTokens})
        .bind(first + 1, int64_t{stats.cachedTokens})
        .bind(first + 2, int64_t{stats.generatedTokens})
        .bind(first + 3, stats.prefillSeconds)
        .bind(first + 4, stats.decodeSeconds)
        .bind(first + 5, stats.firstTokenSeconds)
        .bind(first + 6, int64_t{stats.thinkingTokens})
        .bind(first + 7, stats.thinkingSeconds);
}

constexpr const char* kSetStats =
    "prompt_tokens = ?, cached_tokens = ?, generated_tokens = ?, prefill_seconds = ?, decode_seconds = ?, "
    "first_token_seconds = ?, thinking_tokens = ?, thinking_seconds = ?";

}  // namespace

Result<Repository::HighestIds> Repository::highestIds() {
    const auto highest = [this](const char* table) -> Result<int64_t> {
        LF_TRY(const bool there, m_database.hasTable(table));
        return there ? m_database.integerOf(std::format("SELECT coalesce(max(id), 0) FROM {}", table)) : 0;
    };
    HighestIds ids;
    LF_TRY(ids.conversation, highest("conversation"));
    LF_TRY(ids.message, highest("message"));
    LF_TRY(ids.folder, highest("folder"));
    LF_TRY(ids.preset, highest("preset"));
    return ids;
}

Result<QList<Conversation>> Repository::conversations() {
    return conversationsWhere("deleted_at IS NULL ORDER BY updated_at DESC, id DESC");
}

Result<QList<Conversation>> Repository::deletedConversations() {
    return conversationsWhere("deleted_at IS NOT NULL ORDER BY deleted_at DESC, id DESC");
}

Result<QList<Conversation>> Repository::conversationsWhere(const char* condition) {
    LF_TRY(const auto files, draftFiles());
    LF_TRY(const std::string columns, m_database.columnList("conversation", kConversationColumns));
    LF_TRY(Statement row, m_database.prepare(std::format("SELECT {} FROM conversation WHERE {}", columns, condition)));
    QList<Conversation> list;
    for (;;) {
        LF_TRY(const bool found, row.step());
        if (!found) {
            return list;
        }
        list.append(conversationOf(row));
        list.last().draftFiles = files.value(list.last().id);
    }
}

Result<QList<Message>> Repository::messages(ConversationId conversation) {
    LF_TRY(const auto attachments, attachmentsOf(conversation));
    LF_TRY(const auto origins, originsOf(conversation));
    LF_TRY(const std::string columns, m_database.columnList("message", kMessageColumns));
    LF_TRY(Statement row,
           m_database.prepare(std::format("SELECT {} FROM message WHERE conversation = ? ORDER BY id", columns)));
    row.bind(0, int64_t{conversation});
    QList<Message> list;
    for (;;) {
        LF_TRY(const bool found, row.step());
        if (!found) {
            return list;
        }
        LF_TRY(Message message, messageOf(row, m_database.path()));
        message.attachments = attachments.value(message.id);
        if (const auto origin = origins.find(message.id); origin != origins.end()) {
            message.origin = *origin;
        }
        list.append(std::move(message));
    }
}

Result<void> Repository::insertConversation(const Conversation& conversation) {
    LF_TRY(Statement statement, m_database.prepare(insertInto("conversation", kConversationColumns)));
    statement.bind(0, int64_t{conversation.id})
        .bind(1, utf8(conversation.title))
        .bind(2, milliseconds(conversation.createdAt))
        .bind(3, milliseconds(conversation.updatedAt))
        .bind(4, std::optional<int64_t>(conversation.leaf))
        .bind(5, conversation.deletedAt ? std::optional(milliseconds(*conversation.deletedAt)) : std::nullopt)
        .bind(6, std::optional<int64_t>(conversation.folder))
        .bind(7, int64_t{conversation.pinned})
        .bind(8, int64_t{conversation.archived})
        .bind(9, std::optional<int64_t>(conversation.preset))
        .bind(10, utf8(conversation.draft));
    if (conversation.draftFiles.isEmpty()) {
        return statement.run();
    }
    return transaction([&]() -> Result<void> {
        LF_CHECK(statement.run());
        return setDraftFiles(conversation.id, conversation.draftFiles);
    });
}

Result<void> Repository::insertMessage(const Message& message) {
    return transaction([&]() -> Result<void> {
        LF_TRY(Statement insert, m_database.prepare(insertInto("message", kMessageColumns)));
        insert.bind(0, int64_t{message.id})
            .bind(1, int64_t{message.conversation})
            .bind(2, std::optional<int64_t>(message.parent))
            .bind(3, word(message.role))
            .bind(4, word(message.status))
            .bind(5, utf8(message.text))
            .bind(6, utf8(message.reasoning))
            .bind(7, utf8(message.error))
            .bind(8, utf8(message.model))
            .bind(9, word(message.thinking))
            .bind(10, milliseconds(message.createdAt));
        bindStats(insert, 11, message.stats);
        LF_CHECK(insert.run());
        LF_CHECK(insertAttachments(message));
        if (message.origin) {
            LF_CHECK(saveOrigin(message.id, *message.origin));
        }
        LF_TRY(Statement update, m_database.prepare("UPDATE conversation SET leaf = ?, updated_at = ? WHERE id = ?"));
        update.bind(0, int64_t{message.id})
            .bind(1, milliseconds(message.createdAt))
            .bind(2, int64_t{message.conversation});
        return changeOne(update, "conversation", message.conversation);
    });
}

Result<void> Repository::saveProgress(const Message& message) {
    LF_TRY(Statement statement,
           m_database.prepare(std::format("UPDATE message SET text = ?, reasoning = ?, {} WHERE id = ? AND status = "
                                          "'streaming'",
                                          kSetStats)));
    statement.bind(0, utf8(message.text)).bind(1, utf8(message.reasoning));
    bindStats(statement, 2, message.stats);
    statement.bind(10, int64_t{message.id});
    return statement.run();
}

Result<void> Repository::saveMessage(const Message& message) {
    return transaction([&]() -> Result<void> {
        LF_TRY(Statement statement,
               m_database.prepare(std::format("UPDATE message SET text = ?, reasoning = ?, {}, error = ?, model = ?, "
                                              "status = ? WHERE id = ?",
                                              kSetStats)));
        statement.bind(0, utf8(message.text)).bind(1, utf8(message.reasoning));
        bindStats(statement, 2, message.stats);
        statement.bind(10, utf8(message.error))
            .bind(11, utf8(message.model))
            .bind(12, word(message.status))
            .bind(13, int64_t{message.id});
        LF_CHECK(changeOne(statement, "message", message.id));
        return message.origin ? saveOrigin(message.id, *message.origin) : Result<void>();
    });
}

Result<void> Repository::setConversation(ConversationId conversation, const char* column,
                                         const std::function<void(Statement&)>& bindValue) {
    LF_TRY(Statement statement, m_database.prepare(std::format("UPDATE conversation SET {} = ? WHERE id = ?", column)));
    bindValue(statement);
    statement.bind(1, int64_t{conversation});
    return changeOne(statement, "conversation", conversation);
}

Result<void> Repository::setLeaf(ConversationId conversation, MessageId leaf) {
    return setConversation(conversation, "leaf", [&](Statement& statement) { statement.bind(0, int64_t{leaf}); });
}

Result<void> Repository::setActivity(ConversationId conversation, const QDateTime& when) {
    return setConversation(conversation, "updated_at",
                           [&](Statement& statement) { statement.bind(0, milliseconds(when)); });
}

Result<void> Repository::rename(ConversationId conversation, const QString& title) {
    return setConversation(conversation, "title", [&](Statement& statement) { statement.bind(0, utf8(title)); });
}

Result<void> Repository::softDelete(ConversationId conversation, const QDateTime& when) {
    return setConversation(conversation, "deleted_at",
                           [&](Statement& statement) { statement.bind(0, milliseconds(when)); });
}

Result<void> Repository::restore(ConversationId conversation) {
    return setConversation(conversation, "deleted_at",
                           [](Statement& statement) { statement.bind(0, std::optional<int64_t>()); });
}

Result<void> Repository::setPinned(ConversationId conversation, bool pinned) {
    return setConversation(conversation, "pinned", [&](Statement& statement) { statement.bind(0, int64_t{pinned}); });
}

Result<void> Repository::setArchived(ConversationId conversation, bool archived) {
    return setConversation(conversation, "archived",
                           [&](Statement& statement) { statement.bind(0, int64_t{archived}); });
}

Result<void> Repository::setFolder(ConversationId conversation, std::optional<FolderId> folder) {
    return setConversation(conversation, "folder",
                           [&](Statement& statement) { statement.bind(0, std::optional<int64_t>(folder)); });
}

Result<void> Repository::setPreset(ConversationId conversation, std::optional<PresetId> preset) {
    return setConversation(conversation, "preset",
                           [&](Statement& statement) { statement.bind(0, std::optional<int64_t>(preset)); });
}

Result<void> Repository::setDraft(ConversationId conversation, const QString& draft) {
    return setConversation(conversation, "draft", [&](Statement& statement) { statement.bind(0, utf8(draft)); });
}

Result<void> Repository::purge(ConversationId conversation) {
    return transaction([&]() -> Result<void> {
        LF_TRY(Statement statement, m_database.prepare("DELETE FROM conversation WHERE id = ?"));
        statement.bind(0, int64_t{conversation});
        LF_CHECK(changeOne(statement, "conversation", conversation));
        return setValue(kHasTraces, QStringLiteral("1"));
    });
}

Result<int64_t> Repository::purgeDeleted(const QDateTime& limit) {
    int64_t purged = 0;
    const Result<void> done = transaction([&]() -> Result<void> {
        LF_TRY(Statement statement, m_database.prepare("DELETE FROM conversation WHERE deleted_at < ?"));
        statement.bind(0, milliseconds(limit));
        LF_CHECK(statement.run());
        purged = m_database.changedRows();
        if (purged > 0) {
            LF_CHECK(setValue(kHasTraces, QStringLiteral("1")));
        }
        return m_database.execute(
            "DELETE FROM attachment WHERE id NOT IN (SELECT attachment FROM message_attachment "
            "UNION ALL SELECT attachment FROM draft_attachment)");
    });
    LF_CHECK(done);
    return purged;
}

Result<int64_t> Repository::markInterrupted() {
    LF_TRY(Statement statement,
           m_database.prepare("UPDATE message SET status = 'interrupted' WHERE status = 'streaming'"));
    LF_CHECK(statement.run());
    return m_database.changedRows();
}

Result<void> Repository::transaction(const std::function<Result<void>()>& work) {
    // Savepoints, because transactions nest: insertMessage is one, and a caller may add two messages as one.
    LF_CHECK(m_database.execute("SAVEPOINT work"));
    Result<void> done = work();
    if (done) {
        done = m_database.execute("RELEASE work");
    }
    if (!done) {
        // A damaged search index can refuse to go back too; then everything goes.
        const bool back = m_database.execute("ROLLBACK TO work").has_value();
        static_cast<void>(m_database.execute(back ? "RELEASE work" : "ROLLBACK"));
    }
    return done;
}

Result<void> Repository::changeOne(Statement& statement, const char* what, qint64 id) {
    LF_CHECK(statement.run());
    if (m_database.changedRows() != 1) {
        return makeError(ErrorCode::NotFound, std::format("{}: no {} with id {}", m_database.path(), what, id));
    }
    return {};
}

}  // namespace lanternfish::store
