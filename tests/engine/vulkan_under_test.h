#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "engine/backends/vulkan/vulkan_backend.h"

namespace lanternfish {

/// Whether some Vulkan device can run here. Says once on stdout when there is none, so that a skip is seen.
inline bool vulkanAvailable() {
    static const bool available = [] {
        const auto devices = backends::listVulkanDevices();
        const bool usable = !devices.empty() && !devices.front().device.problem;
        if (!usable)
            std::puts("vulkan: skipped, there is no usable Vulkan device here");
        return usable;
    }();
    return available;
}

/// The Vulkan backend on the best device, under the validation layer where that is installed: any message of it fails
/// the current test.
inline Result<std::unique_ptr<ops::Backend>> createVulkanUnderTest(backends::VulkanOptions options = {}) {
    options.validation = true;
    options.onMessage = [](const std::string& message) { ADD_FAILURE() << "validation: " << message; };
    auto backend = backends::createVulkanBackend(options);
    if (backend || backend.error().code != ErrorCode::NotFound)
        return backend;
    std::puts("vulkan: runs without the validation layer, which is not installed");
    options.validation = false;
    return backends::createVulkanBackend(options);
}

}  // namespace lanternfish
