#include <QSignalSpy>

#include "app/assistant/device_text.h"
#include "tests/assistant/fixture.h"

using namespace lanternfish;
using namespace lanternfish::assistant;
using fakes::FakeRecord;
using fakes::FakeScript;

namespace {

const QString kQuestion = QStringLiteral("What makes light in the deep?");

FakeScript twoDevices() {
    FakeScript script;
    script.devices = {"gpu", "processor"};
    script.failDecodeAt = 4;
    script.answers = {"0123456789", "fine"};
    script.record = std::make_shared<FakeRecord>();
    return script;
}

}  // namespace

class TestDeviceFailure : public QObject {
    Q_OBJECT

private slots:
    void init() { m_fixture = std::make_unique<Fixture>(); }

    void answerGoesOnWithTheNextDevice_data() {
        QTest::addColumn<ErrorCode>("failure");
        QTest::addColumn<QString>("what");
        QTest::newRow("lost") << ErrorCode::DeviceLost << QStringLiteral("stopped answering");
        QTest::newRow("memory") << ErrorCode::OutOfMemory << QStringLiteral("ran out of memory");
    }

    void answerGoesOnWithTheNextDevice() {
        QFETCH(const ErrorCode, failure);
        QFETCH(const QString, what);
        FakeScript script = twoDevices();
        script.failWith = failure;
        std::vector<FailedDevice> told;
        const EngineLoader loader = fakes::fakeLoader(script);
        const auto assistant =
            m_fixture->makeAssistantWith([&](const std::filesystem::path& file, const EngineOptions& options) {
                told = options.failed;
                return loader(file, options);
            });
        QSignalSpy moved(&assistant->shared, &Assistant::noticed);
        QVERIFY(ask(*assistant, kQuestion));
        const store::Message answer = assistant->messages().last();
        QCOMPARE(answer.status, store::Status::Complete);
        QCOMPARE(answer.text, QStringLiteral("0123456789"));
        QVERIFY(answer.error.isEmpty());
        QCOMPARE(answer.stats.generatedTokens, 10);
        QCOMPARE(assistant->messages().size(), 2);
        QCOMPARE(moved.size(), 1);
        QCOMPARE(moved.first().first().toString(),
                 QStringLiteral("Fake device gpu %1. Nothing is lost: Fake device processor goes on with the answer.")
                     .arg(what));
        QCOMPARE(told.size(), size_t(1));
        QCOMPARE(told[0].device.id, std::string("gpu"));
        QCOMPARE(codeOf(told[0].problem), failure);
        QVERIFY(assistant->status().deviceReason);
        QCOMPARE(deviceReason(*assistant->status().deviceReason),
                 QStringLiteral("On processor Fake device processor, a graphics processor. gpu Fake device gpu was "
                                "skipped. It %1.")
                     .arg(what));
        QCOMPARE(assistant->status().deviceName, QStringLiteral("Fake device processor"));
        QTRY_COMPARE(m_fixture->lastStored(assistant->current()).text, answer.text);
        // The next device was given the text so far and did not begin again.
        const std::vector<FakeRecord::Prompt> prompts = script.record->prompts();
        QCOMPARE(prompts.size(), size_t(2));
        QVERIFY(prompts[1].text.ends_with("</think>01234"));
        // It stays there, until somebody chooses a device, be it the same.
        QVERIFY(ask(*assistant, QStringLiteral("again")));
        QCOMPARE(assistant->messages().last().status, store::Status::Complete);
        QCOMPARE(moved.size(), 1);
        assistant->shared.chooseBackend(assistant->status().chosenBackend);
        QTRY_COMPARE(assistant->status().deviceName, QStringLiteral("Fake device gpu"));
    }

    void reasoningGoesOnToo() {
        FakeScript script = twoDevices();
        script.answers = {"Let me see.</think>Bacteria."};
        const auto assistant = m_fixture->makeAssistant(script);
        QVERIFY(ask(*assistant, kQuestion, Thinking::High));
        QCOMPARE(assistant->messages().last().reasoning, QStringLiteral("Let me see."));
        QCOMPARE(assistant->messages().last().text, QStringLiteral("Bacteria."));
        QCOMPARE(assistant->messages().last().stats.thinkingTokens, 12);  // its bytes and the marker
    }

    void deviceAfterDeviceIsTried() {
        FakeScript script = twoDevices();
        script.devices = {"one", "two", "three"};
        script.failingDevices = 2;
        script.answers = {"0123456789abcdef"};
        const auto assistant = m_fixture->makeAssistant(script);
        QSignalSpy moved(&assistant->shared, &Assistant::noticed);
        QVERIFY(ask(*assistant, kQuestion));
        QCOMPARE(assistant->messages().last().text, QStringLiteral("0123456789abcdef"));
        QCOMPARE(moved.size(), 2);
        QCOMPARE(assistant->status().deviceName, QStringLiteral("Fake device three"));
    }

    void withoutAnotherDeviceTheTextStays() {
        FakeScript script = twoDevices();
        script.failingDevices = 2;
        script.answers = {"0123456789abcdef"};
        const auto assistant = m_fixture->makeAssistant(script);
        QVERIFY(ask(*assistant, kQuestion));
        const store::Message failed = assistant->messages().last();
        QCOMPARE(failed.status, store::Status::Failed);
        QCOMPARE(failed.text, QStringLiteral("0123456789"));
        QCOMPARE(failed.error, QStringLiteral("Fake device processor stopped answering. Everything up to here is "
                                              "saved, but nothing else could go on. Something that is needed is not "
                                              "there. Details: no fake device is left"));
        QTRY_COMPARE(m_fixture->lastStored(assistant->current()).error, failed.error);
        QTRY_COMPARE(assistant->status().state, EngineState::Ready);
        // The devices are tried anew: one may have come back.
        assistant->continueAnswer(failed.id);
        QVERIFY(waitUntilIdle(*assistant));
        QCOMPARE(assistant->messages().last().status, store::Status::Complete);
        QCOMPARE(assistant->messages().last().text, QStringLiteral("0123456789abcdef"));
        QCOMPARE(assistant->status().deviceName, QStringLiteral("Fake device gpu"));
    }

    void theNextDeviceShowsThatItReads() {
        FakeScript script = twoDevices();
        script.prefillDelay = std::chrono::milliseconds(2);
        const auto assistant = m_fixture->makeAssistant(script);
        QList<EngineState> states;
        connect(&assistant->shared, &Assistant::statusChanged, this, [&] {
            if (states.isEmpty() || states.last() != assistant->status().state) {
                states.append(assistant->status().state);
            }
        });
        QTRY_COMPARE(assistant->status().state, EngineState::Ready);
        states.clear();
        QVERIFY(ask(*assistant, kQuestion));
        const QList<EngineState> afterLoading = states.mid(states.lastIndexOf(EngineState::Loading));
        QVERIFY(afterLoading.size() > 1);
        QCOMPARE(afterLoading[1], EngineState::Prefilling);
        QVERIFY(!afterLoading.mid(2).contains(EngineState::Loading));
    }

    void phasesOfLoadingAreInTheStatus() {
        FakeScript script;
        const Device card{.id = "cuda:0", .backend = "cuda", .name = "RTX"};
        using Phase = LoadProgress::Phase;
        script.loading = {{.phase = Phase::Model},
                          {.phase = Phase::SelfCheck, .device = card, .done = 3, .total = 10},
                          {.phase = Phase::Weights, .device = card, .done = 20, .total = 43}};
        const auto assistant = m_fixture->makeAssistant(script);
        QStringList texts;
        connect(&assistant->shared, &Assistant::statusChanged, this, [&] {
            if (assistant->status().state == EngineState::Loading) {
                texts.append(loadingText(assistant->status().loading));
            }
        });
        QTRY_COMPARE(assistant->status().state, EngineState::Ready);
        QCOMPARE(texts, QStringList({"Loading model", "Loading model", "Checking RTX before its first use: 3 of 10",
                                     "Loading model: 20 of 43 layers"}));
        // The next load begins anew.
        texts.clear();
        assistant->shared.chooseBackend(QStringLiteral("fake"));
        QTRY_VERIFY(!texts.isEmpty());
        QVERIFY(texts.first().startsWith(QStringLiteral("Loading model")));
        QTRY_COMPARE(assistant->status().state, EngineState::Ready);
    }

    void stopDuringTheMoveIsHeard() {
        FakeScript script = twoDevices();
        script.loadDelay = std::chrono::milliseconds(300);
        const auto assistant = m_fixture->makeAssistant(script);
        QTRY_COMPARE(assistant->status().state, EngineState::Ready);
        assistant->send(kQuestion, Thinking::None);
        QTRY_COMPARE(assistant->status().state, EngineState::Loading);
        assistant->stop();
        QVERIFY(waitUntilIdle(*assistant));
        QCOMPARE(assistant->messages().last().status, store::Status::Stopped);
        QCOMPARE(assistant->messages().last().text, QStringLiteral("01234"));
    }

    void deviceWithoutRoomForASessionIsPassedOver() {
        FakeScript script = twoDevices();
        script.failDecodeAt = -1;
        script.devicesWithoutRoom = 1;
        {
            const auto assistant = m_fixture->makeAssistant(script);
            QVERIFY(ask(*assistant, kQuestion));
            QCOMPARE(assistant->messages().last().text, QStringLiteral("0123456789"));
            QCOMPARE(assistant->status().deviceName, QStringLiteral("Fake device processor"));
        }
        script.devicesWithoutRoom = 2;
        const auto assistant = m_fixture->makeAssistant(script);
        QTRY_COMPARE(assistant->status().state, EngineState::Failed);
        QVERIFY2(assistant->status().error.endsWith(QStringLiteral("Details: no fake device is left")),
                 qPrintable(assistant->status().error));
    }

private:
    std::unique_ptr<Fixture> m_fixture;
};

QTEST_GUILESS_MAIN(TestDeviceFailure)
#include "tst_device_failure.moc"
