#pragma once

// Weights in the device's layout: 8 elements of a row of any type.
#include "engine/backends/cuda/kernels/codec.cuh"

namespace lanternfish::backends::cuda {

// As in engine/quant, whose numbers are those of the file format.
enum WeightType : uint32_t {
    kF32 = 0,
    kF16 = 1,
    kQ8_0 = 8,
    kQ2_K = 10,
    kIQ2_XXS = 16,
    kBF16 = 30,
    kMXFP4 = 39,
};

__device__ __forceinline__ float halfAt(const uint8_t* plane, uint32_t i) {
    return halfToFloat(loadWeight<uint16_t>(plane + 2 * i));
}

// Half of the scale, for twice the value: 2^128 is a scale that files may hold.
__device__ __forceinline__ float halfScale(uint32_t code) {
    return code > 1 ? bitsToFloat((code - 1) << 23) : bitsToFloat(code == 1 ? 0x400000U : 0x200000U);
}

// The signs of eight elements. The format's table in closed form: bit 7 makes the number of ones even.
__device__ __forceinline__ uint32_t signsOf(uint32_t index) {
    return index | ((uint32_t(__popc(index)) & 1U) << 7);
}

__device__ __forceinline__ float groupScaleOf(float scale, uint32_t word) {
    return scale * (0.5F + float(word >> LF_IQ2_XXS_GROUP_SCALE_SHIFT)) * 0.25F;
}

__device__ __forceinline__ void decodeQ8(const uint8_t* row, uint32_t k, uint32_t columns, float (&v)[8]) {
    const float scale = halfAt(row + LF_DEVICE_Q8_0_SCALES(columns), k / LF_Q8_0_ELEMENTS);
    const uint2 codes = loadWeight<uint2>(row + LF_DEVICE_Q8_0_CODES + k);
#pragma unroll
    for (uint32_t i = 0; i < 4; ++i) {
        v[i] = scale * float(int8_t(codes.x >> (8 * i)));
        v[i + 4] = scale * float(int8_t(codes.y >> (8 * i)));
    }
}

__device__ __forceinline__ void decodeMxfp4(const uint8_t* row, uint32_t k, uint32_t columns, float (&v)[8]) {
    const float half = halfScale(loadWeight<uint8_t>(row + LF_DEVICE_MXFP4_SCALES(columns) + k / LF_MXFP4_ELEMENTS));
    const uint32_t codes = loadWeight<uint32_t>(row + LF_DEVICE_MXFP4_CODES + k / 2);
#pragma unroll
    for (uint32_t i = 0; i < 8; ++i)
        v[i] = decodeE2m1(codes >> (4 * i)) * 2.0F * half;
}

__device__ __forceinline__ void decodeIq2Xxs(const uint8_t* row, uint32_t k, uint32_t columns, const uint32_t* grid,
                                             float (&v)[8]) {
    const float scale = halfAt(row + LF_DEVICE_IQ2_XXS_SCALES(columns), k / LF_IQ2_XXS_ELEMENTS);
    // Grid indices, then signs and the scale.
    const uint2 group =
        loadWeight<uint2>(row + LF_DEVICE_IQ2_XXS_GROUPS + k / LF_IQ2_XXS_GROUP_ELEMENTS * LF_IQ2_XXS_GROUP_BYTES);
    const uint32_t octet = k % LF_IQ2_XXS_GROUP_ELEMENTS / 8;
    const float groupScale = groupScaleOf(scale, group.y);
    const uint32_t entry = (group.x >> (8 * octet)) & 255U;
    const uint32_t signs = signsOf((group.y >> (LF_IQ2_XXS_SIGN_BITS * octet)) & 127U);
    const uint2 magnitudes = loadWeight<uint2>(grid + 2 * entry);
#pragma unroll
    for (uint32_t i = 0; i < 8; ++i) {
        const uint32_t four = i < 4 ? magnitudes.x : magnitudes.y;
        const float value = groupScale * float((four >> (8 * (i % 4))) & 255U);
        v[i] = ((signs >> i) & 1U) != 0 ? -value : value;
    }
}

__device__ __forceinline__ void decodeQ2k(const uint8_t* row, uint32_t k, uint32_t columns, float (&v)[8]) {
    const uint32_t scales = loadWeight<uint32_t>(row + LF_DEVICE_Q2_K_BLOCK_SCALES(columns) + k / LF_Q2_K_ELEMENTS * 4);
    const uint32_t sub = loadWeight<uint8_t>(row + LF_DEVICE_Q2_K_SCALES(columns) + k / LF_Q2_K_SUB_ELEMENTS);
    const uint32_t codes = loadWeight<uint16_t>(row + LF_DEVICE_Q2_K_CODES + k / 4);
    const float s = halfToFloat(scales & 0xffffU) * float(sub & 15U), m = halfToFloat(scales >> 16) * float(sub >> 4);
#pragma unroll
    for (uint32_t i = 0; i < 8; ++i)
        v[i] = s * float((codes >> (2 * i)) & 3U) - m;
}

template <bool kHalf>
__device__ __forceinline__ void decodePair(uint32_t pair, float& low, float& high) {
    low = kHalf ? halfToFloat(pair & 0xffffU) : bitsToFloat(pair << 16);
    high = kHalf ? halfToFloat(pair >> 16) : bitsToFloat(pair & 0xffff0000U);
}

template <bool kHalf>
__device__ __forceinline__ void decodeShorts(const uint4& pairs, float (&v)[8]) {
    decodePair<kHalf>(pairs.x, v[0], v[1]);
    decodePair<kHalf>(pairs.y, v[2], v[3]);
    decodePair<kHalf>(pairs.z, v[4], v[5]);
    decodePair<kHalf>(pairs.w, v[6], v[7]);
}

// The padding of a row is zero. That of shorts ends at a multiple of 8 elements, that of floats at one of 4.
__device__ __forceinline__ void decodeFloats(const uint8_t* row, uint32_t k, uint32_t columns, float (&v)[8]) {
    const uint4 low = loadWeight<uint4>(row + 4 * k);
    const uint4 high = k + 4 < columns ? loadWeight<uint4>(row + 4 * k + 16) : uint4{0, 0, 0, 0};
    v[0] = bitsToFloat(low.x);
    v[1] = bitsToFloat(low.y);
    v[2] = bitsToFloat(low.z);
    v[3] = bitsToFloat(low.w);
    v[4] = bitsToFloat(high.x);
    v[5] = bitsToFloat(high.y);
    v[6] = bitsToFloat(high.z);
    v[7] = bitsToFloat(high.w);
}

// Elements k .. k + 7 (k a multiple of 8) of the row of `columns` elements that begins at `row`; zeros beyond it.
// `type` is the same in the whole block.
__device__ __forceinline__ void decode8(uint32_t type, const uint8_t* row, uint32_t k, uint32_t columns,
                                        const uint32_t* grid, float (&v)[8]) {
    switch (type) {
        case kQ8_0:
            return decodeQ8(row, k, columns, v);
        case kMXFP4:
            return decodeMxfp4(row, k, columns, v);
        case kIQ2_XXS:
            return decodeIq2Xxs(row, k, columns, grid, v);
        case kQ2_K:
            return decodeQ2k(row, k, columns, v);
        case kF32:
            return decodeFloats(row, k, columns, v);
        case kF16:
            return decodeShorts<true>(loadWeight<uint4>(row + 2 * k), v);
        default:
            return decodeShorts<false>(loadWeight<uint4>(row + 2 * k), v);
    }
}

}  // namespace lanternfish::backends::cuda
