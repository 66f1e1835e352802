// What a device must have for the shaders, and what is said where it has less.
#include <gtest/gtest.h>

#include "engine/backends/gpu/features.h"
#include "engine/backends/vulkan/instance.h"
#include "engine/backends/vulkan/shader_code.h"
#include "lanternfish/device_text.h"
#include "tests/bench/spirv_module.h"

namespace lanternfish::tests {
namespace {

namespace vulkan = backends::vulkan;

VkPhysicalDeviceLimits limits(uint32_t buffers, uint32_t invocations, uint32_t width) {
    VkPhysicalDeviceLimits result{};
    result.maxPerStageDescriptorStorageBuffers = buffers;
    result.maxComputeWorkGroupInvocations = invocations;
    result.maxComputeWorkGroupSize[0] = width;
    return result;
}

TEST(VulkanLimits, aDeviceWithLessIsToldSo) {
    EXPECT_FALSE(vulkan::limitsProblem(limits(9, 256, 256)));
    EXPECT_EQ(describe(*vulkan::limitsProblem(limits(8, 256, 256))), "its shaders see 8 buffers, needed are 9");
    // The least that Vulkan lets a device have.
    EXPECT_EQ(describe(*vulkan::limitsProblem(limits(9, 128, 128))),
              "its workgroups have 128 invocations, needed are 256");
    EXPECT_EQ(describe(*vulkan::limitsProblem(limits(9, 1024, 128))),
              "its workgroups have 128 invocations, needed are 256");
}

// Those that are chosen by the limits have them as a specialization constant, of 1 where none is given.
TEST(VulkanLimits, noShaderTakesMore) {
    uint32_t most = 0;
    for (const vulkan::ShaderModule& module : vulkan::shaderModules()) {
        const auto needs = bench::readWorkgroupNeeds(module.words, {});
        ASSERT_TRUE(needs) << module.shader << ": " << describe(needs.error());
        EXPECT_LE(needs->invocations, vulkan::kInvocationsNeeded) << module.shader;
        most = std::max(most, needs->invocations);
    }
    EXPECT_EQ(most, vulkan::kInvocationsNeeded) << "no device is refused for nothing";
}

}  // namespace
}  // namespace lanternfish::tests
