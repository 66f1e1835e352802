#include <QSemaphore>

#include "app/exchange/exchange_thread.h"
#include "tests/exchange/histories.h"

using namespace histories;
using namespace lanternfish::exchange;

namespace {

/// Two turns; ids begin after `before`.
void addTalk(store::Repository& repository, qint64 before = 0) {
    QVERIFY(repository.insertConversation(conversation(before + 1, QStringLiteral("talk"))));
    store::Message asked = question(before + 1, before + 1, {}, QStringLiteral("one"));
    asked.createdAt = at(1);
    store::Message answered = answer(before + 2, before + 1, before + 1, QStringLiteral("two"));
    answered.createdAt = at(2);
    QVERIFY(repository.insertMessage(asked));
    QVERIFY(repository.insertMessage(answered));
}

}  // namespace

class TestImport : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_path = m_folder.filePath(QStringLiteral("history.json"));
        QFile::remove(m_path);
    }

    void idsThatAreTakenAreGivenAnew() {
        store::Repository first = memory();
        addTalk(first);
        historyFile(first, m_path);
        store::Repository second = memory();
        QVERIFY(second.insertConversation(conversation(1, QStringLiteral("other"))));
        QVERIFY(second.insertMessage(question(1, 1, {}, QStringLiteral("other"))));
        const auto preview = previewImport(HistoryAccess::direct(second), m_path, {});
        QCOMPARE(*preview, (ImportReport{.newConversations = 1, .newMessages = 2}));
        QCOMPARE(second.conversations().value().size(), 1);
        QCOMPARE(importHistory(HistoryAccess::direct(second), m_path, {}, {}).value(), *preview);
        const auto messages = second.messages(2).value();
        QCOMPARE(messages.size(), 2);
        QCOMPARE(messages[1].parent.value(), messages[0].id);
        QCOMPARE(second.messages(1).value()[0].text, QStringLiteral("other"));
    }

    void idsFollowThoseThatTheCallerReserved() {
        store::Repository first = memory();
        addTalk(first);
        historyFile(first, m_path);
        store::Repository second = memory();
        QVERIFY(importHistory(HistoryAccess::direct(second), m_path,
                              store::Repository::HighestIds{.conversation = 50, .message = 70}, {}));
        QCOMPARE(second.conversations().value()[0].id, 51);
        QCOMPARE(second.messages(51).value()[0].id, 71);
    }

    void treesOfTheSameConversationBecomeOne() {
        store::Repository here = memory();
        addTalk(here);
        historyFile(here, m_path);
        store::Repository there = memory();
        QVERIFY(importHistory(HistoryAccess::direct(there), m_path, {}, {}));
        // Both go on from the same answer.
        QVERIFY(here.insertMessage(question(3, 1, 2, QStringLiteral("here"))));
        QVERIFY(there.insertMessage(question(4, 1, 2, QStringLiteral("there"))));
        QVERIFY(there.rename(1, QStringLiteral("renamed there")));
        historyFile(there, m_path);
        const auto report = importHistory(HistoryAccess::direct(here), m_path, {}, {}).value();
        QCOMPARE(report, (ImportReport{.extendedConversations = 1, .newMessages = 1}));
        const auto messages = here.messages(1).value();
        QCOMPARE(messages.size(), 4);
        QCOMPARE(messages[3].text, QStringLiteral("there"));
        QCOMPARE(messages[3].parent.value(), 2);
        const store::Conversation entry = here.conversations().value()[0];
        QCOMPARE(entry.title, QStringLiteral("talk"));
        QCOMPARE(entry.leaf.value(), messages[3].id);  // the later activity was there
        QCOMPARE(entry.updatedAt, at(4));
    }

    void anOlderBranchIsAddedButNotShown() {
        store::Repository here = memory();
        addTalk(here);
        historyFile(here, m_path);
        store::Repository there = memory();
        QVERIFY(importHistory(HistoryAccess::direct(there), m_path, {}, {}));
        QVERIFY(there.insertMessage(question(3, 1, 2, QStringLiteral("there"))));
        QVERIFY(here.insertMessage(question(9, 1, 2, QStringLiteral("here"))));
        historyFile(there, m_path);
        QVERIFY(importHistory(HistoryAccess::direct(here), m_path, {}, {}));
        QCOMPARE(here.messages(1).value().size(), 4);
        QCOMPARE(here.conversations().value()[0].leaf.value(), 9);
        QCOMPARE(here.conversations().value()[0].updatedAt, at(9));
    }

    void anAnswerThatWentOnIsThereAlready() {
        store::Repository here = memory();
        addTalk(here);
        store::Message cut = answer(3, 1, 1, QStringLiteral("begun"));
        cut.status = store::Status::Interrupted;
        QVERIFY(here.insertMessage(cut));
        historyFile(here, m_path);
        cut.text = QStringLiteral("begun and ended");
        cut.status = store::Status::Complete;
        QVERIFY(here.saveMessage(cut));
        QCOMPARE(importHistory(HistoryAccess::direct(here), m_path, {}, {}).value(),
                 (ImportReport{.presentConversations = 1}));
        QCOMPARE(here.messages(1).value()[2].text, QStringLiteral("begun and ended"));
    }

    void whatLiesInTheBinComesBack() {
        store::Repository repository = memory();
        addTalk(repository);
        historyFile(repository, m_path);
        QVERIFY(repository.softDelete(1, at(5)));
        QCOMPARE(importHistory(HistoryAccess::direct(repository), m_path, {}, {}).value(),
                 (ImportReport{.restoredConversations = 1}));
        QCOMPARE(repository.conversations().value().size(), 1);
    }

    void foldersAndPresetsThatAreThereAreUsed() {
        store::Repository first = memory();
        QVERIFY(first.insertFolder({.id = 1, .name = QStringLiteral("Work")}));
        QVERIFY(first.insertFolder({.id = 2, .parent = 1, .name = QStringLiteral("Work")}));
        QVERIFY(first.insertPreset({.id = 1, .name = QStringLiteral("p"), .systemPrompt = QStringLiteral("same")}));
        QVERIFY(first.insertPreset({.id = 2, .name = QStringLiteral("p"), .systemPrompt = QStringLiteral("other")}));
        store::Conversation entry = conversation(1, QStringLiteral("c"));
        entry.folder = 2;
        entry.preset = 2;
        QVERIFY(first.insertConversation(entry));
        historyFile(first, m_path);
        store::Repository second = memory();
        QVERIFY(second.insertFolder({.id = 7, .name = QStringLiteral("Work")}));
        QVERIFY(second.insertPreset({.id = 7, .name = QStringLiteral("p"), .systemPrompt = QStringLiteral("same")}));
        QCOMPARE(importHistory(HistoryAccess::direct(second), m_path, {}, {}).value(),
                 (ImportReport{.newConversations = 1, .newFolders = 1, .newPresets = 1}));
        const auto folders = second.folders().value();
        QCOMPARE(folders.size(), 2);
        const auto inner = std::ranges::find(folders, 8, &store::Folder::id);
        QCOMPARE(inner->parent.value(), 7);
        QCOMPARE(second.conversations().value()[0].folder.value(), 8);
        QCOMPARE(second.conversations().value()[0].preset.value(), 8);
    }

    void aStoppedImportChangesNothing() {
        store::Repository first = memory();
        for (qint64 id = 1; id <= 3; ++id) {
            QVERIFY(first.insertConversation(conversation(id, QStringLiteral("c"))));
            QVERIFY(first.insertMessage(question(id, id, {}, QString(1'000'000, u'x'))));
        }
        historyFile(first, m_path);
        store::Repository second = memory();
        addTalk(second);
        std::stop_source source;
        // Half of the progress is the first look; the stop comes while the second writes.
        const Watch watch{.stop = source.get_token(), .progress = [&](qint64 done, qint64 total) {
                              if (2 * done > total) {
                                  source.request_stop();
                              }
                          }};
        const QString before = m_folder.filePath(QStringLiteral("before.json"));
        const QByteArray content = historyFile(second, before);
        const auto stopped = importHistory(HistoryAccess::direct(second), m_path, {}, watch);
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QCOMPARE(historyFile(second, before), content);
    }

    void aMissingFileIsNamed() {
        store::Repository repository = memory();
        const auto failed = previewImport(HistoryAccess::direct(repository), m_path, {});
        QCOMPARE(failed.error().code, ErrorCode::NotFound);
        QVERIFY(failed.error().message.contains("history.json"));
    }

    void theThreadExportsAndImportsThroughTheStore() {
        store::Repository source = memory();
        fillAtRandom(source, 8);
        const QByteArray exported = historyFile(source, m_path);
        store::StoreThread store([](const Error& error) { QFAIL(describe(error).c_str()); });
        QVERIFY(store.open(m_folder.filePath(QStringLiteral("thread.sqlite"))).result());
        ExchangeThread exchange(store);
        const auto imported = exchange.import(m_path, {});
        const QString copy = m_folder.filePath(QStringLiteral("copy.json"));
        auto written = exchange.exportTo({.selection = {.bin = true}, .target = copy});
        const Result<ExportReport> report = written.result();
        QVERIFY2(report, report ? "" : describe(report.error()).c_str());
        QVERIFY(imported.isFinished());
        QVERIFY(imported.result()->newConversations > 0);
        QCOMPARE(contentOf(copy), exported);
        QCOMPARE(written.progressValue(), written.progressMaximum());
    }

    void theThreadStopsWhatWasBegun() {
        store::StoreThread store([](const Error&) {});
        QVERIFY(store.open(QStringLiteral(":memory:")).result());
        // The store is busy, so the export can't be done before it is stopped.
        QSemaphore go;
        store.post([&go](store::Repository&) -> Result<void> {
            go.acquire();
            return {};
        });
        QFuture<Result<ExportReport>> written;
        {
            ExchangeThread exchange(store);
            written = exchange.exportTo({.target = m_path});
            exchange.stop();
            go.release();
        }
        QVERIFY(written.isFinished());
        // Nothing in this history needs a second look, so it may also have ended by itself.
        QVERIFY(!written.result() ? written.result().error().code == ErrorCode::Cancelled : QFile::exists(m_path));
    }

private:
    QTemporaryDir m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestImport)
#include "tst_import.moc"
