#pragma once

// The roundings of packed caches, bit for bit those of engine/quant.
#include "engine/backends/cuda/kernels/math.cuh"

namespace lanternfish::backends::cuda {

// e8m0 code of the smallest power of two that is at least `value`.
__device__ __forceinline__ uint32_t encodeScale(float value) {
    const uint32_t bits = floatToBits(value);
    return smaller(((bits >> 23) & 255U) + ((bits & 0x7fffffU) != 0 ? 1U : 0U), 254U);
}

__device__ __forceinline__ float decodeScale(uint32_t code) {
    if (code == 255)
        return notANumber();
    return code == 0 ? bitsToFloat(0x00400000U) : bitsToFloat(code << 23);
}

// bf16(value) / 2^(code - 127), without a division.
__device__ __forceinline__ float scaleDown(float value, uint32_t code) {
    const int e = 127 - int(code), first = e / 2;
    return roundToBfloat(value) * bitsToFloat(uint32_t(first + 127) << 23) *
           bitsToFloat(uint32_t(e - first + 127) << 23);
}

__device__ __forceinline__ uint32_t encodeE4m3(float value) {
    const uint32_t sign = (floatToBits(value) >> 24) & 0x80U;
    if (!isNumber(value))
        return sign | 0x7fU;
    const float magnitude = smaller(fabsf(value), float(LF_E4M3_MAX));
    if (magnitude < 0.015625F)
        return sign | uint32_t(rintf(magnitude * 512.0F));
    const uint32_t bits = floatToBits(magnitude);
    return sign | (((bits + 0x7ffffU + ((bits >> 20) & 1U)) >> 20) - 960U);
}

__device__ __forceinline__ float decodeE4m3(uint32_t code) {
    if ((code & 0x7fU) == 0x7fU)
        return notANumber();
    // Exponents are 7 more than the code's in a float's place, 127 there: a factor, which is right for subnormals too.
    return bitsToFloat((code & 0x80U) << 24 | (code & 0x7fU) << 20) * 0x1p120F;
}

__device__ __forceinline__ uint32_t encodeE2m1(float value) {
    const float a = fabsf(value);
    const uint32_t sign = (floatToBits(value) >> 28) & 8U;
    return sign + uint32_t(a > 0.25F) + uint32_t(a >= 0.75F) + uint32_t(a > 1.25F) + uint32_t(a >= 1.75F) +
           uint32_t(a > 2.5F) + uint32_t(a >= 3.5F) + uint32_t(a > 5.0F);
}

__device__ __forceinline__ float decodeE2m1(uint32_t code) {
    const uint32_t c = code & 7U;
    // 0, .5, 1, 1.5, then two mantissa steps per exponent.
    const float magnitude = c < 2 ? 0.5F * float(c) : bitsToFloat((((c >> 1) + 126U) << 23) | ((c & 1U) << 22));
    return (code & 8U) != 0 && c != 0 ? -magnitude : magnitude;
}

}  // namespace lanternfish::backends::cuda
