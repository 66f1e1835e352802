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

TEST(Devices, ThisComputerHasTheProcessor) {
    EXPECT_EQ(selectDevice({}).id.empty(), false);
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
    EXPECT_EQ((*automatic)->device().reason, selectDevice({}).reason);
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
