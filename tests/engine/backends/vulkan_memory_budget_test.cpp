#include <gtest/gtest.h>

#include "engine/backends/vulkan/context.h"
#include "engine/backends/vulkan/devices.h"
#include "tests/engine/vulkan_under_test.h"

namespace lanternfish::tests {
namespace {

namespace vulkan = backends::vulkan;

TEST(VulkanMemoryBudget, isWhatTheDeviceSaysOrAllOfItsMemory) {
    if (!vulkanAvailable())
        GTEST_SKIP() << "no usable Vulkan device here";
    const auto instance = vulkan::Instance::create({});
    ASSERT_TRUE(instance) << describe(instance.error());
    const auto found = vulkan::chooseDevice(**instance, "");
    ASSERT_TRUE(found) << describe(found.error());
    vulkan::DeviceTraits traits = found->traits;
    if (!traits.memoryBudget)
        std::puts("vulkan: this device does not say how much of its memory is free");
    EXPECT_GT(vulkan::freeBytes(traits), 0U);
    EXPECT_LE(vulkan::freeBytes(traits), traits.localBytes);
    EXPECT_LE(found->shown.device.memoryFree, found->shown.device.memoryTotal);
    traits.memoryBudget = false;
    EXPECT_EQ(vulkan::freeBytes(traits), traits.localBytes);
}

// The allocator works with what the device says, and without.
TEST(VulkanMemoryBudget, canBeDoneWithout) {
    if (!vulkanAvailable())
        GTEST_SKIP() << "no usable Vulkan device here";
    for (const bool asked : {true, false}) {
        auto instance = vulkan::Instance::create({});
        ASSERT_TRUE(instance) << describe(instance.error());
        const vulkan::FoundDevice found = vulkan::chooseDevice(**instance, "").value();
        const backends::gpu::Features features =
            backends::gpu::restricted(found.features, asked ? "" : "memory-budget").value();
        const auto context = vulkan::Context::create(std::move(*instance), found.traits, features, 0);
        ASSERT_TRUE(context) << describe(context.error());
        EXPECT_TRUE((*context)->createZeroed(uint64_t{1} << 20U));
    }
}

}  // namespace
}  // namespace lanternfish::tests
