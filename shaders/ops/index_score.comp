#version 450
#ifdef LF_NARROW
#extension GL_EXT_shader_8bit_storage : require
#extension GL_EXT_shader_explicit_arithmetic_types_int8 : require
#endif
#include "shaders/ops/step.glsl"

// Scores of 16 entries for one row; four invocations share an entry's heads.
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint HEAD_DIM = 1;
layout(binding = 1, std430) readonly buffer Q { float q[]; };
layout(binding = 2, std430) readonly buffer Weights { float headWeights[]; };
layout(binding = 3, std430) readonly buffer Cache { uint words[]; };
layout(binding = 4, std430) writeonly buffer Scores { uint ranks[]; };
layout(push_constant) uniform Push { LfIndex p; };

uint cacheWord(uint which, uint i) {
    return words[i];
}
#ifdef LF_NARROW
// The same buffer by the byte.
layout(binding = 3, std430) readonly buffer CacheBytes { uint8_t cacheBytes[]; };
uint cacheByte(uint which, uint at) {
    return uint(cacheBytes[at]);
}
#endif
#include "shaders/ops/cache.glsl"

shared float keys[16 * HEAD_DIM];
shared float partial[64];

// Larger scores have larger ranks; what is no number comes last, both zeros are equal.
uint rankOf(float score) {
    if (!isNumber(score))
        score = -infinity();
    uint bits = score == 0.0 ? 0u : floatBitsToUint(score);
    return (bits & 0x80000000u) != 0u ? ~bits : bits | 0x80000000u;
}

void main() {
    uint local = gl_LocalInvocationIndex;
    uint row = p.firstRow + gl_WorkGroupID.y;
    if (stopped())
        return;
    if (row >= min(stepRows(LF_EXTENT_ROWS), p.firstRow + p.rowLimit) || rowSequence(row) != p.sequence)
        return;
    uint visible = (rowPosition(row) + 1u) / p.ratio;
    uint first = gl_WorkGroupID.x * 16u;
    if (visible <= p.topK || first >= visible)
        return;
    uint count = min(16u, visible - first);
    for (uint i = local; i < count * HEAD_DIM; i += 64u)
        keys[i] = cacheElement(0u, p.cache, first + i / HEAD_DIM, i % HEAD_DIM);
    barrier();
    uint entry = min(local / 4u, count - 1u);
    float score = 0.0;
    for (uint h = local % 4u; h < p.heads; h += 4u) {
        float product = 0.0;
        for (uint d = 0u; d < HEAD_DIM; ++d)
            product = fma(q[(row * p.heads + h) * HEAD_DIM + d], keys[entry * HEAD_DIM + d], product);
        if (!(product <= 0.0))
            score = fma(p.scale * headWeights[row * p.heads + h], product, score);
    }
    partial[local] = score;
    barrier();
    if (local < count) {
        float sum = partial[4u * local] + partial[4u * local + 1u] + partial[4u * local + 2u] + partial[4u * local + 3u];
        ranks[gl_WorkGroupID.y * p.scoreStride + first + local] = rankOf(sum);
    }
}
