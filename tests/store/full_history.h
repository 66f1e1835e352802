#pragma once

#include <sqlite3.h>
#include <QFile>
#include <QTest>

#include "app/store/repository.h"
#include "tests/store/rows_of.h"

namespace lanternfish::store {

// A history with rows in every table, and what damages it.

inline constexpr const char* kTables[] = {"folder",           "preset",  "attachment",    "system_prompt",
                                          "conversation",     "message", "answer_origin", "message_attachment",
                                          "draft_attachment", "value"};
inline constexpr int kConversations = 30;
inline constexpr int kMessages = 300;

inline QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void write(const QString& path, const QByteArray& content) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
}

/// Through SQLite alone, as any other program would.
inline bool execute(const QString& path, const char* sql) {
    sqlite3* connection = nullptr;
    const bool done = sqlite3_open(path.toUtf8().constData(), &connection) == SQLITE_OK &&
                      sqlite3_exec(connection, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
    sqlite3_close(connection);
    return done;
}

inline QDateTime timeOf(int number) {
    return QDateTime::fromMSecsSinceEpoch(1'750'000'000'000 + number * 1000, QTimeZone::UTC);
}

inline QString textOf(MessageId id) {
    // Some fit a page, some need pages of their own.
    return QStringLiteral("message %1: words ")
        .arg(id)
        .repeated(static_cast<int>(1 + id * 7919 % (id % 7 == 0 ? 900 : 20)));
}

/// Every table has rows.
inline Result<void> fill(Repository& repository) {
    LF_CHECK(repository.insertFolder({.id = 1, .parent = {}, .name = QStringLiteral("Work"), .position = 0}));
    LF_CHECK(repository.insertFolder({.id = 2, .parent = 1, .name = QStringLiteral("Inner"), .position = 0}));
    LF_CHECK(repository.insertPreset({.id = 3,
                                      .name = QStringLiteral("Careful"),
                                      .systemPrompt = QStringLiteral("Be careful."),
                                      .sampling = {.temperature = 0.5, .topP = 1, .minP = 0, .topK = 40},
                                      .seed = 17}));
    for (int id = 1; id <= kConversations; ++id) {
        Conversation conversation{.id = id, .title = QStringLiteral("Title %1").arg(id)};
        conversation.createdAt = conversation.updatedAt = timeOf(id);
        LF_CHECK(repository.insertConversation(conversation));
    }
    for (MessageId id = 1; id <= kMessages; ++id) {
        Message message{.id = id, .conversation = 1 + (id - 1) % kConversations};
        message.parent = id > kConversations ? std::optional(id - kConversations) : std::nullopt;
        message.role = (id - 1) / kConversations % 2 == 0 ? Role::User : Role::Assistant;
        message.text = textOf(id);
        message.createdAt = timeOf(static_cast<int>(id));
        if (message.role == Role::User && id % 5 == 0) {
            const QByteArray file = QByteArray("line\n").repeated(static_cast<int>(id * 40));
            LF_TRY(const Attachment attached, repository.addAttachment(QStringLiteral("a/%1.txt").arg(id), file));
            message.attachments = {attached};
        }
        if (message.role == Role::Assistant) {
            message.stats = {.promptTokens = 12, .generatedTokens = 7, .decodeSeconds = id % 2 == 0 ? 2.0 : 0.25};
            message.origin = AnswerOrigin{.engineBuild = QStringLiteral("1.0"),
                                          .device = QStringLiteral("cpu"),
                                          .systemPrompt = QStringLiteral("Prompt %1").arg(id % 3),
                                          .seed = static_cast<quint64>(-id),
                                          .math = Math::Exact};
        }
        LF_CHECK(repository.insertMessage(message));
    }
    LF_CHECK(repository.setFolder(2, 2));
    LF_CHECK(repository.setPreset(3, 3));
    LF_CHECK(repository.setDraft(4, QStringLiteral("not sent")));
    LF_TRY(const Attachment draft, repository.addAttachment(QStringLiteral("d.txt"), QByteArray(9000, 'd')));
    LF_CHECK(repository.setDraftFiles(5, {draft}));
    LF_CHECK(repository.softDelete(6, timeOf(1000)));
    return repository.setValue(QStringLiteral("some.value"), QStringLiteral("kept"));
}

/// Rows of our tables as text, without what the store notes for itself.
inline Rows historyOf(const QString& path) {
    Database database = Database::open(path.toStdString(), Access::ReadOnly, 1000).value();
    Rows rows = rowsOf(database);
    rows.removeIf([](const auto& table) { return !std::ranges::contains(kTables, table.key().toStdString()); });
    rows[QStringLiteral("value")].second.removeIf([](const QString& row) { return row.contains(u"store."); });
    return rows;
}

/// Makes such a history, closed as the app closes it.
inline Result<void> makeFullHistory(const QString& path) {
    LF_TRY(Repository repository, Repository::open(path, Access::ReadWrite));
    LF_CHECK(repository.transaction([&] { return fill(repository); }));
    return repository.markClean();
}

}  // namespace lanternfish::store
