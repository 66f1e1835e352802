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

// 8 bytes on a word; `aligned`: on two.
__device__ __forceinline__ uint2 load8Bytes(const uint8_t* from, bool aligned) {
    if (aligned)
        return *reinterpret_cast<const uint2*>(from);
    const auto* const words = reinterpret_cast<const uint32_t*>(from);
    return uint2{words[0], words[1]};
}

// Elements d to d + 7 of the row that begins at `row`, d a multiple of 8, with as few loads as that takes; zeros beyond
// the row.
__device__ __forceinline__ void cacheElements8(const uint8_t* row, const LfCache& cache, uint32_t d, float (&x)[8]) {
    const uint32_t coded = cache.dim - cache.rotary, pairs = cache.pitch % 8;
    if (cache.codec == LF_CODEC_KV && d + 8 <= coded) {
        const float scale = decodeScale(row[LF_KV_SCALES(cache.dim, cache.rotary) + d / LF_KV_BLOCK]);
        const uint2 codes = load8Bytes(row + d, pairs == 0);
#pragma unroll
        for (uint32_t i = 0; i < 4; ++i) {
            x[i] = decodeE4m3(codes.x >> (8 * i) & 255U) * scale;
            x[4 + i] = decodeE4m3(codes.y >> (8 * i) & 255U) * scale;
        }
        return;
    }
    const uint32_t rotary = LF_KV_ROTARY(cache.dim, cache.rotary) + 2 * (d - coded);
    if (cache.codec == LF_CODEC_KV && d >= coded && d + 8 <= cache.dim && rotary % 4 == 0) {
        const bool whole = (pairs | rotary % 8) == 0;
        const uint2 low = load8Bytes(row + rotary, whole), high = load8Bytes(row + rotary + 8, whole);
        const uint32_t words[4] = {low.x, low.y, high.x, high.y};
#pragma unroll
        for (uint32_t i = 0; i < 4; ++i) {
            x[2 * i] = bitsToFloat(words[i] << 16);
            x[2 * i + 1] = bitsToFloat(words[i] & 0xffff0000U);
        }
        return;
    }
    if (cache.codec == LF_CODEC_F32 && d + 8 <= cache.dim && cache.pitch % 16 == 0) {
        const float4* const from = reinterpret_cast<const float4*>(row) + d / 4;
        const float4 low = from[0], high = from[1];
        x[0] = low.x, x[1] = low.y, x[2] = low.z, x[3] = low.w;
        x[4] = high.x, x[5] = high.y, x[6] = high.z, x[7] = high.w;
        return;
    }
#pragma unroll
    for (uint32_t i = 0; i < 8; ++i)
        x[i] = d + i < cache.dim ? cacheElement(row, cache, d + i) : 0.0F;
}

}  // namespace lanternfish::backends::cuda
