#pragma once

#include <string>
#include <vector>

#include "tests/bench/plan.h"

/// The counts that must not grow in silence, as JSON.
namespace lanternfish::bench {

std::string toBudget(const std::vector<Plan>& plans);

/// What of `plans` is over the budget, one line each: dispatches, barriers, or over 2 % more bytes, and what is not in
/// the budget. Errors: InvalidFile for a budget that is none.
Result<std::vector<std::string>> overBudget(const std::vector<Plan>& plans, const std::string& budget);

/// The budget with the counts of `plans` where those are lower, and without what `plans` no longer has. Nothing in it
/// rises, and nothing is added. Errors: InvalidFile for a budget that is none.
Result<std::string> tightened(const std::vector<Plan>& plans, const std::string& budget);

}  // namespace lanternfish::bench
