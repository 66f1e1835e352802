#version 450
#include "shaders/ops/step.glsl"

// The second half of the experts of one row: down products of every choice and, with a second segment, of the shared
// expert, weighted and added up in the order of the choices, without leaving the workgroup.
layout(binding = 1, std430) readonly buffer Tables { uint grid[]; };
layout(binding = 2, std430) readonly buffer Plan { LfSegment segments[]; };
layout(binding = 3, std430) readonly buffer Ids { int ids[]; };
layout(binding = 4, std430) readonly buffer Weights { float weights[]; };
layout(binding = 5, std430) buffer Out { float result[]; };
layout(push_constant) uniform Push { LfExpertsDown p; };
#include "shaders/ops/address.glsl"

Words weightAt;
Words xAt;
uint xOffset;

uint weightWord(uint which, uint i) {
    return weightAt.w[i];
}
#define LF_QUADS
uvec4 weightQuad(uint which, uint i) {
    return Quads(weightAt).q[i];
}
uint gridWord(uint i) {
    return grid[i];
}
float xElement(uint i) {
    return uintBitsToFloat(xAt.w[xOffset + i]);
}
#include "shaders/ops/decode_row.glsl"

void addExpert(LfSegment s, uint slot, uint expert, float factor, inout float sum[LF_DECODE_ROWS]) {
    weightAt = wordsAt(s.weight);
    xAt = wordsAt(s.x);
    xOffset = slot * s.columns;
    for (uint from = 0u; from < s.columns; from += LF_DECODE_CHUNK) {
        uint count = min(s.columns - from, uint(LF_DECODE_CHUNK));
        holdChunk(s.type == 0u ? TYPE0 : TYPE1, from, count);
        for (uint r = 0u; r < LF_DECODE_ROWS; ++r) {
            uint row = (expert * s.outs + min(outOf(gl_WorkGroupID.x, r), s.outs - 1u)) * s.rowBytes;
            if (TYPE0 == TYPE1 || s.type == 0u)
                sum[r] = fma(factor, dotChunk(0u, TYPE0, row, from, count, s.columns), sum[r]);
            else
                sum[r] = fma(factor, dotChunk(0u, TYPE1, row, from, count, s.columns), sum[r]);
        }
    }
}

void main() {
    if (stopped() || stepRows(LF_EXTENT_ROWS) == 0u)
        return;
    float sum[LF_DECODE_ROWS];
    for (uint r = 0u; r < LF_DECODE_ROWS; ++r)
        sum[r] = 0.0;
    if (p.joined != 0u)
        addExpert(segments[p.parts], 0u, 0u, 1.0, sum);
    for (uint k = 0u; k < p.used; ++k) {
        int id = ids[k];
        for (uint part = 0u; part < p.parts; ++part) {
            LfSegment s = segments[part];
            if (id >= int(s.firstExpert) && uint(id) < s.firstExpert + s.experts)
                addExpert(s, k, uint(id) - s.firstExpert, weights[k], sum);
        }
    }
    for (uint r = 0u; r < LF_DECODE_ROWS; ++r) {
        float value = addLanes(sum[r]);
        uint o = outOf(gl_WorkGroupID.x, r);
        if (laneOf() == 0u && o < p.hidden)
            result[o] = p.joined != 0u ? value : result[o] + value;
    }
}
