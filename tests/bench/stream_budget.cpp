#include <algorithm>
#include <atomic>
#include <cstdio>
#include <ctime>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <vector>

#include "tests/ui/stream_under_test.h"

// Budgets of the message stream, on a display server with a render thread of its own. What counts is the work of the
// GUI thread: its processor time, in which waiting for the render thread and for other processes is none, and what the
// render thread does while the GUI thread is held (synchronisation). Drawing itself is done in software here and runs
// beside; a graphics card does it elsewhere.

using namespace lanternfish;
using namespace Qt::StringLiterals;
using store::Status;

namespace {

constexpr int kTokens = 32'000;
constexpr int kTokensPerSecond = 100;
constexpr int kStepMs = 33;
constexpr int kCharactersPerToken = 4;
constexpr int kSteps = kTokens * 1000 / kTokensPerSecond / kStepMs;  ///< Model changes, as the pacer makes them.

double threadMilliseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// What a model writes, long enough for `size` characters: paragraphs, lists, tables, code short and long.
QString mixedAnswer(qsizetype size) {
    QRandomGenerator random(42);
    static const QStringList kWords{u"the"_s,   u"queue"_s, u"waits"_s,   u"**until**"_s, u"`push`"_s,
                                    u"there"_s, u"is"_s,    u"room"_s,    u"for"_s,       u"another"_s,
                                    u"value"_s, u"and"_s,   u"returns"_s, u"*false*"_s,   u"[docs](https://qt.io/a)"_s};
    const auto words = [&](int count) {
        QStringList result;
        for (int i = 0; i < count; ++i)
            result.append(kWords[random.bounded(kWords.size())]);
        return result.join(u' ');
    };
    QString text;
    while (text.size() < size) {
        switch (random.bounded(6)) {
            case 0:
                text += "## "_L1 + words(4) + "\n\n"_L1;
                break;
            case 1:
                for (int i = random.bounded(3, 12); i > 0; --i)
                    text += "- "_L1 + words(random.bounded(4, 16)) + '\n';
                text += u'\n';
                break;
            case 2:
                text += "```cpp\n"_L1;
                for (int i = random.bounded(10) == 0 ? 300 : random.bounded(4, 40); i > 0; --i)
                    text += "    const auto value = queue.push(stop, \"text\", 42);  // "_L1 + words(3) + '\n';
                text += "```\n\n"_L1;
                break;
            case 3:
                text += "| Name | Size | What |\n|---|--:|---|\n"_L1;
                for (int i = random.bounded(2, 14); i > 0; --i)
                    text += u"| %1 | %2 | %3 |\n"_s.arg(words(1)).arg(random.bounded(9999)).arg(words(5));
                text += u'\n';
                break;
            default:
                text += words(random.bounded(20, 140)) + ".\n\n"_L1;
                break;
        }
    }
    return text.first(size);
}

QString oneProgram(qsizetype size) {
    QString text = u"```cpp\n"_s;
    for (int i = 0; text.size() < size; ++i)
        text += u"    if (const auto value%1 = queue.push(stop, \"text\", 42)) return;  // waits\n"_s.arg(i);
    return text.first(size);
}

QString oneParagraph(qsizetype size) {
    QString text;
    while (text.size() < size)
        text += u"words that go on and on without any end, "_s;
    return text.first(size);
}

/// Adds up what the GUI thread works for each frame.
class FrameWork {
public:
    explicit FrameWork(QQuickWindow* window) {
        QObject::connect(
            window, &QQuickWindow::beforeSynchronizing, window, [this] { m_syncBegin = threadMilliseconds(); },
            Qt::DirectConnection);
        QObject::connect(
            window, &QQuickWindow::afterSynchronizing, window,
            [this] { m_sync = m_sync + (threadMilliseconds() - m_syncBegin); }, Qt::DirectConnection);
        QObject::connect(window, &QQuickWindow::frameSwapped, window, [this] { ++m_frames; }, Qt::DirectConnection);
    }

    int frames() const { return m_frames; }

    /// GUI and synchronisation time since the last call. Thread: gui.
    double take() {
        const double now = threadMilliseconds();
        const double sync = m_sync;
        const double work = now - m_guiBefore + sync - m_syncBefore;
        m_guiBefore = now;
        m_syncBefore = sync;
        return work;
    }

private:
    std::atomic<double> m_sync = 0;
    std::atomic<int> m_frames = 0;
    double m_syncBegin = 0;  ///< Render thread only.
    double m_guiBefore = threadMilliseconds();
    double m_syncBefore = 0;
};

double percentile(std::vector<double> values, double share) {
    std::ranges::sort(values);
    return values[static_cast<size_t>(share * static_cast<double>(values.size() - 1))];
}

QList<store::Message> conversation(int messages, store::MessageId firstId) {
    QList<store::Message> result;
    const QString text = mixedAnswer(200'000);
    QRandomGenerator random(static_cast<quint32>(firstId));
    for (int i = 0; i < messages; ++i) {
        const store::MessageId id = firstId + i;
        const qsizetype size = random.bounded(200, 2000);
        result.append(i % 2 == 0 ? question(id, u"What about number %1?"_s.arg(i))
                                 : answer(id, text.sliced(random.bounded(text.size() - size), size)));
    }
    return result;
}

qint64 residentKib() {
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toLongLong() * 4;
}

}  // namespace

class StreamBudget : public QObject {
    Q_OBJECT

private slots:
    void frameWorkWhileAnswering_data();
    void frameWorkWhileAnswering();
    void opensALongConversation();
    void memoryStaysFlat();

private:
    /// Waits for what was changed to be on the screen.
    static bool waitForFrame(Stream& stream, const FrameWork& work) {
        const int before = work.frames();
        stream.view.update();
        return QTest::qWaitFor([&] { return work.frames() > before; }, 60'000);
    }
};

void StreamBudget::frameWorkWhileAnswering_data() {
    // The goal is 4 ms. Measured in the last part of 32 on two idle cores, of which the drawing takes what this leaves,
    // on slow days of that machine: 4.3 to 5.0 ms mixed, 2.9 to 3.4 for a program of 128 KiB, 3.9 to 4.4 for a
    // paragraph without an end; what takes longest are the first cells of a table. The bounds are a quarter more where
    // the goal isn't reached, so that one that is missed is a change and no noise.
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("bound");
    const qsizetype size = qsizetype{kTokens} * kCharactersPerToken;
    QTest::newRow("mixed") << mixedAnswer(size) << 6.2;
    QTest::newRow("one program") << oneProgram(size) << 4.0;
    QTest::newRow("one paragraph") << oneParagraph(size) << 5.5;
}

void StreamBudget::frameWorkWhileAnswering() {
    QFETCH(QString, text);
    QFETCH(double, bound);
    // Steps as in real time, without the pauses between them: each has its change of the model and its frame, so no
    // frame does less than it would in real time. LANTERNFISH_WHOLE_ANSWER is a build's choice: without it the last
    // part of 32 is measured, in which the document is the longest.
    const int firstStep = LANTERNFISH_WHOLE_ANSWER ? 0 : kSteps - kSteps / 32;
    Stream stream({1000, 800});
    QVERIFY(stream.ready());
    FrameWork work(&stream.view);
    QList<store::Message> messages = conversation(40, 1);
    stream.model.setMessages(messages);
    const auto textAt = [&](int step) { return text.first(text.size() * step / kSteps); };
    stream.model.appendMessage(answer(1000, textAt(firstStep), Status::Streaming));
    QVERIFY(waitForFrame(stream, work));
    QTest::qWait(500);  // Rows outside the view are made in idle time.
    std::vector<double> frames;
    for (int step = firstStep + 1; step <= kSteps; ++step) {
        work.take();
        const int before = work.frames();
        stream.model.updateMessage(answer(1000, textAt(step), Status::Streaming));
        QElapsedTimer timer;
        timer.start();
        while (work.frames() == before && timer.elapsed() < 60'000)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        QVERIFY(work.frames() > before);
        frames.push_back(work.take());
    }
    QVERIFY(stream.following());
    QVERIFY(stream.distanceToEnd() < 2);
    std::printf("%s: %zu frames, work of the GUI thread for each: median %.2f ms, 99 %% %.2f ms, worst %.2f ms\n",
                QTest::currentDataTag(), frames.size(), percentile(frames, 0.5), percentile(frames, 0.99),
                percentile(frames, 1));
    QCOMPARE_LE(percentile(frames, 0.99), bound);
}

void StreamBudget::opensALongConversation() {
    Stream stream({1000, 800});
    QVERIFY(stream.ready());
    FrameWork work(&stream.view);
    stream.model.setMessages(conversation(4, 1));
    QVERIFY(waitForFrame(stream, work));
    QTest::qWait(300);
    std::vector<double> spent;
    std::vector<double> elapsed;
    for (int i = 0; i < 5; ++i) {
        const QList<store::Message> messages = conversation(1000, 10'000 * (i + 1));
        work.take();
        QElapsedTimer timer;
        timer.start();
        stream.model.setMessages(messages);
        QVERIFY(waitForFrame(stream, work));
        elapsed.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        spent.push_back(work.take());
        QVERIFY(stream.distanceToEnd() < 2);
        QTest::qWait(300);
    }
    std::printf("1000 messages, %d rows: GUI thread %.0f ms, on the clock %.0f ms (medians of 5)\n",
                stream.model.rowCount(), percentile(spent, 0.5), percentile(elapsed, 0.5));
    QCOMPARE_LE(percentile(spent, 0.5), 150.0);
}

void StreamBudget::memoryStaysFlat() {
    Stream stream({1000, 800});
    QVERIFY(stream.ready());
    FrameWork work(&stream.view);
    QList<QList<store::Message>> conversations;
    for (int i = 0; i < 5; ++i)
        conversations.append(conversation(200, 1000 * (i + 1)));
    const auto visit = [&](int times) {
        for (int i = 0; i < times; ++i) {
            stream.model.setMessages(conversations[i % conversations.size()]);
            if (!waitForFrame(stream, work))
                return false;
            QTest::qWait(20);
        }
        return true;
    };
    QVERIFY(visit(50));
    const qint64 before = residentKib();
    QVERIFY(visit(100));
    const qint64 grown = residentKib() - before;
    std::printf("resident memory after 100 switches: %lld KiB more than the %lld before\n",
                static_cast<long long>(grown), static_cast<long long>(before));
    // What a switch leaks, it leaks a hundred times: one conversation of 200 messages is over 1 MiB. The allocator's
    // own give and take was 1 MiB.
    QCOMPARE_LE(grown, 4 * 1024);
}

QTEST_MAIN(StreamBudget)
#include "stream_budget.moc"
