#include <sqlite3.h>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <random>

#include "app/store/backups.h"
#include "app/store/repository.h"
#include "app/store/store_thread.h"

using namespace lanternfish;
using namespace lanternfish::store;

namespace {

constexpr qsizetype kPage = 4096;
constexpr int kConversations = 40;
constexpr int kMessages = 600;

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& content) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

QString textOf(MessageId id) {
    // Some fit a page, some need pages of their own.
    return QStringLiteral("message %1: größe ")
        .arg(id)
        .repeated(static_cast<int>(1 + (id * 7919) % (id % 5 == 0 ? 600 : 20)));
}

Message messageOf(MessageId id) {
    Message message{.id = id, .conversation = 1 + (id - 1) % kConversations};
    message.parent = id > kConversations ? std::optional(id - kConversations) : std::nullopt;
    message.role = (id - 1) / kConversations % 2 == 0 ? Role::User : Role::Assistant;
    message.text = textOf(id);
    message.createdAt = QDateTime::fromMSecsSinceEpoch(1'750'000'000'000 + id * 1000, QTimeZone::UTC);
    return message;
}

/// Through SQLite itself, which lets a connection that is not defensive write into the search indexes.
bool execute(const QString& path, const char* sql) {
    sqlite3* connection = nullptr;
    const bool done = sqlite3_open(path.toUtf8().constData(), &connection) == SQLITE_OK &&
                      sqlite3_exec(connection, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
    sqlite3_close(connection);
    return done;
}

}  // namespace

class TestRepair : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("history.sqlite"));
        {
            Repository repository = Repository::open(m_path, Access::ReadWrite).value();
            QVERIFY(repository.insertFolder({1, {}, QStringLiteral("Folder"), 0}));
            for (ConversationId id = 1; id <= kConversations; ++id) {
                Conversation conversation{.id = id, .title = QStringLiteral("Title %1").arg(id)};
                conversation.createdAt = conversation.updatedAt = messageOf(id).createdAt;
                conversation.folder = id % 2 == 0 ? std::optional<FolderId>(1) : std::nullopt;
                QVERIFY(repository.insertConversation(conversation));
            }
            QVERIFY(fill(repository, 1, kMessages / 2));
        }
        QVERIFY(backUp(m_path, QDateTime::currentDateTimeUtc()));
        Repository repository = Repository::open(m_path, Access::ReadWrite).value();
        QVERIFY(fill(repository, kMessages / 2 + 1, kMessages));
    }

    void damagedPages_data() {
        QTest::addColumn<uint32_t>("seed");
        QTest::addColumn<bool>("withBackup");
        for (uint32_t seed = 1; seed <= 8; ++seed) {
            QTest::addRow("%u with a backup", seed) << seed << true;
            QTest::addRow("%u alone", seed) << seed << false;
        }
    }

    void damagedPages() {
        QFETCH(const uint32_t, seed);
        QFETCH(const bool, withBackup);
        removeBackups(withBackup);
        std::mt19937 random(seed);
        QByteArray content = contentOf(m_path);
        const auto pages = static_cast<uint32_t>(content.size() / kPage);
        for (uint32_t i = 0, count = 1 + seed % 4; i < count; ++i) {
            // Not the first page, which the other tests damage.
            const auto at = static_cast<qsizetype>(1 + random() % (pages - 1)) * kPage;
            for (qsizetype j = 0; j < kPage; ++j) {
                content[at + j] = static_cast<char>(random());
            }
        }
        write(m_path, content);
        const Kept kept = openAndCompare(content, withBackup);
        // A page holds some dozen messages at most, and one that leads to others is one of few.
        QVERIFY2(kept.messages >= kMessages / 2, qPrintable(QString::number(kept.messages)));
    }

    void truncatedFile_data() {
        QTest::addColumn<double>("rest");
        QTest::newRow("half a page less") << -1.0;
        QTest::newRow("nine tenths") << 0.9;
        QTest::newRow("half") << 0.5;
        QTest::newRow("a tenth") << 0.1;
    }

    void truncatedFile() {
        QFETCH(const double, rest);
        QByteArray content = contentOf(m_path);
        content.truncate(rest < 0 ? content.size() - kPage / 2
                                  : static_cast<qsizetype>(static_cast<double>(content.size()) * rest));
        write(m_path, content);
        const Kept kept = openAndCompare(content, true);
        QVERIFY(kept.messages >= kMessages / 2);
    }

    void zeroedHeader_data() {
        QTest::addColumn<int>("bytes");
        QTest::addColumn<bool>("withBackup");
        QTest::newRow("the header") << 100 << false;
        QTest::newRow("the header, with a backup") << 100 << true;
        QTest::newRow("the first page") << int(kPage) << false;
        QTest::newRow("the first page, with a backup") << int(kPage) << true;
    }

    void zeroedHeader() {
        QFETCH(const int, bytes);
        QFETCH(const bool, withBackup);
        removeBackups(withBackup);
        QByteArray content = contentOf(m_path);
        content.replace(0, bytes, QByteArray(bytes, '\0'));
        write(m_path, content);
        const Kept kept = openAndCompare(content, withBackup);
        QCOMPARE(kept.messages, kMessages);
        QCOMPARE(kept.conversations, kConversations);
    }

    void nothingToRepairFromIsLeftAlone() {
        removeBackups(false);
        const QByteArray content(50'000, 'x');
        write(m_path, content);
        const Result<Repository> repository = Repository::open(m_path, Access::ReadWrite);
        QVERIFY(!repository);
        QCOMPARE(repository.error().code, ErrorCode::InvalidFile);
        QCOMPARE(contentOf(m_path), content);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{QStringLiteral("history.sqlite")});
    }

    void damagedLog_data() {
        QTest::addColumn<uint32_t>("seed");
        for (uint32_t seed = 1; seed <= 6; ++seed) {
            QTest::addRow("%u", seed) << seed;
        }
    }

    // As a killed process leaves it: a part of the history only in the log, and the log damaged.
    void damagedLog() {
        QFETCH(const uint32_t, seed);
        std::mt19937 random(seed);
        const QString killed = m_folder->filePath(QStringLiteral("killed/history.sqlite"));
        QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("killed")));
        {
            Repository repository = Repository::open(m_path, Access::ReadWrite).value();
            QVERIFY(fill(repository, kMessages + 1, kMessages + 30));
            QVERIFY(QFile::copy(m_path, killed) &&
                    QFile::copy(m_path + QStringLiteral("-wal"), killed + QStringLiteral("-wal")));
        }
        QByteArray log = contentOf(killed + QStringLiteral("-wal"));
        const auto at = static_cast<qsizetype>(random() % static_cast<uint32_t>(log.size() - 200));
        log.replace(at, 200, QByteArray(200, '\x5A'));
        write(killed + QStringLiteral("-wal"), log);
        Result<Repository> repository = Repository::open(killed, Access::ReadWrite);
        QVERIFY2(repository, repository ? "" : describe(repository.error()).c_str());
        const Kept kept = compare(*repository, kMessages + 30);
        QVERIFY(kept.messages >= kMessages);
    }

    void damagedIndexIsMadeAnew() {
        {
            Repository repository = Repository::open(m_path, Access::ReadWrite).value();
            QVERIFY(repository.markClean());
        }
        QVERIFY(execute(m_path,
                        "UPDATE message_words_data SET block = zeroblob(length(block)) WHERE id > 10;"
                        "UPDATE message_trigrams_data SET block = randomblob(length(block)) WHERE id > 10"));
        Repository repository = Repository::open(m_path, Access::ReadWrite).value();
        QVERIFY(repository.report().notices.isEmpty());  // nobody has noticed
        const Result<QList<SearchHit>> hits = repository.search({.text = QStringLiteral("größe"), .limit = 1000});
        QVERIFY2(hits, hits ? "" : describe(hits.error()).c_str());
        // Either the damage came up and was mended, or it is found at the next start.
        repository.noteDamage();
        repository = Repository::open(m_path, Access::ReadWrite).value();
        QCOMPARE(repository.search({.text = QStringLiteral("größe"), .limit = 1000}).value().size(), kMessages);
        QVERIFY(execute(m_path, "INSERT INTO message_words (message_words, rank) VALUES ('integrity-check', 1)"));
    }

    void aDamagedIndexKeepsNothingFromBeingSaved() {
        QVERIFY(execute(m_path, "UPDATE message_words_data SET block = zeroblob(length(block))"));
        QStringList failures;
        {
            StoreThread store([&](const Error& error) { failures.append(QString::fromStdString(describe(error))); });
            store.open(m_path);
            store.post([](Repository& repository) { return repository.insertMessage(messageOf(kMessages + 1)); });
            store.flush();
        }
        QVERIFY2(failures.isEmpty(), qPrintable(failures.join(u'\n')));
        Repository repository = Repository::open(m_path, Access::ReadWrite).value();
        QCOMPARE(compare(repository, kMessages + 1).messages, kMessages + 1);
    }

    void whatWasPurgedDoesNotComeBack() {
        {
            Repository repository = Repository::open(m_path, Access::ReadWrite).value();
            QVERIFY(repository.purge(1));
        }
        QVERIFY(execute(m_path,
                        "PRAGMA writable_schema = ON; CREATE TABLE foreign_table (a);"
                        "CREATE TRIGGER foreign_trigger AFTER INSERT ON message BEGIN SELECT 1; END"));
        Result<Repository> repository = Repository::open(m_path, Access::ReadWrite);
        QVERIFY2(repository, repository ? "" : describe(repository.error()).c_str());
        QCOMPARE(repository->report().notices.size(), 1);
        QCOMPARE(repository->conversations().value().size(), kConversations - 1);
        QVERIFY(repository->messages(1).value().isEmpty());
        Result<Database> database = Database::open(m_path.toStdString(), Access::ReadOnly, 1000);
        QCOMPARE(database->integerOf("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'foreign%'").value(), 0);
    }

private:
    struct Kept {
        qsizetype conversations = 0;
        qsizetype messages = 0;
    };

    static Result<void> fill(Repository& repository, MessageId first, MessageId last) {
        return repository.transaction([&]() -> Result<void> {
            for (MessageId id = first; id <= last; ++id) {
                LF_CHECK(repository.insertMessage(messageOf(id)));
            }
            return {};
        });
    }

    void removeBackups(bool keep) {
        for (const Backup& backup : keep ? QList<Backup>() : backupsOf(m_path)) {
            QVERIFY(QFile::remove(backup.path));
        }
    }

    /// Everything that is there is as it was.
    Kept compare(Repository& repository, MessageId last) {
        Kept kept;
        const QList<Conversation> conversations = repository.conversations().value_or(QList<Conversation>());
        kept.conversations = conversations.size();
        for (const Conversation& conversation : conversations) {
            const Result<QList<Message>> messages = repository.messages(conversation.id);
            if (!messages) {
                QTest::qFail(describe(messages.error()).c_str(), __FILE__, __LINE__);
                return kept;
            }
            for (const Message& message : *messages) {
                if (message.id > last || message.conversation != messageOf(message.id).conversation ||
                    message.text != textOf(message.id) || message.createdAt != messageOf(message.id).createdAt) {
                    QTest::qFail(qPrintable(QStringLiteral("message %1 is another").arg(message.id)), __FILE__,
                                 __LINE__);
                }
                ++kept.messages;
            }
            if (conversation.title != QStringLiteral("Title %1").arg(conversation.id) &&
                conversation.title != QStringLiteral("Recovered conversation")) {
                QTest::qFail(qPrintable(conversation.title), __FILE__, __LINE__);
            }
        }
        return kept;
    }

    Kept openAndCompare(const QByteArray& damaged, bool withBackup) {
        Kept kept;
        [&] {
            {
                Result<Repository> repository = Repository::open(m_path, Access::ReadWrite);
                QVERIFY2(repository, repository ? "" : describe(repository.error()).c_str());
                kept = compare(*repository, kMessages);
                const QString notice = repository->report().notices.join(u' ');
                if (contentOf(m_path) == damaged || notice.isEmpty()) {
                    // The damage hit free space or a page that nothing depends on, and the check says so.
                    QCOMPARE(kept.messages, kMessages);
                    return;
                }
                const QStringList damagedFiles =
                    QDir(m_folder->path()).entryList({QStringLiteral("history.damaged-*.sqlite")}, QDir::Files);
                if (notice.contains(QStringLiteral("search index"))) {
                    return;
                }
                QCOMPARE(damagedFiles.size(), 1);
                QCOMPARE(contentOf(m_folder->filePath(damagedFiles.first())), damaged);
                QVERIFY2(notice.contains(damagedFiles.first()), qPrintable(notice));
                if (kept.messages < kMessages) {
                    QVERIFY2(notice.contains(QStringLiteral("could not be restored")) ||
                                 notice.contains(QStringLiteral("may be missing")),
                             qPrintable(notice));
                }
                if (withBackup) {
                    // What the backup has is there.
                    for (MessageId id = 1; id <= kMessages / 2; ++id) {
                        const auto messages = repository->messages(messageOf(id).conversation).value();
                        QVERIFY(std::ranges::contains(messages, id, &Message::id));
                    }
                }
                QVERIFY(repository->search({.text = QStringLiteral("größe")}).value().size() > 0);
            }
            const Repository again = Repository::open(m_path, Access::ReadWrite).value();
            QVERIFY2(again.report().notices.isEmpty(), qPrintable(again.report().notices.join(u' ')));
            QVERIFY(!QFile::exists(m_path + QStringLiteral(".salvage")));
        }();
        return kept;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestRepair)
#include "tst_repair.moc"
