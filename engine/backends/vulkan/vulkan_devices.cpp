#include <algorithm>
#include <charconv>
#include <format>

#include "engine/backends/gpu/gpu_backend.h"
#include "engine/backends/vulkan/devices.h"
#include "lanternfish/device_text.h"

namespace lanternfish::backends::vulkan {

namespace {

int rankOf(const FoundDevice& found) {
    if (found.shown.device.problem)
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
    found.shown.processor = properties.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU;
    found.shown.card = found.traits.card;
    Device& device = found.shown.device;
    device.backend = "vulkan";
    device.name = properties.deviceName;
    device.details.api = std::format("Vulkan {}.{}", VK_API_VERSION_MAJOR(properties.apiVersion),
                                     VK_API_VERSION_MINOR(properties.apiVersion));
    device.details.driver = found.traits.driver;
    device.details.software = found.shown.processor;
    device.problem = found.traits.problem;
    if (!device.problem)
        found.features = probeFeatures(handle);
    device.memoryTotal = found.traits.localBytes;
    device.memoryFree = device.problem ? device.memoryTotal : freeBytes(found.traits);
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
        return gpu::noSuchDevice("Vulkan", wanted, found.size(), found.front().shown.device.name);
    if (chosen->traits.problem)
        return makeError(ErrorCode::Unsupported,
                         std::format("{}: {}", chosen->shown.device.name, describe(*chosen->traits.problem)));
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
