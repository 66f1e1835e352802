// Weights as integers, for products of four signed bytes at once where the device has them. Needs decode.glsl.
#ifdef LF_DOT
#extension GL_EXT_integer_dot_product : require
#endif

// Eight elements: value i is scale * byte i - minimum.
struct Codes {
    uint low, high;
    float scale, minimum;
};

bool hasCodes(uint type) {
    return type == TYPE_Q8_0 || type == TYPE_MXFP4 || type == TYPE_IQ2_XXS || type == TYPE_Q2_K;
}

// The signed byte 2 * e2m1 of each of four codes, which are in the low 16 bits.
uint doubledE2m1(uint codes) {
    uint bytes = 0u;
    for (uint i = 0u; i < 4u; ++i) {
        uint code = (codes >> (4u * i)) & 15u;
        uint magnitude = (((code & 4u) != 0u ? 0x0c080604u : 0x03020100u) >> (8u * (code & 3u))) & 255u;
        bytes |= ((code & 8u) != 0u ? (256u - magnitude) & 255u : magnitude) << (8u * i);
    }
    return bytes;
}

// Negates the bytes of `magnitudes`, none of which is zero, whose bit in the low four of `signs` is set.
uint withSigns(uint magnitudes, uint signs) {
    uint ones = ((signs & 15u) * 0x00204081u) & 0x01010101u;
    return (magnitudes ^ (ones * 255u)) + ones;
}

// Two bits of each of four elements, in the low 8 bits, as bytes.
uint spreadPairs(uint codes) {
    uint x = ((codes & 255u) | ((codes & 255u) << 12)) & 0x000f000fu;
    return (x | (x << 6)) & 0x03030303u;
}

// Elements k .. k + 7 of a row, as decode8 has them.
Codes codes8(uint which, uint type, uint row, uint k, uint columns) {
    Codes c;
    c.minimum = 0.0;
    if (type == TYPE_Q8_0) {
        c.scale = unpackHalf2x16(weightShort(which, row + LF_DEVICE_Q8_0_SCALES(columns), k / LF_Q8_0_ELEMENTS)).x;
        uint at = (row + LF_DEVICE_Q8_0_CODES + k) >> 2;
        c.low = weightWord(which, at);
        c.high = weightWord(which, at + 1u);
    } else if (type == TYPE_MXFP4) {
        uint scale = weightByte(which, row + LF_DEVICE_MXFP4_SCALES(columns), k / LF_MXFP4_ELEMENTS);
        c.scale = 0.5 * decodeScale(scale);
        uint codes = weightWord(which, (row + LF_DEVICE_MXFP4_CODES + k / 2u) >> 2);
        c.low = doubledE2m1(codes & 0xffffu);
        c.high = doubledE2m1(codes >> 16);
    } else if (type == TYPE_IQ2_XXS) {
        uint scale = weightShort(which, row + LF_DEVICE_IQ2_XXS_SCALES(columns), k / LF_IQ2_XXS_ELEMENTS);
        uint at = row + LF_DEVICE_IQ2_XXS_GROUPS + k / LF_IQ2_XXS_GROUP_ELEMENTS * LF_IQ2_XXS_GROUP_BYTES;
        uint entries = weightWord(which, at >> 2), word = weightWord(which, (at + LF_IQ2_XXS_GROUP_SIGNS) >> 2);
        uint octet = k % LF_IQ2_XXS_GROUP_ELEMENTS / 8u;
        c.scale = unpackHalf2x16(scale).x * (0.5 + float(word >> LF_IQ2_XXS_GROUP_SCALE_SHIFT)) * 0.25;
        uint entry = (entries >> (8u * octet)) & 255u;
        uint index = (word >> (LF_IQ2_XXS_SIGN_BITS * octet)) & 127u;
        uint signs = index | ((uint(bitCount(index)) & 1u) << 7);
        c.low = withSigns(gridWord(entry * 2u), signs);
        c.high = withSigns(gridWord(entry * 2u + 1u), signs >> 4);
    } else {
        uint scales = weightWord(which, ((row + LF_DEVICE_Q2_K_BLOCK_SCALES(columns)) >> 2) + k / LF_Q2_K_ELEMENTS);
        uint sub = weightByte(which, row + LF_DEVICE_Q2_K_SCALES(columns), k / LF_Q2_K_SUB_ELEMENTS);
        uint codes = weightShort(which, row + LF_DEVICE_Q2_K_CODES, k / 8u);
        vec2 both = unpackHalf2x16(scales);
        c.scale = both.x * float(sub & 15u);
        c.minimum = both.y * float(sub >> 4);
        c.low = spreadPairs(codes);
        c.high = spreadPairs(codes >> 8);
    }
    return c;
}

#ifdef LF_DOT
// Codes times eight quantised activations, whose own scale is still to come.
float dotCodes(uint type, Codes c, uint low, uint high) {
    int sum = dotPacked4x8EXT(int(c.low), int(low)) + dotPacked4x8EXT(int(c.high), int(high));
    if (type != TYPE_Q2_K)
        return c.scale * float(sum);
    int all = dotPacked4x8EXT(0x01010101, int(low)) + dotPacked4x8EXT(0x01010101, int(high));
    return c.scale * float(sum) - c.minimum * float(all);
}
#endif

// Four values as signed bytes.
uint packCodes(float a, float b, float c, float d) {
    ivec4 codes = ivec4(roundEven(vec4(a, b, c, d)));
    return uint(codes.x & 255) | uint(codes.y & 255) << 8 | uint(codes.z & 255) << 16 | uint(codes.w & 255) << 24;
}
