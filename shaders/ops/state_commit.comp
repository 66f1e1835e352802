#version 450
#include "shaders/ops/step.glsl"

layout(local_size_x = 64) in;
layout(binding = 1, std430) readonly buffer Tables { uint grid[]; };
layout(binding = 2, std430) readonly buffer Ape { uint words[]; };
layout(binding = 3, std430) readonly buffer Kv { float kv[]; };
layout(binding = 4, std430) readonly buffer Score { float score[]; };
layout(binding = 5, std430) writeonly buffer Cache { float state[]; };
layout(push_constant) uniform Push { LfStateCommit p; };

uint weightWord(uint which, uint i) {
    return words[i];
}
uint gridWord(uint i) {
    return grid[i];
}
#include "shaders/ops/decode.glsl"

void main() {
    uint row = gl_WorkGroupID.y;
    uint k = gl_GlobalInvocationID.x * 8u;
    uint width = p.cache.dim / 2u;
    if (row >= stepRows(LF_EXTENT_ROWS) || rowSequence(row) != p.sequence || k >= width)
        return;
    if (overtaken(row, p.cache, 1u))
        return;
    float added[8];
    decode8(0u, p.type, rowPosition(row) % p.ratio * p.rowBytes, k, width, added);
    uint slot = rowPosition(row) % p.cache.capacity;
    for (uint i = 0u; i < 8u && k + i < width; ++i) {
        state[slot * p.cache.dim + k + i] = kv[row * width + k + i];
        state[slot * p.cache.dim + width + k + i] = score[row * width + k + i] + added[i];
    }
}
