#include "engine/backends/cuda/kernels/decode.cuh"
#include "engine/backends/cuda/kernels/step.cuh"

// A token's row of the table, to every stream.
LF_KERNEL(embed, LfEmbed, 64) {
    const LfEmbed& p = arguments.params;
    const Step step(arguments);
    const uint32_t row = blockIdx.y;
    if (row >= step.rows(LF_EXTENT_ROWS))
        return;
    const uint32_t token = step.token(row), k = (blockIdx.x * 64 + threadIdx.x) * 8;
    if (token < p.first || token - p.first >= p.count || k >= p.columns)
        return;
    const auto* const grid = bound<const uint32_t>(arguments, 1);
    const uint8_t* const weights = bound<const uint8_t>(arguments, 2) + uint64_t{token - p.first} * p.rowBytes;
    float* const streams = bound<float>(arguments, 3) + uint64_t{row} * p.streams * p.columns;
    float v[8];
    decode8(p.type, weights, k, p.columns, grid, v);
    for (uint32_t s = 0; s < p.streams; ++s)
#pragma unroll
        for (uint32_t i = 0; i < 8; ++i)
            if (k + i < p.columns)
                streams[s * p.columns + k + i] = v[i];
}
