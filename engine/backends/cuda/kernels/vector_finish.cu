#include "engine/backends/cuda/kernels/step.cuh"
#include "engine/backends/cuda/kernels/vector.cuh"

// One vector per block: a row, or a head of one. Shared memory: its elements; their number is constant 0.
LF_KERNEL(vector_finish, LfFinish, 64) {
    const LfFinish& p = arguments.params;
    const Step step(arguments);
    LF_DYNAMIC_SHARED(float, v);
    if (step.stopped() || blockIdx.y >= step.rows(p.extent))
        return;
    const uint32_t dim = arguments.constants[0];
    const uint64_t first = (uint64_t{blockIdx.y} * p.heads + blockIdx.x) * dim;
    const float* const x = bound<const float>(arguments, 1) + first;
    for (uint32_t d = threadIdx.x; d < dim; d += 64)
        v[d] = x[d];
    __syncthreads();
    SharedVector<kFast, 64>(v, dim).finish(p.flags, p.eps, p.rotary, bound<const float>(arguments, 3),
                                           bound<const float>(arguments, 4) + uint64_t{blockIdx.y} * p.rotary);
    float* const y = bound<float>(arguments, 2) + first;
    for (uint32_t d = threadIdx.x; d < dim; d += 64)
        y[d] = v[d];
    auto* const quantised = bound<uint8_t>(arguments, 5);
    if (kFast && quantised != nullptr)
        storeVector<64>(quantised + uint64_t{blockIdx.y} * LF_QUANTISED_ROW_BYTES(p.heads * dim), blockIdx.x * dim, v,
                        dim);
}
