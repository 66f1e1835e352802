#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/backends/vulkan/api.h"
#include "lanternfish/device.h"

namespace lanternfish::backends::vulkan {

struct InstanceOptions {
    bool validation = false;                                 ///< Needs the layer of the Vulkan SDK.
    std::function<void(const std::string&)> onMessage = {};  ///< What the layer and the drivers complain about.
};

/// The loader and one instance of it. Thread: any, one at a time.
class Instance {
public:
    /// Errors: NotFound (no loader, no driver, no validation layer), Unsupported.
    static Result<std::unique_ptr<Instance>> create(const InstanceOptions& options);
    ~Instance();
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;

    VkInstance handle() const { return m_instance; }
    /// In the order of the loader.
    Result<std::vector<VkPhysicalDevice>> devices() const;

private:
    explicit Instance(const InstanceOptions& options) : m_options(options) {}
    Result<void> listen();

    InstanceOptions m_options;
    VkInstance m_instance = VK_NULL_HANDLE;
    VkDebugUtilsMessengerEXT m_messenger = VK_NULL_HANDLE;
};

/// Of a workgroup: those of the shaders that have most whatever the device. Vulkan's core promises 128.
constexpr uint32_t kInvocationsNeeded = 256;

/// The name of a device that can run the backend, or why it can't.
struct DeviceTraits {
    VkPhysicalDevice handle = VK_NULL_HANDLE;
    VkPhysicalDeviceProperties properties{};
    VkDeviceSize maxAllocation = 0;
    uint32_t queueFamily = 0;
    uint64_t localBytes = 0;
    bool memoryBudget = false;  ///< It says how much of its memory this program may use.
    std::string driver;
    std::string card;  ///< The UUID of the hardware, in hexadecimal; the same for every driver that has it.
    std::optional<DeviceProblem> problem;  ///< None when it can be used.
};

/// Why a device with these can't run the shaders; none if it can.
std::optional<DeviceProblem> limitsProblem(const VkPhysicalDeviceLimits& limits);

DeviceTraits inspectDevice(VkPhysicalDevice device);

/// Bytes of the device's own memory that can be had now; all of it where the device doesn't say.
uint64_t freeBytes(const DeviceTraits& traits);

}  // namespace lanternfish::backends::vulkan
