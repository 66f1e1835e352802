#include <QSignalSpy>

#include "app/assistant/origin.h"
#include "tests/assistant/fixture.h"

using namespace lanternfish;
using namespace lanternfish::assistant;
using fakes::FakeRecord;
using fakes::FakeScript;

namespace {

FakeScript slow(int length = 4000) {
    FakeScript script;
    script.answers = {std::string(static_cast<size_t>(length), 'a')};
    script.decodeDelay = std::chrono::milliseconds(2);
    return script;
}

QStringList texts(const QList<store::Message>& messages) {
    QStringList list;
    for (const store::Message& each : messages) {
        list.append(each.text);
    }
    return list;
}

}  // namespace

/// Several windows on one assistant, and what each does to the tree.
class TestViews : public QObject {
    Q_OBJECT

private slots:
    void init() { m_fixture = std::make_unique<Fixture>(); }

    void eachWindowShowsItsOwnConversation() {
        const auto first = m_fixture->makeAssistant({});
        ConversationView second(&first->shared);
        QVERIFY(ask(*first, QStringLiteral("one")));
        QCOMPARE(second.current(), 0);
        QVERIFY(second.messages().isEmpty());
        second.send(QStringLiteral("two"));
        QTRY_VERIFY(second.current() != 0 && !second.busy());
        QVERIFY(second.current() != first->current());
        QCOMPARE(texts(second.messages()), (QStringList{QStringLiteral("two"), QStringLiteral("You asked: two")}));
        QCOMPARE(texts(first->messages()), (QStringList{QStringLiteral("one"), QStringLiteral("You asked: one")}));
        QCOMPARE(first->conversations().size(), 2);
    }

    void answersWaitTheirTurn() {
        FakeScript script = slow(300);
        script.answers = {std::string(300, 'a'), "second", "third"};
        script.record = std::make_shared<FakeRecord>();
        const auto first = m_fixture->makeAssistant(script);
        ConversationView second(&first->shared);
        ConversationView third(&first->shared);
        first->send(QStringLiteral("one"));
        QVERIFY(waitForText(*first, 1));
        second.send(QStringLiteral("two"));
        third.send(QStringLiteral("three"));
        QCOMPARE(first->answersBefore().value(), 0);
        QCOMPARE(second.answersBefore().value(), 1);
        QCOMPARE(third.answersBefore().value(), 2);
        QCOMPARE(first->status().answering, first->current());
        QCOMPARE(first->status().waiting, (QList<store::ConversationId>{second.current(), third.current()}));
        QSignalSpy moved(&third, &ConversationView::busyChanged);
        QTRY_VERIFY(!third.busy());
        QVERIFY(moved.size() >= 3);  // two before it, one, none, done
        QVERIFY(!first->answersBefore() && !second.answersBefore());
        QCOMPARE(second.messages().last().text, QStringLiteral("second"));
        QCOMPARE(third.messages().last().text, QStringLiteral("third"));
        const std::vector<FakeRecord::Prompt> prompts = script.record->prompts();
        QCOMPARE(prompts.size(), size_t(3));
        QVERIFY(prompts[1].text.find("two") != std::string::npos && prompts[2].text.find("three") != std::string::npos);
    }

    void waitingAnswersCanBeStopped() {
        FakeScript script = slow();
        script.record = std::make_shared<FakeRecord>();
        const auto first = m_fixture->makeAssistant(script);
        ConversationView second(&first->shared);
        first->send(QStringLiteral("one"));
        QVERIFY(waitForText(*first, 1));
        second.send(QStringLiteral("two"));
        QSignalSpy finished(&second, &ConversationView::messageFinished);
        second.stop();
        QCOMPARE(finished.size(), 1);
        QCOMPARE(second.messages().last().status, store::Status::Stopped);
        QVERIFY(!second.busy());
        QVERIFY(first->busy());
        QTRY_COMPARE(m_fixture->lastStored(second.current()).status, store::Status::Stopped);
        first->stop();
        QVERIFY(waitUntilIdle(*first));
        // It can be gone on with.
        second.continueAnswer(second.messages().last().id);
        QVERIFY(second.busy());
        QTRY_VERIFY(second.messages().last().text.size() > 3);
        second.stop();
        QTRY_VERIFY(!second.busy());
        QCOMPARE(script.record->prompts().size(), size_t(2));
    }

    void whatWaitsAtTheEndIsStopped() {
        auto first = m_fixture->makeAssistant(slow());
        store::ConversationId waiting = 0;
        {
            ConversationView second(&first->shared);
            first->send(QStringLiteral("one"));
            QVERIFY(waitForText(*first, 1));
            second.send(QStringLiteral("two"));
            waiting = second.current();
        }
        first.reset();
        QCOMPARE(m_fixture->lastStored(waiting).status, store::Status::Stopped);
    }

    void windowsOnTheSameConversationAgree() {
        const auto first = m_fixture->makeAssistant({});
        ConversationView second(&first->shared);
        QVERIFY(ask(*first, QStringLiteral("one")));
        second.openConversation(first->current());
        QCOMPARE(texts(second.messages()), texts(first->messages()));
        QSignalSpy added(&second, &ConversationView::messageAdded);
        QVERIFY(ask(*first, QStringLiteral("two")));
        QCOMPARE(added.size(), 2);
        QCOMPARE(texts(second.messages()), texts(first->messages()));
        // Another branch is shown only where it was asked for; the other window says that there is one.
        QSignalSpy siblings(&second, &ConversationView::siblingsChanged);
        first->regenerate(first->messages().last().id);
        QCOMPARE(siblings.size(), 1);
        QCOMPARE(second.siblingCount(second.messages().last().id), 2);
        QCOMPARE(second.siblingIndex(second.messages().last().id), 0);
        QCOMPARE(first->siblingIndex(first->messages().last().id), 1);
        QVERIFY(waitUntilIdle(*first));
        first->history().remove(first->current());
        QCOMPARE(second.current(), 0);
        QCOMPARE(first->current(), 0);
        first->history().undoRemove();
        QVERIFY(first->current() != 0 && second.current() == first->current());
    }

    void editedQuestionsAreSiblings() {
        FakeScript script;
        script.answers = {"first", "follow", "second"};
        script.record = std::make_shared<FakeRecord>();
        const auto desk = m_fixture->makeAssistant(script);
        QVERIFY(ask(*desk, QStringLiteral("one")));
        QVERIFY(ask(*desk, QStringLiteral("more")));
        const QList<store::Message> before = desk->messages();
        QSignalSpy reset(desk.get(), &ConversationView::messagesReset);
        QSignalSpy added(desk.get(), &ConversationView::messageAdded);
        desk->editQuestion(before[0].id, QStringLiteral("  uno "));
        QCOMPARE(reset.size(), 1);
        QCOMPARE(added.size(), 0);
        QVERIFY(waitUntilIdle(*desk));
        QCOMPARE(texts(desk->messages()), (QStringList{QStringLiteral("uno"), QStringLiteral("second")}));
        QCOMPARE(desk->siblingCount(desk->messages()[0].id), 2);
        QCOMPARE(desk->siblingIndex(desk->messages()[0].id), 1);
        QVERIFY(script.record->prompts()[2].text.find("one") == std::string::npos);
        // Nothing is overwritten.
        desk->showSibling(desk->messages()[0].id, 0);
        QCOMPARE(texts(desk->messages()), texts(before));
        QTRY_COMPARE(m_fixture->stored(desk->current()).size(), 6);
        QCOMPARE(m_fixture->stored(desk->current())[0].text, QStringLiteral("one"));
        // In the middle of a branch, too.
        desk->editQuestion(before[2].id, QStringLiteral("else"));
        QVERIFY(waitUntilIdle(*desk));
        QCOMPARE(desk->messages().size(), 4);
        QCOMPARE(desk->messages()[1].text, QStringLiteral("first"));
        QCOMPARE(desk->messages()[2].parent, before[1].id);
        desk->editQuestion(before[1].id, QStringLiteral("an answer isn't edited"));
        desk->editQuestion(before[0].id, QStringLiteral("  "));
        desk->editQuestion(999, QStringLiteral("nobody"));
        QCOMPARE(desk->messages().size(), 4);
        QVERIFY(!desk->busy());
    }

    void messagesCanBeReachedInAnyBranch() {
        FakeScript script;
        script.answers = {"first", "second"};
        const auto desk = m_fixture->makeAssistant(script);
        QVERIFY(ask(*desk, QStringLiteral("one")));
        const store::ConversationId conversation = desk->current();
        const store::MessageId hidden = desk->messages().last().id;
        desk->regenerate(hidden);
        QVERIFY(waitUntilIdle(*desk));
        const store::MessageId shown = desk->messages().last().id;
        desk->newConversation();
        QSignalSpy requested(desk.get(), &ConversationView::messageRequested);
        desk->openMessage(conversation, hidden);
        QTRY_COMPARE(requested.size(), 1);
        QCOMPARE(requested[0][0].toLongLong(), hidden);
        QCOMPARE(desk->messages().last().text, QStringLiteral("first"));
        // Looking changes nothing: the conversation opens as it was left.
        desk->newConversation();
        desk->openConversation(conversation);
        QTRY_COMPARE(desk->messages().last().id, shown);
        desk->openMessage(conversation, 12345);
        QCOMPARE(requested.size(), 1);
    }

    void answersSayHowTheyWereMade() {
        FakeScript script;
        script.answers = {"answer"};
        const auto desk = m_fixture->makeAssistant(script);
        QVERIFY(ask(*desk, QStringLiteral("one")));
        desk->regenerate(desk->messages().last().id);
        QVERIFY(waitUntilIdle(*desk));
        const store::ConversationId conversation = desk->current();
        QTRY_COMPARE(m_fixture->stored(conversation).size(), 3);
        QTRY_COMPARE(m_fixture->lastStored(conversation).status, store::Status::Complete);
        const QList<store::Message> stored = m_fixture->stored(conversation);
        QVERIFY(!stored[0].origin);
        QVERIFY(stored[1].origin && stored[2].origin);
        QVERIFY(stored[1].origin->seed != stored[2].origin->seed);
        QCOMPARE(stored[2].origin->engineBuild, QString::fromLatin1(version()));
        QCOMPARE(stored[2].origin->device, QStringLiteral("fake (Fake device)"));
        QCOMPARE(stored[2].origin->sampling.temperature, 0.0);
        QCOMPARE(stored[2].origin->math, store::Math::Exact);
        QCOMPARE(whatDiffers(stored[2], desk->status()), QStringList());
        EngineStatus other = desk->status();
        other.model = QStringLiteral("Other (1)");
        other.device = QStringLiteral("gpu");
        other.math = store::Math::Fast;
        const QStringList differences = whatDiffers(stored[2], other);
        QCOMPARE(differences.size(), 3);
        QCOMPARE(differences[2], QStringLiteral("The arithmetic was exact, now it is fast."));
        QVERIFY(differences[0].contains(QStringLiteral("Other (1)")));
    }

    void sameAgainTakesTheOriginOver() {
        FakeScript script;
        script.answers = {"answer"};
        script.record = std::make_shared<FakeRecord>();
        const auto desk = m_fixture->makeAssistant(script);
        store::Preset preset;
        preset.name = QStringLiteral("Terse");
        preset.systemPrompt = QStringLiteral("Be terse.");
        preset.sampling = {.temperature = 0.7, .topP = 0.9, .minP = 0.05, .topK = 40};
        preset.thinking = store::ThinkingLevel::High;
        preset.seed = 0xFEDC'BA98'7654'3210ULL;
        QTRY_VERIFY(desk->history().isOpen());
        desk->setPreset(desk->history().addPreset(preset));
        QCOMPARE(desk->thinking(), Thinking::High);
        desk->ConversationView::send(QStringLiteral("one"));
        QVERIFY(waitUntilIdle(*desk));
        const store::Message made = desk->messages().last();
        QCOMPARE(made.origin->systemPrompt, preset.systemPrompt);
        QCOMPARE(made.origin->sampling, preset.sampling);
        QCOMPARE(made.origin->seed, *preset.seed);
        desk->setPreset(std::nullopt);
        desk->setThinking(Thinking::None);
        desk->sameAgain(made.id);
        QVERIFY(waitUntilIdle(*desk));
        const store::Message again = desk->messages().last();
        QVERIFY(again.id != made.id);
        QCOMPARE(again.parent, made.parent);
        QCOMPARE(again.origin->seed, made.origin->seed);
        QCOMPARE(again.origin->sampling, preset.sampling);
        QCOMPARE(again.thinking, store::ThinkingLevel::High);
        QCOMPARE(script.record->prompts()[0].text, script.record->prompts()[1].text);
        QVERIFY(script.record->prompts()[0].text.find("Be terse.<｜User｜>") != std::string::npos);
        // A new one takes what holds now.
        desk->regenerate(again.id);
        QVERIFY(waitUntilIdle(*desk));
        QCOMPARE(desk->messages().last().origin->systemPrompt, QString());
        QVERIFY(desk->messages().last().origin->seed != *preset.seed);
        QCOMPARE(desk->messages().last().thinking, store::ThinkingLevel::None);
    }

    void nextAnswerLeavesOutWhatTheMeterSays() {
        FakeScript script;
        script.answers = {std::string(100, 'a')};
        script.contextLimit = 600;
        script.record = std::make_shared<FakeRecord>();
        const auto desk = m_fixture->makeAssistant(script);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(ask(*desk, QStringLiteral("question %1 ").arg(i) + QString(20, u'q')));
        }
        QTRY_VERIFY(desk->context().tokens > 3 * 120);
        QVERIFY(desk->context().leftOut.isEmpty());
        const QString next = QStringLiteral("question 3 ") + QString(80, u'q');
        desk->draft().setText(next);
        QTRY_COMPARE(desk->context().leftOut.size(), 4);
        QCOMPARE(desk->context().leftOut.first(), desk->messages().first().id);
        QCOMPARE(desk->context().limit, 600);
        QVERIFY(!desk->context().tooLong);
        QVERIFY(ask(*desk, next));
        const std::string prompt = script.record->prompts().back().text;
        QVERIFY(prompt.find("question 1") == std::string::npos);
        QVERIFY(prompt.find("question 2") != std::string::npos);
        desk->draft().setText(QString(700, u'q'));
        QTRY_VERIFY(desk->context().tooLong);
    }

private:
    std::unique_ptr<Fixture> m_fixture;
};

QTEST_GUILESS_MAIN(TestViews)
#include "tst_views.moc"
