#include <algorithm>
#include <format>

#include "tests/bench/cuda_report.h"
#include "tests/bench/plan_tool.h"

namespace {

using namespace lanternfish;

/// Why not all of the report can be made here; empty if it can.
std::string missingArchitectures(const bench::KernelReports& kernels) {
    std::string missing;
    for (const std::string& architecture : bench::splitWords(LANTERNFISH_ALL_ARCHITECTURES))
        if (!std::ranges::contains(kernels.architectures, "sm_" + architecture))
            missing += std::format(" sm_{}", architecture);
    return missing.empty() ? "" : "this build has no code for" + missing;
}

Result<bench::ReportedPlans> make() {
    LF_TRY(const bench::KernelReports kernels,
           bench::readKernelReports({LANTERNFISH_KERNEL_REPORTS, LANTERNFISH_KERNELS, LANTERNFISH_KERNEL_ARCHITECTURES,
                                     LANTERNFISH_KERNEL_PTX}));
    bench::ReportedPlans made;
    LF_TRY(made.plans, bench::makeCudaPlans());
    made.report = bench::cudaReport(made.plans, kernels);
    made.wrong = bench::refusedKernels(made.plans, kernels);
    made.incomplete = missingArchitectures(kernels);
    made.comparable = [kernels](const std::string& report, const std::string& other) {
        return bench::comparableReport(report, kernels, other);
    };
    made.skipped = [kernels, missing = made.incomplete](const std::string& report) {
        if (!bench::hasToolkit(report, kernels.toolkit))
            return std::format("registers and loads are not compared: the report is not of this toolkit, {}",
                               kernels.toolkit);
        return missing.empty() ? "" : std::format("not all is compared: {}", missing);
    };
    return made;
}

}  // namespace

int main(int count, char** arguments) {
    return bench::runPlanTool({"cuda_plan", "cuda.md", "cuda_budget.json", make}, count, arguments);
}
