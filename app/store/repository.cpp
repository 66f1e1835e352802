#include "app/store/repository.h"

#include <format>
#include <QTimeZone>

#include "app/store/migrations.h"
#include "app/store/words.h"

namespace lanternfish::store {

namespace {

/// Keeps the bytes alive while they are bound.
std::string utf8(const QString& text) {
    return text.toStdString();
}

QString fromUtf8(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

int64_t milliseconds(const QDateTime& time) {
    return time.toMSecsSinceEpoch();
}

QDateTime timeOf(int64_t value) {
    return QDateTime::fromMSecsSinceEpoch(value, QTimeZone::UTC);
}

std::optional<int64_t> optionalInteger(const Statement& row, int column) {
    return row.isNull(column) ? std::nullopt : std::optional<int64_t>(row.integer(column));
}

constexpr const char* kConversationColumns = "id, title, created_at, updated_at, leaf, deleted_at";

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
    return conversation;
}

constexpr const char* kMessageColumns =
    "id, conversation, parent, role, status, text, reasoning, error, model, thinking, created_at, prompt_tokens, "
    "cached_tokens, generated_tokens, prefill_seconds, decode_seconds, first_token_seconds, thinking_tokens, "
    "thinking_seconds";

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

Result<Repository> Repository::open(const QString& path, Access access) {
    LF_TRY(Database database, Database::open(utf8(path), access, static_cast<int64_t>(migrations().size())));
    if (access == Access::ReadWrite) {
        LF_CHECK(migrate(database));
    }
    return Repository(std::move(database));
}

Result<Repository::HighestIds> Repository::highestIds() {
    LF_TRY(Statement row, m_database.prepare("SELECT (SELECT coalesce(max(id), 0) FROM conversation), "
                                             "(SELECT coalesce(max(id), 0) FROM message)"));
    LF_CHECK(row.step());
    return HighestIds{row.integer(0), row.integer(1)};
}

Result<QList<Conversation>> Repository::conversations() {
    LF_TRY(Statement row, m_database.prepare(std::format("SELECT {} FROM conversation WHERE deleted_at IS NULL "
                                                         "ORDER BY updated_at DESC, id DESC",
                                                         kConversationColumns)));
    QList<Conversation> list;
    for (;;) {
        LF_TRY(const bool found, row.step());
        if (!found) {
            return list;
        }
        list.append(conversationOf(row));
    }
}

Result<QList<Message>> Repository::messages(ConversationId conversation) {
    LF_TRY(Statement row, m_database.prepare(std::format("SELECT {} FROM message WHERE conversation = ? ORDER BY id",
                                                         kMessageColumns)));
    row.bind(0, int64_t{conversation});
    QList<Message> list;
    for (;;) {
        LF_TRY(const bool found, row.step());
        if (!found) {
            return list;
        }
        LF_TRY(Message message, messageOf(row, m_database.path()));
        list.append(std::move(message));
    }
}

Result<void> Repository::insertConversation(const Conversation& conversation) {
    LF_TRY(Statement statement, m_database.prepare(std::format(
                                    "INSERT INTO conversation ({}) VALUES (?, ?, ?, ?, ?, ?)", kConversationColumns)));
    statement.bind(0, int64_t{conversation.id})
        .bind(1, utf8(conversation.title))
        .bind(2, milliseconds(conversation.createdAt))
        .bind(3, milliseconds(conversation.updatedAt))
        .bind(4, std::optional<int64_t>(conversation.leaf))
        .bind(5, conversation.deletedAt ? std::optional(milliseconds(*conversation.deletedAt)) : std::nullopt);
    return statement.run();
}

Result<void> Repository::insertMessage(const Message& message) {
    return transaction([&]() -> Result<void> {
        LF_TRY(Statement insert,
               m_database.prepare(std::format("INSERT INTO message ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                                              "?, ?, ?, ?, ?, ?)",
                                              kMessageColumns)));
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
    return changeOne(statement, "message", message.id);
}

Result<void> Repository::setLeaf(ConversationId conversation, MessageId leaf) {
    LF_TRY(Statement statement, m_database.prepare("UPDATE conversation SET leaf = ? WHERE id = ?"));
    statement.bind(0, int64_t{leaf}).bind(1, int64_t{conversation});
    return changeOne(statement, "conversation", conversation);
}

Result<void> Repository::rename(ConversationId conversation, const QString& title) {
    LF_TRY(Statement statement, m_database.prepare("UPDATE conversation SET title = ? WHERE id = ?"));
    statement.bind(0, utf8(title)).bind(1, int64_t{conversation});
    return changeOne(statement, "conversation", conversation);
}

Result<void> Repository::softDelete(ConversationId conversation, const QDateTime& when) {
    LF_TRY(Statement statement, m_database.prepare("UPDATE conversation SET deleted_at = ? WHERE id = ?"));
    statement.bind(0, milliseconds(when)).bind(1, int64_t{conversation});
    return changeOne(statement, "conversation", conversation);
}

Result<void> Repository::restore(ConversationId conversation) {
    LF_TRY(Statement statement, m_database.prepare("UPDATE conversation SET deleted_at = NULL WHERE id = ?"));
    statement.bind(0, int64_t{conversation});
    return changeOne(statement, "conversation", conversation);
}

Result<int64_t> Repository::purgeDeleted(const QDateTime& limit) {
    LF_TRY(Statement statement, m_database.prepare("DELETE FROM conversation WHERE deleted_at < ?"));
    statement.bind(0, milliseconds(limit));
    LF_CHECK(statement.run());
    return m_database.changedRows();
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
        static_cast<void>(m_database.execute("ROLLBACK TO work; RELEASE work"));
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
