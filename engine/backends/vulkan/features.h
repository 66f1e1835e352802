#pragma once

#include <cstdint>
#include <span>

#include "engine/backends/gpu/features.h"
#include "engine/backends/vulkan/api.h"

namespace lanternfish::backends::vulkan {

using gpu::Feature;
using gpu::Features;

/// What `device` (of Vulkan 1.2) has.
Features probeFeatures(VkPhysicalDevice device);

/// The structures that turn features on when a device is created: the chain behind `head()`, and extensions. Neither
/// copied nor moved, since the chain points into it.
class FeatureChain {
public:
    explicit FeatureChain(const Features& features);
    FeatureChain(const FeatureChain&) = delete;
    FeatureChain& operator=(const FeatureChain&) = delete;

    const void* head() const { return &m_all; }
    std::span<const char* const> extensions() const { return {m_extensions, m_extensionCount}; }

private:
    void addExtension(const char* name) { m_extensions[m_extensionCount++] = name; }

    VkPhysicalDeviceFeatures2 m_all{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2};
    VkPhysicalDeviceVulkan11Features m_11{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES};
    VkPhysicalDeviceVulkan12Features m_12{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
    VkPhysicalDeviceShaderIntegerDotProductFeatures m_dot{
        VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_INTEGER_DOT_PRODUCT_FEATURES};
    VkPhysicalDeviceSubgroupSizeControlFeatures m_subgroups{
        VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_FEATURES};
    const char* m_extensions[4] = {};
    size_t m_extensionCount = 0;
};

}  // namespace lanternfish::backends::vulkan
