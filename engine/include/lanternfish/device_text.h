#pragma once

#include <string>

#include "lanternfish/device.h"

/// What there is to say of devices, in English, for the command line, logs and errors. The window translates: it makes
/// its own words from the same values.
namespace lanternfish {

/// Instruction set or driver and what it is used with, and why the device is not used: "Vulkan 1.3, radv Mesa 25.2".
std::string noteOf(const Device& device);

/// A clause: "it stopped answering".
std::string describe(const DeviceProblem& problem);

/// Why this device, which were skipped and what a better one would need: sentences.
std::string describe(const DeviceReason& reason);

/// The problem as an error of its code.
Error errorOf(const DeviceProblem& problem);

}  // namespace lanternfish
