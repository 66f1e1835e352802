// The part of Repository about what is kept once and referred to: attached files, and the origins of answers with their
// system prompts.

#include <bit>
#include <format>
#include <QCryptographicHash>

#include "app/store/repository.h"
#include "app/store/rows.h"
#include "app/store/words.h"

namespace lanternfish::store {

namespace {

QByteArray hashOf(const QByteArray& bytes) {
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

/// The row of what has this hash, inserted unless it is there.
Result<int64_t> keepOnce(Database& database, const char* table, const char* column, const QByteArray& hash,
                         const std::function<void(Statement&, int)>& bindContent) {
    LF_TRY(Statement find, database.prepare(std::format("SELECT id FROM {} WHERE sha256 = ?", table)));
    LF_TRY(const bool there, find.bindBlob(0, bytesOf(hash)).step());
    if (there) {
        return find.integer(0);
    }
    LF_TRY(Statement insert, database.prepare(std::format("INSERT INTO {} (sha256, {}) VALUES (?, ?)", table, column)));
    insert.bindBlob(0, bytesOf(hash));
    bindContent(insert, 1);
    LF_CHECK(insert.run());
    return database.lastInsertedId();
}

}  // namespace

Result<Attachment> Repository::addAttachment(const QString& name, const QByteArray& bytes) {
    const QByteArray hash = hashOf(bytes);
    LF_CHECK(keepOnce(m_database, "attachment", "content", hash,
                      [&](Statement& statement, int parameter) { statement.bindBlob(parameter, bytesOf(bytes)); }));
    return Attachment{hash, name, bytes.size()};
}

Result<QByteArray> Repository::attachmentBytes(const QByteArray& sha256) {
    LF_TRY(const bool table, m_database.hasTable("attachment"));
    const std::string hash = sha256.toHex().toStdString();
    if (table) {
        LF_TRY(Statement row, m_database.prepare("SELECT content FROM attachment WHERE sha256 = ?"));
        LF_TRY(const bool found, row.bindBlob(0, bytesOf(sha256)).step());
        if (found) {
            QByteArray bytes = fromBytes(row.blob(0));
            if (const QByteArray actual = hashOf(bytes); actual != sha256) {
                return makeError(ErrorCode::InvalidFile,
                                 std::format("{}: attachment {}: its {} bytes have the hash {}", m_database.path(),
                                             hash, bytes.size(), actual.toHex().toStdString()));
            }
            return bytes;
        }
    }
    return makeError(ErrorCode::NotFound, std::format("{}: no attachment {}", m_database.path(), hash));
}

Result<void> Repository::insertAttachments(const Message& message) {
    LF_TRY(Statement insert, m_database.prepare("INSERT INTO message_attachment (message, position, attachment, name) "
                                                "SELECT ?, ?, id, ? FROM attachment WHERE sha256 = ?"));
    int64_t position = 0;
    for (const Attachment& attachment : message.attachments) {
        insert.bind(0, int64_t{message.id})
            .bind(1, position++)
            .bind(2, utf8(attachment.name))
            .bindBlob(3, bytesOf(attachment.sha256));
        LF_CHECK(insert.run());
        if (m_database.changedRows() != 1) {
            return makeError(
                ErrorCode::NotFound,
                std::format("{}: message {}: attachment '{}' with hash {} was not added before it", m_database.path(),
                            message.id, utf8(attachment.name), attachment.sha256.toHex().toStdString()));
        }
    }
    return {};
}

Result<QHash<MessageId, QList<Attachment>>> Repository::attachmentsOf(ConversationId conversation) {
    QHash<MessageId, QList<Attachment>> lists;
    LF_TRY(const bool there, m_database.hasTable("message_attachment"));
    if (!there) {
        return lists;
    }
    LF_TRY(Statement row,
           m_database.prepare("SELECT used.message, attachment.sha256, used.name, length(attachment.content) "
                              "FROM message JOIN message_attachment AS used ON used.message = message.id "
                              "JOIN attachment ON attachment.id = used.attachment "
                              "WHERE message.conversation = ? ORDER BY used.message, used.position"));
    row.bind(0, int64_t{conversation});
    for (;;) {
        LF_TRY(const bool found, row.step());
        if (!found) {
            return lists;
        }
        lists[row.integer(0)].append({fromBytes(row.blob(1)), fromUtf8(row.text(2)), row.integer(3)});
    }
}

Result<void> Repository::setDraftFiles(ConversationId conversation, const QList<Attachment>& files) {
    // The old ones go when the new ones are there: the bytes of a file that is among both stay.
    constexpr int64_t kBehindAll = int64_t{1} << 32;
    const std::optional<int64_t> owner = conversation == 0 ? std::nullopt : std::optional<int64_t>(conversation);
    return transaction([&]() -> Result<void> {
        LF_TRY(Statement insert,
               m_database.prepare("INSERT INTO draft_attachment (conversation, position, attachment, name) "
                                  "SELECT ?, ?, id, ? FROM attachment WHERE sha256 = ?"));
        int64_t position = kBehindAll;
        for (const Attachment& file : files) {
            insert.bind(0, owner).bind(1, position++).bind(2, utf8(file.name)).bindBlob(3, bytesOf(file.sha256));
            LF_CHECK(insert.run());
            if (m_database.changedRows() != 1) {
                return makeError(
                    ErrorCode::NotFound,
                    std::format("{}: draft of conversation {}: file '{}' with hash {} was not added "
                                "before it",
                                m_database.path(), conversation, utf8(file.name), file.sha256.toHex().toStdString()));
            }
        }
        for (const char* sql : {"DELETE FROM draft_attachment WHERE conversation IS ? AND position < ?",
                                "UPDATE draft_attachment SET position = position - ?2 WHERE conversation IS ?1"}) {
            LF_TRY(Statement statement, m_database.prepare(sql));
            LF_CHECK(statement.bind(0, owner).bind(1, kBehindAll).run());
        }
        return {};
    });
}

Result<QHash<ConversationId, QList<Attachment>>> Repository::draftFiles() {
    QHash<ConversationId, QList<Attachment>> lists;
    LF_TRY(const bool there, m_database.hasTable("draft_attachment"));
    if (!there) {
        return lists;
    }
    LF_TRY(Statement row,
           m_database.prepare("SELECT coalesce(draft.conversation, 0), attachment.sha256, draft.name, "
                              "length(attachment.content) FROM draft_attachment AS draft "
                              "JOIN attachment ON attachment.id = draft.attachment ORDER BY draft.position"));
    for (;;) {
        LF_TRY(const bool found, row.step());
        if (!found) {
            return lists;
        }
        lists[row.integer(0)].append({fromBytes(row.blob(1)), fromUtf8(row.text(2)), row.integer(3)});
    }
}

Result<QList<Attachment>> Repository::newDraftFiles() {
    LF_TRY(const auto lists, draftFiles());
    return lists.value(0);
}

Result<void> Repository::saveOrigin(MessageId message, const AnswerOrigin& origin) {
    const std::string prompt = utf8(origin.systemPrompt);
    LF_TRY(const int64_t promptId,
           keepOnce(m_database, "system_prompt", "text", hashOf(QByteArray::fromStdString(prompt)),
                    [&](Statement& statement, int parameter) { statement.bind(parameter, prompt); }));
    LF_TRY(
        Statement save,
        m_database.prepare(
            "INSERT INTO answer_origin (message, engine_build, device, system_prompt, temperature, top_p, min_p, "
            "top_k, seed, math) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (message) DO UPDATE SET "
            "engine_build = excluded.engine_build, device = excluded.device, system_prompt = excluded.system_prompt, "
            "temperature = excluded.temperature, top_p = excluded.top_p, min_p = excluded.min_p, "
            "top_k = excluded.top_k, seed = excluded.seed, math = excluded.math"));
    save.bind(0, int64_t{message})
        .bind(1, utf8(origin.engineBuild))
        .bind(2, utf8(origin.device))
        .bind(3, promptId)
        .bind(4, origin.sampling.temperature)
        .bind(5, origin.sampling.topP)
        .bind(6, origin.sampling.minP)
        .bind(7, int64_t{origin.sampling.topK})
        .bind(8, std::bit_cast<int64_t>(quint64{origin.seed}));
    if (origin.math) {
        save.bind(9, word(*origin.math));
    }
    return save.run();
}

Result<QHash<MessageId, AnswerOrigin>> Repository::originsOf(ConversationId conversation) {
    QHash<MessageId, AnswerOrigin> origins;
    LF_TRY(const bool there, m_database.hasTable("answer_origin"));
    if (!there) {
        return origins;
    }
    constexpr Column kNewer[] = {{"math", "NULL"}};
    LF_TRY(const std::string newer, m_database.columnList("answer_origin", kNewer));
    LF_TRY(Statement row,
           m_database.prepare("SELECT origin.message, origin.engine_build, origin.device, system_prompt.text, "
                              "origin.temperature, origin.top_p, origin.min_p, origin.top_k, origin.seed, " +
                              newer +
                              " FROM message JOIN answer_origin AS origin ON origin.message = message.id "
                              "JOIN system_prompt ON system_prompt.id = origin.system_prompt "
                              "WHERE message.conversation = ?"));
    row.bind(0, int64_t{conversation});
    for (;;) {
        LF_TRY(const bool found, row.step());
        if (!found) {
            return origins;
        }
        AnswerOrigin origin;
        origin.engineBuild = fromUtf8(row.text(1));
        origin.device = fromUtf8(row.text(2));
        origin.systemPrompt = fromUtf8(row.text(3));
        origin.sampling = {row.real(4), row.real(5), row.real(6), static_cast<int>(row.integer(7))};
        origin.seed = std::bit_cast<quint64>(row.integer(8));
        origin.math = row.isNull(9) ? std::nullopt : mathOf(row.text(9));
        origins.insert(row.integer(0), origin);
    }
}

}  // namespace lanternfish::store
