#pragma once

// Which keys a row sees, and how they are split among blocks.
#include "engine/backends/cuda/kernels/cache.cuh"

namespace lanternfish::backends::cuda {

// Below every score, and a number.
constexpr float kFar = 1e30F;

__device__ __forceinline__ uint32_t divideUp(uint32_t a, uint32_t b) {
    return (a + b - 1) / b;
}

// What the positions before `end` leave a row to see, by the parameters of attention or of its merge.
template <class Params>
__device__ __forceinline__ uint32_t keyCount(uint32_t end, const Params& p) {
    const uint32_t entries = p.keys == LF_KEYS_RAW ? 0 : p.keys == LF_KEYS_VISIBLE ? end / larger(p.ratio, 1U) : p.topK;
    return smaller(end, p.window) + entries;
}

// Whole tiles, so that a tile belongs to one split.
__device__ __forceinline__ uint32_t keysOfSplit(uint32_t count, uint32_t splits, uint32_t tile) {
    return divideUp(larger(divideUp(count, splits), uint32_t{LF_SPLIT_KEYS}), tile) * tile;
}

// Where a split's part of a head begins.
__device__ __forceinline__ uint64_t partOf(uint32_t row, uint32_t head, uint32_t split, uint32_t heads, uint32_t splits,
                                           uint32_t headDim) {
    return ((uint64_t{row} * heads + head) * splits + split) * LF_SPLIT_WORDS(headDim);
}

// The keys of a row: those of its window, then entries.
struct Keys {
    const LfAttention& p;
    const uint8_t* raw;
    const uint8_t* entries;
    const int32_t* selected;  // By this row.
    uint32_t end, near, count;

    __device__ __forceinline__ Keys(const KernelArguments<LfAttention>& arguments, uint32_t row, uint32_t position)
        : p(arguments.params),
          raw(bound<const uint8_t>(arguments, 3)),
          entries(bound<const uint8_t>(arguments, 4)),
          selected(bound<const int32_t>(arguments, 5) + uint64_t{row} * p.topK),
          end(position + 1),
          near(smaller(end, p.window)),
          count(keyCount(end, p)) {}

    __device__ __forceinline__ const LfCache& cacheOf(uint32_t k) const { return k < near ? p.raw : p.entries; }

    // The row of key k; null where there is none.
    __device__ __forceinline__ const uint8_t* at(uint32_t k) const {
        if (k < near)
            return cacheRow(raw, p.raw, (end - near + k) % p.raw.capacity);
        if (k >= count)
            return nullptr;
        const int32_t entry = p.keys == LF_KEYS_SELECTED ? selected[k - near] : int32_t(k - near);
        const bool seen = entry >= 0 && uint32_t(entry) < end / larger(p.ratio, 1U);
        return seen ? cacheRow(entries, p.entries, uint32_t(entry)) : nullptr;
    }
};

}  // namespace lanternfish::backends::cuda
