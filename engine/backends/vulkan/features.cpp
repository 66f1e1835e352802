#include "engine/backends/vulkan/features.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace lanternfish::backends::vulkan {

namespace {

constexpr uint32_t kLeastSubgroup = 8, kMostSubgroup = 64;
// Where the device leaves a choice: enough lanes to read whole cache lines, few enough to be full at small widths.
constexpr uint32_t kWantedSubgroup = 32;

std::vector<VkExtensionProperties> extensionsOf(VkPhysicalDevice device) {
    uint32_t count = 0;
    vkEnumerateDeviceExtensionProperties(device, nullptr, &count, nullptr);
    std::vector<VkExtensionProperties> extensions(count);
    vkEnumerateDeviceExtensionProperties(device, nullptr, &count, extensions.data());
    return extensions;
}

bool contains(const std::vector<VkExtensionProperties>& extensions, const char* name) {
    return std::ranges::any_of(extensions,
                               [name](const auto& each) { return std::strcmp(each.extensionName, name) == 0; });
}

/// The size to ask for, 0 when shaders can't have one of those that we know.
uint32_t subgroupSizeOf(VkPhysicalDevice device) {
    VkPhysicalDeviceSubgroupSizeControlProperties sizes{
        VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_PROPERTIES};
    VkPhysicalDeviceSubgroupProperties subgroups{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_PROPERTIES, &sizes};
    VkPhysicalDeviceProperties2 properties{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, &subgroups};
    vkGetPhysicalDeviceProperties2(device, &properties);
    const bool sums = (subgroups.supportedOperations & VK_SUBGROUP_FEATURE_ARITHMETIC_BIT) != 0 &&
                      (subgroups.supportedStages & VK_SHADER_STAGE_COMPUTE_BIT) != 0 &&
                      (sizes.requiredSubgroupSizeStages & VK_SHADER_STAGE_COMPUTE_BIT) != 0;
    const uint32_t least = std::max(sizes.minSubgroupSize, kLeastSubgroup);
    const uint32_t most = std::min(sizes.maxSubgroupSize, kMostSubgroup);
    return sums && least <= most ? std::clamp(kWantedSubgroup, least, most) : 0;
}

}  // namespace

Features probeFeatures(VkPhysicalDevice device) {
    const std::vector<VkExtensionProperties> extensions = extensionsOf(device);
    VkPhysicalDeviceVulkan11Features v11{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES};
    VkPhysicalDeviceVulkan12Features v12{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES, &v11};
    VkPhysicalDeviceShaderIntegerDotProductFeatures dot{
        VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_INTEGER_DOT_PRODUCT_FEATURES};
    VkPhysicalDeviceSubgroupSizeControlFeatures control{
        VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_FEATURES};
    VkPhysicalDeviceFeatures2 all{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, &v12};
    // A structure of an extension that the device lacks may not be in the chain.
    if (contains(extensions, VK_KHR_SHADER_INTEGER_DOT_PRODUCT_EXTENSION_NAME))
        dot.pNext = std::exchange(all.pNext, &dot);
    if (contains(extensions, VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME))
        control.pNext = std::exchange(all.pNext, &control);
    vkGetPhysicalDeviceFeatures2(device, &all);
    Features features;
    features.set(Feature::NarrowStorage, v12.storageBuffer8BitAccess && v12.shaderInt8 &&
                                             v11.storageBuffer16BitAccess && all.features.shaderInt16);
    features.set(Feature::IntegerDot, dot.shaderIntegerDotProduct);
    features.set(Feature::Float16, v12.shaderFloat16 && v11.storageBuffer16BitAccess);
    features.set(Feature::Addresses, v12.bufferDeviceAddress);
    features.set(Feature::MemoryBudget, contains(extensions, VK_EXT_MEMORY_BUDGET_EXTENSION_NAME));
    if (control.subgroupSizeControl && control.computeFullSubgroups) {
        features.subgroupSize = subgroupSizeOf(device);
        features.set(Feature::Subgroups, features.subgroupSize != 0);
    }
    return features;
}

FeatureChain::FeatureChain(const Features& features) {
    m_all.pNext = &m_12;
    m_12.pNext = &m_11;
    m_12.timelineSemaphore = VK_TRUE;  // Every 1.2 device has it.
    const bool narrow = features.has(Feature::NarrowStorage), half = features.has(Feature::Float16);
    m_12.storageBuffer8BitAccess = m_12.shaderInt8 = narrow;
    m_all.features.shaderInt16 = narrow;
    m_12.shaderFloat16 = half;
    m_11.storageBuffer16BitAccess = narrow || half;
    m_12.bufferDeviceAddress = features.has(Feature::Addresses);
    if (features.has(Feature::IntegerDot)) {
        m_dot.shaderIntegerDotProduct = VK_TRUE;
        m_dot.pNext = std::exchange(m_all.pNext, &m_dot);
        addExtension(VK_KHR_SHADER_INTEGER_DOT_PRODUCT_EXTENSION_NAME);
    }
    if (features.has(Feature::Subgroups)) {
        m_subgroups.subgroupSizeControl = m_subgroups.computeFullSubgroups = VK_TRUE;
        m_subgroups.pNext = std::exchange(m_all.pNext, &m_subgroups);
        addExtension(VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME);
    }
    if (features.has(Feature::MemoryBudget))
        addExtension(VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
}

}  // namespace lanternfish::backends::vulkan
