// What the window says of a card by CUDA: the assistant and the engine on the emulated driver.
#include "app/assistant/device_text.h"
#include "engine/backends/cuda/cuda_backend.h"
#include "engine/devices.h"
#include "tests/assistant/fixture.h"

using namespace lanternfish;
using namespace lanternfish::assistant;

class TestCudaChoice : public QObject {
    Q_OBJECT

private slots:
    /// A card that computes wrongly writes nonsense, which nobody could tell from a bad model.
    void cardThatComputesWronglyIsPassedOver() {
        const auto assistant = makeAssistant("auto");
        QTRY_COMPARE_WITH_TIMEOUT(assistant->status().state, EngineState::Ready, 120000);
        QVERIFY(assistant->status().deviceId != QStringLiteral("cuda:0"));
        const QString reason = deviceReason(*assistant->status().deviceReason);
        QVERIFY2(reason.contains(
                     QStringLiteral("cuda:0 Emulated CUDA card was skipped. It computed wrongly in the self check (")),
                 qPrintable(reason));
    }

    /// Who names it gets it, and finds out by `doctor`.
    void cardThatIsNamedIsNotChecked() {
        const auto assistant = makeAssistant("cuda:0");
        QTRY_COMPARE_WITH_TIMEOUT(assistant->status().state, EngineState::Ready, 120000);
        QCOMPARE(assistant->status().deviceId, QStringLiteral("cuda:0"));
        QCOMPARE(deviceReason(*assistant->status().deviceReason),
                 QStringLiteral("On cuda:0 Emulated CUDA card, as chosen."));
    }

private:
    /// On a card one of whose kernels does nothing.
    std::unique_ptr<Assistant> makeAssistant(const char* backend) const {
        AssistantOptions options;
        options.databasePath = m_fixture.databasePath();
        options.modelPath = LANTERNFISH_TEST_DATA "/tiny/mini-mix.gguf";
        options.engine.backend = backend;
        options.loader = [](const std::filesystem::path& file, const EngineOptions& engine) {
            Machine machine;
            machine.list = [] { return deviceChoices(LANTERNFISH_EMULATED_CUDA); };
            machine.create = [](const std::string& id, const BackendOptions& how) {
                return id.starts_with("cuda:") ? backends::createCudaBackend({.device = id.substr(5),
                                                                              .library = LANTERNFISH_EMULATED_CUDA,
                                                                              .brokenKernel = "linear"})
                                               : createBackend(id, how);
            };
            return loadEngine(file, engine, machine);
        };
        return std::make_unique<Assistant>(std::move(options));
    }

    Fixture m_fixture;
};

QTEST_GUILESS_MAIN(TestCudaChoice)
#include "tst_cuda_choice.moc"
