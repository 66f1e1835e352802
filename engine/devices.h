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
    std::string card = {};  ///< The same for one card that several backends list; empty for no card.
};

/// Every device of this computer, best first. cudaDriver: the library; empty for the system's. Another one for tests.
std::vector<DeviceChoice> deviceChoices(const std::string& cudaDriver = {});

/// What the backends list, each best first, by all of them, best first: graphics processors that can be used in the
/// order of Vulkan, by CUDA first where that has the card too; before them cards that only CUDA has; then the
/// processor; then Vulkan in software and what can't be used.
std::vector<DeviceChoice> arranged(std::vector<DeviceChoice> found);

/// The best device of `devices` (in the order of deviceChoices) that is usable and not in `failed`; never software, for
/// which the processor stands. `vulkanBuilt`: this build would list Vulkan devices. A card without the memory is told
/// of once, for it has too little by every backend.
DeviceReason selectDevice(const std::vector<DeviceChoice>& devices, const std::vector<FailedDevice>& failed,
                          bool vulkanBuilt);

/// The same, of this build.
DeviceReason selectDevice(const std::vector<DeviceChoice>& devices, const std::vector<FailedDevice>& failed);

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

/// What there is to load models on: this computer, or what a test makes of it.
struct Machine {
    BackendFactory create = &createBackend;
    std::function<std::vector<DeviceChoice>()> list = [] { return deviceChoices(); };
};

/// Engine::load on `machine`. For "auto", a graphics processor has to pass the self check, once for its driver and this
/// build: what a device of the wrong results says looks like an answer.
Result<std::unique_ptr<Engine>> loadEngine(const std::filesystem::path& file, const EngineOptions& options,
                                           const Machine& machine);

}  // namespace lanternfish
