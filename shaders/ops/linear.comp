#version 450
#include "shaders/ops/step.glsl"

// Dot products of weight rows with activation rows. LF_DOT_LANES lanes share a weight row; each adds its own chunks in
// ascending order, then the lanes are added up in theirs, so that neither TILE nor the row count shows in the bits.
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint TYPE = 0;
layout(constant_id = 1) const uint TILE = 1;     // Activation rows of a workgroup.
layout(constant_id = 2) const uint GATED = 0;    // Two weights: silu(min(gate x, limit)) * clamp(up x).
layout(constant_id = 3) const uint EXPERTS = 0;  // 1: x is the step's row, 2: x is the pair of row and choice.
layout(constant_id = 4) const uint EXTENT = 0;
layout(constant_id = 5) const uint UP_TYPE = 0;

layout(binding = 1, std430) readonly buffer Tables { uint grid[]; };
layout(binding = 2, std430) readonly buffer Weight { uint words[]; };
layout(binding = 3, std430) readonly buffer X { float x[]; };
layout(binding = 4, std430) writeonly buffer Y { float y[]; };
layout(binding = 5, std430) readonly buffer Up { uint upWords[]; };
layout(binding = 6, std430) readonly buffer Ids { int ids[]; };
layout(push_constant) uniform Push { LfLinear p; };

uint weightWord(uint which, uint i) {
    return which == 0u ? words[i] : upWords[i];
}
uint gridWord(uint i) {
    return grid[i];
}
#include "shaders/ops/decode.glsl"

shared Sum partial[64 * TILE * (1u + GATED)];

float addLanes(uint at) {
    Sum sum = Sum(0.0, 0.0);
    for (uint lane = 0u; lane < LF_DOT_LANES; ++lane) {
        addTo(sum, partial[at + lane].high);
        addTo(sum, partial[at + lane].low);
    }
    return roundSum(sum);
}

void main() {
    if (stopped())
        return;
    uint local = gl_LocalInvocationIndex;
    uint lane = local % LF_DOT_LANES;
    uint out_ = gl_WorkGroupID.x * LF_DOT_OUTS + local / LF_DOT_LANES;
    uint weightRow = min(out_, p.outs - 1u);
    uint rows = min(stepRows(EXTENT), p.firstRow + p.rowLimit);
    uint first = p.firstRow + gl_WorkGroupID.y * TILE;
    if (EXPERTS != 0u) {
        uint pair = p.firstRow * p.used + gl_WorkGroupID.y;
        first = pair / p.used;
        if (first >= rows)
            return;
        int id = ids[pair];
        if (id < int(p.firstExpert) || uint(id) >= p.firstExpert + p.experts)
            return;
        weightRow += (uint(id) - p.firstExpert) * p.outsPerExpert;
    }
    if (first >= rows)
        return;

    uint group = (p.firstOut + min(out_, p.outs - 1u)) / p.outsPerGroup;
    uint at[TILE];
    for (uint t = 0u; t < TILE; ++t) {
        uint row = min(first + t, rows - 1u);
        if (EXPERTS == 2u)
            row = gl_WorkGroupID.y;
        else if (EXTENT == LF_EXTENT_GATHER)
            row = outputRow(row);
        at[t] = row * p.xStride + group * p.columns;
    }
    Sum sum[TILE];
    Sum upSum[TILE];
    for (uint t = 0u; t < TILE; ++t)
        sum[t] = upSum[t] = Sum(0.0, 0.0);
    uint chunks = (p.columns + LF_DOT_ELEMENTS - 1u) / LF_DOT_ELEMENTS;
    uint end = min(chunks, (gl_WorkGroupID.z + 1u) * p.splitChunks);
    for (uint chunk = gl_WorkGroupID.z * p.splitChunks + lane; chunk < end; chunk += LF_DOT_LANES) {
        uint k = chunk * LF_DOT_ELEMENTS;
        uint count = min(LF_DOT_ELEMENTS, p.columns - k);
        float w[8];
        float u[8];
        decode8(0u, TYPE, weightRow * p.rowBytes, k, p.columns, w);
        if (GATED != 0u)
            decode8(1u, UP_TYPE, weightRow * p.upRowBytes, k, p.columns, u);
        for (uint t = 0u; t < TILE; ++t)
            for (uint i = 0u; i < count; ++i) {
                float value = x[at[t] + k + i];
                addProduct(sum[t], w[i], value);
                if (GATED != 0u)
                    addProduct(upSum[t], u[i], value);
            }
    }
    for (uint t = 0u; t < TILE; ++t) {
        partial[t * 64u + local] = sum[t];
        if (GATED != 0u)
            partial[(TILE + t) * 64u + local] = upSum[t];
    }
    barrier();
    for (uint i = local; i < LF_DOT_OUTS * TILE; i += 64u) {
        uint t = i / LF_DOT_OUTS, o = gl_WorkGroupID.x * LF_DOT_OUTS + i % LF_DOT_OUTS;
        if (o >= p.outs || first + t >= rows)
            continue;
        float value = addLanes(t * 64u + i % LF_DOT_OUTS * LF_DOT_LANES);
        if (GATED != 0u) {
            float up = addLanes((TILE + t) * 64u + i % LF_DOT_OUTS * LF_DOT_LANES);
            if (p.limit > 0.0) {
                value = min(value, p.limit);
                up = clamp(up, -p.limit, p.limit);
            }
            value = value * sigmoid(value) * up;
        }
        uint to = EXPERTS != 0u ? gl_WorkGroupID.y : first + t - p.firstRow;
        y[gl_WorkGroupID.z * p.splitStride + to * p.yStride + p.firstOut + o] = value;
    }
}
