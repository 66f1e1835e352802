#pragma once

#include <filesystem>
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
    bool usable = true;  ///< Else device.note says why not.
};

/// Every device, best first: graphics processors, then the processor, then Vulkan in software.
std::vector<DeviceChoice> deviceChoices();

/// The ids to try in turn for EngineOptions::backend: for "auto" the usable devices down to the processor, else what it
/// says alone.
std::vector<std::string> backendsToTry(const std::string& wanted);

/// As in EngineOptions.
struct BackendOptions {
    unsigned threads = 0;
    std::string without = {};
    std::filesystem::path cacheFolder = {};
};

/// `backend` as in EngineOptions, but never "auto". Errors: NotFound, Unsupported, OutOfMemory, DeviceLost,
/// InvalidArgument (a feature that there is not).
Result<std::unique_ptr<ops::Backend>> createBackend(const std::string& backend, const BackendOptions& options);

}  // namespace lanternfish
