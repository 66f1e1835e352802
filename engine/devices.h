#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/ops/backend.h"
#include "lanternfish/engine.h"

/// Which backends this build has and which of them a model should run on. With engine.cpp and doctor.cpp the only
/// place that knows all of them.
namespace lanternfish {

/// A device that may run the model.
struct DeviceChoice {
    Device device;
    bool software = false;  ///< Vulkan in software: never better than the processor itself.
};

/// What EngineOptions::backend "auto" takes.
struct Selection {
    std::string id;      ///< Empty: nothing is left.
    std::string reason;  ///< Why this one, what was skipped, what a better one would need: sentences for people.
};

/// Every device, best first: graphics processors, then the processor, then Vulkan in software.
std::vector<DeviceChoice> deviceChoices();

/// The best device of `devices` (in the order of deviceChoices) that is usable and not in `failed`; never software, for
/// which the processor stands. `vulkanBuilt`: this build would list Vulkan devices.
Selection selectDevice(const std::vector<DeviceChoice>& devices, const std::vector<FailedDevice>& failed,
                       bool vulkanBuilt);

/// The same, of this build, and of this computer.
Selection selectDevice(const std::vector<DeviceChoice>& devices, const std::vector<FailedDevice>& failed);
Selection selectDevice(const std::vector<FailedDevice>& failed);

/// Why an engine is on a device that somebody named.
std::string namedReason(const Device& device);

/// As in EngineOptions.
struct BackendOptions {
    unsigned threads = 0;
    std::string without = {};
    std::filesystem::path cacheFolder = {};
};

/// `backend` as in EngineOptions, but never "auto". Errors: NotFound, Unsupported, OutOfMemory, DeviceLost,
/// InvalidArgument (a feature that there is not).
Result<std::unique_ptr<ops::Backend>> createBackend(const std::string& backend, const BackendOptions& options);

using BackendFactory =
    std::function<Result<std::unique_ptr<ops::Backend>>(const std::string& backend, const BackendOptions& options)>;

/// Engine::load on backends of `factory`. For tests, whose backends fail when they are told to.
Result<std::unique_ptr<Engine>> loadEngine(const std::filesystem::path& file, const EngineOptions& options,
                                           const BackendFactory& factory);

}  // namespace lanternfish
