#ifndef LF_SHADERS_SHARED_KERNEL_ARGUMENTS_H
#define LF_SHADERS_SHARED_KERNEL_ARGUMENTS_H

// The one parameter of every CUDA kernel: what a dispatch binds, its constants and what Vulkan calls push constants,
// whose structures are those of dispatch_params.h. Fixed widths only, so that hosts of every kind launch the same
// kernels.
#include <cstdint>

#define LF_MOST_BINDINGS 10
#define LF_MOST_CONSTANTS 12

// Warps of a block of expert_sort, outs that a warp of matmul takes.
#define LF_SORT_WARPS 4
#define LF_MATMUL_WARP_OUTS 16

namespace lanternfish::shaders {

// Parameters of a kernel that no shader does the work of. Rows as bytes: `times` for each row of the step from
// `firstRow` on, up to `rowLimit` of those.
struct LfQuantise {
    uint32_t columns, extent, firstRow, rowLimit, times;
};

template <class Params>
struct KernelArguments {
    uint64_t buffers[LF_MOST_BINDINGS];  // Device addresses, in the order of the shader's bindings.
    uint32_t constants[LF_MOST_CONSTANTS];
    Params params;
};

}  // namespace lanternfish::shaders

#endif
