#include "tests/exchange/histories.h"

using namespace histories;
using namespace lanternfish::exchange;

class TestHistory : public QObject {
    Q_OBJECT

private slots:
    void everythingComesBackToTheByte_data() {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 60; ++seed) {
            QTest::addRow("seed %u", seed) << seed;
        }
    }

    void everythingComesBackToTheByte() {
        QFETCH(const quint32, seed);
        store::Repository first = memory();
        fillAtRandom(first, seed);
        const QString path = m_folder.filePath(QStringLiteral("a.json"));
        const QByteArray exported = historyFile(first, path);
        QVERIFY2(exported.startsWith("{\"format\":\"lanternfish-history\",\"version\":2,\n"), exported.first(80));

        store::Repository second = memory();
        const auto report = importHistory(HistoryAccess::direct(second), path, {}, {});
        QVERIFY2(report, report ? "" : describe(report.error()).c_str());
        QCOMPARE(historyFile(second, m_folder.filePath(QStringLiteral("b.json"))), exported);

        // Again: nothing new, nothing changed, in either of the two.
        for (store::Repository* repository : {&first, &second}) {
            const auto again = importHistory(HistoryAccess::direct(*repository), path, {}, {});
            QVERIFY2(again, again ? "" : describe(again.error()).c_str());
            const auto there =
                repository->conversations().value().size() + repository->deletedConversations().value().size();
            QCOMPARE(*again, (ImportReport{.presentConversations = there}));
            QCOMPARE(historyFile(*repository, m_folder.filePath(QStringLiteral("c.json"))), exported);
        }
    }

    void everyFieldIsWritten() {
        store::Repository repository = memory();
        QVERIFY(repository.insertFolder({.id = 4, .name = QStringLiteral("Work")}));
        QVERIFY(repository.insertFolder({.id = 2, .parent = 4, .name = QStringLiteral("Drafts")}));
        QVERIFY(repository.insertPreset({.id = 9,
                                         .name = QStringLiteral("Reviewer"),
                                         .systemPrompt = QStringLiteral("Be strict."),
                                         .sampling = {.temperature = 0.6, .topP = 0.95},
                                         .thinking = store::ThinkingLevel::High,
                                         .seed = 7}));
        store::Conversation entry = conversation(5, QStringLiteral("A \"greeting\""));
        entry.folder = 2;
        entry.preset = 9;
        entry.pinned = true;
        entry.draft = QStringLiteral("next");
        entry.draftFiles = {repository.addAttachment(QStringLiteral("a/b.txt"), "Hi").value()};
        QVERIFY(repository.insertConversation(entry));
        store::Message asked = question(7, 5, {}, QStringLiteral("Read\nthis"));
        asked.attachments = {repository.addAttachment(QStringLiteral("note.txt"), "Hi").value()};
        QVERIFY(repository.insertMessage(asked));
        store::Message answered = answer(8, 5, 7, QStringLiteral("It says Hi \U0001F41F."));
        answered.status = store::Status::Stopped;
        answered.reasoning = QStringLiteral("hm");
        answered.model = QStringLiteral("nano");
        answered.thinking = store::ThinkingLevel::Max;
        answered.stats.promptTokens = 12;
        answered.stats.decodeSeconds = 0.1;
        answered.origin = {
            .engineBuild = QStringLiteral("0.1"), .seed = 18'446'744'073'709'551'615U, .math = store::Math::Fast};
        QVERIFY(repository.insertMessage(answered));
        const QByteArray expected =
            "{\"format\":\"lanternfish-history\",\"version\":2,\n"
            "\"folders\":[\n"
            " {\"name\":\"Work\"},\n"
            " {\"name\":\"Drafts\",\"parent\":0}],\n"
            "\"presets\":[\n"
            " {\"name\":\"Reviewer\",\"systemPrompt\":\"Be "
            "strict.\",\"sampling\":{\"temperature\":0.6,\"topP\":0.95,\"minP\":0,\"topK\":0},\"thinking\":\"high\","
            "\"seed\":"
            "\"7\"}],\n"
            "\"attachments\":[\n"
            " {\"sha256\":\"3639efcd08abb273b1619e82e78c29a7df02c1051b1820e99fc395dcaa3326b8\",\"data\":\"SGk=\"}],\n"
            "\"conversations\":[\n"
            " {\"title\":\"A "
            "\\\"greeting\\\"\",\"createdAt\":1750000500123,\"updatedAt\":1750000008123,\"folder\":1,\"preset\":0,"
            "\"pinned\":true,\"draft\":\"next\",\"draftFiles\":[{\"sha256\":"
            "\"3639efcd08abb273b1619e82e78c29a7df02c1051b1820e99fc395dcaa3326b8\",\"name\":\"a/"
            "b.txt\"}],\"leaf\":1,\"messages\":[\n"
            "  "
            "{\"role\":\"user\",\"createdAt\":1750000007123,\"text\":\"Read\\nthis\",\"attachments\":[{\"sha256\":"
            "\"3639efcd08abb273b1619e82e78c29a7df02c1051b1820e99fc395dcaa3326b8\",\"name\":\"note.txt\"}]},\n"
            "  {\"parent\":0,\"role\":\"assistant\",\"status\":\"stopped\",\"createdAt\":1750000008123,\"text\":\"It "
            "says Hi "
            "\U0001F41F"
            ".\",\"reasoning\":\"hm\",\"model\":\"nano\",\"thinking\":\"max\",\"stats\":{\"promptTokens\":12,"
            "\"decodeSeconds\":0.1},\"origin\":{\"engineBuild\":\"0.1\",\"sampling\":{\"temperature\":1,\"topP\":1,"
            "\"minP\":0,\"topK\":0},\"seed\":\"18446744073709551615\",\"math\":\"fast\"}}]}]}\n";
        QCOMPARE(historyFile(repository, m_folder.filePath(QStringLiteral("fields.json"))), expected);

        // A file of version 1, which has neither a preset's seed nor math nor files of drafts.
        QByteArray older = expected;
        const qsizetype files = older.indexOf(",\"draftFiles\"");
        older.remove(files, older.indexOf(",\"leaf\"") - files);
        older.replace("\"version\":2", "\"version\":1")
            .replace(",\"seed\":\"7\"", "")
            .replace(",\"math\":\"fast\"", "");
        const QString path = m_folder.filePath(QStringLiteral("older.json"));
        writeFile(path, older);
        store::Repository reader = memory();
        const auto report = importHistory(HistoryAccess::direct(reader), path, {}, {});
        QVERIFY2(report, report ? "" : describe(report.error()).c_str());
        QCOMPARE(historyFile(reader, path), older.replace("\"version\":1", "\"version\":2"));
    }

    void aSelectionTakesWhatItNeeds() {
        store::Repository repository = memory();
        for (qint64 id = 1; id <= 4; ++id) {
            QVERIFY(
                repository.insertFolder({.id = id,
                                         .parent = id == 2 || id == 3 ? std::optional<qint64>(id - 1) : std::nullopt,
                                         .name = QStringLiteral("f%1").arg(id)}));
            QVERIFY(repository.insertPreset({.id = id, .name = QStringLiteral("p%1").arg(id)}));
        }
        for (qint64 id = 1; id <= 5; ++id) {
            store::Conversation entry = conversation(id, QStringLiteral("c%1").arg(id));
            if (id <= 4) {
                entry.folder = entry.preset = id;
            }
            QVERIFY(repository.insertConversation(entry));
        }
        QVERIFY(repository.softDelete(4, at(1)));
        const auto taken = [&](const Selection& selection) {
            const Catalogue catalogue = catalogueOf(repository, selection).value();
            QString text;
            for (const auto& folder : catalogue.folders) {
                text += folder.name;
            }
            for (const auto& preset : catalogue.presets) {
                text += preset.name;
            }
            for (const auto& entry : catalogue.conversations) {
                text += entry.title;
            }
            return text;
        };
        QCOMPARE(taken({}), QStringLiteral("f1f2f3f4p1p2p3p4c1c2c3c5"));
        QCOMPARE(taken({.bin = true}), QStringLiteral("f1f2f3f4p1p2p3p4c1c2c3c4c5"));
        QCOMPARE(taken({.scope = Selection::Scope::Folder, .folder = 2}), QStringLiteral("f1f2f3p2p3c2c3"));
        QCOMPARE(taken({.scope = Selection::Scope::Conversations, .conversations = {5, 2}}),
                 QStringLiteral("f1f2p2c2c5"));
        QCOMPARE(taken({.scope = Selection::Scope::Conversations, .conversations = {4}}), QStringLiteral("f4p4c4"));
        QCOMPARE(catalogueOf(repository, {.scope = Selection::Scope::Folder, .folder = 7}).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(
            catalogueOf(repository, {.scope = Selection::Scope::Conversations, .conversations = {1, 77}}).error().code,
            ErrorCode::NotFound);
    }

    void aMessageOfTenMegabytesComesBack() {
        store::Repository first = memory();
        QRandomGenerator random(7);
        QString text = randomText(random, 1'000'000);
        while (text.toUtf8().size() < 10'000'000) {
            text += text;
        }
        QVERIFY(first.insertConversation(conversation(1, QStringLiteral("long"))));
        QVERIFY(first.insertMessage(question(1, 1, {}, text)));
        const QString path = m_folder.filePath(QStringLiteral("long.json"));
        const QByteArray exported = historyFile(first, path);
        store::Repository second = memory();
        QVERIFY(importHistory(HistoryAccess::direct(second), path, {}, {}));
        QCOMPARE(second.messages(1).value()[0].text, first.messages(1).value()[0].text);
        QVERIFY(historyFile(second, path) == exported);
    }

    void aFileThatIsThereIsKept() {
        store::Repository repository = memory();
        const QString path = m_folder.filePath(QStringLiteral("mine.txt"));
        writeFile(path, "mine");
        const auto kept = exportHistory(HistoryAccess::direct(repository), {.target = path}, {});
        QCOMPARE(kept.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(contentOf(path), "mine");
        QVERIFY(exportHistory(HistoryAccess::direct(repository), {.target = path, .existing = Existing::Replace}, {}));
        QVERIFY(contentOf(path).startsWith("{\"format\""));
    }

    void aFileThatCameMeanwhileIsKept() {
        const QString path = m_folder.filePath(QStringLiteral("late.txt"));
        auto output = OutputFile::create(path, Existing::Keep);
        QVERIFY(output);
        QVERIFY(output->write("ours"));
        QVERIFY(!QFile::exists(path));
        writeFile(path, "theirs");
        QCOMPARE(output->commit().error().code, ErrorCode::InvalidArgument);
        QCOMPARE(contentOf(path), "theirs");
    }

    void whereNothingCanBeWrittenItSaysSo() {
        store::Repository repository = memory();
        const QString path = m_folder.filePath(QStringLiteral("no/such/folder.json"));
        const auto failed = exportHistory(HistoryAccess::direct(repository), {.target = path}, {});
        QCOMPARE(failed.error().code, ErrorCode::Io);
        QVERIFY(QString::fromStdString(failed.error().message).contains(QStringLiteral("folder.json")));
    }

    void aStoppedExportLeavesNothing() {
        store::Repository repository = memory();
        for (qint64 id = 1; id <= 3; ++id) {
            QVERIFY(repository.insertConversation(conversation(id, QStringLiteral("c"))));
        }
        QTemporaryDir folder;
        std::stop_source source;
        const Watch watch{.stop = source.get_token(), .progress = [&](qint64 done, qint64) {
                              if (done > 0) {
                                  source.request_stop();
                              }
                          }};
        const auto stopped =
            exportHistory(HistoryAccess::direct(repository), {.target = folder.filePath(QStringLiteral("x"))}, watch);
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QVERIFY(QDir(folder.path()).isEmpty());
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
