#version 450
#include "shaders/ops/step.glsl"

layout(local_size_x = 64) in;
layout(binding = 1, std430) readonly buffer Sublayer { float sublayer[]; };
layout(binding = 2, std430) readonly buffer Post { float post[]; };
layout(binding = 3, std430) readonly buffer Comb { float comb[]; };
layout(binding = 4, std430) buffer Streams { float streams[]; };
layout(push_constant) uniform Push { LfHcPost p; };

void main() {
    uint row = gl_WorkGroupID.y;
    uint d = gl_GlobalInvocationID.x;
    if (row >= stepRows(LF_EXTENT_ROWS) || d >= p.hidden)
        return;
    uint n = p.streams;
    float before[LF_MAX_STREAMS];
    for (uint i = 0u; i < n; ++i)
        before[i] = streams[(row * n + i) * p.hidden + d];
    for (uint j = 0u; j < n; ++j) {
        float value = post[row * n + j] * sublayer[row * p.hidden + d];
        for (uint i = 0u; i < n; ++i)
            value = fma(comb[(row * n + i) * n + j], before[i], value);
        streams[(row * n + j) * p.hidden + d] = value;
    }
}
