// Weights in the device's layout, read as aligned words. Before including: `uint weightWord(uint which, uint i)`, and
// `uint gridWord(uint i)` for the words of LF_IQ2_XXS_GRID; with LF_QUADS also `uvec4 weightQuad(uint which, uint i)`,
// words 4i to 4i + 3 by one load.
#include "shaders/ops/codec.glsl"
#include "shaders/shared/device_layouts.h"

#define TYPE_F32 0u
#define TYPE_F16 1u
#define TYPE_Q8_0 8u
#define TYPE_Q2_K 10u
#define TYPE_IQ2_XXS 16u
#define TYPE_BF16 30u
#define TYPE_MXFP4 39u

#ifndef LF_QUADS
uvec4 weightQuad(uint which, uint i) {
    return uvec4(weightWord(which, 4u * i), weightWord(which, 4u * i + 1u), weightWord(which, 4u * i + 2u),
                 weightWord(which, 4u * i + 3u));
}
#endif

// Byte and 16-bit word `i` of the plane that begins at byte `plane`, a multiple of 4.
uint weightByte(uint which, uint plane, uint i) {
    return (weightWord(which, (plane + i) >> 2) >> ((i & 3u) * 8u)) & 255u;
}
uint weightShort(uint which, uint plane, uint i) {
    return (weightWord(which, (plane >> 2) + (i >> 1)) >> ((i & 1u) * 16u)) & 0xffffu;
}

float halfToFloat(uint bits) {
    uint exponent = (bits >> 10) & 31u;
    uint mantissa = bits & 0x3ffu;
    float magnitude = exponent == 0u    ? float(mantissa) * (1.0 / 16777216.0)
                      : exponent == 31u ? uintBitsToFloat(0x7f800000u | (mantissa << 13))
                                        : uintBitsToFloat(((exponent + 112u) << 23) | (mantissa << 13));
    return (bits & 0x8000u) != 0u ? -magnitude : magnitude;
}

// Each of the decoders is given the byte where its row begins, and elements k .. k + 7, which one scale covers.
void decodeQ8(uint which, uint row, uint k, uint columns, out float v[8]) {
    float scale = halfToFloat(weightShort(which, row + LF_DEVICE_Q8_0_SCALES(columns), k / LF_Q8_0_ELEMENTS));
    uint at = (row + LF_DEVICE_Q8_0_CODES + k) >> 2;
    uint low = weightWord(which, at), high = weightWord(which, at + 1u);
    for (int i = 0; i < 4; ++i) {
        v[i] = scale * float(bitfieldExtract(int(low), i * 8, 8));
        v[i + 4] = scale * float(bitfieldExtract(int(high), i * 8, 8));
    }
}

void decodeMxfp4(uint which, uint row, uint k, uint columns, out float v[8]) {
    uint code = weightByte(which, row + LF_DEVICE_MXFP4_SCALES(columns), k / LF_MXFP4_ELEMENTS);
    // Half of the scale and twice the value: 2^128 is a scale that files may hold.
    float halfScale = code > 1u ? uintBitsToFloat((code - 1u) << 23) : uintBitsToFloat(code == 1u ? 0x400000u : 0x200000u);
    uint codes = weightWord(which, (row + LF_DEVICE_MXFP4_CODES + k / 2u) >> 2);
    for (int i = 0; i < 8; ++i)
        v[i] = decodeE2m1(codes >> (4 * i)) * 2.0 * halfScale;
}

void decodeIq2Xxs(uint which, uint row, uint k, uint columns, out float v[8]) {
    float scale = halfToFloat(weightShort(which, row + LF_DEVICE_IQ2_XXS_SCALES(columns), k / LF_IQ2_XXS_ELEMENTS));
    uint at = row + LF_DEVICE_IQ2_XXS_GROUPS + k / LF_IQ2_XXS_GROUP_ELEMENTS * LF_IQ2_XXS_GROUP_BYTES;
    uint entries = weightWord(which, at >> 2), word = weightWord(which, (at + LF_IQ2_XXS_GROUP_SIGNS) >> 2);
    uint octet = k % LF_IQ2_XXS_GROUP_ELEMENTS / 8u;
    float groupScale = scale * (0.5 + float(word >> LF_IQ2_XXS_GROUP_SCALE_SHIFT)) * 0.25;
    uint entry = (entries >> (8u * octet)) & 255u;
    uint index = (word >> (LF_IQ2_XXS_SIGN_BITS * octet)) & 127u;
    // The table of signs in closed form: bit 7 makes the number of ones even.
    uint signs = index | ((uint(bitCount(index)) & 1u) << 7);
    uint low = gridWord(entry * 2u), high = gridWord(entry * 2u + 1u);
    for (int i = 0; i < 8; ++i) {
        float value = groupScale * float(((i < 4 ? low : high) >> (8 * (i & 3))) & 255u);
        v[i] = ((signs >> i) & 1u) != 0u ? -value : value;
    }
}

void decodeQ2k(uint which, uint row, uint k, uint columns, out float v[8]) {
    uint scales = weightWord(which, ((row + LF_DEVICE_Q2_K_BLOCK_SCALES(columns)) >> 2) + k / LF_Q2_K_ELEMENTS);
    uint sub = weightByte(which, row + LF_DEVICE_Q2_K_SCALES(columns), k / LF_Q2_K_SUB_ELEMENTS);
    uint codes = weightShort(which, row + LF_DEVICE_Q2_K_CODES, k / 8u);
    float s = halfToFloat(scales & 0xffffu) * float(sub & 15u), m = halfToFloat(scales >> 16) * float(sub >> 4);
    for (int i = 0; i < 8; ++i)
        v[i] = s * float((codes >> (2 * i)) & 3u) - m;
}

// The padding of a row is zero, and ends at a multiple of 8 elements.
void decodeShorts(uint which, uint type, uint row, uint k, out float v[8]) {
    uvec4 pairs = weightQuad(which, (row + 2u * k) >> 4);
    for (uint i = 0u; i < 4u; ++i) {
        uint pair = pairs[i];
        v[2u * i] = type == TYPE_F16 ? halfToFloat(pair & 0xffffu) : uintBitsToFloat(pair << 16);
        v[2u * i + 1u] = type == TYPE_F16 ? halfToFloat(pair >> 16) : uintBitsToFloat(pair & 0xffff0000u);
    }
}

// Here it ends at a multiple of 4.
void decodeFloats(uint which, uint row, uint k, uint columns, out float v[8]) {
    uvec4 low = weightQuad(which, (row >> 4) + (k >> 2)), high = uvec4(0u);
    if (k + 4u < columns)
        high = weightQuad(which, (row >> 4) + (k >> 2) + 1u);
    for (uint i = 0u; i < 4u; ++i) {
        v[i] = uintBitsToFloat(low[i]);
        v[i + 4u] = uintBitsToFloat(high[i]);
    }
}

// Elements k .. k + 7 (k a multiple of 8) of the row of `columns` elements that begins at byte `row`; zeros beyond it.
void decode8(uint which, uint type, uint row, uint k, uint columns, out float v[8]) {
    if (type == TYPE_Q8_0)
        decodeQ8(which, row, k, columns, v);
    else if (type == TYPE_MXFP4)
        decodeMxfp4(which, row, k, columns, v);
    else if (type == TYPE_IQ2_XXS)
        decodeIq2Xxs(which, row, k, columns, v);
    else if (type == TYPE_Q2_K)
        decodeQ2k(which, row, k, columns, v);
    else if (type == TYPE_F32)
        decodeFloats(which, row, k, columns, v);
    else
        decodeShorts(which, type, row, k, v);
}
