#version 450
#ifdef LF_NARROW
#extension GL_EXT_shader_8bit_storage : require
#extension GL_EXT_shader_explicit_arithmetic_types_int8 : require
#endif
#include "shaders/ops/step.glsl"
#include "shaders/ops/codec.glsl"

// One row per workgroup. An invocation makes bytes where it can store them, else whole words, which rows begin on.
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint BLOCKS = 1;
layout(binding = 1, std430) readonly buffer Source { float source[]; };
layout(binding = 2, std430) writeonly buffer Cache { uint cacheWords[]; };
#ifdef LF_NARROW
layout(binding = 2, std430) writeonly buffer CacheBytes { uint8_t cacheBytes[]; };
#endif
layout(push_constant) uniform Push { LfCommit p; };

shared uint scales[BLOCKS];

float rowElement(uint d) {
    return source[gl_WorkGroupID.x * p.cache.dim + d];
}
#include "shaders/ops/pack_row.glsl"

void main() {
    uint row = gl_WorkGroupID.x;
    if (row >= stepRows(LF_EXTENT_ROWS) || rowSequence(row) != p.sequence || (rowPosition(row) + 1u) % p.ratio != 0u)
        return;
    if (overtaken(row, p.cache, p.ratio))
        return;
    uint index = rowPosition(row) / p.ratio;
    uint slot = p.cache.ring != 0u ? index % p.cache.capacity : index;
    uint words = p.cache.pitch / 4u;
    findRowScales(p.cache);
#ifdef LF_NARROW
    if (p.cache.codec != LF_CODEC_F32) {
        for (uint at = gl_LocalInvocationIndex; at < p.cache.pitch; at += 64u)
            cacheBytes[slot * p.cache.pitch + at] = uint8_t(rowByte(p.cache, at));
        return;
    }
#endif
    for (uint w = gl_LocalInvocationIndex; w < words; w += 64u)
        cacheWords[slot * words + w] = rowWord(p.cache, w);
}
