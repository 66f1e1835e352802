#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "engine/backends/vulkan/api.h"

namespace lanternfish::backends::vulkan {

/// What a device may have beyond Vulkan 1.2's core. Everything has a way without it.
enum class Feature : uint8_t {
    NarrowStorage,  ///< "narrow-storage": shaders read and write bytes of buffers.
    IntegerDot,     ///< "integer-dot": products of four signed bytes at once.
    Float16,        ///< "float16": arithmetic on halves, and buffers of them.
    Addresses,      ///< "addresses": shaders read buffers by address, so that one dispatch reads many weights.
    Subgroups,      ///< "subgroups": sums within a subgroup whose size we choose.
    MemoryBudget,   ///< "memory-budget": the driver says how much memory is left.
    Count,
};

const char* featureName(Feature feature);

/// The features that a device has and that are to be used.
class Features {
public:
    bool has(Feature feature) const { return (m_bits >> static_cast<unsigned>(feature) & 1U) != 0; }
    void set(Feature feature, bool value) {
        const uint32_t bit = 1U << static_cast<unsigned>(feature);
        m_bits = value ? m_bits | bit : m_bits & ~bit;
    }
    uint32_t bits() const { return m_bits; }

    uint32_t subgroupSize = 0;  ///< With Subgroups: a power of two from 8 to 64.

private:
    uint32_t m_bits = 0;
};

/// Takes away the features in `without`, names separated by commas. Errors: InvalidArgument for an unknown name.
Result<Features> restricted(Features features, const std::string& without);

/// "integer-dot, addresses, subgroups of 32": for reports.
std::string describeFeatures(const Features& features);

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
