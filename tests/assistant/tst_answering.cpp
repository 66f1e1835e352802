#include <QElapsedTimer>
#include <QSignalSpy>

#include "tests/assistant/fixture.h"

using namespace lanternfish;
using namespace lanternfish::assistant;
using fakes::FakeRecord;
using fakes::FakeScript;

namespace {

const QString kQuestion = QStringLiteral("What makes light in the deep?");

FakeScript slowScript(std::chrono::milliseconds perToken = std::chrono::milliseconds(5)) {
    FakeScript script;
    script.answers = {std::string(2000, 'a')};
    script.decodeDelay = perToken;
    return script;
}

}  // namespace

class TestAnswering : public QObject {
    Q_OBJECT

private slots:
    void init() { m_fixture = std::make_unique<Fixture>(); }

    void questionIsAnsweredAndKept() {
        const auto assistant = m_fixture->makeAssistant({});
        QCOMPARE(assistant->current(), 0);
        QSignalSpy added(assistant.get(), &ConversationView::messageAdded);
        QVERIFY(ask(*assistant, QStringLiteral("  ") + kQuestion + u'\n'));
        QCOMPARE(added.size(), 2);
        QCOMPARE(assistant->messages().size(), 2);
        const store::Message& question = assistant->messages()[0];
        const store::Message& answer = assistant->messages()[1];
        QCOMPARE(question.text, kQuestion);
        QCOMPARE(answer.text, QStringLiteral("You asked: ") + kQuestion);
        QCOMPARE(answer.status, store::Status::Complete);
        QCOMPARE(answer.parent.value(), question.id);
        QCOMPARE(answer.model, QStringLiteral("Fake (00000000000000fa)"));
        QCOMPARE(answer.stats.generatedTokens, answer.text.toUtf8().size());
        QVERIFY(answer.stats.promptTokens > kQuestion.size());
        // With an empty question after it, which is three markers; the sampled end token counts too.
        QTRY_COMPARE(assistant->context().tokens, answer.stats.promptTokens + answer.stats.generatedTokens + 1 + 3);
        QCOMPARE(assistant->status().state, EngineState::Ready);
        QCOMPARE(assistant->status().deviceName, QStringLiteral("Fake device"));
        QCOMPARE(assistant->conversations().size(), 1);
        QCOMPARE(assistant->conversations().first().title, kQuestion);
        QTRY_COMPARE(m_fixture->stored(assistant->current()).size(), 2);
        QTRY_COMPARE(m_fixture->lastStored(assistant->current()).status, store::Status::Complete);
        QCOMPARE(m_fixture->lastStored(assistant->current()).text, answer.text);
    }

    void answerStreamsInStepsOfAFrame() {
        FakeScript script = slowScript(std::chrono::milliseconds(2));
        script.answers = {std::string(400, 'b')};
        const auto assistant = m_fixture->makeAssistant(script);
        QElapsedTimer clock;
        QList<qint64> times;
        QList<qsizetype> lengths;
        connect(assistant.get(), &ConversationView::messageUpdated, this, [&](const store::Message& message) {
            times.append(clock.elapsed());
            lengths.append(message.text.size());
        });
        clock.start();
        QVERIFY(ask(*assistant, kQuestion));
        QVERIFY2(lengths.size() >= 5, qPrintable(QString::number(lengths.size())));
        QVERIFY(std::ranges::is_sorted(lengths));
        for (qsizetype i = 1; i < times.size(); ++i) {
            QVERIFY(times[i] - times[i - 1] >= 32);  // 33, less the clock's rounding
        }
        QCOMPARE(assistant->messages().last().text.size(), 400);
    }

    void thinkingIsKeptApartAndCounted() {
        FakeScript script;
        script.answers = {"Let me see.</think>Bacteria ü."};
        const auto assistant = m_fixture->makeAssistant(script);
        QVERIFY(ask(*assistant, kQuestion, Thinking::High));
        const store::Message& answer = assistant->messages().last();
        QCOMPARE(answer.reasoning, QStringLiteral("Let me see."));
        QCOMPARE(answer.text, QStringLiteral("Bacteria ü."));
        QCOMPARE(answer.thinking, store::ThinkingLevel::High);
        QCOMPARE(answer.stats.thinkingTokens, 12);  // its bytes and the marker
        QCOMPARE(answer.stats.generatedTokens, 12 + 12);
        QVERIFY(answer.stats.thinkingSeconds > 0);
    }

    void stateTellsThinkingFromAnswering() {
        FakeScript script;
        script.answers = {std::string(30, 't') + "</think>" + std::string(30, 'a')};
        script.decodeDelay = std::chrono::milliseconds(10);
        script.prefillDelay = std::chrono::milliseconds(3);
        const auto assistant = m_fixture->makeAssistant(script);
        QList<EngineState> states;
        connect(&assistant->shared, &Assistant::statusChanged, this, [&] {
            if (states.isEmpty() || states.last() != assistant->status().state) {
                states.append(assistant->status().state);
            }
        });
        QTRY_COMPARE(assistant->status().state, EngineState::Ready);
        states.clear();
        QVERIFY(ask(*assistant, kQuestion, Thinking::High));
        QTRY_COMPARE(states, (QList<EngineState>{EngineState::Prefilling, EngineState::Thinking, EngineState::Answering,
                                                 EngineState::Ready}));
    }

    void secondQuestionSeesTheFirstAndReusesTheSession() {
        FakeScript script;
        script.record = std::make_shared<FakeRecord>();
        const auto assistant = m_fixture->makeAssistant(script);
        QVERIFY(ask(*assistant, QStringLiteral("one")));
        QVERIFY(ask(*assistant, QStringLiteral("two")));
        const std::vector<FakeRecord::Prompt> prompts = script.record->prompts();
        QCOMPARE(prompts.size(), size_t(2));
        QVERIFY(prompts[1].text.find("one<｜Assistant｜></think>You asked: one<｜end▁of▁sentence｜><｜User｜>two") !=
                std::string::npos);
        // Everything up to the end token, which was sampled but never evaluated.
        QCOMPARE(prompts[1].reused, static_cast<uint32_t>(assistant->messages()[1].stats.promptTokens +
                                                          assistant->messages()[1].stats.generatedTokens));
    }

    void stopKeepsWhatIsThere() {
        const auto assistant = m_fixture->makeAssistant(slowScript());
        assistant->send(kQuestion, Thinking::None);
        QVERIFY(waitForText(*assistant, 10));
        QElapsedTimer timer;
        timer.start();
        assistant->stop();
        QVERIFY(waitUntilIdle(*assistant));
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
        const store::Message& answer = assistant->messages().last();
        QCOMPARE(answer.status, store::Status::Stopped);
        QVERIFY(answer.text.size() >= 10 && answer.text.size() < 2000);
        QTRY_COMPARE(m_fixture->lastStored(assistant->current()).text, answer.text);
        QTRY_COMPARE(m_fixture->lastStored(assistant->current()).status, store::Status::Stopped);
    }

    void stopWhilePrefilling() {
        FakeScript script;
        script.prefillDelay = std::chrono::milliseconds(50);
        const auto assistant = m_fixture->makeAssistant(script);
        assistant->send(kQuestion, Thinking::None);
        QTRY_COMPARE(assistant->status().state, EngineState::Prefilling);
        assistant->stop();
        QVERIFY(waitUntilIdle(*assistant));
        QCOMPARE(assistant->messages().last().status, store::Status::Stopped);
        QVERIFY(assistant->messages().last().text.isEmpty());
    }

    void stoppedAnswerGoesOnInPlace_data() {
        QTest::addColumn<Thinking>("thinking");
        QTest::addColumn<int>("reasoning");
        QTest::addColumn<int>("text");
        QTest::newRow("text") << Thinking::None << 0 << 10;
        QTest::newRow("inside reasoning") << Thinking::High << 10 << 0;
        QTest::newRow("after reasoning") << Thinking::High << 60 << 10;
    }

    void stoppedAnswerGoesOnInPlace() {
        QFETCH(const Thinking, thinking);
        QFETCH(const int, reasoning);
        QFETCH(const int, text);
        const QString thought = QString(60, u'ö');
        const QString said = QStringLiteral("Größe ").repeated(30);
        FakeScript script;
        script.answers = {thought.toStdString() + "</think>" + said.toStdString()};
        script.decodeDelay = std::chrono::milliseconds(2);
        const auto assistant = m_fixture->makeAssistant(script);
        assistant->send(kQuestion, thinking);
        QTRY_VERIFY(assistant->messages().size() == 2 && assistant->messages().last().reasoning.size() >= reasoning &&
                    assistant->messages().last().text.size() >= text);
        assistant->stop();
        QVERIFY(waitUntilIdle(*assistant));
        const store::Message stopped = assistant->messages().last();
        QCOMPARE(stopped.status, store::Status::Stopped);
        QVERIFY(said.startsWith(stopped.text) && stopped.text.size() < said.size());
        assistant->continueAnswer(stopped.id);
        QVERIFY(assistant->status().answering != 0);
        QVERIFY(waitUntilIdle(*assistant));
        QCOMPARE(assistant->messages().size(), 2);
        const store::Message& answer = assistant->messages().last();
        QCOMPARE(answer.id, stopped.id);
        QCOMPARE(answer.status, store::Status::Complete);
        QCOMPARE(answer.text, said);
        QCOMPARE(answer.reasoning, thinking == Thinking::None ? QString() : thought);
        QCOMPARE(answer.stats.promptTokens, stopped.stats.promptTokens);
        QTRY_COMPARE(m_fixture->lastStored(assistant->current()).text, said);
        QCOMPARE(assistant->siblingCount(answer.id), 1);
    }

    void regeneratedAnswersAreSiblings() {
        FakeScript script;
        script.answers = {"first", "second"};
        const auto assistant = m_fixture->makeAssistant(script);
        QVERIFY(ask(*assistant, kQuestion));
        const store::MessageId first = assistant->messages().last().id;
        QSignalSpy reset(assistant.get(), &ConversationView::messagesReset);
        assistant->regenerate(first);
        QCOMPARE(reset.size(), 1);
        QVERIFY(waitUntilIdle(*assistant));
        const store::Message second = assistant->messages().last();
        QCOMPARE(second.text, QStringLiteral("second"));
        QCOMPARE(assistant->siblingCount(second.id), 2);
        QCOMPARE(assistant->siblingIndex(second.id), 1);
        QVERIFY(ask(*assistant, QStringLiteral("And then?")));
        QCOMPARE(assistant->messages().size(), 4);
        assistant->showSibling(second.id, 0);
        QCOMPARE(assistant->messages().size(), 2);
        QCOMPARE(assistant->messages().last().text, QStringLiteral("first"));
        assistant->showSibling(first, 1);
        QCOMPARE(assistant->messages().size(), 4);  // with what follows the second one
        assistant->showSibling(first, 2);
        QCOMPARE(assistant->messages().size(), 4);
    }

    void onlyOneAnswerAtATime() {
        const auto assistant = m_fixture->makeAssistant(slowScript());
        assistant->send(kQuestion, Thinking::None);
        QVERIFY(waitForText(*assistant, 1));
        assistant->send(QStringLiteral("me too"), Thinking::None);
        assistant->regenerate(assistant->messages().last().id);
        assistant->continueAnswer(assistant->messages().last().id);
        QCOMPARE(assistant->messages().size(), 2);
        assistant->send(QStringLiteral("   "), Thinking::None);
        QCOMPARE(assistant->messages().size(), 2);
    }

    void fullContextEndsWithAClearNote() {
        FakeScript script;
        script.answers = {std::string(5000, 'c')};
        script.contextLimit = 200;
        const auto assistant = m_fixture->makeAssistant(script);
        QVERIFY(ask(*assistant, kQuestion));
        const store::Message answer = assistant->messages().last();
        QCOMPARE(answer.status, store::Status::Failed);
        QVERIFY2(answer.error.contains(QStringLiteral("context is full")), qPrintable(answer.error));
        QVERIFY2(!answer.error.contains(QStringLiteral("Details")), qPrintable(answer.error));
        QVERIFY(answer.text.size() > 100 && answer.text.size() < 200);
        // The next question is answered without the exchange that fills the context.
        QVERIFY(ask(*assistant, QStringLiteral("more")));
        QVERIFY(assistant->messages().last().stats.promptTokens < 20);
        QVERIFY(!assistant->messages().last().text.isEmpty());
        // And one that doesn't fit alone says so at once.
        QVERIFY(ask(*assistant, QString(300, u'q')));
        QVERIFY(assistant->messages().last().text.isEmpty());
        QVERIFY(assistant->messages().last().error.contains(QStringLiteral("200")));
    }

    void questionWaitsForTheModel() {
        FakeScript script;
        script.loadDelay = std::chrono::milliseconds(300);
        const auto assistant = m_fixture->makeAssistant(script);
        QCOMPARE(assistant->status().state, EngineState::Loading);
        QVERIFY(ask(*assistant, kQuestion));
        QCOMPARE(assistant->messages().last().status, store::Status::Complete);
    }

    void modelThatDoesNotLoadIsReported() {
        FakeScript script;
        script.loadError = "fake.gguf: cut off";
        const auto assistant = m_fixture->makeAssistant(script);
        QTRY_COMPARE(assistant->status().state, EngineState::Failed);
        QVERIFY2(assistant->status().error.startsWith(QStringLiteral("The model can't be loaded. ")) &&
                     assistant->status().error.endsWith(QStringLiteral(" Details: fake.gguf: cut off")),
                 qPrintable(assistant->status().error));
        QVERIFY(ask(*assistant, kQuestion));
        const store::Message& answer = assistant->messages().last();
        QCOMPARE(answer.status, store::Status::Failed);
        QVERIFY(answer.error.startsWith(QStringLiteral("No model is loaded. ")));
        QVERIFY(answer.error.contains(QStringLiteral("cut off")));
        QCOMPARE(assistant->messages().first().text, kQuestion);
        QCOMPARE(assistant->status().state, EngineState::Failed);
    }

    void destructionKeepsThePartialAnswer() {
        auto assistant = m_fixture->makeAssistant(slowScript());
        assistant->send(kQuestion, Thinking::None);
        QVERIFY(waitForText(*assistant, 20));
        const store::ConversationId conversation = assistant->current();
        assistant.reset();
        const store::Message answer = m_fixture->lastStored(conversation);
        QCOMPARE(answer.status, store::Status::Stopped);
        QVERIFY(answer.text.size() >= 20);
    }

    void answerGoesOnBehindAnotherConversation() {
        FakeScript script = slowScript(std::chrono::milliseconds(2));
        script.answers = {std::string(200, 'd')};
        const auto assistant = m_fixture->makeAssistant(script);
        assistant->send(kQuestion, Thinking::None);
        QVERIFY(waitForText(*assistant, 10));
        const store::ConversationId first = assistant->current();
        assistant->newConversation();
        QVERIFY(assistant->messages().isEmpty());
        QSignalSpy updated(assistant.get(), &ConversationView::messageUpdated);
        QCOMPARE(assistant->status().answering, first);
        QVERIFY(waitUntilIdle(*assistant));
        QCOMPARE(updated.size(), 0);
        assistant->openConversation(first);
        QCOMPARE(assistant->messages().last().text.size(), 200);
        QCOMPARE(assistant->messages().last().status, store::Status::Complete);
    }

private:
    std::unique_ptr<Fixture> m_fixture;
};

QTEST_GUILESS_MAIN(TestAnswering)
#include "tst_answering.moc"
