// tst_kill RUNS FIRST: kills an answering process RUNS times at moments drawn from the seeds FIRST, FIRST + 1, ...,
// always on the same database.

#include <chrono>
#include <csignal>
#include <format>
#include <QFile>
#include <QProcess>
#include <random>

#include "app/platform/instance_lock.h"
#include "app/store/database.h"
#include "app/store/migrations.h"
#include "tests/assistant/fixture.h"
#include "tests/assistant/streamed_answer.h"

using namespace lanternfish;
using namespace lanternfish::assistant;

namespace {

constexpr qint64 kPromiseMs = 1000;
/// Whole answers that are looked at again after each kill; after the last one all are.
constexpr int kEarlier = 10;

qint64 steadyMs() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

struct Split {
    QString reasoning;
    QString text;
};

/// As the assistant must have split these bytes. An unfinished character at the end is not there yet.
Split splitWhole(QByteArray bytes) {
    const auto whole = [](QByteArray part) {
        qsizetype start = part.size();
        while (start > 0 && (part[start - 1] & 0xC0) == 0x80) {
            --start;
        }
        // `start` is behind the lead byte of the last character, or the text ends in ASCII.
        if (start > 0 && (part[start - 1] & 0x80) != 0) {
            const auto lead = static_cast<unsigned char>(part[start - 1]);
            const qsizetype length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
            if (part.size() - (start - 1) < length) {
                part.truncate(start - 1);
            }
        }
        return QString::fromUtf8(part);
    };
    const QByteArray marker("</think>");
    const qsizetype end = bytes.indexOf(marker);
    return end < 0 ? Split{whole(bytes), {}} : Split{whole(bytes.first(end)), whole(bytes.sliced(end + marker.size()))};
}

/// The bytes of all tokens of the log and of those from before `limit`.
struct Log {
    QByteArray all;
    QByteArray old;
};

Log readLog(const QString& path, qint64 limit) {
    Log log;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return log;
    }
    while (!file.atEnd()) {
        const QByteArray line = file.readLine();
        const qsizetype space = line.indexOf(' ');
        if (!line.endsWith('\n') || space < 0) {
            break;  // the kill came within this line
        }
        const QByteArray token = QByteArray::fromHex(line.sliced(space + 1).trimmed());
        log.all += token;
        if (line.first(space).toLongLong() <= limit) {
            log.old += token;
        }
    }
    return log;
}

}  // namespace

class TestKill : public QObject {
    Q_OBJECT

public:
    TestKill(int runs, uint32_t first) : m_runs(runs), m_first(first) {}

private slots:
    void killedAnswersAreKeptAndGoOn_data() {
        QTest::addColumn<int>("run");
        for (int run = 0; run < m_runs; ++run) {
            QTest::addRow("seed %u", seedOf(run)) << run;
        }
    }

    void killedAnswersAreKeptAndGoOn() {
        QFETCH(const int, run);
        const uint32_t seed = seedOf(run);
        const QString logPath = m_fixture.databasePath() + QStringLiteral(".log");
        const qint64 killed = streamAndKill(seed, logPath);
        QVERIFY(killed > 0);
        const Log log = readLog(logPath, killed - kPromiseMs);
        const auto conversation = static_cast<store::ConversationId>(run + 1);

        checkIntegrity();
        checkSearch();
        const QList<store::Message> messages = m_fixture.stored(conversation);
        QCOMPARE(messages.size(), 2);
        QCOMPARE(messages[1].status, store::Status::Streaming);  // a reader does not touch it
        const Split all = splitWhole(log.all);
        const Split old = splitWhole(log.old);
        // No more than what was generated, and all that is older than the promise.
        QVERIFY(messages[1].reasoning.size() <= all.reasoning.size() && messages[1].text.size() <= all.text.size());
        QCOMPARE(messages[1].reasoning, all.reasoning.first(messages[1].reasoning.size()));
        QCOMPARE(messages[1].text, all.text.first(messages[1].text.size()));
        QCOMPARE(old.reasoning, messages[1].reasoning.left(old.reasoning.size()));
        QCOMPARE(old.text, messages[1].text.left(old.text.size()));

        restartAndGoOn(conversation, seed);
        if (!QTest::currentTestFailed()) {
            checkEarlierAnswers(run + 1 == m_runs ? 0 : std::max(0, run - kEarlier), run);
        }
    }

private:
    uint32_t seedOf(int run) const { return m_first + static_cast<uint32_t>(run); }

    /// Returns the moment of the kill, 0 when the process did not get that far.
    qint64 streamAndKill(uint32_t seed, const QString& logPath) {
        std::mt19937 random(seed + 1000);
        const auto delay = static_cast<int>(200 + random() % 1600);
        QFile::remove(logPath);
        QProcess writer;
        writer.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        writer.start(QStringLiteral(LANTERNFISH_STREAM_WRITER),
                     {m_fixture.databasePath(), logPath, QString::number(seed)});
        const bool streams = QTest::qWaitFor([&] { return QFile(logPath).size() > 0; }, 20000);
        if (streams) {
            // Nobody else may take the database over now; after the kill, restartAndGoOn() must.
            const Result<platform::InstanceLock> lock = platform::InstanceLock::acquire(m_fixture.databasePath());
            if (lock || lock.error().code != ErrorCode::Unsupported) {
                QTest::qFail("The database of a running process could be taken over", __FILE__, __LINE__);
            }
            QTest::qWait(delay);
        }
        const qint64 moment = writer.state() == QProcess::Running && streams ? steadyMs() : 0;
        writer.kill();  // SIGKILL
        writer.waitForFinished();
        return writer.exitStatus() == QProcess::CrashExit ? moment : 0;
    }

    void checkIntegrity() {
        Result<store::Database> database =
            store::Database::open(m_fixture.databasePath().toStdString(), store::Access::ReadOnly, 1000);
        QVERIFY2(database, database ? "" : describe(database.error()).c_str());
        Result<store::Statement> check = database->prepare("PRAGMA integrity_check");
        QVERIFY(check && check->step().value_or(false));
        QCOMPARE(QByteArray(check->text(0).data(), static_cast<qsizetype>(check->text(0).size())), QByteArray("ok"));
        Result<store::Statement> keys = database->prepare("PRAGMA foreign_key_check");
        QVERIFY(keys && !keys->step().value_or(true));
    }

    /// The indexes say what the texts say. Only a writing connection can ask them.
    void checkSearch() {
        Result<store::Database> database =
            store::Database::open(m_fixture.databasePath().toStdString(), store::Access::ReadWrite, 1000);
        QVERIFY2(database, database ? "" : describe(database.error()).c_str());
        for (const char* index : store::kSearchIndexes) {
            const Result<void> sound =
                database->execute(std::format("INSERT INTO {0} ({0}, rank) VALUES ('integrity-check', 1)", index));
            QVERIFY2(sound, sound ? "" : describe(sound.error()).c_str());
        }
    }

    void restartAndGoOn(store::ConversationId conversation, uint32_t seed) {
        const Result<platform::InstanceLock> lock = platform::InstanceLock::acquire(m_fixture.databasePath());
        QVERIFY2(lock, lock ? "" : describe(lock.error()).c_str());
        fakes::FakeScript script;
        script.answers = {streamedAnswer(seed)};
        const auto assistant = m_fixture.makeAssistant(script);
        assistant->openConversation(conversation);
        QTRY_COMPARE(assistant->current(), conversation);
        QCOMPARE(assistant->messages().last().status, store::Status::Interrupted);
        assistant->continueAnswer(assistant->messages().last().id);
        QVERIFY(waitUntilIdle(*assistant));
        QCOMPARE(assistant->messages().last().status, store::Status::Complete);
    }

    /// Every answer of these runs, the one just gone on with included, is whole.
    void checkEarlierAnswers(int first, int last) {
        for (int run = first; run <= last; ++run) {
            const QList<store::Message> messages = m_fixture.stored(static_cast<store::ConversationId>(run + 1));
            QCOMPARE(messages.size(), 2);
            const Split whole = splitWhole(QByteArray::fromStdString(streamedAnswer(seedOf(run))));
            QCOMPARE(messages[1].status, store::Status::Complete);
            QCOMPARE(messages[1].reasoning, whole.reasoning);
            QCOMPARE(messages[1].text, whole.text);
        }
    }

    const int m_runs;
    const uint32_t m_first;
    Fixture m_fixture;
};

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    TestKill test(argc > 1 ? QByteArray(argv[1]).toInt() : 20, argc > 2 ? QByteArray(argv[2]).toUInt() : 0);
    return QTest::qExec(&test, QStringList{application.arguments().first()});
}

#include "tst_kill.moc"
