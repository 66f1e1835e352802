#include <QFile>
#include <QSignalSpy>

#include "app/store/database.h"
#include "tests/assistant/fixture.h"

using namespace lanternfish;
using namespace lanternfish::assistant;
using fakes::FakeScript;

namespace {

bool openAndWait(Desk& assistant, store::ConversationId conversation) {
    assistant.openConversation(conversation);
    return QTest::qWaitFor([&] { return assistant.current() == conversation; });
}

}  // namespace

class TestHistory : public QObject {
    Q_OBJECT

private slots:
    void init() { m_fixture = std::make_unique<Fixture>(); }

    void conversationsAreThereAfterARestart() {
        store::ConversationId first = 0;
        QList<store::Message> before;
        {
            const auto assistant = m_fixture->makeAssistant({});
            QVERIFY(ask(*assistant, QStringLiteral("one")));
            QVERIFY(ask(*assistant, QStringLiteral("two")));
            first = assistant->current();
            before = assistant->messages();
            assistant->newConversation();
            QVERIFY(ask(*assistant, QStringLiteral("three")));
            QVERIFY(assistant->current() != first);
            QCOMPARE(assistant->conversations().first().title, QStringLiteral("three"));
        }
        const auto assistant = m_fixture->makeAssistant({});
        QTRY_COMPARE(assistant->conversations().size(), 2);
        QCOMPARE(assistant->conversations()[1].id, first);
        QSignalSpy reset(assistant.get(), &ConversationView::messagesReset);
        QVERIFY(openAndWait(*assistant, first));
        QCOMPARE(reset.size(), 1);
        QCOMPARE(assistant->messages().size(), before.size());
        for (qsizetype i = 0; i < before.size(); ++i) {
            QCOMPARE(assistant->messages()[i].id, before[i].id);
            QCOMPARE(assistant->messages()[i].text, before[i].text);
        }
        QTRY_VERIFY(assistant->context().tokens > 0);
        // New ids do not collide with the ones on disk.
        QVERIFY(ask(*assistant, QStringLiteral("four")));
        QCOMPARE(assistant->messages().size(), 6);
    }

    void shownBranchIsRemembered() {
        store::ConversationId conversation = 0;
        {
            FakeScript script;
            script.answers = {"first", "second"};
            const auto assistant = m_fixture->makeAssistant(script);
            QVERIFY(ask(*assistant, QStringLiteral("one")));
            conversation = assistant->current();
            assistant->regenerate(assistant->messages().last().id);
            QVERIFY(waitUntilIdle(*assistant));
            assistant->showSibling(assistant->messages().last().id, 0);
        }
        const auto assistant = m_fixture->makeAssistant({});
        QVERIFY(QTest::qWaitFor([&] { return !assistant->conversations().isEmpty(); }));
        QVERIFY(openAndWait(*assistant, conversation));
        QCOMPARE(assistant->messages().last().text, QStringLiteral("first"));
        QCOMPARE(assistant->siblingCount(assistant->messages().last().id), 2);
    }

    void callsBeforeTheHistoryIsReadAreNotLost() {
        {
            const auto assistant = m_fixture->makeAssistant({});
            QVERIFY(ask(*assistant, QStringLiteral("one")));
        }
        const auto assistant = m_fixture->makeAssistant({});
        assistant->openConversation(1);
        assistant->send(QStringLiteral("two"), Thinking::None);
        QTRY_COMPARE(assistant->messages().size(), 4);
        QVERIFY(waitUntilIdle(*assistant));
        QCOMPARE(assistant->conversations().size(), 1);
    }

    void titlesCanBeChanged() {
        {
            const auto assistant = m_fixture->makeAssistant({});
            QVERIFY(ask(*assistant, QStringLiteral("A question\nand more")));
            QCOMPARE(assistant->conversations().first().title, QStringLiteral("A question"));
            assistant->history().rename(assistant->current(), QStringLiteral("  Deep \n sea "));
            QCOMPARE(assistant->conversations().first().title, QStringLiteral("Deep sea"));
            assistant->history().rename(assistant->current(), QStringLiteral("  "));
            assistant->history().rename(99, QStringLiteral("nobody"));
        }
        const auto assistant = m_fixture->makeAssistant({});
        QTRY_COMPARE(assistant->conversations().size(), 1);
        QCOMPARE(assistant->conversations().first().title, QStringLiteral("Deep sea"));
    }

    void deletedConversationsComeBackInPlace() {
        const auto assistant = m_fixture->makeAssistant({});
        for (const char* question : {"one", "two", "three"}) {
            assistant->newConversation();
            QVERIFY(ask(*assistant, QString::fromLatin1(question)));
        }
        const store::ConversationId middle = assistant->conversations()[1].id;
        QVERIFY(openAndWait(*assistant, middle));
        QVERIFY(!assistant->history().canUndoRemove());
        assistant->history().remove(middle);
        QVERIFY(assistant->history().canUndoRemove());
        QCOMPARE(assistant->conversations().size(), 2);
        QCOMPARE(assistant->current(), 0);
        QVERIFY(assistant->messages().isEmpty());
        assistant->history().undoRemove();
        QVERIFY(!assistant->history().canUndoRemove());
        QCOMPARE(assistant->conversations()[1].id, middle);
        QCOMPARE(assistant->current(), middle);
        QCOMPARE(assistant->messages().first().text, QStringLiteral("two"));
        assistant->history().undoRemove();
        QCOMPARE(assistant->conversations().size(), 3);
    }

    void deletedStaysDeletedAfterARestart() {
        {
            const auto assistant = m_fixture->makeAssistant({});
            QVERIFY(ask(*assistant, QStringLiteral("one")));
            assistant->history().remove(assistant->current());
            QVERIFY(ask(*assistant, QStringLiteral("two")));
        }
        const auto assistant = m_fixture->makeAssistant({});
        QTRY_COMPARE(assistant->conversations().size(), 1);
        QCOMPARE(assistant->conversations().first().title, QStringLiteral("two"));
        QVERIFY(!assistant->history().canUndoRemove());
    }

    void deletingStopsTheAnswer() {
        FakeScript script;
        script.answers = {std::string(5000, 'a')};
        script.decodeDelay = std::chrono::milliseconds(5);
        const auto assistant = m_fixture->makeAssistant(script);
        assistant->send(QStringLiteral("one"), Thinking::None);
        QVERIFY(waitForText(*assistant, 5));
        const store::ConversationId conversation = assistant->current();
        assistant->history().remove(conversation);
        QVERIFY(waitUntilIdle(*assistant));
        assistant->history().undoRemove();
        QCOMPARE(assistant->current(), conversation);
        QCOMPARE(assistant->messages().last().status, store::Status::Stopped);
        QVERIFY(assistant->messages().last().text.size() >= 5);
    }

    void damagedHistoryIsKeptAndTheAppGoesOn() {
        const QByteArray content(5000, 'x');
        QFile file(m_fixture->databasePath());
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        file.close();
        {
            const auto assistant = m_fixture->makeAssistant({});
            QSignalSpy failed(&assistant->shared, &Assistant::noticed);
            QVERIFY(ask(*assistant, QStringLiteral("Still there?")));
            QCOMPARE(failed.size(), 1);
            const QString message = failed.first().first().toString();
            QVERIFY(message.contains(m_fixture->databasePath()));
            QVERIFY2(message.contains(QStringLiteral("kept as it is")), qPrintable(message));
            QCOMPARE(assistant->messages().last().status, store::Status::Complete);
            QCOMPARE(assistant->conversations().size(), 1);
        }
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), content);
    }

    void failingWritesAreReportedOnce() {
        const auto assistant = m_fixture->makeAssistant({});
        QVERIFY(ask(*assistant, QStringLiteral("one")));
        {
            Result<store::Database> database =
                store::Database::open(m_fixture->databasePath().toStdString(), store::Access::ReadWrite, 1000);
            QVERIFY(database && database->execute("CREATE TRIGGER full BEFORE INSERT ON message BEGIN "
                                                  "SELECT raise(ABORT, 'no space'); END"));
        }
        QSignalSpy failed(&assistant->shared, &Assistant::noticed);
        QVERIFY(ask(*assistant, QStringLiteral("two")));
        QVERIFY(ask(*assistant, QStringLiteral("three")));
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(failed.first().first().toString().contains(QStringLiteral("no space")));
        QCOMPARE(assistant->messages().size(), 6);
    }

private:
    std::unique_ptr<Fixture> m_fixture;
};

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
