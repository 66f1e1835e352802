#include <array>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "app/store/migrations.h"
#include "app/store/repository.h"

using namespace lanternfish;
using namespace lanternfish::store;

namespace {

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& content) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

int64_t integer(Database& database, const char* sql) {
    Result<Statement> statement = database.prepare(sql);
    if (!statement || !statement->step().value_or(false)) {
        return -1;
    }
    return statement->integer(0);
}

}  // namespace

class TestDatabase : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("history.sqlite"));
    }

    void emptyFileGetsEveryMigration() {
        QVERIFY(Repository::open(m_path, Access::ReadWrite));
        Result<Database> database = Database::open(m_path.toStdString(), Access::ReadWrite, 1000);
        QVERIFY(database);
        QCOMPARE(database->userVersion().value(), int64_t(migrations().size()));
        QCOMPARE(integer(*database,
                         "SELECT count(*) FROM pragma_table_info('message') WHERE name IN ('id', "
                         "'conversation', 'parent', 'role', 'text', 'status', 'reasoning', 'error', 'model', "
                         "'created_at')"),
                 10);
        Result<Statement> mode = database->prepare("PRAGMA journal_mode");
        QVERIFY(mode && mode->step().value());
        QCOMPARE(QString::fromStdString(std::string(mode->text(0))), QStringLiteral("wal"));
        QCOMPARE(integer(*database, "PRAGMA foreign_keys"), 1);
        QCOMPARE(integer(*database, "PRAGMA trusted_schema"), 0);
    }

    void openingTwiceAppliesNothingTwice() {
        QVERIFY(Repository::open(m_path, Access::ReadWrite));
        QVERIFY(Repository::open(m_path, Access::ReadWrite));
    }

    void onlyMissingMigrationsRun() {
        const std::array steps = {Migration{"0001_one", "CREATE TABLE one (a); INSERT INTO one VALUES (1)"},
                                  Migration{"0002_two", "INSERT INTO one VALUES (2)"}};
        Result<Database> database = Database::open(m_path.toStdString(), Access::ReadWrite, 2);
        QVERIFY(database);
        QVERIFY(migrate(*database, std::span(steps).first(1)));
        QCOMPARE(database->userVersion().value(), 1);
        QVERIFY(migrate(*database, steps));
        QCOMPARE(database->userVersion().value(), 2);
        QCOMPARE(integer(*database, "SELECT count(*) FROM one"), 2);
    }

    void failedMigrationLeavesTheVersionBefore() {
        const std::array steps = {Migration{"0001_one", "CREATE TABLE one (a)"},
                                  Migration{"0002_two", "CREATE TABLE two (a); INSERT INTO nowhere VALUES (1)"}};
        Result<Database> database = Database::open(m_path.toStdString(), Access::ReadWrite, 2);
        QVERIFY(database);
        const Result<void> done = migrate(*database, steps);
        QVERIFY(!done);
        const QString text = QString::fromStdString(describe(done.error()));
        QVERIFY2(text.contains(QStringLiteral("0002_two")) && text.contains(QStringLiteral("nowhere")),
                 qPrintable(text));
        QCOMPARE(database->userVersion().value(), 1);
        QCOMPARE(integer(*database, "SELECT count(*) FROM sqlite_schema WHERE name = 'two'"), 0);
    }

    void newerDatabaseIsReadAndKept() {
        {
            Result<Repository> repository = Repository::open(m_path, Access::ReadWrite);
            QVERIFY(repository);
            QVERIFY(repository->insertConversation({.id = 1, .title = QStringLiteral("kept")}));
            QVERIFY(repository->insertMessage({.id = 1, .conversation = 1, .text = QStringLiteral("question")}));
        }
        {
            // What a newer version may do: columns and tables more, and some less.
            Result<Database> database = Database::open(m_path.toStdString(), Access::ReadWrite, 1000);
            QVERIFY(database);
            const Result<void> changed = database->execute(
                "ALTER TABLE message ADD COLUMN colour TEXT; CREATE TABLE colour (a); "
                "ALTER TABLE conversation DROP COLUMN draft; DROP TABLE answer_origin; "
                "PRAGMA user_version = 999");
            QVERIFY2(changed, changed ? "" : describe(changed.error()).c_str());
        }
        const QByteArray before = contentOf(m_path);
        for (const Access access : {Access::ReadWrite, Access::ReadOnly}) {
            Result<Repository> repository = Repository::open(m_path, access);
            QVERIFY2(repository, repository ? "" : describe(repository.error()).c_str());
            QCOMPARE(repository->report().access, Access::ReadOnly);
            QVERIFY(repository->report().notices.join(QChar()).contains(QStringLiteral("newer version")));
            QCOMPARE(repository->conversations().value().first().title, QStringLiteral("kept"));
            QCOMPARE(repository->messages(1).value().first().text, QStringLiteral("question"));
            QVERIFY(!repository->rename(1, QStringLiteral("changed")));
        }
        QVERIFY(contentOf(m_path) == before);
    }

    void databaseOfAnotherProgramIsRefusedAndKept() {
        QVERIFY(Repository::open(m_path, Access::ReadWrite));
        {
            Result<Database> database = Database::open(m_path.toStdString(), Access::ReadWrite, 1000);
            QVERIFY(database && database->execute("PRAGMA application_id = 7"));
        }
        // Opening for writing must not claim the file either.
        const QByteArray before = contentOf(m_path);
        const Result<Repository> repository = Repository::open(m_path, Access::ReadWrite);
        QVERIFY(!repository);
        QCOMPARE(repository.error().code, ErrorCode::Unsupported);
        QVERIFY(contentOf(m_path) == before);
    }

    void textFileIsRefusedAndKept() {
        const QByteArray content(5000, 'x');
        write(m_path, content);
        const Result<Repository> repository = Repository::open(m_path, Access::ReadWrite);
        QVERIFY(!repository);
        QCOMPARE(repository.error().code, ErrorCode::InvalidFile);
        QVERIFY(contentOf(m_path) == content);
    }

    void errorsNameStatementPathAndReason() {
        Result<Database> database = Database::open(m_path.toStdString(), Access::ReadWrite, 1);
        QVERIFY(database);
        const Result<Statement> statement = database->prepare("SELECT missing FROM nowhere");
        QVERIFY(!statement);
        const QString text = QString::fromStdString(describe(statement.error()));
        QVERIFY(text.contains(m_path));
        QVERIFY(text.contains(QStringLiteral("SELECT missing FROM nowhere")));
        QVERIFY(text.contains(QStringLiteral("no such table")));
    }

    void readOnlyMakesNoFile() {
        const Result<Repository> repository = Repository::open(m_path, Access::ReadOnly);
        QVERIFY(!repository);
        QCOMPARE(repository.error().code, ErrorCode::NotFound);
        QVERIFY(!QFile::exists(m_path));
    }

    void folderThatDoesNotExistIsAnError() {
        const Result<Repository> repository =
            Repository::open(m_folder->filePath(QStringLiteral("no/such/history.sqlite")), Access::ReadWrite);
        QVERIFY(!repository);
        QCOMPARE(repository.error().code, ErrorCode::Io);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
