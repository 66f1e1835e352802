// "Same again" on the real engine with the built-in model, on the processor, with the math that the app uses.

#include <QTest>

#include "tests/assistant/fixture.h"

using namespace lanternfish;
using namespace lanternfish::assistant;

namespace {

/// An instrumented build, or a computer with other work, is slow.
constexpr int kPatienceMs = 240'000;

bool waitForAnswer(const Desk& desk) {
    return QTest::qWaitFor([&] { return desk.current() != 0 && !desk.busy(); }, kPatienceMs);
}

}  // namespace

class TestSameAgain : public QObject {
    Q_OBJECT

private slots:
    void reproducesTheText_data() {
        QTest::addColumn<double>("temperature");
        QTest::newRow("likeliest tokens") << 0.0;
        // So small a model is so sure of what it knows that at 1 every draw gives the same.
        QTest::newRow("drawn tokens") << 2.0;
    }

    void reproducesTheText() {
        QFETCH(const double, temperature);
        const Fixture fixture;
        AssistantOptions options;
        options.databasePath = fixture.databasePath();
        options.modelPath = LANTERNFISH_NANO;
        options.engine.backend = "cpu";
        options.engine.math = MathClass::Fast;
        options.engine.threads = 2;
        options.engine.contextLimit = 400;  // drawn wildly, an answer may not end by itself
        options.strictBackend = true;
        options.sampler.temperature = static_cast<float>(temperature);
        Desk desk(std::move(options));
        desk.send(QStringLiteral("What is Lanternfish?"));
        QVERIFY(waitForAnswer(desk));
        desk.send(QStringLiteral("Tell me a story about the deep sea."));
        QVERIFY(waitForAnswer(desk));
        const store::Message made = desk.messages().last();
        QVERIFY(made.text.size() > 10);
        // With another draw it would be another text: the seed matters.
        bool differs = temperature == 0;
        for (int i = 0; i < 3 && !differs; ++i) {
            desk.regenerate(made.id);
            QVERIFY(waitForAnswer(desk));
            differs = desk.messages().last().text != made.text;
        }
        QVERIFY(differs);
        // The session has held something else meanwhile.
        const store::ConversationId conversation = desk.current();
        desk.newConversation();
        desk.send(QStringLiteral("Is this private?"));
        QVERIFY(waitForAnswer(desk));
        desk.openConversation(conversation);
        desk.sameAgain(made.id);
        QVERIFY(waitForAnswer(desk));
        const store::Message again = desk.messages().last();
        QVERIFY(again.id != made.id);
        QCOMPARE(again.status, made.status);
        QCOMPARE(again.text, made.text);
        QCOMPARE(again.stats.generatedTokens, made.stats.generatedTokens);
        QCOMPARE(again.origin->seed, made.origin->seed);
        QCOMPARE(again.origin->math, store::Math::Fast);
    }
};

QTEST_GUILESS_MAIN(TestSameAgain)
#include "tst_same_again.moc"
