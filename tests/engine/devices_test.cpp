#include "engine/devices.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lanternfish {
namespace {

const DeviceChoice kProcessor{{.id = "cpu", .backend = "cpu", .name = "Ryzen"}};
const DeviceChoice kCard{{.id = "vulkan:0", .backend = "vulkan", .name = "Radeon"}};
const DeviceChoice kSecond{{.id = "vulkan:1", .backend = "vulkan", .name = "Arc"}};
const DeviceChoice kSoftware{{.id = "vulkan:1", .backend = "vulkan", .name = "llvmpipe"}, true};
const DeviceChoice kOld{{.id = "vulkan:2", .backend = "vulkan", .name = "Old", .note = "Vulkan 1.1", .usable = false}};

const DeviceChoice kCuda{{.id = "cuda:0", .backend = "cuda", .name = "RTX"}, false, "aa"};
const DeviceChoice kSameByVulkan{{.id = "vulkan:1", .backend = "vulkan", .name = "RTX"}, false, "aa"};

std::vector<std::string> idsOf(const std::vector<DeviceChoice>& devices) {
    std::vector<std::string> ids;
    for (const DeviceChoice& each : devices)
        ids.push_back(each.device.id);
    return ids;
}

using Ids = std::vector<std::string>;

FailedDevice failed(const DeviceChoice& choice, std::string reason) {
    return {choice.device, std::move(reason)};
}

void expectSelection(const Selection& selection, const std::string& id, const std::string& reason) {
    EXPECT_EQ(selection.id, id);
    EXPECT_EQ(selection.reason, reason);
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
    expectSelection(selectDevice({kProcessor, kOld}, {}, true), "cpu",
                    "On the processor. vulkan:2 Old can't be used: Vulkan 1.1.");
    expectSelection(selectDevice({kProcessor}, {}, false), "cpu",
                    "On the processor: this build has no Vulkan. One with it could use a graphics card.");
}

TEST(Devices, FailedOnesAreSkippedWithTheirReason) {
    const FailedDevice first = failed(kCard, "not enough memory, the model needs 86.7 GB, it has 8.0 GB.");
    expectSelection(selectDevice({kCard, kSecond, kProcessor}, {first}, true), "vulkan:1",
                    "On vulkan:1 Arc, a graphics processor. vulkan:0 Radeon was skipped: not enough memory, the model "
                    "needs 86.7 GB, it has 8.0 GB.");
    expectSelection(selectDevice({kCard, kProcessor}, {first}, true), "cpu",
                    "On the processor. vulkan:0 Radeon was skipped: not enough memory, the model needs 86.7 GB, it has "
                    "8.0 GB.");
}

TEST(Devices, SoftwareIsNeverTaken) {
    expectSelection(selectDevice({kProcessor, kSoftware}, {failed(kProcessor, "no memory")}, true), "",
                    "No device is left that can run the model. The processor was skipped: no memory.");
}

TEST(Devices, AnotherDeviceUnderTheNumberOfAFailedOneIsTaken) {
    // The lost card is gone from the list, and the next one has its number.
    DeviceChoice moved = kSecond;
    moved.device.id = "vulkan:0";
    EXPECT_EQ(selectDevice({moved, kProcessor}, {failed(kCard, "lost")}, true).id, "vulkan:0");
    // Without a name, the number is all there is to go by.
    EXPECT_EQ(selectDevice({moved, kProcessor}, {{{.id = "vulkan:0"}, "lost"}}, true).id, "cpu");
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
    unusable.device.usable = false;
    EXPECT_EQ(idsOf(arranged({kCuda, kCard, kProcessor})), (Ids{"cuda:0", "vulkan:0", "cpu"}));
    EXPECT_EQ(idsOf(arranged({kCuda, kCard, unusable, kProcessor})), (Ids{"cuda:0", "vulkan:0", "cpu", "vulkan:1"}));
}

TEST(Devices, WhatCannotBeUsedComesLast) {
    DeviceChoice old = kCuda;
    old.device.usable = false;
    old.device.note = "not used: its compute capability is 6.1";
    DeviceChoice software = kSoftware;
    software.device.id = "vulkan:3";
    const std::vector<DeviceChoice> devices = arranged({old, kSameByVulkan, software, kOld, kProcessor});
    EXPECT_EQ(idsOf(devices), (Ids{"vulkan:1", "cpu", "cuda:0", "vulkan:3", "vulkan:2"}));
    expectSelection(selectDevice(devices, {}, true), "vulkan:1",
                    "On vulkan:1 RTX, a graphics processor. cuda:0 RTX can't be used: not used: its compute capability "
                    "is 6.1. vulkan:2 Old can't be used: Vulkan 1.1.");
}

TEST(Devices, TheSameCardByVulkanFollowsOneThatFailedByCuda) {
    const std::vector<DeviceChoice> devices = {kCuda, kSameByVulkan, kCard, kProcessor};
    const FailedDevice wrong = failed(kCuda, "it computed linear wrongly in the self check");
    expectSelection(selectDevice(devices, {wrong}, true), "vulkan:1",
                    "On vulkan:1 RTX, a graphics processor. cuda:0 RTX was skipped: it computed linear wrongly in the "
                    "self check.");
}

TEST(Devices, ACardWithoutTheMemoryIsToldOfOnce) {
    const std::vector<DeviceChoice> devices = {kCuda, kSameByVulkan, kCard, kProcessor};
    FailedDevice byCuda = failed(kCuda, "not enough memory, 7.0 GB of 8.0 GB are free");
    FailedDevice byVulkan = failed(kSameByVulkan, "not enough memory, 7.5 GB of 8.0 GB are free");
    byCuda.memory = byVulkan.memory = true;
    expectSelection(selectDevice(devices, {byCuda, byVulkan}, true), "vulkan:0",
                    "On vulkan:0 Radeon, a graphics processor. cuda:0 RTX was skipped: not enough memory, 7.0 GB of "
                    "8.0 GB are free.");
    // Another reason is another story.
    byVulkan = failed(kSameByVulkan, "it stopped answering");
    EXPECT_TRUE(selectDevice(devices, {byCuda, byVulkan}, true)
                    .reason.ends_with("vulkan:1 RTX was skipped: it stopped answering."));
}

TEST(Devices, WithoutVulkanAFailedCardIsNoReasonToAskForIt) {
    expectSelection(selectDevice({kCuda, kProcessor}, {failed(kCuda, "it stopped answering")}, false), "cpu",
                    "On the processor. cuda:0 RTX was skipped: it stopped answering.");
}

// The emulated driver is built beside this test; only who is given its folder may find it.
TEST(Devices, NobodyFindsTheEmulatedDriver) {
    for (const DeviceChoice& each : deviceChoices())
        EXPECT_FALSE(each.device.name.contains("Emulated")) << each.device.name;
}

TEST(Devices, ThisComputerHasTheProcessor) {
    EXPECT_EQ(selectDevice(deviceChoices(), {}).id.empty(), false);
    const auto devices = listDevices();
    const auto processor = std::ranges::find(devices, "cpu", &Device::id);
    ASSERT_NE(processor, devices.end());
    EXPECT_TRUE(processor->usable);
    EXPECT_EQ(namedReason(*processor), "On the processor, as chosen.");
}

TEST(Devices, EngineSaysWhyItIsWhereItIs) {
    const auto chosen = Engine::load(LANTERNFISH_NANO, {.backend = "cpu"});
    ASSERT_TRUE(chosen.has_value()) << describe(chosen.error());
    EXPECT_EQ((*chosen)->device().reason, "On the processor, as chosen.");
    const auto automatic = Engine::load(LANTERNFISH_NANO, {});
    ASSERT_TRUE(automatic.has_value()) << describe(automatic.error());
    EXPECT_EQ((*automatic)->device().reason, selectDevice(deviceChoices(), {}).reason);
    // What comes after a device that was lost.
    const FailedDevice lost{{.id = "vulkan:9", .name = "Radeon"}, "it stopped answering"};
    const auto next = Engine::load(LANTERNFISH_NANO, {.failed = {lost}});
    ASSERT_TRUE(next.has_value()) << describe(next.error());
    EXPECT_NE((*next)->device().reason.find("vulkan:9 Radeon was skipped: it stopped answering."), std::string::npos);
    std::vector<FailedDevice> all;
    for (const Device& device : listDevices())
        all.push_back({device, "it failed"});
    const auto none = Engine::load(LANTERNFISH_NANO, {.failed = all});
    ASSERT_FALSE(none.has_value());
    EXPECT_EQ(none.error().code, ErrorCode::NotFound);
    EXPECT_NE(none.error().message.find("The processor was skipped: it failed."), std::string::npos);
}

}  // namespace
}  // namespace lanternfish
