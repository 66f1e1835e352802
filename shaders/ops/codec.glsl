// The roundings of packed caches, bit for bit those of engine/quant.
#ifndef LF_CODEC_GLSL
#define LF_CODEC_GLSL
#include "shaders/ops/math.glsl"

// e8m0 code of the smallest power of two that is at least `value`.
uint encodeScale(float value) {
    uint bits = floatBitsToUint(value);
    return min(((bits >> 23) & 255u) + ((bits & 0x7fffffu) != 0u ? 1u : 0u), 254u);
}

float decodeScale(uint code) {
    if (code == 255u)
        return nan();
    return code == 0u ? uintBitsToFloat(0x00400000u) : uintBitsToFloat(code << 23);
}

// bf16(value) / 2^(code - 127), without a division.
float scaleDown(float value, uint code) {
    int e = 127 - int(code);
    int first = e / 2;
    return roundToBfloat(value) * uintBitsToFloat(uint(first + 127) << 23) * uintBitsToFloat(uint(e - first + 127) << 23);
}

uint encodeE4m3(float value) {
    uint sign = (floatBitsToUint(value) >> 24) & 0x80u;
    if (!isNumber(value))
        return sign | 0x7fu;
    float magnitude = min(abs(value), LF_E4M3_MAX);
    if (magnitude < 0.015625)
        return sign | uint(roundEven(magnitude * 512.0));
    uint bits = floatBitsToUint(magnitude);
    return sign | (((bits + 0x7ffffu + ((bits >> 20) & 1u)) >> 20) - 960u);
}

float decodeE4m3(uint code) {
    uint exponent = (code >> 3) & 15u;
    uint mantissa = code & 7u;
    if (exponent == 15u && mantissa == 7u)
        return nan();
    float magnitude = exponent == 0u ? float(mantissa) * (1.0 / 512.0)
                                     : uintBitsToFloat(((exponent + 120u) << 23) | (mantissa << 20));
    return (code & 0x80u) != 0u ? -magnitude : magnitude;
}

uint encodeE2m1(float value) {
    float a = abs(value);
    uint sign = (floatBitsToUint(value) >> 28) & 8u;
    return sign + uint(a > 0.25) + uint(a >= 0.75) + uint(a > 1.25) + uint(a >= 1.75) + uint(a > 2.5) +
           uint(a >= 3.5) + uint(a > 5.0);
}

float decodeE2m1(uint code) {
    uint c = code & 7u;
    // 0, .5, 1, 1.5, then two mantissa steps per exponent.
    float magnitude = c < 2u ? 0.5 * float(c) : uintBitsToFloat((((c >> 1) + 126u) << 23) | ((c & 1u) << 22));
    return (code & 8u) != 0u && c != 0u ? -magnitude : magnitude;
}

#endif
