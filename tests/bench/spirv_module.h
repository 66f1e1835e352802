#pragma once

#include <cstdint>
#include <map>
#include <span>

#include "lanternfish/error.h"

namespace lanternfish::bench {

/// What a workgroup of a compute shader takes.
struct WorkgroupNeeds {
    uint32_t invocations = 0;
    uint64_t sharedBytes = 0;
};

/// By a SPIR-V module with specialization constants (by their ids) applied. Errors: Unsupported for an instruction that
/// sizes depend on and that this does not know.
Result<WorkgroupNeeds> readWorkgroupNeeds(std::span<const uint32_t> words,
                                          const std::map<uint32_t, uint32_t>& constants);

}  // namespace lanternfish::bench
