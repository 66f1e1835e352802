#include <QFile>
#include <QSignalSpy>

#include "tests/assistant/fixture.h"

using namespace lanternfish;
using namespace lanternfish::assistant;
using fakes::FakeScript;

class TestCost : public QObject {
    Q_OBJECT

private slots:
    void shippedPricesAreRead() {
        QFile file(QStringLiteral(LANTERNFISH_PRICES));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const Result<ApiPrice> price = readPrice(file.readAll());
        QVERIFY2(price, price ? "" : describe(price.error()).c_str());
        QVERIFY(price->model.contains(QStringLiteral("v4-flash")));
        QVERIFY(price->cachedInput > 0 && price->cachedInput < price->input && price->input < price->output);
        QVERIFY(price->date <= QDate::currentDate());
        QVERIFY(price->source.startsWith(QStringLiteral("https://")));
    }

    void incompletePricesAreRefused_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("named");
        const QByteArray whole = R"({"provider": "P", "model": "M", "currency": "USD", "cachedInput": 1, "input": 2,
                                     "output": 3, "date": "2026-07-04", "source": "S"})";
        QTest::newRow("not JSON") << QByteArray("{") << QByteArray("prices.json");
        QTest::newRow("no model") << QByteArray(whole).replace("\"model\"", "\"x\"") << QByteArray("model");
        QTest::newRow("no output") << QByteArray(whole).replace("\"output\"", "\"x\"") << QByteArray("output");
        QTest::newRow("negative") << QByteArray(whole).replace("2,", "-2,") << QByteArray("'input'");
        QTest::newRow("no day") << QByteArray(whole).replace("-07-04", "-17-04") << QByteArray("date");
    }

    void incompletePricesAreRefused() {
        QFETCH(const QByteArray, json);
        QFETCH(const QByteArray, named);
        const Result<ApiPrice> price = readPrice(json);
        QVERIFY(!price);
        QVERIFY(QByteArray::fromStdString(describe(price.error())).contains(named));
    }

    void costsAreSums() {
        ApiPrice price;
        price.cachedInput = 1;
        price.input = 10;
        price.output = 100;
        QCOMPARE(costOf({.cachedInput = 1'000'000, .input = 200'000, .output = 30'000}, price), 1.0 + 2.0 + 3.0);
        store::AnswerStats stats;
        stats.promptTokens = 100;
        stats.cachedTokens = 60;
        stats.generatedTokens = 20;
        QCOMPARE(tokensOf(stats), (TokenUse{.cachedInput = 60, .input = 40, .output = 20}));
        // One that went on: what was there of it is read again, and not paid as output twice.
        store::AnswerStats longer = stats;
        longer.generatedTokens = 50;
        longer.cachedTokens = 110;
        QCOMPARE(tokensOf(longer, stats), (TokenUse{.cachedInput = 110, .input = 10, .output = 30}));
    }

    void electricityIsSecondsTimesWatts() {
        QCOMPARE(kilowattHours(3600, 1000), 1.0);
        QCOMPARE(kilowattHours(36, 250), 0.0025);
        QVERIFY(estimatedWatts(QStringLiteral("cpu")) < estimatedWatts(QStringLiteral("vulkan:0")));
    }

    void daysAreAddedUpAndKept() {
        const Fixture fixture;
        FakeScript script;
        script.answers = {std::string(10, 'a')};
        script.decodeDelay = std::chrono::milliseconds(1);
        TokenUse kept;
        double seconds = 0;
        {
            const auto desk = fixture.makeAssistant(script);
            QSignalSpy changed(&desk->shared.usage(), &Usage::changed);
            QVERIFY(ask(*desk, QStringLiteral("one")));
            QVERIFY(ask(*desk, QStringLiteral("two")));
            kept = desk->shared.usage().today().tokens;
            seconds = desk->shared.usage().today().seconds;
            const store::AnswerStats& first = desk->messages()[1].stats;
            const store::AnswerStats& second = desk->messages()[3].stats;
            QCOMPARE(kept.output, 20);
            QCOMPARE(kept.cachedInput + kept.input, first.promptTokens + second.promptTokens);
            QVERIFY(kept.cachedInput > 0);
            QCOMPARE(seconds,
                     first.prefillSeconds + first.decodeSeconds + second.prefillSeconds + second.decodeSeconds);
            QVERIFY(seconds >= 0.018);  // a millisecond for each token but the first, which the prompt gives
            desk->newTemporaryConversation();
            QVERIFY(ask(*desk, QStringLiteral("three")));
            QCOMPARE(desk->shared.usage().today().tokens.output, 30);
        }
        const auto desk = fixture.makeAssistant(script);
        QTRY_COMPARE(desk->shared.usage().today().tokens, kept);  // what was temporary left no trace
        QCOMPARE(desk->shared.usage().today().seconds, seconds);
    }

    void yesterdayCountsNoMore() {
        const Fixture fixture;
        {
            const auto desk = fixture.makeAssistant({});
            QTRY_VERIFY(desk->history().isOpen());
            desk->history().storeThread().post([](store::Repository& repository) {
                return repository.setValue(QStringLiteral("usage"),
                                           QStringLiteral(R"({"day": "2020-01-01", "output": 5, "seconds": 9})"));
            });
        }
        const auto desk = fixture.makeAssistant({});
        QSignalSpy changed(&desk->shared.usage(), &Usage::changed);
        QTRY_VERIFY(!changed.isEmpty());
        QCOMPARE(desk->shared.usage().today().tokens, TokenUse());
        QCOMPARE(desk->shared.usage().today().day, QDate::currentDate());
    }
};

QTEST_GUILESS_MAIN(TestCost)
#include "tst_cost.moc"
