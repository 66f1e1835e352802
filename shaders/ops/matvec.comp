#version 450
#include "shaders/ops/step.glsl"

// Products of one row, several to a dispatch where buffers have addresses: y = W x, or two products with SwiGLU. Those of
// experts are repeated for every choice of the row.
layout(binding = 1, std430) readonly buffer Tables { uint grid[]; };
layout(binding = 2, std430) readonly buffer Plan { LfSegment segments[]; };
#ifdef LF_ADDRESS
#include "shaders/ops/address.glsl"
Words weightAt[2];
Words xAt;
#else
layout(binding = 3, std430) readonly buffer Weight { uint words[]; };
layout(binding = 4, std430) readonly buffer Up { uint upWords[]; };
// The same once more.
layout(binding = 3, std430) readonly buffer WeightQuads { uvec4 quads[]; };
layout(binding = 4, std430) readonly buffer UpQuads { uvec4 upQuads[]; };
layout(binding = 5, std430) readonly buffer X { float x[]; };
layout(binding = 6, std430) writeonly buffer Y { float y[]; };
#endif
layout(binding = 7, std430) readonly buffer Ids { int ids[]; };
layout(push_constant) uniform Push { LfMatvec p; };

uint xOffset;

uint weightWord(uint which, uint i) {
#ifdef LF_ADDRESS
    return weightAt[which].w[i];
#else
    return which == 0u ? words[i] : upWords[i];
#endif
}
#define LF_QUADS
uvec4 weightQuad(uint which, uint i) {
#ifdef LF_ADDRESS
    return Quads(weightAt[which]).q[i];
#else
    return which == 0u ? quads[i] : upQuads[i];
#endif
}
uint gridWord(uint i) {
    return grid[i];
}
float xElement(uint i) {
#ifdef LF_ADDRESS
    return uintBitsToFloat(xAt.w[xOffset + i]);
#else
    return x[xOffset + i];
#endif
}
#include "shaders/ops/decode_row.glsl"

float dotOf(uint which, LfSegment s, uint row, uint from, uint count) {
    // Each branch has a type that is known when the shader is compiled.
    if (TYPE0 == TYPE1 || s.type == 0u)
        return dotChunk(which, TYPE0, row, from, count, s.columns);
    return dotChunk(which, TYPE1, row, from, count, s.columns);
}

void main() {
    if (stopped())
        return;
    uint index = 0u;
    while (index + 1u < p.segments && segments[index + 1u].firstGroup <= gl_WorkGroupID.x)
        ++index;
    LfSegment s = segments[index];
    if (stepRows(s.extent) == 0u)
        return;
    uint blocks = (s.outs + OUTS - 1u) / OUTS;
    uint block = (gl_WorkGroupID.x - s.firstGroup) % blocks;
    uint slot = (gl_WorkGroupID.x - s.firstGroup) / blocks;
    uint expert = 0u;
    if (s.slots != 0u) {
        int id = ids[slot];
        if (id < int(s.firstExpert) || uint(id) >= s.firstExpert + s.experts)
            return;
        expert = uint(id) - s.firstExpert;
    }
#ifdef LF_ADDRESS
    weightAt[0] = wordsAt(s.weight);
    weightAt[1] = wordsAt(s.up);
    xAt = wordsAt(s.x);
#endif
    xOffset = block * OUTS / s.outsPerGroup * s.columns;
    float sum[LF_DECODE_ROWS], up[LF_DECODE_ROWS];
    for (uint r = 0u; r < LF_DECODE_ROWS; ++r)
        sum[r] = up[r] = 0.0;
    for (uint from = 0u; from < s.columns; from += LF_DECODE_CHUNK) {
        uint count = min(s.columns - from, uint(LF_DECODE_CHUNK));
        holdChunk(s.type == 0u ? TYPE0 : TYPE1, from, count);
        for (uint r = 0u; r < LF_DECODE_ROWS; ++r) {
            uint row = expert * s.outs + min(outOf(block, r), s.outs - 1u);
            sum[r] += dotOf(0u, s, row * s.rowBytes, from, count);
            if (s.gated != 0u)
                up[r] += dotOf(1u, s, row * s.upRowBytes, from, count);
        }
    }
    for (uint r = 0u; r < LF_DECODE_ROWS; ++r) {
        float value = addLanes(sum[r]);
        if (s.gated != 0u) {
            float other = addLanes(up[r]);
            if (s.limit > 0.0) {
                value = min(value, s.limit);
                other = clamp(other, -s.limit, s.limit);
            }
            value = value * sigmoid(value) * other;
        }
        uint o = outOf(block, r);
        if (laneOf() == 0u && o < s.outs)
#ifdef LF_ADDRESS
            wordsAt(s.y).w[slot * s.outs + o] = floatBitsToUint(value);
#else
            y[slot * s.outs + o] = value;
#endif
    }
}
