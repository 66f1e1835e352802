#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "lanternfish/error.h"

/// What the CUDA toolkit's compilers say of kernels.
namespace lanternfish::bench {

/// Of one kernel in the code of one architecture.
struct KernelResources {
    std::string entry;
    std::string architecture;  ///< "sm_86"
    uint32_t registers = 0;    ///< Of a thread.
    uint32_t sharedBytes = 0;  ///< Of a block, without dynamic ones.
    uint32_t stackBytes = 0, spillStoreBytes = 0, spillLoadBytes = 0;
};

/// Bytes that one load of a thread takes: 16 and more, 8, 4, 2, 1.
constexpr std::array<uint32_t, 5> kLoadWidths = {16, 8, 4, 2, 1};

/// Load instructions in one kernel's PTX, with those of its module's functions.
struct KernelLoads {
    std::string entry;
    std::string architecture;  ///< "compute_75"
    std::array<uint32_t, kLoadWidths.size()> global{};
    uint32_t generic = 0;  ///< Of `global`, those of a pointer that the compiler doesn't know to be global.
};

struct KernelReports {
    std::string toolkit;  ///< "13.0.88"
    std::vector<std::string> architectures;
    std::vector<KernelResources> resources;
    std::vector<KernelLoads> loads;
};

/// Where a build left its compilers' reports. Lists are separated by spaces.
struct KernelFiles {
    std::filesystem::path folder;
    std::string_view kernels, architectures, ptx;
};

/// Sorted by kernel and architecture. Errors: InvalidFile for a report that lacks something, or that is no report.
Result<KernelReports> readKernelReports(const KernelFiles& files);

/// From what `ptxas -v` prints. Errors: InvalidFile for a kernel without its numbers.
Result<std::vector<KernelResources>> parseResources(std::string_view report);
std::vector<KernelLoads> countLoads(std::string_view ptx);

/// Blocks of `threads` that the registers of a multiprocessor are enough for.
uint32_t blocksByRegisters(uint32_t registers, uint32_t threads);

/// "a b c" as three.
std::vector<std::string> splitWords(std::string_view text);

}  // namespace lanternfish::bench
