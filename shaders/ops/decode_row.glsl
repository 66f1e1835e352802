// Products of weights with one vector, for the decode of a single row in the fast class. A group of lanes (a subgroup
// where its size is ours to choose) shares LF_DECODE_ROWS rows of a weight: neighbouring lanes read neighbouring words,
// each weight byte is read once. The vector's quantised form is made by every workgroup for itself, in shared memory:
// 4 bytes an element from the cache beside OUTS rows of weights from memory, and no dispatch of its own.
//
// Before including: weightWord, gridWord (see decode.glsl) and `float xElement(uint i)`.
#include "shaders/ops/decode.glsl"
#ifdef LF_DOT
#include "shaders/ops/codes.glsl"
#endif

layout(local_size_x = LF_DECODE_INVOCATIONS) in;
layout(constant_id = 0) const uint TYPE0 = 0;
layout(constant_id = 1) const uint TYPE1 = 0;

#ifdef LF_SUBGROUP
#extension GL_KHR_shader_subgroup_arithmetic : require
layout(constant_id = LF_CONSTANT_SUBGROUP) const uint LANES = 32;
#else
const uint LANES = LF_DECODE_LANES;
shared float partial[LF_DECODE_INVOCATIONS];
#endif
const uint GROUPS = LF_DECODE_INVOCATIONS / LANES;
const uint OUTS = GROUPS * LF_DECODE_ROWS;

#ifdef LF_DOT
shared uvec4 xCodes[LF_DECODE_CHUNK / 16];  // As much as a lane loads of Q8_0.
shared float xScales[LF_DECODE_CHUNK / 32];
#endif

uint laneOf() {
#ifdef LF_SUBGROUP
    return gl_SubgroupInvocationID;
#else
    return gl_LocalInvocationIndex % LANES;
#endif
}

uint groupOf() {
#ifdef LF_SUBGROUP
    return gl_SubgroupID;
#else
    return gl_LocalInvocationIndex / LANES;
#endif
}

// The sum over the lanes of a group, for its first lane.
float addLanes(float value) {
#ifdef LF_SUBGROUP
    return subgroupAdd(value);
#else
    uint local = gl_LocalInvocationIndex;
    barrier();
    partial[local] = value;
    barrier();
    for (uint half1 = LANES / 2u; half1 > 0u; half1 /= 2u) {
        if (local % LANES < half1)
            partial[local] += partial[local + half1];
        barrier();
    }
    return partial[local / LANES * LANES];
#endif
}

// Elements from .. from + count - 1 of x as bytes with a scale per 32; what a scale can't be made of stays that.
void holdChunk(uint type, uint from, uint count) {
#ifdef LF_DOT
    if (!hasCodes(type))
        return;
    barrier();
    for (uint block = gl_LocalInvocationIndex; block * 32u < count; block += LF_DECODE_INVOCATIONS) {
        float v[32];
        float largest = 0.0;
        bool numbers = true;
        for (uint i = 0u; i < 32u; ++i) {
            v[i] = xElement(from + block * 32u + i);
            largest = max(largest, abs(v[i]));
            numbers = numbers && isNumber(v[i]);
        }
        float inverse = largest > 0.0 ? 127.0 / largest : 0.0;
        for (uint i = 0u; i < 8u; ++i)
            xCodes[block * 2u + i / 4u][i % 4u] = packCodes(v[4u * i] * inverse, v[4u * i + 1u] * inverse, v[4u * i + 2u] * inverse,
                                               v[4u * i + 3u] * inverse);
        xScales[block] = numbers ? largest / 127.0 : nan();
    }
    barrier();
#endif
}

#ifdef LF_DOT
// What a lane loads at once, 16 bytes, has one scale: 16 elements of Q8_0, or the 32 of a block of MXFP4.
float dotQ8Chunk(uint which, uint row, uint from, uint count, uint columns) {
    float sum = 0.0;
    for (uint k = 16u * laneOf(); k < count; k += 16u * LANES) {
        uvec4 codes = weightQuad(which, (row + LF_DEVICE_Q8_0_CODES + from + k) >> 4);
        uvec4 held = xCodes[k / 16u];
        int total = 0;
        for (uint i = 0u; i < 4u; ++i)
            total += dotPacked4x8EXT(int(codes[i]), int(held[i]));
        uint scale = weightShort(which, row + LF_DEVICE_Q8_0_SCALES(columns), (from + k) / LF_Q8_0_ELEMENTS);
        sum = fma(xScales[k / 32u], unpackHalf2x16(scale).x * float(total), sum);
    }
    return sum;
}

float dotMxfp4Chunk(uint which, uint row, uint from, uint count, uint columns) {
    float sum = 0.0;
    for (uint k = 32u * laneOf(); k < count; k += 32u * LANES) {
        uvec4 codes = weightQuad(which, (row + LF_DEVICE_MXFP4_CODES + (from + k) / 2u) >> 4);
        int total = 0;
        for (uint i = 0u; i < 4u; ++i) {
            uvec4 held = xCodes[k / 16u + i / 2u];
            total += dotPacked4x8EXT(int(doubledE2m1(codes[i] & 0xffffu)), int(held[2u * (i % 2u)])) +
                     dotPacked4x8EXT(int(doubledE2m1(codes[i] >> 16)), int(held[2u * (i % 2u) + 1u]));
        }
        uint scale = weightByte(which, row + LF_DEVICE_MXFP4_SCALES(columns), (from + k) / LF_MXFP4_ELEMENTS);
        sum = fma(xScales[k / 32u], 0.5 * decodeScale(scale) * float(total), sum);
    }
    return sum;
}

// Here a scale has one word of 16 elements.
float dotQ2Chunk(uint which, uint row, uint from, uint count, uint columns) {
    float sum = 0.0;
    for (uint k = 16u * laneOf(); k < count; k += 16u * LANES) {
        uint sixteenth = (from + k) / LF_Q2_K_SUB_ELEMENTS;
        uint codes = weightWord(which, ((row + LF_DEVICE_Q2_K_CODES) >> 2) + sixteenth);
        uint sub = weightByte(which, row + LF_DEVICE_Q2_K_SCALES(columns), sixteenth);
        vec2 both = unpackHalf2x16(weightWord(
            which, ((row + LF_DEVICE_Q2_K_BLOCK_SCALES(columns)) >> 2) + (from + k) / LF_Q2_K_ELEMENTS));
        uvec4 held = xCodes[k / 16u];
        int total = 0, all = 0;
        for (uint i = 0u; i < 4u; ++i) {
            total += dotPacked4x8EXT(int(spreadPairs(codes >> (8u * i))), int(held[i]));
            all += dotPacked4x8EXT(0x01010101, int(held[i]));
        }
        float value = both.x * float(sub & 15u) * float(total) - both.y * float(sub >> 4) * float(all);
        sum = fma(xScales[k / 32u], value, sum);
    }
    return sum;
}
#endif

// A lane's part of the product of a row with the chunk of x that is held.
float dotChunk(uint which, uint type, uint row, uint from, uint count, uint columns) {
#ifdef LF_DOT
    if (type == TYPE_Q8_0)
        return dotQ8Chunk(which, row, from, count, columns);
    if (type == TYPE_MXFP4)
        return dotMxfp4Chunk(which, row, from, count, columns);
    if (type == TYPE_Q2_K)
        return dotQ2Chunk(which, row, from, count, columns);
#endif
    float sum = 0.0;
    for (uint k = 8u * laneOf(); k < count; k += 8u * LANES) {
#ifdef LF_DOT
        if (hasCodes(type)) {
            Codes codes = codes8(which, type, row, from + k, columns);
            uint at = k / 4u % 4u;
            sum = fma(xScales[k / 32u], dotCodes(type, codes, xCodes[k / 16u][at], xCodes[k / 16u][at + 1u]), sum);
            continue;
        }
#endif
        float w[8];
        decode8(which, type, row, from + k, columns, w);
        uint end = min(8u, count - k);
        for (uint i = 0u; i < end; ++i)
            sum = fma(w[i], xElement(from + k + i), sum);
    }
    return sum;
}

// Row r of those of this lane's group, in the block of OUTS rows.
uint outOf(uint block, uint r) {
    return block * OUTS + r * GROUPS + groupOf();
}
