#pragma once

// Activations as signed bytes with a scale per LF_QUANTISED_BLOCK, laid out as device_layouts.h says. Whoever makes a
// vector that products take stores it so, once for all of them.
#include "engine/backends/cuda/kernels/math.cuh"

namespace lanternfish::backends::cuda {

// What a block of elements is multiplied with to become bytes, and these to become elements again.
struct ByteScale {
    float inverse, scale;

    // `largest` magnitude of the block. What a scale can't be made of stays no number.
    static __device__ __forceinline__ ByteScale of(float largest) {
        const bool numbers = largest < infinity();
        // Smaller ones have no inverse.
        return {numbers && largest > 1e-36F ? 127.0F / largest : 0.0F, numbers ? largest / 127.0F : notANumber()};
    }
    static __device__ __forceinline__ float magnitude(float value) {
        return isNumber(value) ? fabsf(value) : infinity();
    }
};

__device__ __forceinline__ void storeByteScale(uint8_t* row, uint32_t k, const ByteScale& scale) {
    *reinterpret_cast<float*>(row + LF_QUANTISED_SCALE(k)) = scale.scale;
}

// Elements k to k + 31 of a row, by a warp whose lanes have one each; `k` is the lane's own.
__device__ __forceinline__ void storeQuantised(uint8_t* row, uint32_t k, float value) {
    static_assert(LF_QUANTISED_BLOCK == 32, "an element a lane");
    const ByteScale scale = ByteScale::of(largestOfLanes(ByteScale::magnitude(value)));
    row[LF_QUANTISED_CODE(k)] = uint8_t(roundToByte(value * scale.inverse));
    if (k % LF_QUANTISED_BLOCK == 0)
        storeByteScale(row, k, scale);
}

// The same by eight lanes with four elements each, `k` the first of the lane's. All lanes of the warp take part; what
// `mine` is false for is stored nowhere.
__device__ __forceinline__ void storeQuantised(uint8_t* row, uint32_t k, const float4& v, bool mine) {
    const float largest = larger(larger(ByteScale::magnitude(v.x), ByteScale::magnitude(v.y)),
                                 larger(ByteScale::magnitude(v.z), ByteScale::magnitude(v.w)));
    const ByteScale scale = ByteScale::of(largestOfLanes<LF_QUANTISED_BLOCK / 4>(largest));
    if (!mine)
        return;
    *reinterpret_cast<uint32_t*>(row + LF_QUANTISED_CODE(k)) =
        roundToByte(v.x * scale.inverse) | roundToByte(v.y * scale.inverse) << 8 |
        roundToByte(v.z * scale.inverse) << 16 | roundToByte(v.w * scale.inverse) << 24;
    if (k % LF_QUANTISED_BLOCK == 0)
        storeByteScale(row, k, scale);
}

// 16 elements of a row from k on, which is a multiple of 16.
__device__ __forceinline__ uint4 loadCodes(const uint8_t* row, uint32_t k) {
    return loadWeight<uint4>(row + LF_QUANTISED_CODE(k));
}
// That of the block of element k.
__device__ __forceinline__ float loadByteScale(const uint8_t* row, uint32_t k) {
    return loadWeight<float>(row + LF_QUANTISED_SCALE(k));
}

}  // namespace lanternfish::backends::cuda
