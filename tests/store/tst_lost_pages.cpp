// Real files without pages that lead to others: whatever comes back is as it was, and nothing that was deleted does.

#include <format>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <random>

#include "app/store/backups.h"
#include "app/store/page_scan.h"
#include "app/store/repository.h"
#include "tests/store/full_history.h"

using namespace lanternfish;
using namespace lanternfish::store;

class TestLostPages : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        m_original = m_files.filePath(QStringLiteral("original.sqlite"));
        QVERIFY(makeFullHistory(m_original));
    }

    void init() {
        QCOMPARE(QFileInfo(m_original + QStringLiteral("-wal")).size(), 0);
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("history.sqlite"));
        QVERIFY(QFile::copy(m_original, m_path));
    }

    void withoutTheFirstPageEverythingComesBack_data() {
        QTest::addColumn<uint32_t>("pageSize");
        QTest::addColumn<int>("seed");
        for (const uint32_t pageSize : {512U, 1024U, 4096U, 65536U}) {
            QTest::addRow("pages of %u, zeros", pageSize) << pageSize << 0;
            QTest::addRow("pages of %u, garbage", pageSize) << pageSize << 1;
        }
    }

    void withoutTheFirstPageEverythingComesBack() {
        QFETCH(const uint32_t, pageSize);
        QFETCH(const int, seed);
        const std::string sql = std::format(
            "PRAGMA journal_mode = DELETE; PRAGMA page_size = {}; VACUUM; PRAGMA journal_mode = WAL", pageSize);
        QVERIFY(execute(m_path, sql.c_str()));
        const Rows before = historyOf(m_path);
        QByteArray content = contentOf(m_path);
        std::mt19937 random(static_cast<uint32_t>(seed));
        for (qsizetype i = 0; i < qsizetype(pageSize); ++i) {
            content[i] = seed == 0 ? '\0' : static_cast<char>(random());
        }
        write(m_path, content);
        QCOMPARE(pageSizeOf(m_path, 4096).value(), pageSize);
        const QString notice = open();
        compareAll(before);
        QVERIFY2(notice.contains(QStringLiteral("all pages of the file: %1.").arg(kMessages)), qPrintable(notice));
        QVERIFY2(!notice.contains(QStringLiteral("could not be restored")), qPrintable(notice));
    }

    void everyLayoutComesBack_data() {
        QTest::addColumn<int>("layout");
        for (int layout = 1; QFile::exists(QStringLiteral(LANTERNFISH_LAYOUTS "/layout-%1.sql").arg(layout));
             ++layout) {
            QTest::addRow("layout %d", layout) << layout;
        }
    }

    void everyLayoutComesBack() {
        QFETCH(const int, layout);
        QVERIFY(QFile::remove(m_path));
        QVERIFY(!makeLayout(m_path, layout).isEmpty());
        QVERIFY(QFile::copy(m_path, m_folder->filePath(QStringLiteral("sound.sqlite"))));
        QVERIFY(Repository::open(m_folder->filePath(QStringLiteral("sound.sqlite")), Access::ReadWrite));
        // A repair shows a message of each conversation that has some.
        QVERIFY(execute(m_folder->filePath(QStringLiteral("sound.sqlite")),
                        "UPDATE conversation SET leaf = (SELECT max(id) FROM message WHERE "
                        "conversation = conversation.id) WHERE leaf IS NULL"));
        const Rows sound = historyOf(m_folder->filePath(QStringLiteral("sound.sqlite")));
        QByteArray content = contentOf(m_path);
        write(m_path, content.replace(0, 4096, QByteArray(4096, '\0')));
        open();
        compareAll(sound);
    }

    void theFirstHalf() {
        const Rows before = historyOf(m_path);
        QByteArray content = contentOf(m_path);
        const qsizetype half = content.size() / 2 / 4096 * 4096;
        write(m_path, content.replace(0, half, QByteArray(half, '\0')));
        const QString notice = open();
        // The messages were written in the order of their ids, so those of the second half are about half of them.
        const qsizetype kept = compareKept(before, 0);
        QVERIFY2(kept >= kMessages / 4, qPrintable(QString::number(kept)));
        QVERIFY2(notice.contains(QStringLiteral("may be missing")), qPrintable(notice));
    }

    void truncated_data() {
        QTest::addColumn<int>("tenths");
        QTest::addColumn<bool>("hasFirstPage");
        for (const int tenths : {2, 5, 9}) {
            QTest::addRow("%d tenths", tenths) << tenths << true;
            QTest::addRow("%d tenths without the first page", tenths) << tenths << false;
        }
    }

    void truncated() {
        QFETCH(const int, tenths);
        QFETCH(const bool, hasFirstPage);
        const Rows before = historyOf(m_path);
        QByteArray content = contentOf(m_path);
        content.truncate(content.size() * tenths / 10 - 1000);  // in the middle of a page
        if (!hasFirstPage) {
            content.replace(0, 4096, QByteArray(4096, '\0'));
        }
        write(m_path, content);
        const QString notice = open();
        const qsizetype kept = compareKept(before, 0);
        QVERIFY2(kept >= kMessages * (tenths - 1) / 10 / 2, qPrintable(QString::number(kept)));
        QVERIFY2(notice.contains(QStringLiteral("may be missing")) ||
                     notice.contains(QStringLiteral("could not be restored")),
                 qPrintable(notice));
    }

    void flippedBytes_data() {
        QTest::addColumn<uint32_t>("seed");
        for (uint32_t seed = 1; seed <= 12; ++seed) {
            QTest::addRow("%u", seed) << seed;
        }
    }

    void flippedBytes() {
        QFETCH(const uint32_t, seed);
        constexpr int kFlips = 40;
        // A page of messages has at most these, by their text's 18 bytes and the record around it; what a flip in the
        // head of a page can hide.
        constexpr int kRowsPerPage = 4096 / 60;
        const Rows before = historyOf(m_path);
        QByteArray content = contentOf(m_path);
        std::mt19937 random(seed);
        content.replace(0, 4096, QByteArray(4096, '\0'));
        for (int i = 0; i < kFlips; ++i) {
            const auto at = static_cast<qsizetype>(4096 + random() % static_cast<uint32_t>(content.size() - 4096));
            content[at] = static_cast<char>(content[at] ^ (1 << random() % 8));
        }
        write(m_path, content);
        open();
        const qsizetype kept = compareKept(before, kFlips);
        QVERIFY2(kept >= kMessages - kFlips - 3 * kRowsPerPage, qPrintable(QString::number(kept)));
    }

    void aMissingOverflowPageCostsItsMessageOnly() {
        const Rows before = historyOf(m_path);
        QByteArray content = contentOf(m_path);
        content.replace(0, 4096, QByteArray(4096, '\0'));
        MessageId lost = 1;
        while (textOf(lost).size() < 3 * 4096) {
            ++lost;
        }
        const QByteArray text = textOf(lost).toUtf8().first(textOf(lost).indexOf(u'w'));
        // A whole page of nothing else.
        qsizetype at = -1;
        for (qsizetype page = 4096; page < content.size(); page += 4096) {
            if (content.sliced(page, 4096).count(text) > 200) {
                at = page;
            }
        }
        QVERIFY(at > 0);
        write(m_path, content.replace(at, 4096, QByteArray(4096, '\0')));
        const QString notice = open();
        const QStringList texts = messagesIn(m_path);
        QCOMPARE(texts.size(), kMessages - 1);
        QVERIFY(!texts.contains(textOf(lost)));
        QVERIFY2(notice.contains(QStringLiteral("could not be restored: at most")), qPrintable(notice));
        compareKept(before, 1);  // the answer to it follows another message now
    }

    void whatIsDeletedStaysDeleted_data() {
        QTest::addColumn<QByteArray>("erase");
        QTest::addColumn<bool>("hasBackup");
        QTest::newRow("by the app") << QByteArray() << false;
        QTest::newRow("by the app, and a backup has it") << QByteArray() << true;
        QTest::newRow("by another program that overwrites nothing")
            << QByteArray(
                   "PRAGMA foreign_keys = ON; PRAGMA secure_delete = OFF; PRAGMA trusted_schema = ON;"
                   "DELETE FROM conversation WHERE id = 7")
            << false;
    }

    void whatIsDeletedStaysDeleted() {
        QFETCH(const QByteArray, erase);
        QFETCH(const bool, hasBackup);
        QVERIFY(!hasBackup || backUp(m_path, QDateTime::currentDateTimeUtc()));
        if (erase.isEmpty()) {
            Repository repository = Repository::open(m_path, Access::ReadWrite).value();
            QVERIFY(repository.purge(7));
        } else {
            QVERIFY(execute(m_path, erase));
        }
        const Rows before = historyOf(m_path);
        QCOMPARE(before[QStringLiteral("conversation")].second.size(), kConversations - 1);
        QByteArray content = contentOf(m_path);
        write(m_path, content.replace(0, 4096, QByteArray(4096, '\0')));
        open();
        compareAll(before);
    }

    // Another program overwrites nothing: whole pages keep their rows after they were freed.
    void pagesThatWereFreedBringNothingBack() {
        constexpr int kLeft = 150;
        QVERIFY(execute(m_path,
                        "PRAGMA foreign_keys = OFF; PRAGMA secure_delete = OFF;"
                        "DELETE FROM message WHERE id > 150; PRAGMA wal_checkpoint(TRUNCATE)"));
        QByteArray content = contentOf(m_path);
        QVERIFY(content.contains(textOf(kMessages - 2).toUtf8()));
        write(m_path, content.replace(0, 4096, QByteArray(4096, '\0')));
        open();
        QCOMPARE(messagesIn(m_path).size(), kLeft);
    }

    // An old state of a page lies somewhere in the file, as after a write that was cut off or by another program.
    void anOldStateOfAPageBringsNothingBack() {
        const QByteArray old = contentOf(m_path);
        {
            Repository repository = Repository::open(m_path, Access::ReadWrite).value();
            QVERIFY(repository.rename(8, QStringLiteral("A title that is longer than before")));
            QVERIFY(repository.purge(7));
        }
        const Rows before = historyOf(m_path);
        QByteArray content = contentOf(m_path);
        // The pages as they were, behind those as they are.
        content.append(old.sliced(4096));
        write(m_path, content.replace(0, 4096, QByteArray(4096, '\0')));
        open();
        compareAll(before);
    }

    void rowsOfTheFileAndTheBackupComeTogether() {
        QVERIFY(backUp(m_path, QDateTime::currentDateTimeUtc()));
        {
            Repository repository = Repository::open(m_path, Access::ReadWrite).value();
            for (MessageId id = kMessages + 1; id <= kMessages + 50; ++id) {
                Message message{.id = id, .conversation = 1, .text = textOf(id)};
                message.createdAt = timeOf(static_cast<int>(id));
                QVERIFY(repository.insertMessage(message));
            }
        }
        const QStringList before = messagesIn(m_path);
        QByteArray content = contentOf(m_path);
        const qsizetype lost = content.size() / 3 / 4096 * 4096;
        write(m_path, content.replace(0, lost, QByteArray(lost, '\0')));
        const QString notice = open();
        const QStringList after = messagesIn(m_path);
        QVERIFY2(
            notice.contains(QStringLiteral("come from the backup")) && notice.contains(QStringLiteral("all pages")),
            qPrintable(notice));
        for (MessageId id = 1; id <= kMessages + 50; ++id) {
            QVERIFY2(after.contains(textOf(id)), qPrintable(QString::number(id)));
        }
        QCOMPARE(after, before);
    }

    void messagesWhoseConversationIsLostAreRecovered() {
        QByteArray content = contentOf(m_path);
        content.replace(0, 4096, QByteArray(4096, '\0'));
        int pages = 0;
        for (qsizetype page = 4096; page < content.size(); page += 4096) {
            if (content[page] == 13 && content.sliced(page, 4096).contains("Title ") &&
                !content.sliced(page, 4096).contains("message ")) {
                content.replace(page, 4096, QByteArray(4096, '\0'));
                ++pages;
            }
        }
        QVERIFY(pages > 0);
        write(m_path, content);
        open();
        QCOMPARE(messagesIn(m_path).size(), kMessages);
        Repository repository = Repository::open(m_path, Access::ReadWrite).value();
        const QList<Conversation> conversations = repository.conversations().value();
        QCOMPARE(conversations.size(), kConversations);
        for (const Conversation& conversation : conversations) {
            QCOMPARE(conversation.title, QStringLiteral("Recovered conversation"));
            QCOMPARE(repository.messages(conversation.id).value().size(), kMessages / kConversations);
        }
    }

private:
    /// What people are told.
    QString open() {
        Result<Repository> repository = Repository::open(m_path, Access::ReadWrite);
        if (!repository) {
            QTest::qFail(describe(repository.error()).c_str(), __FILE__, __LINE__);
            return {};
        }
        return repository->report().notices.join(u' ');
    }

    static QStringList messagesIn(const QString& path) {
        Database database = Database::open(path.toStdString(), Access::ReadOnly, 1000).value();
        return column(database, "SELECT text FROM message ORDER BY id").value();
    }

    void compareAll(const Rows& before) {
        const Rows after = historyOf(m_path);
        for (const char* table : kTables) {
            QCOMPARE(after[QString::fromLatin1(table)].second, before[QString::fromLatin1(table)].second);
        }
    }

    /// Every row that is there was there, but for `altered` of them at most. What follows from loss is allowed: other
    /// parents, leaves and conversations that were recovered. Returns the number of messages.
    qsizetype compareKept(const Rows& before, int altered) {
        const Rows after = historyOf(m_path);
        int others = 0;
        for (const QString& table : {QStringLiteral("folder"), QStringLiteral("attachment"), QStringLiteral("preset"),
                                     QStringLiteral("system_prompt"), QStringLiteral("answer_origin"),
                                     QStringLiteral("message_attachment"), QStringLiteral("value")}) {
            for (const QString& row : after[table].second) {
                others += before[table].second.contains(row) ? 0 : 1;
            }
        }
        const QStringList texts = messagesIn(m_path);
        for (const QString& text : texts) {
            static const QRegularExpression number(QStringLiteral("^message (\\d+):"));
            const qint64 id = number.match(text).captured(1).toLongLong();
            others += id >= 1 && id <= kMessages && text == textOf(id) ? 0 : 1;
        }
        if (others > altered) {
            QTest::qFail(qPrintable(QStringLiteral("%1 rows are others").arg(others)), __FILE__, __LINE__);
        }
        return texts.size();
    }

    QTemporaryDir m_files;
    QString m_original;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestLostPages)
#include "tst_lost_pages.moc"
