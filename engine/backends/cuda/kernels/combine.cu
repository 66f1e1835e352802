#include "engine/backends/cuda/kernels/math.cuh"
#include "engine/backends/cuda/kernels/step.cuh"

// out += the contributions of a row's experts, in the order of its choices.
LF_KERNEL(combine, LfCombine, 64) {
    const LfCombine& p = arguments.params;
    const Step step(arguments);
    const uint32_t row = p.firstRow + blockIdx.y, d = blockIdx.x * 64 + threadIdx.x;
    if (row >= smaller(step.rows(LF_EXTENT_ROWS), p.firstRow + p.rowLimit) || d >= p.hidden)
        return;
    const float* const contributions = bound<const float>(arguments, 1) + uint64_t{blockIdx.y} * p.used * p.hidden + d;
    const int32_t* const ids = bound<const int32_t>(arguments, 2) + uint64_t{row} * p.used;
    const float* const weights = bound<const float>(arguments, 3) + uint64_t{row} * p.used;
    float& result = bound<float>(arguments, 4)[uint64_t{row} * p.hidden + d];
    Sum<kFast> sum = Sum<kFast>::from(result);
    for (uint32_t k = 0; k < p.used; ++k)
        if (ids[k] >= 0 && uint32_t(ids[k]) < p.experts)
            sum.addProduct(weights[k], contributions[uint64_t{k} * p.hidden]);
    result = sum.rounded();
}
