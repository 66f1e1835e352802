#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lanternfish {

/// Something that can run the model.
struct Device {
    std::string id;            ///< What --backend takes: "cpu", "vulkan:0".
    std::string backend;       ///< "cpu", "vulkan", "cuda", "reference".
    std::string name;          ///< As the system names it: "AMD EPYC".
    std::string note;          ///< Instruction set, driver, or why it is not used; may be empty.
    uint64_t memoryTotal = 0;  ///< Bytes.
    uint64_t memoryFree = 0;   ///< Bytes at the time of the call.
    bool usable = true;        ///< Else `note` says why not.
    std::string reason;        ///< Of an engine's device: why this one, in sentences. Empty in listDevices().
};

/// A device that failed, for EngineOptions::failed. One of the same id and another name is another device: ids are
/// numbers in the order of the present list.
struct FailedDevice {
    Device device;
    std::string reason;   ///< A clause: "it stopped answering".
    bool memory = false;  ///< It had too little, and so has the same card by another backend.
};

/// The devices of this computer, best first. Never fails: a backend that can't start is left out.
std::vector<Device> listDevices();

}  // namespace lanternfish
