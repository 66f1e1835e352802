#include "engine/backends/cuda/kernels/step.cuh"

// What the streams take in of a sublayer.
LF_KERNEL(hc_post, LfHcPost, 64) {
    const LfHcPost& p = arguments.params;
    const Step step(arguments);
    const uint32_t row = blockIdx.y, d = blockIdx.x * 64 + threadIdx.x, n = p.streams;
    if (row >= step.rows(LF_EXTENT_ROWS) || d >= p.hidden)
        return;
    const float sublayer = bound<const float>(arguments, 1)[uint64_t{row} * p.hidden + d];
    const float* const post = bound<const float>(arguments, 2) + uint64_t{row} * n;
    const float* const comb = bound<const float>(arguments, 3) + uint64_t{row} * n * n;
    float* const streams = bound<float>(arguments, 4) + uint64_t{row} * n * p.hidden + d;
    float before[LF_MAX_STREAMS];
#pragma unroll
    for (uint32_t i = 0; i < LF_MAX_STREAMS; ++i)
        before[i] = i < n ? streams[uint64_t{i} * p.hidden] : 0.0F;
    for (uint32_t j = 0; j < n; ++j) {
        float value = post[j] * sublayer;
#pragma unroll
        for (uint32_t i = 0; i < LF_MAX_STREAMS; ++i)
            if (i < n)
                value = fmaf(comb[i * n + j], before[i], value);
        streams[uint64_t{j} * p.hidden] = value;
    }
}
