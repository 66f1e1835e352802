#include "engine/backends/cuda/kernels/dense.cuh"

// Rows of a weight of any type as a matrix of bf16 or f32, for a product that a library makes. Constants: the weight's
// type, the matrix's format.
LF_FAST_KERNEL(dequantise, LfDequantise, LF_DENSE_THREADS) {
    const LfDequantise& p = arguments.params;
    if (Step(arguments).stopped())
        return;
    const uint32_t units = p.pitch / LF_DENSE_ELEMENTS;
    const uint32_t unit = blockIdx.x * LF_DENSE_THREADS + threadIdx.x, row = unit / units;
    if (row >= p.rows)
        return;
    const uint32_t k = unit % units * LF_DENSE_ELEMENTS;
    const auto* const grid = bound<const uint32_t>(arguments, 1);
    const uint8_t* const weight = bound<const uint8_t>(arguments, 2) + uint64_t{p.first + row} * p.rowBytes;
    float v[LF_DENSE_ELEMENTS];
    decode8(arguments.constants[0], weight, k, p.columns, grid, v);
    storeDense(arguments.constants[1], bound<uint8_t>(arguments, 3), uint64_t{row} * p.pitch + k, v);
}
