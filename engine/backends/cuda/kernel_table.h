#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace lanternfish::backends::cuda {

/// How a kernel is launched. A shader's entries are NAME_fast and, unless it is for the fast class alone, NAME_exact.
struct KernelShape {
    std::string_view shader;
    uint32_t threads = 0;     ///< Of a block, or the most where constants say.
    uint32_t bindings = 0;    ///< With the step buffer.
    uint32_t paramBytes = 0;  ///< Of its structure in shaders/shared/dispatch_params.h.
    bool fastOnly = false;
    /// Dynamic shared memory of a block, in bytes.
    uint32_t (*sharedBytes)(std::span<const uint32_t> constants) = nullptr;
    /// Threads of a block that follow from constants; null where there are always `threads`.
    uint32_t (*threadsOf)(std::span<const uint32_t> constants) = nullptr;
};

/// Null for a name that no kernel has.
const KernelShape* findKernel(std::string_view shader);

std::span<const KernelShape> kernelTable();

}  // namespace lanternfish::backends::cuda
