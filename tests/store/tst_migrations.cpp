// Every older layout, with the rows that it can hold (tests/store/layouts), comes to the newest with every row as it
// was.

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "app/store/migrations.h"
#include "app/store/repository.h"
#include "tests/store/rows_of.h"

using namespace lanternfish;
using namespace lanternfish::store;

namespace {

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class TestMigrations : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("history.sqlite"));
    }

    void everyOlderLayoutKeepsItsRows_data() {
        QTest::addColumn<int>("layout");
        for (size_t layout = 1; layout < migrations().size(); ++layout) {
            QTest::addRow("layout %zu", layout) << int(layout);
        }
    }

    void everyOlderLayoutKeepsItsRows() {
        QFETCH(const int, layout);
        const Rows before = makeLayout(m_path, layout);
        QVERIFY(!before.isEmpty());
        {
            Result<Repository> repository = Repository::open(m_path, Access::ReadWrite);
            QVERIFY2(repository, repository ? "" : describe(repository.error()).c_str());
            QVERIFY(repository->report().notices.isEmpty());
            // The new indexes know the old texts.
            QCOMPARE(repository->search({.text = QStringLiteral("stop_token")}).value().size(), 1);
            QCOMPARE(repository->search({.text = QStringLiteral("深海")}).value().size(), 1);
            QCOMPARE(repository->search({.text = QStringLiteral("grö")}).value().size(), 1);
        }
        Database database = Database::open(m_path.toStdString(), Access::ReadOnly, 1000).value();
        QCOMPARE(database.userVersion().value(), int64_t(migrations().size()));
        Rows after = rowsOf(database, before);
        if (after.contains(QStringLiteral("value"))) {
            after[QStringLiteral("value")].second.removeIf([](const QString& row) { return row.contains(u"store."); });
        }
        for (auto table = before.begin(); table != before.end(); ++table) {
            QCOMPARE(after[table.key()].second, table->second);
        }
        QCOMPARE(column(database, "PRAGMA integrity_check").value(), QStringList{QStringLiteral("ok")});
        QVERIFY(column(database, "PRAGMA foreign_key_check").value().isEmpty());

        // The copy is the database as it was.
        const QStringList copies = copiesMade();
        QCOMPARE(copies.size(), 1);
        QVERIFY2(copies.first().startsWith(QStringLiteral("history.layout-%1-").arg(layout)),
                 qPrintable(copies.first()));
        Database copy =
            Database::open(m_folder->filePath(copies.first()).toStdString(), Access::ReadOnly, 1000).value();
        QCOMPARE(copy.userVersion().value(), layout);
        QVERIFY(rowsOf(copy) == before);
    }

    void aFileOfVersionOneIsRead() {
        // Written by the first program that kept a history.
        QVERIFY(QFile::copy(QStringLiteral(LANTERNFISH_TEST_DATA "/store/layout-1.sqlite"), m_path));
        QVERIFY(QFile::setPermissions(m_path, QFile::ReadOwner | QFile::WriteOwner));
        {
            // A process that only reads leaves it as it is, and can.
            Result<Repository> reader = Repository::open(m_path, Access::ReadOnly);
            QVERIFY2(reader, reader ? "" : describe(reader.error()).c_str());
            QCOMPARE(reader->messages(1).value().size(), 2);
            QVERIFY(reader->folders().value().isEmpty() && reader->presets().value().isEmpty());
            QVERIFY(!reader->search({.text = QStringLiteral("sea")}));
        }
        Result<Repository> repository = Repository::open(m_path, Access::ReadWrite);
        QVERIFY2(repository, repository ? "" : describe(repository.error()).c_str());
        const Conversation conversation = repository->conversations().value().first();
        QCOMPARE(conversation.title, QStringLiteral("What glows in the deep sea?"));
        QVERIFY(!conversation.pinned && !conversation.archived && !conversation.folder && !conversation.preset);
        const QList<Message> messages = repository->messages(1).value();
        QCOMPARE(messages.size(), 2);
        QCOMPARE(messages[1].text,
                 QStringLiteral("I am too small to know that. Get V4-Flash from the Library page for real answers."));
        QCOMPARE(messages[1].model, QStringLiteral("Lanternfish nano (2cfdbe4422266713)"));
        QCOMPARE(messages[1].stats.generatedTokens, 20);
        QVERIFY(!messages[1].origin);
        QCOMPARE(repository->search({.text = QStringLiteral("library page")}).value().size(), 1);
    }

    void withoutACopyNothingIsChanged() {
        makeLayout(m_path, 1);
        const QByteArray before = contentOf(m_path);
        // Every name that a copy of this minute could be written under is taken by a folder that is not empty.
        const QDateTime now = QDateTime::currentDateTimeUtc();
        for (int second = -1; second < 60; ++second) {
            const QString name = QStringLiteral("history.layout-1-%1.sqlite.partial/taken")
                                     .arg(now.addSecs(second).toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'")));
            QVERIFY(QDir(m_folder->path()).mkpath(name));
        }
        const Result<Repository> repository = Repository::open(m_path, Access::ReadWrite);
        QVERIFY(!repository);
        const QString text = QString::fromStdString(describe(repository.error()));
        QVERIFY2(text.contains(QStringLiteral("copy")) && text.contains(m_path), qPrintable(text));
        QCOMPARE(Database::layoutOf(m_path.toStdString()).value(), 1);
        QCOMPARE(contentOf(m_path), before);
    }

    void threeCopiesStay() {
        for (int year = 2020; year < 2026; ++year) {
            QFile old(
                m_folder->filePath(QStringLiteral("history.layout-1-%1%2.sqlite").arg(year).arg(u"0101T000000Z")));
            QVERIFY(old.open(QIODevice::WriteOnly));
        }
        makeLayout(m_path, 2);
        QVERIFY(Repository::open(m_path, Access::ReadWrite));
        const QStringList copies = copiesMade();
        QCOMPARE(copies.size(), 3);
        QVERIFY(copies[0].contains(QStringLiteral("-2024")) && copies[1].contains(QStringLiteral("-2025")) &&
                copies[2].startsWith(QStringLiteral("history.layout-2-")));
    }

private:
    QStringList copiesMade() const {
        return QDir(m_folder->path()).entryList({QStringLiteral("history.layout-*.sqlite")}, QDir::Files, QDir::Name);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestMigrations)
#include "tst_migrations.moc"
