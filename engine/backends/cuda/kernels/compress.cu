#include "engine/backends/cuda/kernels/step.cuh"
#include "engine/backends/cuda/kernels/vector.cuh"

// One entry per block: a softmax over the tokens of its window, channel by channel, then what finishes a vector. Shared
// memory: its elements; their number is constant 0.
LF_KERNEL(compress, LfCompress, 64) {
    const LfCompress& p = arguments.params;
    const Step step(arguments);
    LF_DYNAMIC_SHARED(float, v);
    const uint32_t row = blockIdx.x, dim = arguments.constants[0];
    if (step.stopped())
        return;
    if (row >= step.rows(LF_EXTENT_ROWS) || step.sequence(row) != p.sequence || (step.position(row) + 1) % p.ratio != 0)
        return;
    const Window window{bound<const float>(arguments, 1), p.cache.dim, p.cache.capacity, dim, p.ratio, p.flags};
    window.mix<64>(step.position(row), v);
    SharedVector<kFast, 64>(v, dim).finish(p.flags, p.eps, p.rotary, bound<const float>(arguments, 3),
                                           bound<const float>(arguments, 4) + uint64_t{row} * p.rotary);
    float* const entry = bound<float>(arguments, 2) + uint64_t{row} * dim;
    for (uint32_t d = threadIdx.x; d < dim; d += 64)
        entry[d] = v[d];
}
