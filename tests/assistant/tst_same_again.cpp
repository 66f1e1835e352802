// "Same again" on the real engine with the built-in model, on the processor, with the math that the app uses.

#include <QTest>

#include "tests/assistant/fixture.h"

using namespace lanternfish;
using namespace lanternfish::assistant;

class TestSameAgain : public QObject {
    Q_OBJECT

private slots:
    void reproducesTheText_data() {
        QTest::addColumn<double>("temperature");
        QTest::newRow("likeliest tokens") << 0.0;
        QTest::newRow("drawn tokens") << 1.0;
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
        options.strictBackend = true;
        options.sampler.temperature = static_cast<float>(temperature);
        Desk desk(std::move(options));
        QVERIFY(ask(desk, QStringLiteral("What is Lanternfish?")));
        QVERIFY(ask(desk, QStringLiteral("Tell me a story about the deep sea.")));
        const store::Message made = desk.messages().last();
        QCOMPARE(made.status, store::Status::Complete);
        QVERIFY(made.text.size() > 10);
        // With another draw it would be another text: the seed matters.
        bool differs = temperature == 0;
        for (int i = 0; i < 3 && !differs; ++i) {
            desk.regenerate(made.id);
            QVERIFY(QTest::qWaitFor([&] { return !desk.busy(); }, 60000));
            differs = desk.messages().last().text != made.text;
        }
        QVERIFY(differs);
        // The session has held something else meanwhile.
        const store::ConversationId conversation = desk.current();
        desk.newConversation();
        QVERIFY(ask(desk, QStringLiteral("Is this private?")));
        desk.openConversation(conversation);
        desk.sameAgain(made.id);
        QVERIFY(QTest::qWaitFor([&] { return !desk.busy(); }, 60000));
        const store::Message again = desk.messages().last();
        QVERIFY(again.id != made.id);
        QCOMPARE(again.text, made.text);
        QCOMPARE(again.stats.generatedTokens, made.stats.generatedTokens);
        QCOMPARE(again.origin->seed, made.origin->seed);
    }
};

QTEST_GUILESS_MAIN(TestSameAgain)
#include "tst_same_again.moc"
