#include <nlohmann/json.hpp>
#include <QBuffer>
#include <QRegularExpression>

#include "app/exchange/history_format.h"
#include "app/exchange/history_reader.h"
#include "app/exchange/json_stream.h"
#include "tests/exchange/histories.h"

using namespace histories;
using namespace lanternfish::exchange;

namespace {

constexpr const char* kHead =
    R"({"format":"lanternfish-history","version":2,"folders":[],"presets":[],"attachments":[],)";

/// A file with one conversation that has `members` and `messages`.
QByteArray oneConversation(const QByteArray& messages, const QByteArray& members = R"("leaf":0,)") {
    return QByteArray(kHead) + R"("conversations":[{"title":"t","createdAt":1,"updatedAt":2,)" + members +
           R"("messages":[)" + messages + "]}]}";
}

QByteArray sound() {
    return oneConversation(R"({"role":"user","createdAt":3,"text":"x"})");
}

/// Counts what is handed over.
class Counter : public HistorySink {
public:
    Result<void> folder(const store::Folder&) override { return {}; }
    Result<void> preset(const store::Preset&) override { return {}; }
    Result<void> attachment(const QByteArray&, const QByteArray&) override { return {}; }
    Result<void> conversation(const ConversationRecord&) override {
        ++conversations;
        return {};
    }
    int conversations = 0;
};

/// Gives `head`, then `filler` again and again, without holding any of it.
class Endless : public QIODevice {
public:
    Endless(QByteArray head, QByteArray filler) : m_pending(std::move(head)), m_filler(std::move(filler)) {
        open(ReadOnly | Unbuffered);
    }
    bool isSequential() const override { return true; }
    qint64 given() const { return m_given; }

protected:
    qint64 readData(char* data, qint64 size) override {
        while (m_pending.size() < size) {
            m_pending += m_filler;
        }
        memcpy(data, m_pending.constData(), size);
        m_pending.remove(0, size);
        m_given += size;
        return size;
    }
    qint64 writeData(const char*, qint64) override { return -1; }

private:
    QByteArray m_pending;
    QByteArray m_filler;
    qint64 m_given = 0;
};

/// The most memory that the process ever had; 0 where the system doesn't tell so.
qint64 peakKiB() {
    QFile status(QStringLiteral("/proc/self/status"));
    static const QRegularExpression kPeak(QStringLiteral("VmHWM:\\s*(\\d+)"));
    return status.open(QIODevice::ReadOnly)
               ? kPeak.match(QString::fromLatin1(status.readAll())).captured(1).toLongLong()
               : 0;
}

}  // namespace

class TestHostile : public QObject {
    Q_OBJECT

private slots:
    void wrongFilesAreRefusedWithTheirPlace_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("told");  ///< Words that the error holds, joined by "|".
        const auto row = [](const char* name, const QByteArray& file, const char* told) {
            QTest::addRow("%s", name) << file << QString::fromUtf8(told);
        };
        const QByteArray head(kHead);
        const QByteArray start(R"({"format":"lanternfish-history","version":2,)");
        row("empty", "", "line 1|expected JSON|empty");
        row("not JSON", "\n\nhello", "line 3|expected JSON");
        row("cut off", sound().chopped(3), "expected JSON|end of input");
        row("more behind it", sound() + "x", "expected JSON");
        row("an array", "[]", "expected an object|an array");
        row("another program's", R"({"mapping":{}})", "expected a Lanternfish history|mapping");
        row("another format", R"({"format":"x","version":1})", "format: expected 'lanternfish-history', found \"x\"");
        row("no version", R"({"format":"lanternfish-history","folders":[]})", "begins with 'version'|folders");
        row("version 0", R"({"format":"lanternfish-history","version":0})", "version: expected 1");
        row("version as text", R"({"format":"lanternfish-history","version":"1"})", "version: expected a whole number");
        row("missing part", start + R"("folders":[],"attachments":[]})", "expected 'presets'|attachments");
        row("ends early", start + R"("folders":[]})", "expected 'presets', found the end");
        row("a part twice", start + R"("folders":[],"folders":[]})", "folders");
        row("more parts", head + R"("conversations":[],"x":1})", "expected 'the end'|x");
        row("folders as object", start + R"("folders":{}})", "folders: expected an array, found object");
        row("a folder as number", start + R"("folders":[7]})", "folders[0]: expected an object, found 7");
        row("a folder in itself", start + R"("folders":[{"name":"a","parent":0}]})", "folders[0]|parent");
        row("a folder in a later one", start + R"("folders":[{"name":"a"},{"name":"b","parent":1}]})",
            "folders[1]|parent|0 to 0, found 1");
        row("a folder without name", start + R"("folders":[{}]})", "folders[0]: expected a member 'name', found none");
        row("unknown member", start + R"("folders":[{"name":"a","colour":1}]})", "folders[0]|'colour'");
        row("a key twice", start + R"("folders":[{"name":"a","name":"b"}]})", "'name' twice");
        row("lone surrogate", start + R"("folders":[{"name":"\ud800"}]})", "expected JSON|surrogate");
        row("not UTF-8", start + "\"folders\":[{\"name\":\"\xff\"}]}", "expected JSON|UTF-8");
        row("a sampler out of range",
            start + R"("folders":[],"presets":[{"name":"p","sampling":{"temperature":1,"topP":2,"minP":0,"topK":0}}]})",
            "presets[0].sampling.topP: expected a number from 0 to 1, found 2");
        row("no sampler", start + R"("folders":[],"presets":[{"name":"p"}]})", "presets[0]|'sampling'");
        row("a number too big", start + R"("folders":[],"presets":[{"name":"p","x":1e999}]})", "expected JSON|1e999");
        row("a hash that doesn't fit",
            start + "\"folders\":[],\"presets\":[],\"attachments\":[{\"sha256\":\"" + QByteArray(64, '0') +
                "\",\"data\":\"SGk=\"}]}",
            "attachments[0]|000000|found 2 bytes with 3639efcd");
        row("a short hash", start + R"("folders":[],"presets":[],"attachments":[{"sha256":"00","data":""}]})",
            "attachments[0].sha256: expected 64");
        row("bad base64",
            start + "\"folders\":[],\"presets\":[],\"attachments\":[{\"sha256\":\"" + QByteArray(64, '0') +
                "\",\"data\":\"S G k=\"}]}",
            "attachments[0].data: expected a text in base64");
        row("an attachment of none",
            start +
                R"("folders":[],"presets":[],"attachments":[{"sha256":"3639efcd08abb273b1619e82e78c29a7df02c1051b1820e99fc395dcaa3326b8","data":"SGk="}],"conversations":[]})",
            "attachments|3639efcd");
        row("a conversation as number", head + R"("conversations":[3]})", "conversations[0]: expected an object");
        row("a conversation as array", head + R"("conversations":[[]]})", "conversations[0]: expected an object");
        row("no messages", head + R"("conversations":[{"title":"t","createdAt":1,"updatedAt":2}]})",
            "conversations[0]: expected a member 'messages'");
        row("messages before the rest", head + R"("conversations":[{"messages":[],"title":"t"}]})",
            "conversations[0]|'title'");
        row("a member behind the messages",
            head + R"("conversations":[{"title":"t","createdAt":1,"updatedAt":2,"messages":[],"draft":"d"}]})",
            "conversations[0].draft|last member");
        row("no leaf", oneConversation(R"({"role":"user","createdAt":3,"text":"x"})", ""),
            "conversations[0].leaf: expected the place of one of its 1 messages, found none");
        row("a leaf outside", oneConversation(R"({"role":"user","createdAt":3,"text":"x"})", R"("leaf":1,)"),
            "conversations[0].leaf|found 1");
        row("a folder outside", oneConversation("", R"("folder":0,)"), "conversations[0]|folder");
        row("a time with a fraction", oneConversation("", R"("deletedAt":1.5,)"), "conversations[0].deletedAt|1.5");
        row("a time too big", oneConversation("", R"("deletedAt":9223372036854775808,)"), "conversations[0].deletedAt");
        row("pinned as number", oneConversation("", R"("pinned":1,)"),
            "conversations[0].pinned: expected true or false");
        row("an unknown role", oneConversation(R"({"role":"robot","createdAt":3,"text":"x"})"),
            "conversations[0].messages[0].role|'robot'");
        row("no role", oneConversation(R"({"createdAt":3,"text":"x"})"), "messages[0]|'role'");
        row("still streaming", oneConversation(R"({"role":"user","status":"streaming","createdAt":3,"text":"x"})"),
            "messages[0].status|'streaming'");
        row("a parent that comes later", oneConversation(R"({"parent":0,"role":"user","createdAt":3,"text":"x"})"),
            "messages[0]|parent");
        row("a negative parent",
            oneConversation(
                R"({"role":"user","createdAt":3,"text":"x"},{"parent":-1,"role":"user","createdAt":3,"text":"x"})"),
            "messages[1]|parent|0 to 0, found -1");
        row("a text as null", oneConversation(R"({"role":"user","createdAt":3,"text":null})"),
            "messages[0].text: expected a text, found null");
        row("an attachment that is missing",
            oneConversation("{\"role\":\"user\",\"createdAt\":3,\"text\":\"x\",\"attachments\":[{\"sha256\":\"" +
                            QByteArray(64, 'a') + "\",\"name\":\"n\"}]}"),
            "messages[0]|attachments|aaaaaa");
        row("an origin of a question",
            oneConversation(
                R"({"role":"user","createdAt":3,"text":"x","origin":{"sampling":{"temperature":1,"topP":1,"minP":0,"topK":0},"seed":"1"}})"),
            "messages[0]|origin|'assistant'");
        row("a seed with a sign",
            oneConversation(
                R"({"role":"assistant","createdAt":3,"text":"x","origin":{"sampling":{"temperature":1,"topP":1,"minP":0,"topK":0},"seed":"-1"}})"),
            "messages[0].origin.seed");
        row("a draft's file that is missing",
            head + R"("conversations":[{"title":"t","createdAt":1,"updatedAt":2,"draftFiles":[{"sha256":")" +
                QByteArray(64, 'b') + R"(","name":"n"}],"messages":[]}]})",
            "conversations[0]|draftFiles|bbbbbb");
        row("files of drafts in version 1",
            R"({"format":"lanternfish-history","version":1,"folders":[],"presets":[],"attachments":[],"conversations":[{"title":"t","createdAt":1,"updatedAt":2,"draftFiles":[],"messages":[]}]})",
            "conversations[0]|found 'draftFiles'");
        row("math of no kind",
            oneConversation(
                R"({"role":"assistant","createdAt":3,"text":"x","origin":{"sampling":{"temperature":1,"topP":1,"minP":0,"topK":0},"seed":"1","math":""}})"),
            "messages[0].origin.math");
        row("a preset's seed as number",
            start +
                R"("folders":[],"presets":[{"name":"a","sampling":{"temperature":1,"topP":1,"minP":0,"topK":0},"seed":1}]})",
            "presets[0].seed");
        row("a preset's seed in a file of version 1",
            R"({"format":"lanternfish-history","version":1,"folders":[],"presets":[{"name":"a","sampling":{"temperature":1,"topP":1,"minP":0,"topK":0},"seed":"1"}]})",
            "presets[0]|only members of the format, found 'seed'");
        row("a negative count",
            oneConversation(R"({"role":"user","createdAt":3,"text":"x","stats":{"promptTokens":-1}})"),
            "messages[0].stats.promptTokens|-1");
        row("too deep", oneConversation(R"({"role":"user","x":)" + QByteArray(100'000, '[')), "at most 8");
        row("deep before all", QByteArray(1'000'000, '['), "expected an object");
        row("too many values",
            oneConversation(R"({"role":"user","x":[)" + QByteArray("0,").repeated(kHistoryItemValues) + "0]}"),
            "at most 100000 values");
    }

    void wrongFilesAreRefusedWithTheirPlace() {
        QFETCH(QByteArray, file);
        QFETCH(const QString, told);
        QBuffer device(&file);
        QVERIFY(device.open(QIODevice::ReadOnly));
        Counter counter;
        const Result<void> read = readHistory(device, QStringLiteral("x.json"), counter, {});
        QVERIFY(!read);
        const QString message = QString::fromStdString(describe(read.error()));
        QVERIFY2(read.error().code == ErrorCode::InvalidFile, qUtf8Printable(message));
        QVERIFY2(message.startsWith(QStringLiteral("x.json: line ")), qUtf8Printable(message));
        for (const QString& words : told.split(u'|')) {
            QVERIFY2(message.contains(words), qUtf8Printable(message + QStringLiteral(" lacks ") + words));
        }
        QVERIFY2(message.size() < 400, qUtf8Printable(message));
    }

    void aNewerVersionIsRefusedWithASentence() {
        QByteArray file = sound();
        file.replace("\"version\":2", "\"version\":3");
        QBuffer device(&file);
        QVERIFY(device.open(QIODevice::ReadOnly));
        Counter counter;
        const Result<void> read = readHistory(device, QStringLiteral("x.json"), counter, {});
        QCOMPARE(read.error().code, ErrorCode::Unsupported);
        QVERIFY(
            QString::fromStdString(read.error().message).contains(QStringLiteral("a newer version of Lanternfish")));
    }

    void nothingOfABadFileIsKept() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("bad.json"));
        // A sound conversation before the one that is wrong.
        QByteArray file = sound().chopped(2);
        file += R"(,{"title":"u","createdAt":1,"updatedAt":2,"messages":[{}]}]})";
        writeFile(path, file);
        store::Repository repository = memory();
        fillAtRandom(repository, 5);
        const QString before = folder.filePath(QStringLiteral("before.json"));
        const QByteArray content = historyFile(repository, before);
        const auto imported = importHistory(HistoryAccess::direct(repository), path, {}, {});
        QCOMPARE(imported.error().code, ErrorCode::InvalidFile);
        QCOMPARE(historyFile(repository, before), content);
    }

    void anyByteMayBeWrong() {
        store::Repository repository = memory();
        fillAtRandom(repository, 11);
        QTemporaryDir folder;
        const QByteArray whole = historyFile(repository, folder.filePath(QStringLiteral("x.json")));
        QVERIFY(whole.size() > 1000);
        QRandomGenerator random(1);
        int refused = 0;
        for (int i = 0; i < 2000; ++i) {
            QByteArray file = whole;
            for (int changes = random.bounded(1, 4); changes > 0; --changes) {
                file[random.bounded(file.size())] = static_cast<char>(random.bounded(256));
            }
            if (random.bounded(4) == 0) {
                file.truncate(random.bounded(file.size()));
            }
            QBuffer device(&file);
            QVERIFY(device.open(QIODevice::ReadOnly));
            Counter counter;
            const Result<void> read = readHistory(device, QStringLiteral("x.json"), counter, {});
            refused += read ? 0 : 1;
        }
        QVERIFY(refused > 1000);
    }

    void anItemWithoutEndIsRefusedInTime() {
        constexpr qint64 kLimit = 8 << 20;
        Endless device("{\"title\":\"", QByteArray(1 << 16, 'x'));
        const JsonEvents events{.enter = [](const JsonPath& path, bool) { return path.empty(); },
                                .value = [](const JsonPath&, nlohmann::json&&) { return Result<void>(); },
                                .left = [](const JsonPath&) { return Result<void>(); }};
        const Result<void> read = readJson(device, QStringLiteral("x.json"), {.itemBytes = kLimit}, events, {});
        QCOMPARE(read.error().code, ErrorCode::InvalidFile);
        QVERIFY(QString::fromStdString(read.error().message).contains(QStringLiteral("bytes in one item")));
        // A buffer more than the limit at most.
        QVERIFY(device.given() < kLimit + (1 << 20));
    }

    void aLongFileTakesLittleMemoryAndAStopEndsIt() {
        constexpr qint64 kRead = 32 << 20;
        std::stop_source source;
        QByteArray conversation = sound();
        conversation = conversation.sliced(conversation.indexOf("{\"title\""));
        conversation.chop(2);
        Endless device(sound().chopped(2), "," + conversation);
        Counter counter;
        const Watch watch{.stop = source.get_token(), .progress = [&](qint64 done, qint64) {
                              if (done > kRead) {
                                  source.request_stop();
                              }
                          }};
        const qint64 before = peakKiB();
        const Result<void> read = readHistory(device, QStringLiteral("x.json"), counter, watch);
        QCOMPARE(read.error().code, ErrorCode::Cancelled);
        QVERIFY(counter.conversations > 100'000);
        if (before != 0) {
            // The parser's buffers and one small conversation, with room for what the allocator keeps.
            QVERIFY2(peakKiB() - before < 8 << 10, qPrintable(QString::number(peakKiB() - before)));
        }
    }
};

QTEST_GUILESS_MAIN(TestHostile)
#include "tst_hostile.moc"
