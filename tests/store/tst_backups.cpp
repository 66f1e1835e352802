#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include "app/store/backups.h"
#include "app/store/repository.h"
#include "app/store/store_thread.h"

using namespace lanternfish;
using namespace lanternfish::store;

namespace {

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QDateTime day(int number) {
    return QDateTime(QDate(2026, 1, 1).addDays(number), QTime(12, 0), QTimeZone::UTC);
}

}  // namespace

class TestBackups : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("history.sqlite"));
        Repository repository = Repository::open(m_path, Access::ReadWrite).value();
        QVERIFY(repository.insertConversation({.id = 1, .title = QStringLiteral("first")}));
    }

    void sevenDaysAndFourWeeksStay() {
        QList<Backup> backups;
        int made = 0;
        for (int number = 0; number < 100; ++number) {
            for (const int hours : {0, 3}) {  // two on each day, the later one stays
                backups.prepend({QString::number(++made), day(number).addSecs(hours * 3600), 1});
            }
            const QList<Backup> rest = superfluous(backups);
            backups.removeIf([&](const Backup& each) { return std::ranges::contains(rest, each.path, &Backup::path); });
            QVERIFY(backups.size() <= 11);
        }
        QCOMPARE(backups.size(), 11);
        for (int i = 0; i < 7; ++i) {
            QCOMPARE(backups[i].at, day(99 - i).addSecs(3 * 3600));
        }
        for (int i = 7; i < 11; ++i) {
            // One of each week before: never more than two weeks apart, so that none is without.
            QVERIFY(backups[i - 1].at.daysTo(backups[i].at) >= -14);
        }
        // Seven days, one of a week that may have just begun, and three whole weeks less the days before a Sunday.
        QVERIFY(backups.last().at.daysTo(day(99)) >= 7 + 1 + 2 * 7);
    }

    void theOldestGoWhenTheyTakeTooMuch() {
        // Of days that follow each other, 10 bytes each, newest first.
        const auto ofDays = [](int count) {
            QList<Backup> backups;
            for (int number = count; number > 0; --number) {
                backups.append({QString::number(number), day(number), 10});
            }
            return backups;
        };
        const auto dropped = [](const QList<Backup>& backups, qint64 mostBytes) {
            QStringList names;
            for (const Backup& backup : superfluous(backups, mostBytes)) {
                names.append(backup.path);
            }
            return names.join(u' ');
        };
        QCOMPARE(dropped(ofDays(5), 50), QString());
        QCOMPARE(dropped(ofDays(5), 49), QStringLiteral("1"));
        QCOMPARE(dropped(ofDays(5), 30), QStringLiteral("2 1"));
        QCOMPARE(dropped(ofDays(5), 0), QStringLiteral("3 2 1"));
        QCOMPARE(dropped(ofDays(2), 0), QString());
        // A small one does not outlive a larger one that is newer.
        QList<Backup> uneven = ofDays(4);
        uneven[2].bytes = 100;
        QCOMPARE(dropped(uneven, 60), QStringLiteral("2 1"));
        // What the days give up anyway takes no room.
        QList<Backup> twice = ofDays(3);
        twice.insert(1, {QStringLiteral("earlier"), twice[0].at.addSecs(-60), 1000});
        QCOMPARE(dropped(twice, 30), QStringLiteral("earlier"));
    }

    void aBackupMakesRoomForItself() {
        for (int number = 0; number < 4; ++number) {
            QVERIFY(backUp(m_path, day(number)));
        }
        const qint64 bytes = backupsOf(m_path).first().bytes;
        QVERIFY(backUp(m_path, day(4), 3 * bytes));
        const QList<Backup> left = backupsOf(m_path);
        QCOMPARE(left.size(), 3);
        QCOMPARE(left.last().at, day(2));
    }

    void theThreadKeepsToTheLimit() {
        for (int number = 0; number < 3; ++number) {
            QVERIFY(backUp(m_path, day(number)));
        }
        StoreThread store([](const Error& error) { QTest::qFail(describe(error).c_str(), __FILE__, __LINE__); });
        QVERIFY(store.open(m_path).result());
        store.setMostBackupBytes(0);
        QCOMPARE(backupsOf(m_path).size(), 3);
        QVERIFY(store.backUpNow().result());
        QCOMPARE(backupsOf(m_path).size(), 2);
    }

    void aBackupIsAWholeHistory() {
        Repository repository = Repository::open(m_path, Access::ReadWrite).value();
        const Backup backup = backUp(m_path, day(0)).value();
        QCOMPARE(QFileInfo(backup.path).fileName(), QStringLiteral("history-20260101T120000Z.sqlite"));
        QCOMPARE(QFileInfo(backup.path).dir().dirName(), QStringLiteral("backups"));
        QVERIFY(repository.rename(1, QStringLiteral("second")));
        QVERIFY(backUp(m_path, day(1)));
        const StorageUse use = repository.storageUse().value();
        QCOMPARE(use.backups.size(), 2);
        QCOMPARE(use.backups[0].at, day(1));
        QCOMPARE(use.backups[1].path, backup.path);
        QVERIFY(use.backups[0].bytes > 0 && use.databaseBytes > 0);
        QCOMPARE(Repository::open(backup.path, Access::ReadOnly)->conversations().value().first().title,
                 QStringLiteral("first"));
    }

    void nothingIsBackedUpFromADamagedHistory() {
        QVERIFY(backUp(m_path, day(0)));
        QByteArray content = contentOf(m_path);
        content.replace(4096, content.size() - 4096, QByteArray(content.size() - 4096, '\x5A'));
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        file.close();
        for (int number = 1; number < 20; ++number) {
            QCOMPARE(backUp(m_path, day(number)).error().code, ErrorCode::InvalidFile);
        }
        QCOMPARE(backupsOf(m_path).size(), 1);
    }

    void aBackupThatCantBeWrittenLeavesNothing() {
        QFile blocked(m_folder->filePath(QStringLiteral("backups")));
        QVERIFY(blocked.open(QIODevice::WriteOnly));
        blocked.close();
        QCOMPARE(backUp(m_path, day(0)).error().code, ErrorCode::Io);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(blocked.remove());
        QVERIFY(!backUp(m_path, day(0), kMostBackupBytes, stop.get_token()) || QFileInfo(m_path).size() < 1'000'000);
    }

    void theThreadBacksUpDailyAndRestores() {
        StoreThread store([](const Error& error) { QTest::qFail(describe(error).c_str(), __FILE__, __LINE__); },
                          std::chrono::milliseconds(1));
        QVERIFY(store.open(m_path).result());
        QTRY_COMPARE(backupsOf(m_path).size(), 1);
        const auto rename = [&](const QString& title) {
            return store.run([title](Repository& repository) { return repository.rename(1, title); }).result();
        };
        QVERIFY(rename(QStringLiteral("second")));
        QTest::qWait(1100);  // the name of a backup counts seconds
        const Result<Backup> now = store.backUpNow().result();
        QVERIFY2(now, now ? "" : describe(now.error()).c_str());
        QVERIFY(rename(QStringLiteral("third")));
        const Result<QString> kept = store.restoreBackup(now->path).result();
        QVERIFY2(kept, kept ? "" : describe(kept.error()).c_str());
        const auto title = [](Repository& repository) -> Result<QString> {
            LF_TRY(const QList<Conversation> list, repository.conversations());
            return list.first().title;
        };
        QCOMPARE(store.run(title).result().value(), QStringLiteral("second"));
        QCOMPARE(Repository::open(*kept, Access::ReadOnly)->conversations().value().first().title,
                 QStringLiteral("third"));
        QVERIFY(!store.restoreBackup(QStringLiteral("no such backup")).result());
        QCOMPARE(store.run(title).result().value(), QStringLiteral("second"));
        QVERIFY(store.run([](Repository& repository) { return repository.vacuum(); }).result());
    }

    void attachmentsAndFreeSpaceAreCounted() {
        Repository repository = Repository::open(m_path, Access::ReadWrite).value();
        QVERIFY(repository.addAttachment(QStringLiteral("a"), QByteArray(1'000'000, 'a')));
        QCOMPARE(repository.storageUse().value().attachmentBytes, 1'000'000);
        QVERIFY(repository.purgeDeleted(day(0)));
        const qint64 before = repository.storageUse().value().databaseBytes;
        QVERIFY(repository.storageUse().value().freeBytes > 900'000);
        QVERIFY(repository.vacuum());
        QCOMPARE(repository.storageUse().value().freeBytes, 0);
        QVERIFY(repository.storageUse().value().databaseBytes < before - 900'000);
    }

    // What was closed cleanly is not read through: a check would read this damage, an open does not.
    void aCleanCloseMakesTheNextOpenShort() {
        {
            Repository repository = Repository::open(m_path, Access::ReadWrite).value();
            QVERIFY(repository.addAttachment(QStringLiteral("a"), QByteArray(400'000, 'a')));
            QVERIFY(repository.markClean());
        }
        QByteArray content = contentOf(m_path);
        const qsizetype at = content.indexOf(QByteArray(3000, 'a')) / 4096 * 4096;
        QVERIFY(at > 4096);
        content.replace(at, 4, QByteArray(4, '\x7F'));  // the number of the next page
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        file.close();
        QVERIFY(Repository::open(m_path, Access::ReadWrite)->report().notices.isEmpty());
        // That one was not closed cleanly.
        QVERIFY(!Repository::open(m_path, Access::ReadWrite)->report().notices.isEmpty());
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestBackups)
#include "tst_backups.moc"
