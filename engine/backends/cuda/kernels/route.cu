#include "engine/backends/cuda/kernels/math.cuh"
#include "engine/backends/cuda/kernels/step.cuh"

namespace lanternfish::backends::cuda {
namespace {

__device__ __forceinline__ float affinity(float x) {
    return squareRoot(x > 20.0F ? x : logOnePlus(exactExp(x)));
}

// Greater for what comes first: the higher rank, then the lower id. What is no number comes after all numbers. Never 0.
__device__ __forceinline__ uint64_t orderOf(float rank, uint32_t id) {
    // Adding zero makes -0 the same as 0.
    const uint32_t bits = floatToBits(isNumber(rank) ? rank + 0.0F : -infinity());
    const uint32_t ascending = (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
    return uint64_t{ascending} << 32 | (0xffffffffU - id);
}

__device__ __forceinline__ uint64_t greatestOfThreads(uint64_t mine) {
    __shared__ unsigned long long warps[2];
    auto value = static_cast<unsigned long long>(mine);
#pragma unroll
    for (int half = 16; half > 0; half /= 2)
        value = larger(value, __shfl_xor_sync(0xffffffffU, value, half));
    __syncthreads();
    if (threadIdx.x % 32 == 0)
        warps[threadIdx.x / 32] = value;
    __syncthreads();
    return larger(warps[0], warps[1]);
}

}  // namespace
}  // namespace lanternfish::backends::cuda

// Which experts a row uses, and how much of each. Each choice is the next in one strict order, so that none need be
// marked as taken.
LF_KERNEL(route, LfRoute, 64) {
    const LfRoute& p = arguments.params;
    const Step step(arguments);
    const uint32_t row = blockIdx.x;
    if (step.stopped() || row >= step.rows(LF_EXTENT_ROWS))
        return;
    float* const scores = bound<float>(arguments, 1) + uint64_t{row} * p.experts;
    const float* const bias = bound<const float>(arguments, 2);
    int32_t* const ids = bound<int32_t>(arguments, 4) + uint64_t{row} * p.used;
    for (uint32_t e = threadIdx.x; e < p.experts; e += 64)
        scores[e] = affinity(scores[e]);
    if ((p.flags & LF_ROUTE_HASH) != 0) {
        const int32_t* const hash = bound<const int32_t>(arguments, 3) + uint64_t{step.token(row)} * p.used;
        for (uint32_t k = threadIdx.x; k < p.used; k += 64)
            ids[k] = hash[k];
    } else {
        uint64_t last = ~uint64_t{0};
        for (uint32_t k = 0; k < p.used; ++k) {
            uint64_t best = 0;
            for (uint32_t e = threadIdx.x; e < p.experts; e += 64) {
                const uint64_t order = orderOf(scores[e] + ((p.flags & LF_ROUTE_BIAS) != 0 ? bias[e] : 0.0F), e);
                best = order < last ? larger(best, order) : best;
            }
            last = greatestOfThreads(best);
            if (threadIdx.x == 0)
                ids[k] = last != 0 ? int32_t(0xffffffffU - uint32_t(last)) : -1;
        }
    }
    __syncthreads();
    float sum = 0.0F;
    for (uint32_t k = 0; k < p.used; ++k)
        sum += ids[k] >= 0 && uint32_t(ids[k]) < p.experts ? scores[ids[k]] : 0.0F;
    const float divisor = (p.flags & LF_ROUTE_NORMALISE) != 0 ? larger(sum, 1.0F / 16384.0F) : 1.0F;
    float* const weights = bound<float>(arguments, 5) + uint64_t{row} * p.used;
    for (uint32_t k = threadIdx.x; k < p.used; k += 64) {
        const float score = ids[k] >= 0 && uint32_t(ids[k]) < p.experts ? scores[ids[k]] : 0.0F;
        weights[k] = score / divisor * p.scale;
    }
}
