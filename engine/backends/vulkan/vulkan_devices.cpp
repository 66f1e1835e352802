#include <algorithm>
#include <charconv>
#include <format>

#include "engine/backends/vulkan/devices.h"

namespace lanternfish::backends::vulkan {

namespace {

int rankOf(const FoundDevice& found) {
    if (!found.shown.usable)
        return 9;
    switch (found.traits.properties.deviceType) {
        case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
            return 0;
        case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
            return 1;
        case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
            return 2;
        case VK_PHYSICAL_DEVICE_TYPE_CPU:
            return 4;
        default:
            return 3;
    }
}

FoundDevice describeDevice(VkPhysicalDevice handle) {
    FoundDevice found;
    found.traits = inspectDevice(handle);
    const VkPhysicalDeviceProperties& properties = found.traits.properties;
    found.shown.usable = found.traits.problem.empty();
    found.shown.processor = properties.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU;
    found.shown.card = found.traits.card;
    Device& device = found.shown.device;
    device.backend = "vulkan";
    device.name = properties.deviceName;
    device.note = std::format("Vulkan {}.{}, {}{}", VK_API_VERSION_MAJOR(properties.apiVersion),
                              VK_API_VERSION_MINOR(properties.apiVersion), found.traits.driver,
                              found.shown.processor ? ", in software" : "");
    if (!found.shown.usable)
        device.note += "; not used: " + found.traits.problem;
    if (found.shown.usable)
        found.features = probeFeatures(handle);
    device.memoryTotal = found.traits.localBytes;
    device.memoryFree = found.shown.usable ? freeBytes(found.traits) : device.memoryTotal;
    return found;
}

}  // namespace

Result<std::vector<FoundDevice>> findDevices(const Instance& instance) {
    LF_TRY(const std::vector<VkPhysicalDevice> handles, instance.devices());
    std::vector<FoundDevice> found;
    for (const VkPhysicalDevice handle : handles)
        found.push_back(describeDevice(handle));
    std::ranges::stable_sort(found, {}, rankOf);
    for (size_t i = 0; i < found.size(); ++i)
        found[i].shown.device.id = std::format("vulkan:{}", i);
    return found;
}

Result<FoundDevice> chooseDevice(const Instance& instance, const std::string& wanted) {
    LF_TRY(const std::vector<FoundDevice> found, findDevices(instance));
    if (found.empty())
        return makeError(ErrorCode::NotFound, "no Vulkan device on this computer");
    size_t index = 0;
    const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), index);
    auto chosen = found.begin();
    if (!wanted.empty() && error == std::errc{} && end == wanted.data() + wanted.size())
        chosen = index < found.size() ? found.begin() + static_cast<ptrdiff_t>(index) : found.end();
    else if (!wanted.empty())
        chosen = std::ranges::find_if(found,
                                      [&](const FoundDevice& each) { return each.shown.device.name.contains(wanted); });
    if (chosen == found.end())
        return makeError(ErrorCode::NotFound, std::format("no Vulkan device '{}'; there are {}, the first is {}",
                                                          wanted, found.size(), found.front().shown.device.name));
    if (!chosen->shown.usable)
        return makeError(ErrorCode::Unsupported,
                         std::format("{}: {}", chosen->shown.device.name, chosen->traits.problem));
    return *chosen;
}

}  // namespace lanternfish::backends::vulkan

namespace lanternfish::backends {

std::vector<VulkanDevice> listVulkanDevices() {
    std::vector<VulkanDevice> devices;
    const auto instance = vulkan::Instance::create({});
    if (!instance)
        return devices;
    if (const auto found = vulkan::findDevices(**instance))
        for (const vulkan::FoundDevice& each : *found)
            devices.push_back(each.shown);
    return devices;
}

}  // namespace lanternfish::backends
