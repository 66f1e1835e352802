#pragma once

#include <cstdint>
#include <functional>

namespace lanternfish {

/// Told how many of how many steps are done; never empty.
using Progress = std::function<void(uint32_t done, uint32_t total)>;

inline void ignoreProgress(uint32_t /*done*/, uint32_t /*total*/) {}

}  // namespace lanternfish
