#include <QElapsedTimer>
#include <QTimer>

#include "tests/assistant/fixture.h"

using namespace lanternfish;
using namespace lanternfish::assistant;
using fakes::FakeScript;

namespace {

constexpr int kTickMs = 50;
/// A call that waited for the engine would take at least its slowest step (500 ms below); the rest is for a busy
/// machine.
constexpr qint64 kLongestGapMs = 300;

/// The longest time between two ticks of a timer in this thread's event loop.
class GapMeter {
public:
    GapMeter() {
        m_clock.start();
        QObject::connect(&m_timer, &QTimer::timeout, [this] { note(); });
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.start(kTickMs);
    }

    qint64 longest() {
        note();
        return m_longest;
    }

private:
    void note() { m_longest = std::max(m_longest, m_clock.restart()); }

    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_longest = 0;
};

}  // namespace

class TestResponsiveness : public QObject {
    Q_OBJECT

private slots:
    void init() { m_fixture = std::make_unique<Fixture>(); }

    void slowEngineDoesNotBlockTheEventLoop() {
        FakeScript script;
        script.answers = {"slow"};
        script.loadDelay = std::chrono::milliseconds(500);
        script.prefillDelay = std::chrono::milliseconds(10);
        script.decodeDelay = std::chrono::milliseconds(500);
        GapMeter gaps;
        const auto assistant = m_fixture->makeAssistant(script);
        assistant->send(QStringLiteral("A question that takes a while to read"), Thinking::None);
        QTRY_VERIFY(!assistant->messages().isEmpty());
        QTRY_VERIFY(!assistant->messages().last().text.isEmpty());
        assistant->newConversation();
        assistant->openConversation(1);
        assistant->history().rename(1, QStringLiteral("Renamed"));
        assistant->stop();
        QVERIFY(waitUntilIdle(*assistant));
        QVERIFY2(gaps.longest() < kLongestGapMs, qPrintable(QString::number(gaps.longest())));
    }

    void fastEngineDoesNotFloodTheEventLoop() {
        FakeScript script;
        script.answers = {std::string(60000, 'f')};
        script.contextLimit = 100000;
        const auto assistant = m_fixture->makeAssistant(script);
        int updates = 0;
        connect(assistant.get(), &ConversationView::messageUpdated, this, [&] { ++updates; });
        QTRY_COMPARE(assistant->status().state, EngineState::Ready);
        GapMeter gaps;
        QElapsedTimer timer;
        timer.start();
        QVERIFY(ask(*assistant, QStringLiteral("Quick")));
        QVERIFY2(updates <= timer.elapsed() / 33 + 1, qPrintable(QString::number(updates)));
        QVERIFY2(gaps.longest() < kLongestGapMs, qPrintable(QString::number(gaps.longest())));
        QCOMPARE(assistant->messages().last().text.size(), 60000);
    }

    void blockedEventLoopDoesNotDelayWhatIsSaved() {
        FakeScript script;
        script.answers = {std::string(5000, 's')};
        script.decodeDelay = std::chrono::milliseconds(5);
        const auto assistant = m_fixture->makeAssistant(script);
        assistant->send(QStringLiteral("Quick"), Thinking::None);
        QVERIFY(waitForText(*assistant, 5));
        // From here on no event of this thread is handled.
        qsizetype before = m_fixture->lastStored(1).text.size();
        for (int second = 0; second < 3; ++second) {
            QThread::msleep(1000);
            const qsizetype now = m_fixture->lastStored(1).text.size();
            // 200 tokens a second at best; a quarter of that still means that saving goes on.
            QVERIFY2(now >= before + 50, qPrintable(QStringLiteral("%1 after %2").arg(now).arg(before)));
            before = now;
        }
        QCOMPARE(m_fixture->lastStored(1).status, store::Status::Streaming);
    }

    void lastTokenIsSavedWhileTheNextOneTakesLong() {
        FakeScript script;
        script.answers = {"abc"};
        script.decodeDelay = std::chrono::seconds(10);
        const auto assistant = m_fixture->makeAssistant(script);
        assistant->send(QStringLiteral("Quick"), Thinking::None);
        QVERIFY(waitForText(*assistant, 1));
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 1000 && m_fixture->lastStored(1).text.isEmpty()) {
            QThread::msleep(10);
        }
        QCOMPARE(m_fixture->lastStored(1).text, QStringLiteral("a"));
    }

private:
    std::unique_ptr<Fixture> m_fixture;
};

QTEST_GUILESS_MAIN(TestResponsiveness)
#include "tst_responsiveness.moc"
