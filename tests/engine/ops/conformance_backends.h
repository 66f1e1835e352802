#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/ops/backend.h"

namespace lanternfish::ops {

/// A way to make a backend that must agree with the reference. Backends of one group promise each other's very bits.
struct BackendChoice {
    std::string name;  ///< Letters, digits and underscores.
    std::string group;
    std::function<Result<std::unique_ptr<Backend>>()> create;
    bool roundsActivations = false;  ///< To 8 bits, in the fast class.
    std::string only = {};           ///< Runs the cases that begin so, in the fast class.
    bool thorough = false;           ///< Takes its turn in slow tests only.
    bool emulated = false;           ///< Stands for a device that is not there: what it takes says nothing.
};

/// Every backend of this build that can start here. The one place to add another.
std::vector<BackendChoice> conformanceBackends();

}  // namespace lanternfish::ops
