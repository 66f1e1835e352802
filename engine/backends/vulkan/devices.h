#pragma once

#include <string>
#include <vector>

#include "engine/backends/vulkan/features.h"
#include "engine/backends/vulkan/instance.h"
#include "engine/backends/vulkan/vulkan_backend.h"

namespace lanternfish::backends::vulkan {

struct FoundDevice {
    DeviceTraits traits;
    Features features;
    VulkanDevice shown;
};

/// Best first. A device's number is its place here.
Result<std::vector<FoundDevice>> findDevices(const Instance& instance);

/// The device that `wanted` names. Errors: NotFound, Unsupported.
Result<FoundDevice> chooseDevice(const Instance& instance, const std::string& wanted);

}  // namespace lanternfish::backends::vulkan
