#version 450
#include "shaders/ops/step.glsl"

// Brings the splits of a head's keys together with its sink, and finishes the vector: 4 * LF_SPLIT_WORDS bytes read for
// each split that has keys.
layout(constant_id = 1) const uint KEYS = 8;
layout(binding = 1, std430) readonly buffer Partial { float parts[]; };
layout(binding = 2, std430) readonly buffer Sinks { float sinks[]; };
layout(binding = 3, std430) readonly buffer Angles { float angles[]; };
layout(binding = 4, std430) writeonly buffer Out { float result[]; };
layout(push_constant) uniform Push { LfAttentionMerge p; };
#include "shaders/ops/keys.glsl"

float normWeight(uint d) {
    return 1.0;
}
float angle(uint i) {
    return angles[gl_WorkGroupID.y * p.rotary + i];
}
#include "shaders/ops/vector.glsl"

shared float shares[LF_MOST_KEY_SPLITS];

void main() {
    if (stopped())
        return;
    uint head = gl_WorkGroupID.x, row = gl_WorkGroupID.y;
    if (row >= stepRows(LF_EXTENT_ROWS))
        return;
    uint count = keyCount(rowPosition(row) + 1u, p.window, p.keys, p.ratio, p.topK);
    uint each = keysOfSplit(count, p.splits, KEYS);
    uint splits = (count + each - 1u) / each;
    uint from = partOf(row, head, 0u, p.heads, p.splits, DIM);
    const uint words = LF_SPLIT_WORDS(DIM);
    // Every invocation adds up the same few numbers in the same order.
    float highest = sinks[head];
    for (uint s = 0u; s < splits; ++s)
        highest = max(highest, parts[from + s * words + DIM]);
    float total = exact_exp(sinks[head] - highest);
    for (uint s = 0u; s < splits; ++s) {
        float share = exact_exp(parts[from + s * words + DIM] - highest);
        total += share * parts[from + s * words + DIM + 1u];
        if (gl_LocalInvocationIndex == 0u)
            shares[s] = share;
    }
    barrier();
    for (uint d = gl_LocalInvocationIndex; d < DIM; d += 64u) {
        float sum = 0.0;
        for (uint s = 0u; s < splits; ++s)
            sum = fma(shares[s], parts[from + s * words + d], sum);
        v[d] = sum / total;
    }
    barrier();
    finishVector(p.flags, 0.0, p.rotary);
    for (uint d = gl_LocalInvocationIndex; d < DIM; d += 64u)
        result[(row * p.heads + head) * DIM + d] = v[d];
}
