#version 450
#include "shaders/ops/step.glsl"

layout(local_size_x = 64) in;
layout(binding = 1, std430) readonly buffer Tables { uint grid[]; };
layout(binding = 2, std430) readonly buffer Table { uint words[]; };
layout(binding = 3, std430) writeonly buffer Streams { float streams[]; };
layout(push_constant) uniform Push { LfEmbed p; };

uint weightWord(uint which, uint i) {
    return words[i];
}
uint gridWord(uint i) {
    return grid[i];
}
#include "shaders/ops/decode.glsl"

void main() {
    uint row = gl_WorkGroupID.y;
    if (row >= stepRows(LF_EXTENT_ROWS))
        return;
    uint token = rowToken(row);
    uint k = gl_GlobalInvocationID.x * 8u;
    if (token < p.first || token - p.first >= p.count || k >= p.columns)
        return;
    float v[8];
    decode8(0u, p.type, (token - p.first) * p.rowBytes, k, p.columns, v);
    for (uint s = 0u; s < p.streams; ++s)
        for (uint i = 0u; i < 8u && k + i < p.columns; ++i)
            streams[(row * p.streams + s) * p.columns + k + i] = v[i];
}
