#include "engine/backends/cuda/kernels/keys.cuh"
#include "engine/backends/cuda/kernels/step.cuh"
#include "engine/backends/cuda/kernels/vector.cuh"

namespace lanternfish::backends::cuda {
namespace {

constexpr uint32_t kThreads = 64;
constexpr uint32_t kPieces = 8;  // Of a thread at once: elements of V4-Flash's heads.
static_assert(LF_MOST_KEY_SPLITS == 32, "a lane a split");

}  // namespace
}  // namespace lanternfish::backends::cuda

// Brings the splits of a head's keys together with its sink, and finishes the vector: 4 * LF_SPLIT_WORDS bytes read for
// each split that has keys. Constants: elements of a head, keys of a tile. Shared memory: the vector.
LF_FAST_KERNEL(attention_merge, LfAttentionMerge, 64, 8) {
    const LfAttentionMerge& p = arguments.params;
    const Step step(arguments);
    LF_DYNAMIC_SHARED(float, v);
    __shared__ float shares[LF_MOST_KEY_SPLITS];
    const uint32_t head = blockIdx.x, row = blockIdx.y, lane = threadIdx.x % 32;
    if (step.stopped() || row >= step.rows(LF_EXTENT_ROWS))
        return;
    const uint32_t dim = arguments.constants[0], words = LF_SPLIT_WORDS(dim);
    const uint32_t count = keyCount(step.position(row) + 1, p);
    const uint32_t splits = divideUp(count, keysOfSplit(count, p.splits, arguments.constants[1]));
    const float* const parts = bound<const float>(arguments, 1) + partOf(row, head, 0, p.heads, p.splits, dim);
    const float sink = bound<const float>(arguments, 2)[head];
    // Both warps find the same.
    const float mine = lane < splits ? parts[lane * words + dim] : -kFar;
    const float highest = larger(sink, largestOfLanes(mine));
    const float share = lane < splits ? exactExp(mine - highest) : 0.0F;
    const float total =
        exactExp(sink - highest) + addLanes(lane < splits ? share * parts[lane * words + dim + 1] : 0.0F);
    if (threadIdx.x < 32)
        shares[lane] = share;
    __syncthreads();
    for (uint32_t first = threadIdx.x; first < dim; first += kPieces * kThreads) {
        float sums[kPieces];
#pragma unroll
        for (uint32_t i = 0; i < kPieces; ++i)
            sums[i] = 0.0F;
#pragma unroll 2
        for (uint32_t s = 0; s < splits; ++s)
#pragma unroll
            for (uint32_t i = 0; i < kPieces; ++i)
                if (first + i * kThreads < dim)
                    sums[i] = fmaf(shares[s], parts[s * words + first + i * kThreads], sums[i]);
#pragma unroll
        for (uint32_t i = 0; i < kPieces; ++i)
            if (first + i * kThreads < dim)
                v[first + i * kThreads] = sums[i] / total;
    }
    __syncthreads();
    SharedVector<true, kThreads>(v, dim).finish(p.flags, 0.0F, p.rotary, nullptr,
                                                bound<const float>(arguments, 3) + uint64_t{row} * p.rotary);
    float* const result = bound<float>(arguments, 4) + (uint64_t{row} * p.heads + head) * dim;
    for (uint32_t d = threadIdx.x; d < dim; d += kThreads)
        result[d] = v[d];
    if (auto* const quantised = bound<uint8_t>(arguments, 5))
        storeVector<kThreads>(quantised + uint64_t{row} * LF_QUANTISED_ROW_BYTES(p.heads * dim), head * dim, v, dim);
}
