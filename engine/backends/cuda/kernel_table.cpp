#include "engine/backends/cuda/kernel_table.h"

#include <algorithm>

#include "shaders/shared/block_layouts.h"
#include "shaders/shared/dense_matrices.h"
#include "shaders/shared/dispatch_params.h"
#include "shaders/shared/kernel_arguments.h"

namespace lanternfish::backends::cuda {

namespace {

using namespace shaders;

uint32_t none(std::span<const uint32_t> /*constants*/) {
    return 0;
}

/// A vector, whose length is the first constant.
uint32_t vector(std::span<const uint32_t> constants) {
    return 4 * constants[0];
}

/// A word per block of a cache row, whose number is the first constant.
uint32_t scales(std::span<const uint32_t> constants) {
    return 4 * constants[0];
}

/// A constant as it is.
template <size_t kIndex>
uint32_t constant(std::span<const uint32_t> constants) {
    return constants[kIndex];
}

uint32_t vectorAndScales(std::span<const uint32_t> constants) {
    return 4 * (constants[0] + (constants[0] + LF_INDEX_BLOCK - 1) / LF_INDEX_BLOCK);
}

/// Keys of a tile, of whole vectors of 4 elements for every lane of a head; constants: length and number.
uint32_t keysOfLanes(std::span<const uint32_t> constants) {
    constexpr uint32_t kElements = 4 * LF_HEAD_LANES;
    return 4 * ((constants[0] + kElements - 1) / kElements * kElements) * constants[2];
}

/// Keys of a tile; constants: length, heads, number.
uint32_t keys(std::span<const uint32_t> constants) {
    return 4 * constants[0] * constants[2];
}

/// A count per expert, whose number is the first constant, for each warp.
uint32_t sortCounts(std::span<const uint32_t> constants) {
    return 4 * LF_SORT_WARPS * constants[0];
}

/// A warp for every 16 outs of a tile.
uint32_t tileThreads(std::span<const uint32_t> constants) {
    return constants[7] / LF_MATMUL_WARP_OUTS * 32;
}

constexpr KernelShape kKernels[] = {
    {"attention", 128, 7, sizeof(LfAttention), false, keys},
    {"attention_fast", 512, 7, sizeof(LfAttention), true, keysOfLanes, constant<3>},
    {"attention_merge", 64, 6, sizeof(LfAttentionMerge), true, vector},
    {"cache_commit", 64, 3, sizeof(LfCommit), false, scales},
    {"combine", 64, 5, sizeof(LfCombine), false, none},
    {"compress", 64, 5, sizeof(LfCompress), false, vector},
    {"dense_input", LF_DENSE_THREADS, 4, sizeof(LfDenseInput), true, none},
    {"dequantise", LF_DENSE_THREADS, 4, sizeof(LfDequantise), true, none},
    {"embed", 64, 4, sizeof(LfEmbed), false, none},
    {"entries", 256, 2, sizeof(LfEntries), true, vectorAndScales},
    {"expert_sort", LF_SORT_WARPS * 32, 3, sizeof(LfExpertSort), true, sortCounts},
    {"experts_down", LF_DECODE_INVOCATIONS, 6, sizeof(LfExpertsDown), true, none},
    {"hc_post", 64, 5, sizeof(LfHcPost), false, none},
    {"hyper", 256, 10, sizeof(LfHyper), false, none},
    {"hyper_project", 256, 8, sizeof(LfHyperProject), true, none},
    {"index_score", 128, 5, sizeof(LfIndex), false, none},
    {"index_select", LF_SELECT_INVOCATIONS, 3, sizeof(LfIndex), false, none, constant<0>},
    {"linear", 64, 7, sizeof(LfLinear), false, none},
    {"matmul", 128, 7, sizeof(LfMatmul), true, none, tileThreads},
    {"matvec", LF_DECODE_INVOCATIONS, 8, sizeof(LfMatvec), true, none},
    {"quantise", 256, 3, sizeof(LfQuantise), true, none},
    {"route", 64, 6, sizeof(LfRoute), false, none},
    {"state_commit", 64, 6, sizeof(LfStateCommit), false, none},
    {"vector_finish", 64, 6, sizeof(LfFinish), false, vector},
};

static_assert(std::ranges::all_of(kKernels, [](const KernelShape& kernel) {
    return kernel.bindings <= LF_MOST_BINDINGS && kernel.threads % 32 == 0;
}));
static_assert(std::ranges::is_sorted(kKernels, {}, &KernelShape::shader));

}  // namespace

std::span<const KernelShape> kernelTable() {
    return kKernels;
}

const KernelShape* findKernel(std::string_view shader) {
    const auto* const found = std::ranges::lower_bound(kKernels, shader, {}, &KernelShape::shader);
    return found != std::end(kKernels) && found->shader == shader ? found : nullptr;
}

}  // namespace lanternfish::backends::cuda
