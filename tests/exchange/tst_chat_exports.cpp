#include "tests/exchange/histories.h"

using namespace histories;
using namespace lanternfish::exchange;

namespace {

// Small files as the programs write them, with names and texts of our own. Each has a branch, something that has no
// place here, and a link that leads nowhere.

const QByteArray kChatGpt = R"([{"title":"Fish","create_time":1700000000.5,"update_time":1700000100.25,
"current_node":"d","conversation_id":"x","mapping":{
"root":{"id":"root","message":null,"parent":null,"children":["s"]},
"s":{"id":"s","message":{"author":{"role":"system"},"content":{"content_type":"text","parts":[""]}},"parent":"root","children":["a"]},
"a":{"id":"a","message":{"author":{"role":"user"},"create_time":1700000001.0,"content":{"content_type":"text","parts":["Which fish","glow?"]}},"parent":"s","children":["b","c","gone"]},
"b":{"id":"b","message":{"author":{"role":"assistant"},"create_time":1700000002.0,"content":{"content_type":"text","parts":["Lanternfish."]},"metadata":{"model_slug":"gpt-x"}},"parent":"a","children":[]},
"c":{"id":"c","message":{"author":{"role":"tool"},"content":{"content_type":"text","parts":["found"]}},"parent":"a","children":["d"]},
"d":{"id":"d","message":{"author":{"role":"assistant"},"create_time":null,"content":{"content_type":"multimodal_text","parts":["Also hatchetfish.",{"asset_pointer":"file"}]},"metadata":{"model_slug":"gpt-x"}},"parent":"c","children":["a"]}
}}])";

const QByteArray kDeepSeek =
    R"([{"id":"1","title":"Sum","inserted_at":"2025-02-01T10:00:00.250000+08:00","updated_at":"2025-02-01T10:05:00+08:00",
"mapping":{"root":{"id":"root","parent":null,"children":["1"],"message":null},
"1":{"id":"1","parent":"root","children":["2"],"message":{"files":[],"model":"deepseek-chat","inserted_at":"2025-02-01T10:00:01+08:00","fragments":[{"type":"REQUEST","content":"1+1?"}]}},
"2":{"id":"2","parent":"1","children":[],"message":{"files":[],"model":"deepseek-reasoner","inserted_at":"2025-02-01T10:00:02+08:00","fragments":[{"type":"THINK","content":"Easy."},{"type":"RESPONSE","content":"2"},{"type":"SEARCH","results":[]}]}}}}])";

const QByteArray kOpenWebUi =
    R"([{"id":"u","title":"Tea","created_at":1700000000,"updated_at":1700000200,"pinned":true,"archived":false,
"chat":{"title":"Tea","history":{"currentId":"m3","messages":{
"m1":{"id":"m1","parentId":null,"childrenIds":["m2","m3"],"role":"user","content":"Green or black?","timestamp":1700000001},
"m2":{"id":"m2","parentId":"m1","childrenIds":[],"role":"assistant","content":"Green.","model":"llama","timestamp":1700000002},
"m3":{"id":"m3","parentId":"m1","childrenIds":[],"role":"assistant","content":"Black.","model":"llama","timestamp":1700000003}}}}}])";

const QByteArray kJanThread =
    R"({"id":"t1","object":"thread","title":"Stars","created":1700000000,"updated":1700000300.5,
"isFavorite":true,"assistants":[{"id":"jan","name":"Jan","model":{"id":"llama-x","engine":"llamacpp"}}],"metadata":{}})";

// The newest first, as older ones are; one line is cut off, one is no JSON, one is of a tool.
const QByteArray kJanMessages =
    R"({"id":"4","role":"assistant","status":"stopped","created_at":1700000004000,"content":[{"type":"reasoning","text":{"value":"Hm.","annotations":[]}},{"type":"text","text":{"value":"Yes, ma","annotations":[]}}]}
{"id":"3","role":"user","status":"ready","created_at":1700000003,"content":[{"type":"text","text":{"value":"Many?","annotations":[]}},{"type":"image_url","image_url":{"url":"data:"}}]}
{"id":"x","role":"tool","status":"ready","created_at":1700000002,"content":[{"type":"text","text":{"value":"42"}}]}

nothing
{"id":"2","role":"assistant","status":"ready","created_at":1700000002,"content":[{"type":"text","text":{"value":"<think>\nA star?\n</think>\n\nSuns.","annotations":[]}}]}
{"id":"1","role":"user","status":"ready","created_at":1700000001,"content":[{"type":"text","text":{"value":"What are stars?","annotations":[]}}]}
{"id":"5","role":"user")";

QString told(const store::Message& message) {
    return QStringLiteral("%1<%2 %3 %4 '%5' '%6' %7")
        .arg(message.id)
        .arg(message.parent.value_or(0))
        .arg(message.role == store::Role::User ? QStringLiteral("user") : QStringLiteral("assistant"), message.model,
             message.text, message.reasoning)
        .arg(message.createdAt.toMSecsSinceEpoch());
}

}  // namespace

class TestChatExports : public QObject {
    Q_OBJECT

private slots:
    void conversationsOfOtherProgramsAreRead_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("title");
        QTest::addColumn<qint64>("created");
        QTest::addColumn<qint64>("leaf");
        QTest::addColumn<QStringList>("messages");
        QTest::addColumn<QStringList>("warnings");
        QTest::newRow("ChatGPT") << kChatGpt << QStringLiteral("Fish") << qint64{1700000000500} << qint64{3}
                                 << QStringList{QStringLiteral("1<0 user  'Which fish\n\nglow?' '' 1700000001000"),
                                                QStringLiteral("2<1 assistant gpt-x 'Lanternfish.' '' 1700000002000"),
                                                QStringLiteral(
                                                    "3<1 assistant gpt-x 'Also hatchetfish.' '' 1700000000500")}
                                 << QStringList{QStringLiteral("2 parts are not text and were left out")};
        QTest::newRow("DeepSeek") << kDeepSeek << QStringLiteral("Sum") << qint64{1738375200250} << qint64{2}
                                  << QStringList{QStringLiteral("1<0 user  '1+1?' '' 1738375201000"),
                                                 QStringLiteral(
                                                     "2<1 assistant deepseek-reasoner '2' 'Easy.' 1738375202000")}
                                  << QStringList{QStringLiteral("1 parts are not text and were left out")};
        QTest::newRow("Open WebUI") << kOpenWebUi << QStringLiteral("Tea") << qint64{1700000000000} << qint64{3}
                                    << QStringList{QStringLiteral("1<0 user  'Green or black?' '' 1700000001000"),
                                                   QStringLiteral("2<1 assistant llama 'Green.' '' 1700000002000"),
                                                   QStringLiteral("3<1 assistant llama 'Black.' '' 1700000003000")}
                                    << QStringList{};
    }

    void conversationsOfOtherProgramsAreRead() {
        QFETCH(const QByteArray, file);
        const QString path = m_folder.filePath(QStringLiteral("chats.json"));
        writeFile(path, file);
        store::Repository repository = memory();
        const auto report = importHistory(HistoryAccess::direct(repository), path, {}, {});
        QVERIFY2(report, report ? "" : describe(report.error()).c_str());
        QTEST(report->warnings, "warnings");
        const store::Conversation entry = repository.conversations().value()[0];
        QTEST(entry.title, "title");
        QTEST(entry.createdAt.toMSecsSinceEpoch(), "created");
        QTEST(entry.leaf.value(), "leaf");
        QStringList messages;
        const QList<store::Message> found = repository.messages(1).value();
        for (const store::Message& message : found) {
            messages.append(told(message));
        }
        QTEST(messages, "messages");
        // And only once.
        const auto again = importHistory(HistoryAccess::direct(repository), path, {}, {});
        QCOMPARE(again->presentConversations, 1);
        QCOMPARE(again->newMessages, 0);
    }

    void threadsOfJanAreRead() {
        const QString root = m_folder.filePath(QStringLiteral("jan"));
        const auto place = [&root](const QString& thread, const QByteArray& json, const QByteArray& lines) {
            const QString folder = root + QStringLiteral("/threads/") + thread;
            QVERIFY(QDir().mkpath(folder));
            writeFile(folder + QStringLiteral("/thread.json"), json);
            if (!lines.isEmpty()) {
                writeFile(folder + QStringLiteral("/messages.jsonl"), lines);
            }
        };
        place(QStringLiteral("t1"), kJanThread, kJanMessages);
        place(QStringLiteral("t2"), R"({"title":"Empty","created":1700000500})", {});
        place(QStringLiteral("t3"), "{\"title\":", kJanMessages);
        QVERIFY(QDir().mkpath(root + QStringLiteral("/threads/other")));
        // Leads outside: not followed.
        const QString outside = m_folder.filePath(QStringLiteral("outside"));
        QVERIFY(QDir().mkpath(outside));
        writeFile(outside + QStringLiteral("/thread.json"), R"({"title":"Outside","created":1700000600})");
        QVERIFY(QFile::link(outside, root + QStringLiteral("/threads/t4")));

        store::Repository repository = memory();
        const auto report = importHistory(HistoryAccess::direct(repository), root, {}, {});
        QVERIFY2(report, report ? "" : describe(report.error()).c_str());
        QCOMPARE(report->newConversations, 2);
        // The picture and the tool; "nothing", the cut off line and t3.
        QCOMPARE(report->warnings, (QStringList{QStringLiteral("2 parts are not text and were left out"),
                                                QStringLiteral("3 lines or files can't be read and were left out")}));
        const QList<store::Conversation> entries = repository.conversations().value();
        QCOMPARE(entries[0].title, QStringLiteral("Empty"));
        QCOMPARE(entries[1].title, QStringLiteral("Stars"));
        QVERIFY(entries[1].pinned);
        QCOMPARE(entries[1].createdAt.toMSecsSinceEpoch(), 1700000000000);
        QCOMPARE(entries[1].updatedAt.toMSecsSinceEpoch(), 1700000300500);
        QCOMPARE(entries[1].leaf.value(), 4);
        QStringList messages;
        const QList<store::Message> found = repository.messages(entries[1].id).value();
        for (const store::Message& message : found) {
            messages.append(told(message));
        }
        QCOMPARE(messages, (QStringList{QStringLiteral("1<0 user  'What are stars?' '' 1700000001000"),
                                        QStringLiteral("2<1 assistant llama-x 'Suns.' 'A star?' 1700000002000"),
                                        QStringLiteral("3<2 user  'Many?' '' 1700000003000"),
                                        QStringLiteral("4<3 assistant llama-x 'Yes, ma' 'Hm.' 1700000004000")}));
        QCOMPARE(found[3].status, store::Status::Stopped);
        // One of them by itself, and only once.
        for (const QString& path : {root + QStringLiteral("/threads/t1/thread.json"),
                                    root + QStringLiteral("/threads/t1"), root + QStringLiteral("/threads")}) {
            const auto again = importHistory(HistoryAccess::direct(repository), path, {}, {});
            QVERIFY2(again, again ? "" : describe(again.error()).c_str());
            QVERIFY(again->presentConversations >= 1);
            QCOMPARE(again->newMessages + again->newConversations, 0);
        }
        // A folder without any is said to be none.
        const auto none =
            importHistory(HistoryAccess::direct(repository), root + QStringLiteral("/threads/other"), {}, {});
        QCOMPARE(none.error().code, ErrorCode::InvalidFile);
        QVERIFY(QString::fromStdString(none.error().message).contains(QStringLiteral("thread.json")));
    }

    void brokenThreadsOfJanAreReadAsFarAsTheyGo() {
        const QString folder = m_folder.filePath(QStringLiteral("hostile"));
        QVERIFY(QDir().mkpath(folder));
        store::Repository repository = memory();
        QRandomGenerator random(3);
        int refused = 0;
        for (int i = 0; i < 300; ++i) {
            QByteArray files[] = {kJanThread, kJanMessages};
            for (int changes = random.bounded(1, 8); changes > 0; --changes) {
                QByteArray& file = files[random.bounded(2)];
                file[random.bounded(file.size())] = "\"{}[],:01ab\n"[random.bounded(12)];
            }
            if (i % 50 == 0) {
                files[1] +=
                    '\n' + QByteArray(100'000, '[') + "\n{\"role\":\"user\",\"role\":\"user\"}\n\xff\xfe\n1\n[]";
            }
            writeFile(folder + QStringLiteral("/thread.json"), files[0]);
            writeFile(folder + QStringLiteral("/messages.jsonl"), files[1]);
            const auto report = importHistory(HistoryAccess::direct(repository), folder, {}, {});
            refused += report ? 0 : 1;
            QVERIFY(report || report.error().code == ErrorCode::InvalidFile);
            QVERIFY(i % 50 != 0 || !report || !report->warnings.isEmpty());
        }
        QVERIFY(refused > 20 && refused < 300);
        const QList<store::Conversation> entries = repository.conversations().value();
        for (const store::Conversation& entry : entries) {
            QVERIFY(repository.messages(entry.id));
        }
    }

    void brokenOnesAreRefusedOrRead() {
        store::Repository repository = memory();
        const QString path = m_folder.filePath(QStringLiteral("broken.json"));
        writeFile(path, "[{\"title\":\"x\"}]");
        const auto other = previewImport(HistoryAccess::direct(repository), path, {});
        QCOMPARE(other.error().code, ErrorCode::InvalidFile);
        QVERIFY(QString::fromStdString(other.error().message).contains(QStringLiteral("[0]: expected a conversation")));
        // Whatever stands in it, nothing but an error or a sound history comes of it.
        QRandomGenerator random(2);
        int refused = 0;
        for (int i = 0; i < 600; ++i) {
            QByteArray file = i % 3 == 0 ? kChatGpt : i % 3 == 1 ? kDeepSeek : kOpenWebUi;
            for (int changes = random.bounded(1, 6); changes > 0; --changes) {
                file[random.bounded(file.size())] = "\"{}[],:01ab x"[random.bounded(13)];
            }
            writeFile(path, file);
            refused += importHistory(HistoryAccess::direct(repository), path, {}, {}) ? 0 : 1;
        }
        QVERIFY(refused > 100 && refused < 600);
        const QList<store::Conversation> entries = repository.conversations().value();
        for (const store::Conversation& entry : entries) {
            QVERIFY(repository.messages(entry.id));
        }
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestChatExports)
#include "tst_chat_exports.moc"
