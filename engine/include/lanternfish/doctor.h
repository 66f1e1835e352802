#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lanternfish/device.h"

namespace lanternfish {

struct OpVerdict {
    std::string op;  ///< "linear Q8_0"
    bool ok = false;
    std::string detail;  ///< Worst error beside its bound, or what failed.
};

struct DeviceVerdict {
    Device device;
    std::optional<DeviceReason> reason = {};  ///< Where EngineOptions::backend "auto" would take it.
    std::vector<OpVerdict> ops;
};

/// Runs every op of every device against the scalar reference on made-up data. Takes a few seconds.
std::vector<DeviceVerdict> runDoctor();

}  // namespace lanternfish
