#pragma once

#include "tests/bench/kernel_reports.h"
#include "tests/bench/plan.h"

namespace lanternfish::bench {

Result<std::vector<Plan>> makeCudaPlans();

std::string cudaReport(const std::vector<Plan>& plans, const KernelReports& kernels);

/// What no kernel may have, one line each: spilled registers, so many registers that too few threads fit a
/// multiprocessor, more shared memory in a dispatch of `plans` than every device has.
std::vector<std::string> refusedKernels(const std::vector<Plan>& plans, const KernelReports& kernels);

/// The parts of a report that a build with `kernels` can compare with `other`: without code for architectures that it
/// lacks, and without any where another toolkit made it.
std::string comparableReport(const std::string& report, const KernelReports& kernels, const std::string& other);

/// Whether this toolkit made the report.
bool hasToolkit(const std::string& report, const std::string& toolkit);

}  // namespace lanternfish::bench
