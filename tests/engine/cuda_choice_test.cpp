// What "auto" makes of the emulated driver's cards: the self check, what it remembers, and what comes next.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "emulated_cuda.h"
#include "engine/backends/cuda/cuda_backend.h"
#include "engine/devices.h"
#include "engine/passed_checks.h"
#include "lanternfish/device_text.h"
#include "tests/engine/cli/scratch_folder.h"

namespace lanternfish::tests {
namespace {

const std::filesystem::path kModel = LANTERNFISH_TEST_DATA "/tiny/mini-mix.gguf";

std::vector<DeviceChoice> listed() {
    return deviceChoices(LANTERNFISH_EMULATED_CUDA);
}

const DeviceChoice* find(const std::vector<DeviceChoice>& devices, const std::string& id) {
    const auto found = std::ranges::find(devices, id, [](const DeviceChoice& each) { return each.device.id; });
    return found == devices.end() ? nullptr : &*found;
}

class CudaChoice : public testing::Test {
protected:
    void SetUp() override { emulatedCudaReset(); }
    void TearDown() override { emulatedCudaReset(); }

    /// The device that "auto" takes, and why; none where it can't load. Cards are the emulated driver's; the kernels of
    /// `broken` do nothing.
    std::optional<DeviceReason> choose(const std::string& broken = {}) {
        m_log.clear();
        Machine machine;
        machine.list = [this] { return m_list ? *m_list : listed(); };
        machine.create = [&](const std::string& id, const BackendOptions& how) {
            return id.starts_with("cuda:")
                       ? backends::createCudaBackend(
                             {.device = id.substr(5), .library = LANTERNFISH_EMULATED_CUDA, .brokenKernel = broken})
                       : createBackend(id.starts_with("vulkan:") ? "cpu" : id, how);
        };
        EngineOptions options;
        options.cacheFolder = m_folder.path("cache");
        options.log = [this](const std::string& line) { m_log += line + "\n"; };
        const auto engine = loadEngine(kModel, options, machine);
        EXPECT_TRUE(engine) << describe(engine.error());
        return engine ? std::optional((*engine)->deviceReason()) : std::nullopt;
    }

    bool checked() const { return m_log.contains("passed the self check"); }

    ScratchFolder m_folder;
    std::optional<std::vector<DeviceChoice>> m_list;
    std::string m_log;
};

TEST_F(CudaChoice, ACardThatPassedBeforeIsNotCheckedAgain) {
    {
        const auto backend = backends::createCudaBackend({.library = LANTERNFISH_EMULATED_CUDA});
        ASSERT_TRUE(backend) << describe(backend.error());
        PassedChecks(m_folder.path("cache")).add((*backend)->device(), (*backend)->fingerprint());
    }
    // Even one whose kernels do nothing is believed.
    const auto device = choose("linear");
    ASSERT_TRUE(device);
    EXPECT_EQ(describe(*device), "On cuda:0 Emulated CUDA card, a graphics processor.");
    EXPECT_FALSE(checked()) << m_log;
    // Another driver is another matter.
    emulatedCudaSetDriverVersion(13010);
    EXPECT_NE(choose("linear")->device.id, "cuda:0");
}

// A whole check, which takes a minute here.
TEST_F(CudaChoice, ACardThatPassesTheWholeSelfCheckIsTakenAndRemembered) {
    const auto first = choose();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->device.id, "cuda:0");
    EXPECT_EQ(describe(*first), "On cuda:0 Emulated CUDA card, a graphics processor.");
    EXPECT_TRUE(checked()) << m_log;
    EmulatedCudaCounts counts;
    emulatedCudaGetCounts(&counts);
    EXPECT_EQ(counts.contexts, 0U) << "nothing of the check is left";
    const auto again = choose("linear");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->device.id, "cuda:0");
    EXPECT_FALSE(checked()) << m_log;
}

TEST_F(CudaChoice, AWrongKernelLeavesTheModelToVulkanOnTheSameCard) {
    m_list = listed();
    const DeviceChoice* const card = find(*m_list, "cuda:0");
    ASSERT_NE(card, nullptr);
    ASSERT_FALSE(card->card.empty());
    // The processor stands in for it.
    m_list->push_back({{.id = "vulkan:0", .backend = "vulkan", .name = card->device.name}, false, card->card});
    m_list = arranged(*m_list);
    const auto device = choose("linear");
    ASSERT_TRUE(device);
    EXPECT_EQ(device->kind, DeviceReason::Kind::Graphics) << "as which it was listed: " << describe(*device);
    ASSERT_EQ(device->skipped.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<WrongResults>(device->skipped[0].problem));
    EXPECT_TRUE(describe(*device).contains(" cuda:0 Emulated CUDA card was skipped: it computed ") &&
                describe(*device).contains(" wrongly in the self check."))
        << describe(*device);
    EXPECT_FALSE(checked());
    EXPECT_FALSE(std::filesystem::exists(m_folder.path("cache"))) << "only what passed is remembered";
}

TEST_F(CudaChoice, ACardThatIsLostDuringTheCheckIsSkipped) {
    emulatedCudaFailKernel(nullptr, 100, 700);  // CUDA_ERROR_ILLEGAL_ADDRESS
    const auto device = choose();
    ASSERT_TRUE(device);
    EXPECT_EQ(device->device.backend, "cpu");
    EXPECT_TRUE(describe(*device).contains("cuda:0 Emulated CUDA card was skipped: its self check failed"))
        << describe(*device);
}

TEST_F(CudaChoice, OldCardsAndDriversAreListedWithTheirReasons) {
    const EmulatedCudaCard old{"GeForce GTX 1060", 6, 1, uint64_t{6} << 30U, 10, 48 << 10, 48 << 10};
    emulatedCudaSetCards(&old, 1);
    auto device = choose();
    ASSERT_TRUE(device);
    EXPECT_EQ(device->device.backend, "cpu");
    EXPECT_TRUE(describe(*device).contains("cuda:0 GeForce GTX 1060 can't be used: ")) << describe(*device);
    EXPECT_TRUE(describe(*device).contains("its compute capability is 6.1, needed is 7.5")) << describe(*device);
    emulatedCudaReset();
    emulatedCudaSetDriverVersion(12040);
    device = choose();
    ASSERT_TRUE(device);
    EXPECT_EQ(device->device.backend, "cpu");
    EXPECT_TRUE(
        describe(*device).contains("cuda:0 can't be used: the NVIDIA driver supports CUDA 12.4, needed is CUDA 13"))
        << describe(*device);
}

TEST_F(CudaChoice, ADriverWithoutACardIsNotSpokenOf) {
    emulatedCudaSetCards(nullptr, 0);
    const auto device = choose();
    ASSERT_TRUE(device);
    EXPECT_EQ(device->device.backend, "cpu");
    EXPECT_FALSE(describe(*device).contains("cuda")) << describe(*device);
    EXPECT_EQ(find(listed(), "cuda:0"), nullptr);
}

TEST_F(CudaChoice, EveryCardHasAnIdOfItsOwn) {
    const EmulatedCudaCard card{"same", 8, 6, uint64_t{1} << 30U, 10, 48 << 10, 99 << 10};
    const std::vector<EmulatedCudaCard> two = {card, card};
    emulatedCudaSetCards(two.data(), 2);
    const std::vector<DeviceChoice> devices = listed();
    ASSERT_NE(find(devices, "cuda:0"), nullptr);
    ASSERT_NE(find(devices, "cuda:1"), nullptr);
    EXPECT_EQ(find(devices, "cuda:0")->card.size(), 32U);
    EXPECT_NE(find(devices, "cuda:0")->card, find(devices, "cuda:1")->card);
}

}  // namespace
}  // namespace lanternfish::tests
