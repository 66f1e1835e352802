#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "engine/backends/gpu/recorder.h"
#include "engine/ops/context_bytes.h"
#include "lanternfish/error.h"

namespace lanternfish::bench {

/// Tokens of the contexts that bytes are counted at. Both end every window, so that compressors make their entries.
inline constexpr std::array<uint32_t, 2> kContexts = {4096, 65536};
using BytesByContext = std::array<ops::ByteCount, kContexts.size()>;

/// One dispatch, in words for people.
struct DispatchLine {
    std::string shader, serves, groups;
    uint32_t invocations = 0;  ///< Of a group.
    uint64_t sharedBytes = 0;
    BytesByContext bytes{};
};

/// What one recording holds.
struct Segment {
    std::string name;
    std::vector<DispatchLine> lines;
    uint32_t barriers = 0;
    BytesByContext bytes{};
};

struct Plan {
    std::string name;
    std::vector<Segment> segments;
};

/// A backend as a plan sees it.
struct PlanTarget {
    const char* backend = "";
    backends::gpu::Limits limits;
    /// The shader, its invocations and shared bytes.
    std::function<Result<void>(const backends::gpu::Dispatch&, const backends::gpu::Features&, DispatchLine&)> describe;
};

/// Every mix of weight types, in decode and in prefill.
Result<std::vector<Plan>> makePlans(const PlanTarget& target);

/// What a backend calls things in tables.
struct PlanWords {
    const char* barriers = "";
    const char* dispatch = "";  ///< The headings of what a dispatch is, from the shader to its shared bytes.
};
/// A heading, sums and dispatches for every plan.
std::string planTables(const std::vector<Plan>& plans, const PlanWords& words);

/// Dispatches that don't say what they move, or say that they move less than they must, one line each.
std::vector<std::string> miscounted(const std::vector<Plan>& plans);

}  // namespace lanternfish::bench
