#include "engine/backends/cuda/kernels/cache.cuh"
#include "engine/backends/cuda/kernels/decode.cuh"
#include "engine/backends/cuda/kernels/step.cuh"

// A row's projections join the state of a compressor: values, then scores with what its place in the window adds.
LF_KERNEL(state_commit, LfStateCommit, 64) {
    const LfStateCommit& p = arguments.params;
    const Step step(arguments);
    const uint32_t row = blockIdx.y, k = (blockIdx.x * 64 + threadIdx.x) * 8, width = p.cache.dim / 2;
    if (row >= step.rows(LF_EXTENT_ROWS) || step.sequence(row) != p.sequence || k >= width)
        return;
    if (step.overtaken(row, p.cache, 1))
        return;
    const uint32_t position = step.position(row);
    const auto* const grid = bound<const uint32_t>(arguments, 1);
    const uint8_t* const ape = bound<const uint8_t>(arguments, 2) + uint64_t{position % p.ratio} * p.rowBytes;
    const float* const kv = bound<const float>(arguments, 3) + uint64_t{row} * width;
    const float* const score = bound<const float>(arguments, 4) + uint64_t{row} * width;
    float* const state = bound<float>(arguments, 5) + uint64_t{position % p.cache.capacity} * p.cache.dim;
    float added[8];
    decode8(p.type, ape, k, width, grid, added);
#pragma unroll
    for (uint32_t i = 0; i < 8; ++i)
        if (k + i < width) {
            state[k + i] = kv[k + i];
            state[width + k + i] = score[k + i] + added[i];
        }
}
