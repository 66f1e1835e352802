#version 450
#include "shaders/ops/step.glsl"

// One entry per workgroup: a softmax over the tokens of its window, channel by channel, then what finishes a vector.
layout(binding = 1, std430) readonly buffer State { float state[]; };
layout(binding = 2, std430) writeonly buffer Out { float entry[]; };
layout(binding = 3, std430) readonly buffer Norm { float norm[]; };
layout(binding = 4, std430) readonly buffer Angles { float angles[]; };
layout(push_constant) uniform Push { LfCompress p; };

float normWeight(uint d) {
    return norm[d];
}
float angle(uint i) {
    return angles[gl_WorkGroupID.x * p.rotary + i];
}
#include "shaders/ops/vector.glsl"

// A token's second half is for its own window, its first for the next one.
uint valueAt(uint position, uint own) {
    uint half1 = (p.flags & LF_FINISH_OVERLAP) != 0u && position >= own ? DIM : 0u;
    return position % p.cache.capacity * p.cache.dim + half1;
}

void main() {
    uint row = gl_WorkGroupID.x;
    if (stopped())
        return;
    if (row >= stepRows(LF_EXTENT_ROWS) || rowSequence(row) != p.sequence || (rowPosition(row) + 1u) % p.ratio != 0u)
        return;
    uint own = rowPosition(row) / p.ratio * p.ratio;
    uint first = (p.flags & LF_FINISH_OVERLAP) != 0u && own > 0u ? own - p.ratio : own;
    uint scores = p.cache.dim / 2u;
    for (uint d = gl_LocalInvocationIndex; d < DIM; d += 64u) {
        float highest = -infinity();
        for (uint position = first; position < own + p.ratio; ++position)
            highest = max(highest, state[valueAt(position, own) + scores + d]);
        float sum = 0.0, mixture = 0.0;
        for (uint position = first; position < own + p.ratio; ++position) {
            uint at = valueAt(position, own) + d;
            float weight = exact_exp(state[at + scores] - highest);
            sum += weight;
            mixture = fma(weight, state[at], mixture);
        }
        mixture /= sum;
        v[d] = (p.flags & LF_FINISH_ROUND) != 0u ? roundToBfloat(mixture) : mixture;
    }
    barrier();
    finishVector(p.flags, p.eps, p.rotary);
    for (uint d = gl_LocalInvocationIndex; d < DIM; d += 64u)
        entry[row * DIM + d] = v[d];
}
