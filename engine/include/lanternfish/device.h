#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lanternfish/error.h"

namespace lanternfish {

struct Version {
    int major = 0, minor = 0;
};

// Why a device does not run the model. First what is found when devices are listed.

struct OldComputeCapability {
    Version found, needed;
};
struct ForbiddenCompute {};  ///< By the compute mode that its administrator gave it.
struct OldCudaDriver {
    Version found, needed;  ///< Of CUDA.
};
struct OldVulkanDriver {
    Version needed;
};
/// Shaders of the device see fewer buffers at once than ours have.
struct FewShaderBuffers {
    uint32_t found = 0, needed = 0;
};
struct SmallWorkgroups {
    uint32_t found = 0, needed = 0;  ///< Invocations.
};
struct NoComputeQueue {};

// Then what happens to one that is tried.

struct NotEnoughMemory {
    uint64_t needed = 0, free = 0, total = 0;  ///< Bytes.
};
struct WrongResults {
    std::vector<std::string> ops;  ///< Those that the self check found wrong, by their names.
};
struct FailedSelfCheck {
    std::string op;  ///< Empty: none of its own.
    Error error;
};
struct RanOutOfMemory {};
struct StoppedAnswering {};

/// Structured, so that everybody who shows it has their own words: device_text.h has English ones. An Error is whatever
/// has no kind of its own, as the driver or the system tells it.
using DeviceProblem = std::variant<Error, OldComputeCapability, ForbiddenCompute, OldCudaDriver, OldVulkanDriver,
                                   FewShaderBuffers, SmallWorkgroups, NoComputeQueue, NotEnoughMemory, WrongResults,
                                   FailedSelfCheck, RanOutOfMemory, StoppedAnswering>;

ErrorCode codeOf(const DeviceProblem& problem);

/// What a device has beyond its name. What does not apply to it is empty.
struct DeviceDetails {
    std::string instructionSet;                ///< Of a processor: "x86-64-v3".
    unsigned threads = 0;                      ///< Of a processor.
    std::string api;                           ///< "CUDA 13.0", "Vulkan 1.3".
    std::string driver;                        ///< As it names itself: "radv Mesa 25.2".
    bool software = false;                     ///< The processor stands in for a graphics processor.
    std::optional<Version> computeCapability;  ///< Of an NVIDIA device.
    /// What of the device is used beyond the least that every one has, by the names of EngineOptions::without. None
    /// before it is opened.
    std::optional<std::vector<std::string>> features;
    uint32_t subgroupSize = 0;           ///< 0: `features` has no subgroups.
    std::string cublas;                  ///< The version that it starts with.
    std::optional<Error> withoutCublas;  ///< Why it has none, or goes on without it.
};

/// Something that can run the model.
struct Device {
    std::string id;       ///< What --backend takes: "cpu", "vulkan:0".
    std::string backend;  ///< "cpu", "vulkan", "cuda", "reference".
    std::string name;     ///< As the system names it: "AMD EPYC". Empty for a driver that can't list its devices.
    DeviceDetails details = {};
    uint64_t memoryTotal = 0;                   ///< Bytes.
    uint64_t memoryFree = 0;                    ///< Bytes at the time of the call.
    std::optional<DeviceProblem> problem = {};  ///< Why it can't be used; none if it can.
};

/// A device that failed, for EngineOptions::failed. One of the same id and another name is another device: ids are
/// numbers in the order of the present list. One that lacks memory has too little by every other backend as well.
struct FailedDevice {
    Device device;
    DeviceProblem problem = {};
};

/// Why an engine is on its device.
struct DeviceReason {
    enum class Kind : uint8_t {
        Named,          ///< Somebody named it.
        Graphics,       ///< "auto": the best graphics processor that works.
        NoVulkan,       ///< "auto": the processor, for this build can't use graphics processors.
        NoGraphics,     ///< "auto": the processor, for there is no graphics processor.
        SoftwareOnly,   ///< "auto": the processor, for the only graphics processors are software.
        NothingBetter,  ///< "auto": the processor, for no graphics processor can be used.
        NothingLeft,    ///< "auto": no device at all can be used.
    };
    Kind kind = Kind::Named;
    Device device;                      ///< The one that was chosen; without an id for NothingLeft.
    std::vector<std::string> software;  ///< With SoftwareOnly: the names.
    std::vector<Device> unusable;       ///< Each has a problem.
    std::vector<FailedDevice> skipped;  ///< One of them for a card that lacks memory, whatever lists it.
};

/// The devices of this computer, best first. Never fails: a backend that can't start is left out.
std::vector<Device> listDevices();

}  // namespace lanternfish
