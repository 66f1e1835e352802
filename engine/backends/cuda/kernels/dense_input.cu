#include "engine/backends/cuda/kernels/dense.cuh"

namespace lanternfish::backends::cuda {
namespace {

// Elements k .. k + 7 of a row of `columns`, in fours: rows begin on 16 bytes. Those beyond it stay as they are.
__device__ __forceinline__ void loadEight(const float* from, uint32_t k, uint32_t columns, float (&v)[8]) {
#pragma unroll
    for (uint32_t half = 0; half < 8; half += 4) {
        if (k + half >= columns)
            return;
        const float4 four = *reinterpret_cast<const float4*>(from + half);
        const float values[4] = {four.x, four.y, four.z, four.w};
#pragma unroll
        for (uint32_t i = 0; i < 4; ++i)
            if (k + half + i < columns)
                v[half + i] = values[i];
    }
}

}  // namespace
}  // namespace lanternfish::backends::cuda

// Rows of activations as a matrix of bf16 or f32, for a product that a library makes: x, or SwiGLU of gate and up. Rows
// that the step doesn't have are zeros, since the library multiplies them too. Constants: the matrix's format, gated.
LF_FAST_KERNEL(dense_input, LfDenseInput, LF_DENSE_THREADS) {
    const LfDenseInput& p = arguments.params;
    const Step step(arguments);
    if (step.stopped())
        return;
    const uint32_t row = blockIdx.y, k = (blockIdx.x * LF_DENSE_THREADS + threadIdx.x) * LF_DENSE_ELEMENTS;
    if (k >= p.pitch)
        return;
    float v[LF_DENSE_ELEMENTS] = {};
    if (row < step.rows(LF_EXTENT_ROWS)) {
        const uint64_t from = uint64_t{row} * p.stride + k;
        loadEight(bound<const float>(arguments, 1) + from, k, p.columns, v);
        if (arguments.constants[1] != 0) {
            float up[LF_DENSE_ELEMENTS] = {};
            loadEight(bound<const float>(arguments, 2) + from, k, p.columns, up);
#pragma unroll
            for (uint32_t i = 0; i < LF_DENSE_ELEMENTS; ++i)
                v[i] = swiGlu(v[i], up[i], p.limit);
        }
    }
    storeDense(arguments.constants[0], bound<uint8_t>(arguments, 3), uint64_t{row} * p.pitch + k, v);
}
