// Weights in the file's blocks, read as words. Before including: `uint weightWord(uint which, uint i)`, and
// `uint gridWord(uint i)` for the words of LF_IQ2_XXS_GRID.
#include "shaders/ops/codec.glsl"

#define TYPE_F32 0u
#define TYPE_F16 1u
#define TYPE_Q8_0 8u
#define TYPE_Q2_K 10u
#define TYPE_IQ2_XXS 16u
#define TYPE_BF16 30u
#define TYPE_MXFP4 39u

uint weightByte(uint which, uint at) {
    return (weightWord(which, at >> 2) >> ((at & 3u) * 8u)) & 255u;
}
// At an even offset.
uint weightShort(uint which, uint at) {
    return (weightWord(which, at >> 2) >> ((at & 2u) * 8u)) & 0xffffu;
}
uint weightUint(uint which, uint at) {
    uint low = weightWord(which, at >> 2);
    uint shift = (at & 3u) * 8u;
    return shift == 0u ? low : (low >> shift) | (weightWord(which, (at >> 2) + 1u) << (32u - shift));
}

float halfToFloat(uint bits) {
    uint exponent = (bits >> 10) & 31u;
    uint mantissa = bits & 0x3ffu;
    float magnitude = exponent == 0u    ? float(mantissa) * (1.0 / 16777216.0)
                      : exponent == 31u ? uintBitsToFloat(0x7f800000u | (mantissa << 13))
                                        : uintBitsToFloat(((exponent + 112u) << 23) | (mantissa << 13));
    return (bits & 0x8000u) != 0u ? -magnitude : magnitude;
}

void decodeQ8(uint which, uint row, uint k, out float v[8]) {
    uint block = row + k / LF_Q8_0_ELEMENTS * LF_Q8_0_BYTES;
    float scale = halfToFloat(weightShort(which, block + LF_Q8_0_SCALE));
    uint at = block + LF_Q8_0_CODES + k % LF_Q8_0_ELEMENTS;
    uint low = weightUint(which, at), high = weightUint(which, at + 4u);
    for (int i = 0; i < 4; ++i) {
        v[i] = scale * float(bitfieldExtract(int(low), i * 8, 8));
        v[i + 4] = scale * float(bitfieldExtract(int(high), i * 8, 8));
    }
}

void decodeMxfp4(uint which, uint row, uint k, out float v[8]) {
    uint block = row + k / LF_MXFP4_ELEMENTS * LF_MXFP4_BYTES;
    uint code = weightByte(which, block + LF_MXFP4_SCALE);
    // Half of the scale and twice the value: 2^128 is a scale that files may hold.
    float halfScale = code > 1u ? uintBitsToFloat((code - 1u) << 23) : uintBitsToFloat(code == 1u ? 0x400000u : 0x200000u);
    uint j = k % LF_MXFP4_ELEMENTS;
    uint at = block + LF_MXFP4_CODES + j % 16u;
    uint shift = j / 16u * 4u;
    uint low = weightUint(which, at) >> shift, high = weightUint(which, at + 4u) >> shift;
    for (int i = 0; i < 4; ++i) {
        v[i] = decodeE2m1(low >> (8 * i)) * 2.0 * halfScale;
        v[i + 4] = decodeE2m1(high >> (8 * i)) * 2.0 * halfScale;
    }
}

void decodeIq2Xxs(uint which, uint row, uint k, out float v[8]) {
    uint block = row + k / LF_IQ2_XXS_ELEMENTS * LF_IQ2_XXS_BYTES;
    float scale = halfToFloat(weightShort(which, block + LF_IQ2_XXS_SCALE));
    uint e = k % LF_IQ2_XXS_ELEMENTS;
    uint at = block + LF_IQ2_XXS_GROUPS + e / LF_IQ2_XXS_GROUP_ELEMENTS * LF_IQ2_XXS_GROUP_BYTES;
    uint word = weightUint(which, at + LF_IQ2_XXS_GROUP_SIGNS);
    uint octet = e % LF_IQ2_XXS_GROUP_ELEMENTS / 8u;
    float groupScale = scale * (0.5 + float(word >> LF_IQ2_XXS_GROUP_SCALE_SHIFT)) * 0.25;
    uint entry = weightByte(which, at + octet);
    uint index = (word >> (LF_IQ2_XXS_SIGN_BITS * octet)) & 127u;
    // The table of signs in closed form: bit 7 makes the number of ones even.
    uint signs = index | ((uint(bitCount(index)) & 1u) << 7);
    uint low = gridWord(entry * 2u), high = gridWord(entry * 2u + 1u);
    for (int i = 0; i < 8; ++i) {
        float value = groupScale * float(((i < 4 ? low : high) >> (8 * (i & 3))) & 255u);
        v[i] = ((signs >> i) & 1u) != 0u ? -value : value;
    }
}

void decodeQ2k(uint which, uint row, uint k, out float v[8]) {
    uint block = row + k / LF_Q2_K_ELEMENTS * LF_Q2_K_BYTES;
    uint e = k % LF_Q2_K_ELEMENTS;
    float scale = halfToFloat(weightShort(which, block + LF_Q2_K_SCALE));
    float minimum = halfToFloat(weightShort(which, block + LF_Q2_K_MINIMUM));
    uint sub = weightByte(which, block + LF_Q2_K_SCALES + e / LF_Q2_K_SUB_ELEMENTS);
    uint element = e % LF_Q2_K_HALF_ELEMENTS;
    uint at = block + LF_Q2_K_CODES + e / LF_Q2_K_HALF_ELEMENTS * LF_Q2_K_HALF_BYTES + element % LF_Q2_K_HALF_BYTES;
    uint shift = 2u * (element / LF_Q2_K_HALF_BYTES);
    uint low = weightUint(which, at) >> shift, high = weightUint(which, at + 4u) >> shift;
    float s = scale * float(sub & 15u), m = minimum * float(sub >> 4);
    for (int i = 0; i < 4; ++i) {
        v[i] = s * float((low >> (8 * i)) & 3u) - m;
        v[i + 4] = s * float((high >> (8 * i)) & 3u) - m;
    }
}

// Elements k .. k + 7 (k a multiple of 8) of the row of `columns` elements that begins at byte `row`; zeros beyond it.
void decode8(uint which, uint type, uint row, uint k, uint columns, out float v[8]) {
    if (type == TYPE_Q8_0)
        decodeQ8(which, row, k, v);
    else if (type == TYPE_MXFP4)
        decodeMxfp4(which, row, k, v);
    else if (type == TYPE_IQ2_XXS)
        decodeIq2Xxs(which, row, k, v);
    else if (type == TYPE_Q2_K)
        decodeQ2k(which, row, k, v);
    else
        for (uint i = 0u; i < 8u; ++i) {
            v[i] = 0.0;
            if (k + i >= columns)
                continue;
            if (type == TYPE_F32) {
                v[i] = uintBitsToFloat(weightWord(which, (row >> 2) + k + i));
            } else {
                uint bits = weightShort(which, row + 2u * (k + i));
                v[i] = type == TYPE_F16 ? halfToFloat(bits) : uintBitsToFloat(bits << 16);
            }
        }
}
