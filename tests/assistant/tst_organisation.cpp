#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>

#include "app/assistant/history_search.h"
#include "app/store/database.h"
#include "tests/assistant/fixture.h"

using namespace lanternfish;
using namespace lanternfish::assistant;
using fakes::FakeScript;

namespace {

/// Everything in a folder, by name.
QMap<QString, QByteArray> contentOf(const QString& folder) {
    QMap<QString, QByteArray> files;
    for (const QString& name : QDir(folder).entryList(QDir::Files | QDir::Hidden)) {
        QFile file(QDir(folder).filePath(name));
        files.insert(name, file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable"));
    }
    return files;
}

store::Conversation conversationOf(Desk& desk, store::ConversationId id) {
    const store::Conversation* found = desk.history().find(id);
    return found == nullptr ? store::Conversation() : *found;
}

}  // namespace

/// Folders, bin, presets, drafts; and what is not kept at all.
class TestOrganisation : public QObject {
    Q_OBJECT

private slots:
    void init() { m_fixture = std::make_unique<Fixture>(); }

    void placesAreKept() {
        store::ConversationId id = 0;
        store::FolderId inner = 0;
        {
            const auto desk = m_fixture->makeAssistant({});
            QVERIFY(ask(*desk, QStringLiteral("one")));
            id = desk->current();
            History& history = desk->history();
            const store::FolderId outer = history.addFolder(QStringLiteral(" Lectures "));
            inner = history.addFolder(QStringLiteral("Biology"), outer);
            QCOMPARE(history.addFolder(QStringLiteral("  ")), 0);
            QVERIFY(outer != 0 && inner != 0);
            history.setFolder(id, inner);
            history.setPinned(id, true);
            history.setArchived(id, true);
            history.setFolder(id, 999);  // no such folder
        }
        const auto desk = m_fixture->makeAssistant({});
        QTRY_COMPARE(desk->history().conversations().size(), 1);
        const store::Conversation conversation = conversationOf(*desk, id);
        QCOMPARE(conversation.folder, inner);
        QVERIFY(conversation.pinned && conversation.archived);
        QCOMPARE(desk->history().folders().size(), 2);
        QCOMPARE(desk->history().folder(inner)->name, QStringLiteral("Biology"));
        QCOMPARE(desk->history().addFolder(QStringLiteral("Next")), inner + 1);
    }

    void foldersMoveAndGo() {
        const auto desk = m_fixture->makeAssistant({});
        QVERIFY(ask(*desk, QStringLiteral("one")));
        History& history = desk->history();
        const store::FolderId a = history.addFolder(QStringLiteral("a"));
        const store::FolderId b = history.addFolder(QStringLiteral("b"));
        const store::FolderId c = history.addFolder(QStringLiteral("c"), b);
        history.setFolder(desk->current(), c);
        QVERIFY(!history.moveFolder(b, c, 0));  // inside itself
        QVERIFY(!history.moveFolder(b, b, 0));
        QVERIFY(history.moveFolder(b, std::nullopt, 0));
        const auto names = [](const QList<store::Folder>& folders) {
            QStringList list;
            for (const store::Folder& each : folders) {
                list.append(each.name);
            }
            return list;
        };
        QCOMPARE(names(history.folders()),
                 (QStringList{QStringLiteral("b"), QStringLiteral("a"), QStringLiteral("c")}));
        history.renameFolder(c, QStringLiteral(" C "));
        history.removeFolder(b);
        QCOMPARE(names(history.folders()), (QStringList{QStringLiteral("C"), QStringLiteral("a")}));
        history.removeFolder(c);
        QCOMPARE(conversationOf(*desk, desk->current()).folder, std::nullopt);
        QCOMPARE(history.folders().size(), 1);
        QCOMPARE(history.folders().first().id, a);
    }

    void binIsListedRestoredAndEmptied() {
        store::ConversationId kept = 0;
        store::ConversationId gone = 0;
        {
            const auto desk = m_fixture->makeAssistant({});
            for (const char* question : {"kept", "gone", "stays"}) {
                desk->newConversation();
                QVERIFY(ask(*desk, QString::fromLatin1(question)));
                kept = kept == 0 ? desk->current() : kept;
                gone = gone == 0 && desk->current() != kept ? desk->current() : gone;
            }
            desk->history().remove(kept);
            desk->history().remove(gone);
        }
        {
            const auto desk = m_fixture->makeAssistant({});
            QTRY_COMPARE(desk->history().conversations().size(), 3);
            QVERIFY(conversationOf(*desk, kept).deletedAt && conversationOf(*desk, gone).deletedAt);
            desk->history().restore(kept);
            desk->history().purge(kept);  // only what is in the bin goes for good
            QVERIFY(!conversationOf(*desk, kept).deletedAt);
            QSignalSpy purged(&desk->history(), &History::conversationPurged);
            desk->history().emptyBin();
            QCOMPARE(purged.size(), 1);
            QCOMPARE(desk->history().find(gone), nullptr);
        }
        const auto desk = m_fixture->makeAssistant({});
        QTRY_COMPARE(desk->history().conversations().size(), 2);
        QVERIFY(m_fixture->stored(gone).isEmpty());
        QCOMPARE(m_fixture->stored(kept).size(), 2);
    }

    void purgingWhatIsBeingWrittenIsNoError() {
        FakeScript script;
        script.answers = {std::string(4000, 'a')};
        script.decodeDelay = std::chrono::milliseconds(3);
        const auto desk = m_fixture->makeAssistant(script);
        QSignalSpy noticed(&desk->shared, &Assistant::noticed);
        desk->send(QStringLiteral("one"));
        QVERIFY(waitForText(*desk, 5));
        const store::ConversationId id = desk->current();
        desk->history().remove(id);
        desk->history().purge(id);
        QVERIFY(waitUntilIdle(*desk));
        desk->history().storeThread().flush();
        QCoreApplication::processEvents();
        QVERIFY2(noticed.isEmpty(), noticed.isEmpty() ? "" : qPrintable(noticed[0][0].toString()));
        QVERIFY(m_fixture->stored(id).isEmpty());
    }

    void writingInTheBinTakesItOut() {
        const auto desk = m_fixture->makeAssistant({});
        QVERIFY(ask(*desk, QStringLiteral("one")));
        const store::ConversationId id = desk->current();
        desk->history().remove(id);
        desk->openConversation(id);
        QTRY_COMPARE(desk->current(), id);
        QVERIFY(ask(*desk, QStringLiteral("two")));
        QVERIFY(!conversationOf(*desk, id).deletedAt);
    }

    void presetsAreKept() {
        store::PresetId id = 0;
        store::ConversationId conversation = 0;
        {
            const auto desk = m_fixture->makeAssistant({});
            QTRY_VERIFY(desk->history().isOpen());
            store::Preset preset;
            preset.name = QStringLiteral("Everyday");
            id = desk->history().addPreset(preset);
            preset = *desk->history().preset(id);
            preset.systemPrompt = QStringLiteral("Hello.");
            preset.sampling.topK = 20;
            desk->history().savePreset(preset);
            desk->setPreset(id);
            QCOMPARE(desk->preset(), id);
            QVERIFY(ask(*desk, QStringLiteral("one")));
            conversation = desk->current();
            QCOMPARE(desk->preset(), id);
            desk->newConversation();
            QCOMPARE(desk->preset(), std::nullopt);
        }
        const auto desk = m_fixture->makeAssistant({});
        QTRY_COMPARE(desk->history().presets().size(), 1);
        QCOMPARE(desk->history().preset(id)->systemPrompt, QStringLiteral("Hello."));
        QCOMPARE(desk->history().preset(id)->sampling.topK, 20);
        desk->openConversation(conversation);
        QTRY_COMPARE(desk->preset(), id);
        desk->history().removePreset(id);
        QCOMPARE(desk->preset(), std::nullopt);
        QCOMPARE(conversationOf(*desk, conversation).preset, std::nullopt);
    }

    void draftsAreKept() {
        store::ConversationId conversation = 0;
        {
            const auto desk = m_fixture->makeAssistant({});
            QVERIFY(ask(*desk, QStringLiteral("one")));
            conversation = desk->current();
            desk->draft().setText(QStringLiteral("half a"));
            QCOMPARE(conversationOf(*desk, conversation).draft, QString());  // not at every key
            QTRY_COMPARE_WITH_TIMEOUT(conversationOf(*desk, conversation).draft, QStringLiteral("half a"), 3000);
            desk->draft().setText(QStringLiteral("half a sentence"));
            desk->newConversation();
            QCOMPARE(conversationOf(*desk, conversation).draft, QStringLiteral("half a sentence"));
            QCOMPARE(desk->draft().text(), QString());
            desk->draft().setText(QStringLiteral("new"));
        }
        const auto desk = m_fixture->makeAssistant({});
        QTRY_COMPARE(desk->draft().text(), QStringLiteral("new"));
        QSignalSpy replaced(&desk->draft(), &Draft::textReplaced);
        desk->openConversation(conversation);
        QTRY_COMPARE(desk->draft().text(), QStringLiteral("half a sentence"));
        QCOMPARE(replaced.size(), 1);
        // Sent: gone. What was typed meanwhile stays.
        QVERIFY(ask(*desk, QStringLiteral("half a sentence")));
        QCOMPARE(desk->draft().text(), QString());
        desk->newConversation();
        QCOMPARE(desk->draft().text(), QStringLiteral("new"));
        QVERIFY(ask(*desk, QStringLiteral("a starter")));
        QCOMPARE(desk->draft().text(), QStringLiteral("new"));
        desk->newConversation();
        QCOMPARE(desk->draft().text(), QString());
    }

    void whatIsWrittenBeforeTheHistoryIsOpenStays() {
        {
            const auto desk = m_fixture->makeAssistant({});
            QTRY_VERIFY(desk->history().isOpen());
            desk->draft().setText(QStringLiteral("left over"));
        }
        const auto desk = m_fixture->makeAssistant({});
        QVERIFY(!desk->history().isOpen());
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("a.txt")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("content") == 7);
        file.close();
        desk->draft().setText(QStringLiteral("early"));
        desk->draft().save();
        desk->draft().attach({file.fileName()});
        QTRY_VERIFY(desk->history().isOpen());
        QCOMPARE(desk->draft().text(), QStringLiteral("left over\n\nearly"));
        QTRY_COMPARE(desk->draft().files().size(), 1);
        desk->draft().save();
        QTRY_COMPARE(desk->history().newDraft(), QStringLiteral("left over\n\nearly"));
    }

    void windowsHaveDraftsOfTheirOwn() {
        {
            const auto desk = m_fixture->makeAssistant({});
            QTRY_VERIFY(desk->history().isOpen());
            desk->draft().setText(QStringLiteral("mine"));
            desk->draft().save();
            ConversationView second(&desk->shared);
            QCOMPARE(second.draft().text(), QString());
            second.send(QStringLiteral("a starter"));
            QTRY_VERIFY(second.current() != 0 && !second.busy());
        }
        const auto desk = m_fixture->makeAssistant({});
        QTRY_COMPARE(desk->draft().text(), QStringLiteral("mine"));
    }

    void quotesStandInTheDraft() {
        const auto desk = m_fixture->makeAssistant({});
        QTRY_VERIFY(desk->history().isOpen());
        QSignalSpy replaced(&desk->draft(), &Draft::textReplaced);
        desk->draft().setText(QStringLiteral("Look:"));
        QCOMPARE(replaced.size(), 0);
        desk->draft().quote(QStringLiteral("one\n\ntwo\n"));
        QCOMPARE(desk->draft().text(), QStringLiteral("Look:\n\n> one\n>\n> two\n\n"));
        QCOMPARE(replaced.size(), 1);
    }

    void temporaryConversationsNeverTouchTheDisk() {
        QTemporaryDir files;
        QFile file(files.filePath(QStringLiteral("a.txt")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("secret text") > 0);
        file.close();
        FakeScript script;
        script.answers = {std::string(300, 'a')};
        script.decodeDelay = std::chrono::milliseconds(1);
        const auto desk = m_fixture->makeAssistant(script);
        QVERIFY(ask(*desk, QStringLiteral("kept")));
        desk->history().storeThread().flush();
        const QMap<QString, QByteArray> before = contentOf(m_fixture->folder());
        QVERIFY(before.size() >= 1);

        desk->newTemporaryConversation();
        QVERIFY(desk->temporary());
        desk->draft().setText(QStringLiteral("a draft"));
        desk->draft().attach({file.fileName()});
        QVERIFY(ask(*desk, QStringLiteral("secret")));
        const store::ConversationId secret = desk->current();
        QVERIFY(secret != 0);
        QCOMPARE(desk->messages().size(), 2);
        QCOMPARE(desk->messages()[0].attachments.size(), 1);
        desk->regenerate(desk->messages().last().id);
        QTRY_VERIFY(desk->messages().last().text.size() > 10);
        desk->stop();
        QVERIFY(waitUntilIdle(*desk));
        desk->continueAnswer(desk->messages().last().id);
        QVERIFY(waitUntilIdle(*desk));
        desk->showSibling(desk->messages().last().id, 0);
        desk->history().rename(secret, QStringLiteral("x"));
        desk->history().setPinned(secret, true);
        desk->draft().setText(QStringLiteral("another draft"));
        desk->draft().attach({file.fileName()});
        QTRY_COMPARE(desk->draft().files().size(), 1);
        QTest::qWait(2300);  // longer than a draft waits
        QVERIFY(desk->conversations().size() == 1);
        desk->history().storeThread().flush();
        QCOMPARE(contentOf(m_fixture->folder()), before);

        // Gone with the window's next conversation, an answer that is being written too.
        desk->send(QStringLiteral("again"));
        QVERIFY(waitForText(*desk, 1));
        desk->newConversation();
        QVERIFY(!desk->temporary());
        QCOMPARE(desk->draft().text(), QString());
        QVERIFY(waitUntilIdle(*desk));
        QCOMPARE(desk->history().find(secret), nullptr);
        QCOMPARE(desk->history().tree(secret), nullptr);
        desk->history().storeThread().flush();
        QCOMPARE(contentOf(m_fixture->folder()), before);
        // The next one that is kept does not mind.
        QVERIFY(ask(*desk, QStringLiteral("kept too")));
        QTRY_COMPARE(m_fixture->stored(desk->current()).size(), 2);
        QCOMPARE(m_fixture->stored(secret).size(), 0);
    }

    void newerHistoryIsOnlyRead() {
        store::ConversationId id = 0;
        {
            const auto desk = m_fixture->makeAssistant({});
            QVERIFY(ask(*desk, QStringLiteral("one")));
            id = desk->current();
        }
        {
            Result<store::Database> database =
                store::Database::open(m_fixture->databasePath().toStdString(), store::Access::ReadWrite, 1000);
            QVERIFY(database && database->execute("PRAGMA user_version = 900"));
            QVERIFY(database->execute("PRAGMA wal_checkpoint(TRUNCATE)"));
        }
        QFile file(m_fixture->databasePath());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray before = file.readAll();
        {
            const auto desk = m_fixture->makeAssistant({});
            QSignalSpy noticed(&desk->shared, &Assistant::noticed);
            QTRY_VERIFY(desk->history().isOpen());
            QVERIFY(desk->history().isReadOnly());
            QCOMPARE(noticed.size(), 1);
            QVERIFY2(noticed[0][0].toString().contains(QStringLiteral("newer")), qPrintable(noticed[0][0].toString()));
            desk->openConversation(id);
            QTRY_COMPARE(desk->messages().size(), 2);
            // In memory everything goes on, without a word about each write.
            QVERIFY(ask(*desk, QStringLiteral("two")));
            desk->history().rename(id, QStringLiteral("renamed"));
            desk->newConversation();
            QVERIFY(ask(*desk, QStringLiteral("three")));
            desk->openConversation(id);
            QTRY_COMPARE(desk->messages().size(), 4);
            QCOMPARE(noticed.size(), 1);
        }
        file.seek(0);
        QCOMPARE(file.readAll(), before);
    }

    /// The start reads what the list needs, and no message: those are broken here, so that reading one would fail.
    void startReadsNoMessages() {
        constexpr int kConversations = 10'000;
        {
            Result<store::Repository> repository =
                store::Repository::open(m_fixture->databasePath(), store::Access::ReadWrite);
            QVERIFY(repository);
            const Result<void> filled = repository->transaction([&]() -> Result<void> {
                for (int i = 1; i <= kConversations; ++i) {
                    store::Conversation conversation;
                    conversation.id = i;
                    conversation.title = QStringLiteral("Conversation %1").arg(i);
                    conversation.createdAt = conversation.updatedAt = QDateTime::currentDateTimeUtc().addSecs(-i);
                    LF_CHECK(repository->insertConversation(conversation));
                }
                store::Message message;
                message.id = 1;
                message.conversation = 1;
                message.createdAt = QDateTime::currentDateTimeUtc();
                return repository->insertMessage(message);
            });
            QVERIFY2(filled, filled ? "" : describe(filled.error()).c_str());
        }
        {
            Result<store::Database> database =
                store::Database::open(m_fixture->databasePath().toStdString(), store::Access::ReadWrite, 1000);
            QVERIFY(database &&
                    database->execute("PRAGMA ignore_check_constraints = ON; UPDATE message SET role = 'x'"));
        }
        QElapsedTimer timer;
        timer.start();
        const auto desk = m_fixture->makeAssistant({});
        QTRY_COMPARE(desk->history().conversations().size(), kConversations);
        qInfo("%d conversations are there after %lld ms", kConversations, timer.elapsed());
        QSignalSpy noticed(&desk->shared, &Assistant::noticed);
        desk->openConversation(2);
        QTRY_COMPARE(desk->current(), 2);
        QVERIFY(noticed.isEmpty());
        desk->openConversation(1);
        QTRY_COMPARE(noticed.size(), 1);
        QCOMPARE(desk->current(), 2);
    }

    void newestQueryWins() {
        const auto desk = m_fixture->makeAssistant({});
        QVERIFY(ask(*desk, QStringLiteral("a lanternfish in the deep")));
        const store::MessageId question = desk->messages()[0].id;
        HistorySearch search(&desk->history().storeThread());
        QSignalSpy found(&search, &HistorySearch::found);
        QSignalSpy failed(&search, &HistorySearch::failed);
        for (const char* text : {"l", "la", "lantern", "lanternfish"}) {
            store::SearchQuery query;
            query.text = QString::fromLatin1(text);
            search.search(query);
        }
        QTRY_VERIFY(found.size() + failed.size() > 0);
        desk->history().storeThread().flush();
        QCoreApplication::processEvents();
        QCOMPARE(found.size(), 1);
        const auto hits = found[0][1].value<QList<store::SearchHit>>();
        QVERIFY(std::ranges::contains(hits, std::optional(question), &store::SearchHit::message));
        search.search({});
        QCOMPARE(found.size(), 2);
        QVERIFY(found[1][1].value<QList<store::SearchHit>>().isEmpty());
    }

private:
    std::unique_ptr<Fixture> m_fixture;
};

QTEST_GUILESS_MAIN(TestOrganisation)
#include "tst_organisation.moc"
