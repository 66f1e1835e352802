#pragma once

#include <functional>
#include <string>

#include "tests/bench/plan.h"

namespace lanternfish::bench {

/// What a report is made of and checked for.
struct ReportedPlans {
    std::vector<Plan> plans;
    std::string report;
    std::vector<std::string> wrong;  ///< What no report may hold, one line each.
    std::string incomplete;          ///< Why this build can't write the report; empty if it can.
    /// What of the first report this build can compare with the second; all of it without.
    std::function<std::string(const std::string&, const std::string&)> comparable;
    /// What of a report it can't, for people.
    std::function<std::string(const std::string&)> skipped;
};

struct PlanTool {
    const char* program = "";
    const char* report = "";  ///< File names.
    const char* budget = "";
    Result<ReportedPlans> (*make)() = nullptr;
};

/// check|write|accept FOLDER. What main returns.
int runPlanTool(const PlanTool& tool, int count, char** arguments);

}  // namespace lanternfish::bench
