#include "tests/bench/plan_tool.h"
#include "tests/bench/vulkan_report.h"

namespace {

using namespace lanternfish;

Result<bench::ReportedPlans> make() {
    bench::ReportedPlans made;
    LF_TRY(made.plans, bench::makeVulkanPlans());
    made.report = bench::vulkanReport(made.plans);
    return made;
}

}  // namespace

int main(int count, char** arguments) {
    return bench::runPlanTool({"vulkan_plan", "vulkan.md", "vulkan_budget.json", make}, count, arguments);
}
