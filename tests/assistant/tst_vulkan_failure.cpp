// A device that is lost, or out of memory, under the whole stack: the assistant, the engine on Vulkan with the built-in
// model, and the database. The driver's calls fail on order; everything else is what the window runs.
#include <chrono>
#include <mutex>
#include <QSignalSpy>
#include <string>
#include <string_view>
#include <thread>

#include "app/assistant/device_text.h"
#include "app/store/database.h"
#include "engine/backends/vulkan/vulkan_backend.h"
#include "engine/devices.h"
#include "tests/assistant/fixture.h"

using namespace lanternfish;
using namespace lanternfish::assistant;
using backends::Fault;

namespace {

const QStringList kQuestions = {QStringLiteral("What is Lanternfish?"), QStringLiteral("Is this private?")};
constexpr int kNoFault = 1 << 30;
/// Before a failure, so that on a fast device, too, the text up to there is seen. The assistant shows it every 33 ms.
constexpr std::chrono::milliseconds kTimeToShow(100);

bool losesDevice(std::string_view call) {
    return call == "vkQueueSubmit" || call == "vkWaitSemaphores" || call == "vkGetSemaphoreCounterValue";
}

bool takesMemory(std::string_view call) {
    return call != "vkWaitSemaphores" && call != "vkDeviceWaitIdle" && call != "vkGetSemaphoreCounterValue";
}

/// Which call of the driver fails from then on, until other orders come. Thread: any.
class Orders {
public:
    using Calls = bool (*)(std::string_view call);

    void give(Fault fault, Calls calls, int at) {
        const std::lock_guard lock(m_mutex);
        m_fault = fault;
        m_calls = calls;
        m_at = at;
        m_seen = 0;
        m_fired = false;
    }

    Fault operator()(const char* call) {
        std::unique_lock lock(m_mutex);
        if (!m_calls(call) || m_seen++ < m_at) {
            return Fault::None;
        }
        const Fault fault = m_fault;
        if (!m_fired) {
            m_fired = true;
            lock.unlock();
            std::this_thread::sleep_for(kTimeToShow);
        }
        return fault;
    }

    int seen() const {
        const std::lock_guard lock(m_mutex);
        return m_seen;
    }

    bool fired() const {
        const std::lock_guard lock(m_mutex);
        return m_fired;
    }

private:
    mutable std::mutex m_mutex;
    Fault m_fault = Fault::None;
    Calls m_calls = takesMemory;
    int m_at = kNoFault;
    int m_seen = 0;
    bool m_fired = false;
};

}  // namespace

class TestVulkanFailure : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        const std::vector<backends::VulkanDevice> devices = backends::listVulkanDevices();
        if (devices.empty() || devices.front().device.problem) {
            QSKIP("there is no usable Vulkan device here");
        }
        m_device = QString::fromStdString(devices.front().device.id);
        m_deviceName = QString::fromStdString(devices.front().device.name);
        const Fixture fixture;
        const auto processor = makeAssistant(fixture, "cpu");
        for (const QString& question : kQuestions) {
            QVERIFY(ask(*processor, question));
            m_expected.append(processor->messages().last().text);
            QVERIFY(m_expected.last().size() > 40);
        }
        count(losesDevice, m_losing);
        count(takesMemory, m_taking);
    }

    void init() {
        m_fixture = std::make_unique<Fixture>();
        m_orders.give(Fault::None, takesMemory, kNoFault);
    }

    void cleanup() { QVERIFY2(m_complaints.isEmpty(), qPrintable(m_complaints.join(u'\n'))); }

    void answerGoesOnWithTheProcessor_data() {
        QTest::addColumn<Fault>("fault");
        QTest::addColumn<double>("moment");  // of the answer's calls
        QTest::newRow("lost at once") << Fault::DeviceLost << 0.0;
        QTest::newRow("lost in the middle") << Fault::DeviceLost << 0.5;
        QTest::newRow("lost at the end") << Fault::DeviceLost << 1.0;
        QTest::newRow("no memory at once") << Fault::OutOfDeviceMemory << 0.0;
        QTest::newRow("no memory in the middle") << Fault::OutOfDeviceMemory << 0.5;
        QTest::newRow("no memory for the system") << Fault::OutOfHostMemory << 0.7;
    }

    void answerGoesOnWithTheProcessor() {
        QFETCH(const Fault, fault);
        QFETCH(const double, moment);
        const bool lost = fault == Fault::DeviceLost;
        const auto assistant = makeAssistant(*m_fixture, m_device);
        QTRY_COMPARE_WITH_TIMEOUT(assistant->status().state, EngineState::Ready, 60000);
        QCOMPARE(assistant->status().deviceId, m_device);
        QSignalSpy moved(&assistant->shared, &Assistant::noticed);
        QStringList before;  // what was shown of the answer until its device failed
        connect(assistant.get(), &ConversationView::messageUpdated, this, [&](const store::Message& message) {
            if (moved.isEmpty()) {
                before.append(message.text);
            }
        });
        const int calls = (lost ? m_losing : m_taking).answer;
        m_orders.give(fault, lost ? losesDevice : takesMemory, static_cast<int>(moment * (calls - 1)));
        QVERIFY(ask(*assistant, kQuestions[0]));
        QVERIFY(m_orders.fired());

        const store::Message answer = assistant->messages().last();
        QCOMPARE(answer.status, store::Status::Complete);
        QCOMPARE(answer.text, m_expected[0]);
        QVERIFY(answer.error.isEmpty());
        QCOMPARE(before.isEmpty(), moment == 0);
        for (const QString& shown : before) {
            QVERIFY2(answer.text.startsWith(shown), qPrintable(shown));
        }
        QCOMPARE(assistant->messages().size(), 2);
        const QString what = lost ? QStringLiteral("stopped answering") : QStringLiteral("ran out of memory");
        QCOMPARE(moved.size(), 1);
        QCOMPARE(
            moved.first().first().toString(),
            QStringLiteral("%1 %2. Nothing is lost: the processor goes on with the answer.").arg(m_deviceName, what));
        QCOMPARE(assistant->status().deviceId, QStringLiteral("cpu"));
        QVERIFY(
            deviceReason(*assistant->status().deviceReason).contains(QStringLiteral("was skipped. It %1.").arg(what)));

        QVERIFY(ask(*assistant, kQuestions[1]));
        QCOMPARE(assistant->messages().last().text, m_expected[1]);
        QCOMPARE(moved.size(), 1);
        expectStored(assistant->current());
    }

    void lostDeviceServesAgainWhenItIsChosenAgain() {
        const auto assistant = makeAssistant(*m_fixture, m_device);
        QTRY_COMPARE_WITH_TIMEOUT(assistant->status().state, EngineState::Ready, 60000);
        m_orders.give(Fault::DeviceLost, losesDevice, m_losing.answer / 2);
        QVERIFY(ask(*assistant, kQuestions[0]));
        QCOMPARE(assistant->status().deviceId, QStringLiteral("cpu"));
        m_orders.give(Fault::None, losesDevice, kNoFault);
        assistant->shared.chooseBackend(m_device);
        QTRY_COMPARE_WITH_TIMEOUT(assistant->status().deviceId, m_device, 60000);
        QVERIFY(ask(*assistant, kQuestions[1]));
        QCOMPARE(assistant->messages().last().text, m_expected[1]);
        QCOMPARE(assistant->status().deviceId, m_device);
        QVERIFY(m_orders.seen() > 0);
        expectStored(assistant->current());
    }

    void deviceWithoutMemoryForTheModelIsSkipped_data() {
        QTest::addColumn<double>("moment");  // of the calls that load the model
        QTest::newRow("at the start") << 0.0;
        QTest::newRow("between weights") << 0.5;
        QTest::newRow("for the session") << 1.0;
    }

    void deviceWithoutMemoryForTheModelIsSkipped() {
        QFETCH(const double, moment);
        m_orders.give(Fault::OutOfDeviceMemory, takesMemory, static_cast<int>(moment * (m_taking.load - 1)));
        const auto assistant = makeAssistant(*m_fixture, m_device);
        QTRY_COMPARE_WITH_TIMEOUT(assistant->status().state, EngineState::Ready, 60000);
        QVERIFY(m_orders.fired());
        QCOMPARE(assistant->status().deviceId, QStringLiteral("cpu"));
        const QString reason = deviceReason(*assistant->status().deviceReason);
        QVERIFY2(reason.contains(m_device) && reason.contains(QStringLiteral("was skipped.")) &&
                     reason.contains(QStringLiteral("memory")),
                 qPrintable(reason));
        for (const QString& question : kQuestions) {
            QVERIFY(ask(*assistant, question));
        }
        expectStored(assistant->current());
    }

private:
    std::unique_ptr<Desk> makeAssistant(const Fixture& fixture, const QString& backend) {
        AssistantOptions options;
        options.databasePath = fixture.databasePath();
        options.modelPath = LANTERNFISH_NANO;
        options.sampler.temperature = 0;
        options.engine.backend = backend.toStdString();
        options.engine.math = MathClass::Fast;
        options.engine.cacheFolder = m_compiled.path().toStdString();
        options.loader = [this](const std::filesystem::path& file, const EngineOptions& engine) {
            Machine machine;
            machine.create = [this](const std::string& id, const BackendOptions& how) {
                return createFailing(id, how);
            };
            return loadEngine(file, engine, machine);
        };
        return std::make_unique<Desk>(std::move(options));
    }

    /// A Vulkan backend that fails as ordered, under the validation layer where that is installed.
    Result<std::unique_ptr<ops::Backend>> createFailing(const std::string& id, const BackendOptions& how) {
        if (id == "cpu") {
            return createBackend(id, how);
        }
        if (id != m_device.toStdString()) {
            return makeError(ErrorCode::Unsupported, "left out of this test");
        }
        backends::VulkanOptions options;
        options.device = id.substr(id.find(':') + 1);
        options.cacheFolder = how.cacheFolder;
        options.faults = [this](const char* call) { return m_orders(call); };
        options.validation = true;
        options.onMessage = [this](const std::string& message) {
            const std::lock_guard lock(m_complaining);
            m_complaints.append(QString::fromStdString(message));
        };
        auto backend = backends::createVulkanBackend(options);
        if (backend || backend.error().code != ErrorCode::NotFound) {
            return backend;
        }
        options.validation = false;
        return backends::createVulkanBackend(options);
    }

    struct Counts {
        int load = 0;
        int answer = 0;  // to the first question
    };

    /// How many such calls there are when none fails.
    void count(Orders::Calls calls, Counts& counts) {
        const Fixture fixture;
        m_orders.give(Fault::None, calls, kNoFault);
        const auto assistant = makeAssistant(fixture, m_device);
        QTRY_COMPARE_WITH_TIMEOUT(assistant->status().state, EngineState::Ready, 60000);
        counts.load = m_orders.seen();
        m_orders.give(Fault::None, calls, kNoFault);
        QVERIFY(ask(*assistant, kQuestions[0]));
        counts.answer = m_orders.seen();
        QCOMPARE(assistant->status().deviceId, m_device);
        QCOMPARE(assistant->messages().last().text, m_expected[0]);
    }

    /// Both exchanges, as another process finds them, in a database without a fault.
    void expectStored(store::ConversationId conversation) {
        QTRY_COMPARE(m_fixture->stored(conversation).size(), 4);
        QTRY_COMPARE(m_fixture->lastStored(conversation).status, store::Status::Complete);
        const QList<store::Message> stored = m_fixture->stored(conversation);
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(stored[2 * i].text, kQuestions[i]);
            QCOMPARE(stored[2 * i + 1].text, m_expected[i]);
            QCOMPARE(stored[2 * i + 1].status, store::Status::Complete);
        }
        Result<store::Database> database =
            store::Database::open(m_fixture->databasePath().toStdString(), store::Access::ReadOnly, 1000);
        QVERIFY(database);
        Result<store::Statement> check = database->prepare("PRAGMA integrity_check");
        QVERIFY(check && check->step().value_or(false));
        QCOMPARE(std::string(check->text(0)), std::string("ok"));
    }

    QString m_device;
    QString m_deviceName;
    QStringList m_expected;  // what the processor alone answers
    QTemporaryDir m_compiled;
    Orders m_orders;
    Counts m_losing;
    Counts m_taking;
    std::mutex m_complaining;
    QStringList m_complaints;
    std::unique_ptr<Fixture> m_fixture;
};

QTEST_GUILESS_MAIN(TestVulkanFailure)
#include "tst_vulkan_failure.moc"
