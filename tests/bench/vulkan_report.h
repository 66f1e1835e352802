#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/ops/context_bytes.h"
#include "lanternfish/error.h"

namespace lanternfish::bench {

/// Tokens of the contexts that bytes are counted at. Both end every window, so that compressors make their entries.
inline constexpr std::array<uint32_t, 2> kContexts = {4096, 65536};
using BytesByContext = std::array<ops::ByteCount, kContexts.size()>;

/// One dispatch, in words for people.
struct DispatchLine {
    std::string shader, serves, groups;
    uint32_t invocations = 0;
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

/// Every mix of weight types, in decode and in prefill.
Result<std::vector<Plan>> makePlans();

std::string toMarkdown(const std::vector<Plan>& plans);

/// Dispatches that don't say what they move, or say that they move less than they must, one line each.
std::vector<std::string> miscounted(const std::vector<Plan>& plans);

}  // namespace lanternfish::bench
