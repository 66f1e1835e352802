#pragma once

#include <string>
#include <vector>

#include "lanternfish/error.h"

namespace lanternfish::bench {

/// One dispatch, in words for people.
struct DispatchLine {
    std::string shader, serves, groups;
    uint32_t invocations = 0;
    uint64_t sharedBytes = 0, leastBytes = 0, movedBytes = 0;
};

/// What one recording holds.
struct Segment {
    std::string name;
    std::vector<DispatchLine> lines;
    uint32_t barriers = 0;
    uint64_t leastBytes = 0, movedBytes = 0;
};

struct Plan {
    std::string name;
    std::vector<Segment> segments;
};

/// Every mix of weight types, in decode and in prefill.
Result<std::vector<Plan>> makePlans();

std::string toMarkdown(const std::vector<Plan>& plans);

/// The counts that must not grow in silence.
std::string toBudget(const std::vector<Plan>& plans);

/// What of `plans` is over the budget, one line each: dispatches, barriers, or over 2 % more bytes, and what only one
/// of the two has. Errors: InvalidFile for a budget that is none.
Result<std::vector<std::string>> overBudget(const std::vector<Plan>& plans, const std::string& budget);

}  // namespace lanternfish::bench
