#pragma once

#include <cstdint>
#include <string>

namespace lanternfish::base {

struct SystemMemory {
    uint64_t total = 0;
    uint64_t available = 0;  ///< What can be had without swapping.
};

SystemMemory systemMemory();

/// Bytes of this process in memory now, the resident pages of mapped files included.
uint64_t residentMemory();

/// The processor's name as the system gives it; "unknown processor" when it doesn't.
std::string processorName();

/// Physical cores that this process may use; at least 1.
unsigned physicalCores();

}  // namespace lanternfish::base
