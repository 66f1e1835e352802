#pragma once

// A row of a packed cache from its values, a word or a byte at a time.
#include "engine/backends/cuda/kernels/codec.cuh"

namespace lanternfish::backends::cuda {

/// `scales` has room for a word per LF_INDEX_BLOCK elements, and the whole block packs one row.
template <uint32_t kThreads>
class RowPacker {
public:
    __device__ __forceinline__ RowPacker(const LfCache& cache, const float* row, uint32_t* scales)
        : m_cache(cache), m_row(row), m_scales(scales) {}

    // Before anything else, and by all threads.
    __device__ __forceinline__ void findScales() {
        if (m_cache.codec == LF_CODEC_KV)
            find<LF_KV_BLOCK>(m_cache.dim - m_cache.rotary, float(LF_KV_AMAX_FLOOR),
                              bitsToFloat(LF_KV_INVERSE_MAX_BITS));
        else if (m_cache.codec == LF_CODEC_INDEX)
            find<LF_INDEX_BLOCK>(m_cache.dim, bitsToFloat(LF_INDEX_AMAX_FLOOR_BITS),
                                 bitsToFloat(LF_INDEX_INVERSE_MAX_BITS));
    }

    // Byte `at` of a row that is not F32.
    __device__ __forceinline__ uint32_t byte(uint32_t at) const {
        return m_cache.codec == LF_CODEC_KV ? kvByte(at) : indexByte(at);
    }

    __device__ __forceinline__ uint32_t word(uint32_t w) const {
        if (m_cache.codec == LF_CODEC_F32)
            return floatToBits(m_row[w]);
        uint32_t word = 0;
        for (uint32_t b = 0; b < 4; ++b)
            word |= byte(4 * w + b) << (8 * b);
        return word;
    }

private:
    // A warp a block: the largest of numbers is the same in any order.
    template <uint32_t kBlock>
    __device__ __forceinline__ void find(uint32_t elements, float least, float inverseMax) {
        const uint32_t lane = threadIdx.x % 32;
        for (uint32_t b = threadIdx.x / 32; b * kBlock < elements; b += kThreads / 32) {
            float largest = least;
            bool numbers = true;
            for (uint32_t d = b * kBlock + lane; d < smaller((b + 1) * kBlock, elements); d += 32) {
                largest = larger(largest, fabsf(roundToBfloat(m_row[d])));
                numbers = numbers && isNumber(m_row[d]);
            }
            largest = largestOfLanes(largest);
            numbers = __ballot_sync(0xffffffffU, numbers ? 0 : 1) == 0;
            if (lane == 0)
                m_scales[b] = numbers ? encodeScale(largest * inverseMax) : 255U;
        }
        __syncthreads();
    }

    __device__ __forceinline__ uint32_t kvByte(uint32_t at) const {
        const uint32_t coded = m_cache.dim - m_cache.rotary;
        const uint32_t rotary = LF_KV_ROTARY(m_cache.dim, m_cache.rotary);
        if (at < coded)
            return encodeE4m3(scaleDown(m_row[at], m_scales[at / LF_KV_BLOCK]));
        if (at < rotary)
            return at - coded < LF_KV_BLOCKS(m_cache.dim, m_cache.rotary) ? m_scales[at - coded] : 0;
        const uint32_t d = (at - rotary) / 2;
        if (d >= m_cache.rotary)
            return 0;
        return (bfloatBits(m_row[coded + d]) >> (8 * ((at - rotary) & 1U))) & 255U;
    }

    __device__ __forceinline__ uint32_t indexCode(uint32_t d) const {
        return d < m_cache.dim ? encodeE2m1(scaleDown(m_row[d], m_scales[d / LF_INDEX_BLOCK])) : 0;
    }

    __device__ __forceinline__ uint32_t indexByte(uint32_t at) const {
        const uint32_t first = LF_INDEX_SCALES(m_cache.dim);
        if (at < first)
            return indexCode(2 * at) | (indexCode(2 * at + 1) << 4);
        return at - first < LF_INDEX_BLOCKS(m_cache.dim) ? m_scales[at - first] : 0;
    }

    LfCache m_cache;
    const float* m_row;
    uint32_t* m_scales;
};

}  // namespace lanternfish::backends::cuda
