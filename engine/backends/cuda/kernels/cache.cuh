#pragma once

// Rows of caches.
#include "engine/backends/cuda/kernels/codec.cuh"

namespace lanternfish::backends::cuda {

__device__ __forceinline__ uint32_t cacheSlot(const LfCache& cache, uint32_t index) {
    return cache.ring != 0 ? index % cache.capacity : index;
}

template <class T>
__device__ __forceinline__ T* cacheRow(T* begin, const LfCache& cache, uint32_t slot) {
    return begin + uint64_t{slot} * cache.pitch / sizeof(T);
}

// Element d of the row that begins at `row`.
__device__ __forceinline__ float cacheElement(const uint8_t* row, const LfCache& cache, uint32_t d) {
    if (cache.codec == LF_CODEC_F32)
        return reinterpret_cast<const float*>(row)[d];
    if (cache.codec == LF_CODEC_INDEX) {
        const uint32_t scale = row[LF_INDEX_SCALES(cache.dim) + d / LF_INDEX_BLOCK];
        return decodeE2m1(uint32_t{row[d / 2]} >> (4 * (d & 1U))) * decodeScale(scale);
    }
    const uint32_t coded = cache.dim - cache.rotary;
    if (d < coded)
        return decodeE4m3(row[d]) * decodeScale(row[LF_KV_SCALES(cache.dim, cache.rotary) + d / LF_KV_BLOCK]);
    const uint8_t* const rotary = row + LF_KV_ROTARY(cache.dim, cache.rotary);
    return bitsToFloat(uint32_t{reinterpret_cast<const uint16_t*>(rotary)[d - coded]} << 16);
}

}  // namespace lanternfish::backends::cuda
