#include "engine/devices.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/base/system.h"
#include "lanternfish/device_text.h"
#include "tests/engine/cli/scratch_folder.h"
#include "tests/fakes/forwarding_backend.h"

namespace lanternfish {
namespace {

const DeviceChoice kProcessor{{.id = "cpu", .backend = "cpu", .name = "Ryzen"}};
const DeviceChoice kCard{{.id = "vulkan:0", .backend = "vulkan", .name = "Radeon"}};
const DeviceChoice kSecond{{.id = "vulkan:1", .backend = "vulkan", .name = "Arc"}};
const DeviceChoice kSoftware{{.id = "vulkan:1", .backend = "vulkan", .name = "llvmpipe"}, true};
const DeviceChoice kOld{{.id = "vulkan:2",
                         .backend = "vulkan",
                         .name = "Old",
                         .details = {.api = "Vulkan 1.1"},
                         .problem = OldVulkanDriver{{1, 2}}}};

const DeviceChoice kCuda{{.id = "cuda:0", .backend = "cuda", .name = "RTX"}, false, "aa"};
const DeviceChoice kSameByVulkan{{.id = "vulkan:1", .backend = "vulkan", .name = "RTX"}, false, "aa"};

std::vector<std::string> idsOf(const std::vector<DeviceChoice>& devices) {
    std::vector<std::string> ids;
    for (const DeviceChoice& each : devices)
        ids.push_back(each.device.id);
    return ids;
}

using Ids = std::vector<std::string>;

FailedDevice failed(const DeviceChoice& choice, DeviceProblem problem) {
    return {choice.device, std::move(problem)};
}

Error error(const char* message) {
    return {ErrorCode::Internal, message, nullptr};
}

void expectSelection(const DeviceReason& reason, const std::string& id, const std::string& text) {
    EXPECT_EQ(reason.device.id, id);
    EXPECT_EQ(describe(reason), text);
}

TEST(Devices, TheFirstGraphicsProcessorIsTaken) {
    expectSelection(selectDevice({kCard, kSecond, kProcessor}, {}, true), "vulkan:0",
                    "On vulkan:0 Radeon, a graphics processor.");
}

TEST(Devices, TheProcessorSaysWhatWouldBeFaster) {
    expectSelection(selectDevice({kProcessor}, {}, true), "cpu",
                    "On the processor: there is no Vulkan device. A graphics card with a Vulkan 1.2 driver would be "
                    "faster.");
    expectSelection(selectDevice({kProcessor, kSoftware}, {}, true), "cpu",
                    "On the processor: the only Vulkan device is software (llvmpipe). A graphics card with a Vulkan "
                    "1.2 driver would be faster.");
    expectSelection(
        selectDevice({kProcessor, kOld}, {}, true), "cpu",
        "On the processor. vulkan:2 Old can't be used: Vulkan 1.1; not used: its driver is older than Vulkan 1.2.");
    expectSelection(selectDevice({kProcessor}, {}, false), "cpu",
                    "On the processor: this build has no Vulkan. One with it could use a graphics card.");
}

TEST(Devices, FailedOnesAreSkippedWithTheirReason) {
    const FailedDevice first = failed(kCard, NotEnoughMemory{86'650'000'000, 7'900'000'000, 8'000'000'000});
    expectSelection(selectDevice({kCard, kSecond, kProcessor}, {first}, true), "vulkan:1",
                    "On vulkan:1 Arc, a graphics processor. vulkan:0 Radeon was skipped: not enough memory, the model "
                    "needs 86.7 GB, 7.9 GB of 8.0 GB are free.");
    // What somebody else wrote may be a sentence already.
    expectSelection(selectDevice({kCard, kProcessor}, {failed(kCard, error("open it: the driver says no."))}, true),
                    "cpu", "On the processor. vulkan:0 Radeon was skipped: open it: the driver says no.");
}

TEST(Devices, SoftwareIsNeverTaken) {
    expectSelection(selectDevice({kProcessor, kSoftware}, {failed(kProcessor, error("no memory"))}, true), "",
                    "No device is left that can run the model. The processor was skipped: no memory.");
}

TEST(Devices, AnotherDeviceUnderTheNumberOfAFailedOneIsTaken) {
    // The lost card is gone from the list, and the next one has its number.
    DeviceChoice moved = kSecond;
    moved.device.id = "vulkan:0";
    EXPECT_EQ(selectDevice({moved, kProcessor}, {failed(kCard, StoppedAnswering{})}, true).device.id, "vulkan:0");
    // Without a name, the number is all there is to go by.
    EXPECT_EQ(selectDevice({moved, kProcessor}, {{{.id = "vulkan:0"}, StoppedAnswering{}}}, true).device.id, "cpu");
}

TEST(Devices, CudaComesBeforeVulkanOnTheSameCard) {
    EXPECT_EQ(idsOf(arranged({kCuda, kSameByVulkan, kProcessor})), (Ids{"cuda:0", "vulkan:1", "cpu"}));
    // The other card is the better one to Vulkan, and stays it.
    EXPECT_EQ(idsOf(arranged({kCuda, kCard, kSameByVulkan, kProcessor})),
              (Ids{"vulkan:0", "cuda:0", "vulkan:1", "cpu"}));
    const DeviceChoice second{{.id = "cuda:1", .backend = "cuda", .name = "RTX"}, false, "bb"};
    const DeviceChoice itsTwin{{.id = "vulkan:0", .backend = "vulkan", .name = "RTX"}, false, "bb"};
    EXPECT_EQ(idsOf(arranged({kCuda, second, itsTwin, kSameByVulkan, kProcessor})),
              (Ids{"cuda:1", "vulkan:0", "cuda:0", "vulkan:1", "cpu"}));
}

TEST(Devices, ACardThatOnlyCudaHasComesFirst) {
    DeviceChoice unusable = kSameByVulkan;
    unusable.device.problem = NoComputeQueue{};
    EXPECT_EQ(idsOf(arranged({kCuda, kCard, kProcessor})), (Ids{"cuda:0", "vulkan:0", "cpu"}));
    EXPECT_EQ(idsOf(arranged({kCuda, kCard, unusable, kProcessor})), (Ids{"cuda:0", "vulkan:0", "cpu", "vulkan:1"}));
}

TEST(Devices, WhatCannotBeUsedComesLast) {
    DeviceChoice old = kCuda;
    old.device.details = {.api = "CUDA 13.0", .computeCapability = Version{6, 1}};
    old.device.problem = OldComputeCapability{{6, 1}, {7, 5}};
    DeviceChoice software = kSoftware;
    software.device.id = "vulkan:3";
    const std::vector<DeviceChoice> devices = arranged({old, kSameByVulkan, software, kOld, kProcessor});
    EXPECT_EQ(idsOf(devices), (Ids{"vulkan:1", "cpu", "cuda:0", "vulkan:3", "vulkan:2"}));
    expectSelection(
        selectDevice(devices, {}, true), "vulkan:1",
        "On vulkan:1 RTX, a graphics processor. cuda:0 RTX can't be used: CUDA 13.0, compute capability "
        "6.1; not used: its compute capability is 6.1, needed is 7.5 (GeForce 16 and 20 or newer). vulkan:2 "
        "Old can't be used: Vulkan 1.1; not used: its driver is older than Vulkan 1.2.");
}

TEST(Devices, TheSameCardByVulkanFollowsOneThatFailedByCuda) {
    const std::vector<DeviceChoice> devices = {kCuda, kSameByVulkan, kCard, kProcessor};
    const FailedDevice wrong = failed(kCuda, WrongResults{{"linear"}});
    expectSelection(selectDevice(devices, {wrong}, true), "vulkan:1",
                    "On vulkan:1 RTX, a graphics processor. cuda:0 RTX was skipped: it computed linear wrongly in the "
                    "self check.");
}

TEST(Devices, ACardWithoutTheMemoryIsToldOfOnce) {
    const std::vector<DeviceChoice> devices = {kCuda, kSameByVulkan, kCard, kProcessor};
    const FailedDevice byCuda = failed(kCuda, NotEnoughMemory{9'000'000'000, 7'000'000'000, 8'000'000'000});
    const FailedDevice byVulkan = failed(kSameByVulkan, error("allocate: no memory for it"));
    FailedDevice full = byVulkan;
    std::get<Error>(full.problem).code = ErrorCode::OutOfMemory;
    expectSelection(selectDevice(devices, {byCuda, full}, true), "vulkan:0",
                    "On vulkan:0 Radeon, a graphics processor. cuda:0 RTX was skipped: not enough memory, the model "
                    "needs 9.0 GB, 7.0 GB of 8.0 GB are free.");
    // Another reason is another story.
    EXPECT_TRUE(describe(selectDevice(devices, {byCuda, byVulkan}, true))
                    .ends_with("vulkan:1 RTX was skipped: allocate: no memory for it."));
}

TEST(Devices, WithoutVulkanAFailedCardIsNoReasonToAskForIt) {
    expectSelection(selectDevice({kCuda, kProcessor}, {failed(kCuda, StoppedAnswering{})}, false), "cpu",
                    "On the processor. cuda:0 RTX was skipped: it stopped answering.");
}

// The emulated driver is built beside this test; only who is given its folder may find it.
TEST(Devices, NobodyFindsTheEmulatedDriver) {
    for (const DeviceChoice& each : deviceChoices())
        EXPECT_FALSE(each.device.name.contains("Emulated")) << each.device.name;
}

TEST(Devices, ThisComputerHasTheProcessor) {
    EXPECT_NE(selectDevice(deviceChoices(), {}).device.id, "");
    const auto devices = listDevices();
    const auto processor = std::ranges::find(devices, "cpu", &Device::id);
    ASSERT_NE(processor, devices.end());
    EXPECT_FALSE(processor->problem);
}

TEST(Devices, EngineSaysWhyItIsWhereItIs) {
    const auto chosen = Engine::load(LANTERNFISH_NANO, {.backend = "cpu"});
    ASSERT_TRUE(chosen.has_value()) << describe(chosen.error());
    EXPECT_EQ(describe((*chosen)->deviceReason()), "On the processor, as chosen.");
    const auto automatic = Engine::load(LANTERNFISH_NANO, {});
    ASSERT_TRUE(automatic.has_value()) << describe(automatic.error());
    EXPECT_EQ(describe((*automatic)->deviceReason()), describe(selectDevice(deviceChoices(), {})));
    // What comes after a device that was lost.
    const FailedDevice lost{{.id = "vulkan:9", .name = "Radeon"}, StoppedAnswering{}};
    const auto next = Engine::load(LANTERNFISH_NANO, {.failed = {lost}});
    ASSERT_TRUE(next.has_value()) << describe(next.error());
    EXPECT_TRUE(describe((*next)->deviceReason()).contains("vulkan:9 Radeon was skipped: it stopped answering."));
    std::vector<FailedDevice> all;
    for (const Device& device : listDevices())
        all.push_back({device, error("it failed")});
    const auto none = Engine::load(LANTERNFISH_NANO, {.failed = all});
    ASSERT_FALSE(none.has_value());
    EXPECT_EQ(none.error().code, ErrorCode::NotFound);
    EXPECT_NE(none.error().message.find("The processor was skipped: it failed."), std::string::npos);
}

TEST(Devices, NotesSayWhatADeviceHas) {
    Device device{.id = "cpu", .backend = "cpu", .name = "Ryzen", .details = {.instructionSet = "x86-64-v3"}};
    device.details.threads = 1;
    EXPECT_EQ(noteOf(device), "x86-64-v3, 1 thread");
    device.details.threads = 8;
    EXPECT_EQ(noteOf(device), "x86-64-v3, 8 threads");
    device.details = {.api = "Vulkan 1.4", .driver = "llvmpipe Mesa 25", .software = true};
    EXPECT_EQ(noteOf(device), "Vulkan 1.4, llvmpipe Mesa 25, in software");
    device.details.features = std::vector<std::string>{};
    EXPECT_EQ(noteOf(device), "Vulkan 1.4, llvmpipe Mesa 25, in software; uses none");
    device.details.features = {"float16", "subgroups"};
    device.details.subgroupSize = 8;
    EXPECT_EQ(noteOf(device), "Vulkan 1.4, llvmpipe Mesa 25, in software; uses float16, subgroups (subgroups of 8)");
    device.details = {.api = "CUDA 13.0", .computeCapability = Version{8, 6}, .cublas = "13.1.0"};
    EXPECT_EQ(noteOf(device), "CUDA 13.0, compute capability 8.6; cuBLAS 13.1.0");
    device.details.withoutCublas = error("it lacks cublasCreate");
    EXPECT_EQ(noteOf(device),
              "CUDA 13.0, compute capability 8.6; cuBLAS 13.1.0; without cuBLAS: it lacks cublasCreate");
    device.details = {};
    device.problem = OldCudaDriver{{12, 4}, {13, 0}};
    EXPECT_EQ(noteOf(device), "the NVIDIA driver supports CUDA 12.4, needed is CUDA 13 (driver 580 or newer)");
}

/// The processor as a graphics processor that has to be checked.
class StandIn final : public fakes::ForwardingBackend {
public:
    explicit StandIn(std::unique_ptr<ops::Backend> processor)
        : ForwardingBackend(std::move(processor)), m_device(kCard.device) {
        m_device.memoryFree = m_device.memoryTotal = uint64_t{1} << 40U;
    }

    const Device& device() const override { return m_device; }
    std::string fingerprint() const override { return "driver 1"; }

private:
    Device m_device;
};

TEST(Devices, EngineSaysWhatItDoesWhileItLoads) {
    const tests::ScratchFolder folder;
    Machine machine;
    machine.list = [] { return std::vector{kCard, kProcessor}; };
    machine.create = [](const std::string& id, const BackendOptions& how) -> Result<std::unique_ptr<ops::Backend>> {
        LF_TRY(std::unique_ptr<ops::Backend> processor, createBackend("cpu", how));
        if (id == "cpu")
            return processor;
        return std::make_unique<StandIn>(std::move(processor));
    };
    using Phase = LoadProgress::Phase;
    const auto load = [&](const std::string& backend) {
        std::vector<LoadProgress> told;
        const auto engine = loadEngine(LANTERNFISH_NANO,
                                       {.backend = backend,
                                        .cacheFolder = folder.path("cache"),
                                        .progress = [&](const LoadProgress& now) { told.push_back(now); }},
                                       machine);
        EXPECT_TRUE(engine) << describe(engine.error());
        EXPECT_EQ(told.front().phase, Phase::Model);
        EXPECT_TRUE(std::ranges::is_sorted(told, {},
                                           [](const LoadProgress& each) { return std::pair(each.phase, each.done); }));
        for (const LoadProgress& each : told) {
            EXPECT_EQ(each.device.name, each.phase == Phase::Model ? ""
                                        : backend == "cpu"         ? base::processorName()
                                                                   : "Radeon");
            EXPECT_TRUE(each.phase == Phase::Model || each.done <= each.total);
        }
        EXPECT_EQ(std::ranges::count(told, Phase::Weights, &LoadProgress::phase),
                  static_cast<ptrdiff_t>((*engine)->info().layerCount) + 1);
        return std::ranges::count(told, Phase::SelfCheck, &LoadProgress::phase);
    };
    EXPECT_GT(load("auto"), 1);
    EXPECT_EQ(load("auto"), 0) << "it is remembered";
    EXPECT_EQ(load("cpu"), 0);
}

}  // namespace
}  // namespace lanternfish
