#include "engine/backends/cuda/kernels/decode_row.cuh"
#include "engine/backends/cuda/kernels/step.cuh"

namespace lanternfish::backends::cuda {
namespace {

// 8192 elements as codes, 2048 as floats.
using Store = VectorStore<512>;

template <bool kGated>
__device__ __forceinline__ void multiply(const LfSegment& s, uint32_t type, const float* x, uint32_t block,
                                         uint32_t expert, float* y, Store& store) {
    constexpr uint32_t kRows = kGated ? 2 * LF_DECODE_ROWS : LF_DECODE_ROWS;
    const uint8_t* rows[kRows];
    float sums[kRows];
#pragma unroll
    for (uint32_t r = 0; r < LF_DECODE_ROWS; ++r) {
        const uint64_t row = uint64_t{expert} * s.outs + smaller(outOf(block, r), s.outs - 1);
        rows[r] = at<const uint8_t>(s.weight) + row * s.rowBytes;
        prefetchRow(rows[r], s.rowBytes);
        if constexpr (kGated) {
            rows[LF_DECODE_ROWS + r] = at<const uint8_t>(s.up) + row * s.upRowBytes;
            prefetchRow(rows[LF_DECODE_ROWS + r], s.upRowBytes);
        }
    }
#pragma unroll
    for (uint32_t r = 0; r < kRows; ++r)
        sums[r] = 0.0F;
    for (uint32_t from = 0; from < s.columns; from += Store::most(type)) {
        const uint32_t count = smaller(s.columns - from, Store::most(type));
        __syncthreads();
        store.hold(type, x + from, count, 0);
        __syncthreads();
        withFormat(type, [&](auto format) {
            multiplyRows<decltype(format)>(rows, s.columns, from, count, store.held(0), sums);
        });
    }
#pragma unroll
    for (uint32_t r = 0; r < LF_DECODE_ROWS; ++r) {
        float value = addLanes(sums[r]);
        if constexpr (kGated)
            value = swiGlu(value, addLanes(sums[LF_DECODE_ROWS + r]), s.limit);
        const uint32_t o = outOf(block, r);
        if (threadIdx.x % 32 == 0 && o < s.outs)
            y[o] = value;
    }
}

}  // namespace
}  // namespace lanternfish::backends::cuda

// Products of one row, several to a kernel: y = W x, or two products with SwiGLU. Those of experts are repeated for
// every choice of the row. Constants: the two types that segments choose from.
LF_FAST_KERNEL(matvec, LfMatvec, LF_DECODE_INVOCATIONS, 2) {
    const Step step(arguments);
    __shared__ Store store;
    if (step.stopped())
        return;
    const auto* const segments = bound<const LfSegment>(arguments, 2);
    uint32_t index = 0;
    while (index + 1 < arguments.params.segments && segments[index + 1].firstGroup <= blockIdx.x)
        ++index;
    const LfSegment s = segments[index];
    if (step.rows(s.extent) == 0)
        return;
    const uint32_t blocks = (s.outs + kDecodeOuts - 1) / kDecodeOuts;
    const uint32_t block = (blockIdx.x - s.firstGroup) % blocks, slot = (blockIdx.x - s.firstGroup) / blocks;
    uint32_t expert = 0;
    if (s.slots != 0) {
        const int32_t id = bound<const int32_t>(arguments, 7)[slot];
        if (id < int32_t(s.firstExpert) || uint32_t(id) >= s.firstExpert + s.experts)
            return;
        expert = uint32_t(id) - s.firstExpert;
    }
    const uint32_t type = arguments.constants[s.type == 0 ? 0 : 1];
    if (type == kIQ2_XXS)
        store.loadGrid(bound<const uint32_t>(arguments, 1));
    const float* const x = at<const float>(s.x) + uint64_t{block * kDecodeOuts / s.outsPerGroup} * s.columns;
    float* const y = at<float>(s.y) + uint64_t{slot} * s.outs;
    if (s.gated != 0)
        multiply<true>(s, type, x, block, expert, y, store);
    else
        multiply<false>(s, type, x, block, expert, y, store);
}
