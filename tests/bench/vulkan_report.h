#pragma once

#include "tests/bench/plan.h"

namespace lanternfish::bench {

Result<std::vector<Plan>> makeVulkanPlans();

std::string vulkanReport(const std::vector<Plan>& plans);

}  // namespace lanternfish::bench
