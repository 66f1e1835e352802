#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/ops/backend.h"

namespace lanternfish::backends {

/// What a call of Vulkan answers instead of doing its work.
enum class Fault : uint8_t { None, OutOfHostMemory, OutOfDeviceMemory, Timeout, DeviceLost };

/// Asked before every call that can fail, by its name. For tests.
using FaultHook = std::function<Fault(const char* call)>;

struct VulkanOptions {
    std::string device;       ///< A number of listVulkanDevices() or part of a name; empty for the best.
    bool validation = false;  ///< Runs under the validation layer.
    std::function<void(const std::string&)> onMessage = {};  ///< What that layer complains about.
    uint64_t maxRange = 0;  ///< Bytes that shaders may see of a buffer, where fewer than the device allows; 0: those.
    std::string without;    ///< Features not to use, by name and separated by commas: "float16,addresses".
    std::string tile;       ///< For tests: "32x64", no other tiles for products of several rows, however few.
    /// For tests: workgroups that are chosen by the device's limits are those for the least that Vulkan allows, 16 KiB
    /// of shared memory and 128 invocations.
    bool leastWorkgroups = false;
    std::string brokenShader;                ///< For tests: this shader does nothing.
    std::filesystem::path cacheFolder = {};  ///< Keeps compiled pipelines; empty: nowhere.
    FaultHook faults = {};                   ///< For tests; only one backend at a time may have it.
};

struct VulkanDevice {
    Device device;
    bool processor = false;  ///< Vulkan in software: never better than the cpu backend.
    std::string card;        ///< The UUID of the hardware, in hexadecimal, as CUDA has it too.
};

/// Every Vulkan device of this computer, best first; empty without a loader or a driver.
std::vector<VulkanDevice> listVulkanDevices();

/// The names that VulkanOptions::without knows.
std::vector<std::string> vulkanFeatureNames();

/// The names that VulkanOptions::tile knows.
std::vector<std::string> vulkanTileNames();

/// The op table on a Vulkan device. Errors: NotFound (no loader, driver, such device or validation layer), Unsupported,
/// OutOfMemory, DeviceLost, InvalidArgument (a feature or tile that there is not).
Result<std::unique_ptr<ops::Backend>> createVulkanBackend(const VulkanOptions& options);

/// What became of the file of compiled pipelines.
struct PipelineCacheReport {
    std::filesystem::path file;  ///< Empty without a folder.
    bool accepted = false;       ///< It was there, valid, and given to the driver.
    bool stored = false;         ///< It was written, at the last attempt.
    std::string note;            ///< Why it was not accepted.
};

/// Of a backend that createVulkanBackend made; nothing for others.
PipelineCacheReport pipelineCacheReport(ops::Backend& backend);

}  // namespace lanternfish::backends
