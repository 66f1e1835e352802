#version 450
#include "shaders/ops/step.glsl"
#include "shaders/ops/codec.glsl"

// One row per workgroup; an invocation makes whole words, since rows begin on words.
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint BLOCKS = 1;
layout(binding = 1, std430) readonly buffer Source { float source[]; };
layout(binding = 2, std430) writeonly buffer Cache { uint cacheWords[]; };
layout(push_constant) uniform Push { LfCommit p; };

shared uint scales[BLOCKS];

void findScales(uint from, uint elements, uint block, float floor_, float inverseMax) {
    for (uint b = gl_LocalInvocationIndex; b < BLOCKS; b += 64u) {
        float largest = floor_;
        bool numbers = true;
        for (uint d = b * block; d < min((b + 1u) * block, elements); ++d) {
            float value = source[from + d];
            largest = max(largest, abs(roundToBfloat(value)));
            numbers = numbers && isNumber(value);
        }
        scales[b] = numbers ? encodeScale(largest * inverseMax) : 255u;
    }
    barrier();
}

uint kvByte(uint from, uint at) {
    uint coded = p.cache.dim - p.cache.rotary;
    uint rotary = LF_KV_ROTARY(p.cache.dim, p.cache.rotary);
    if (at < coded)
        return encodeE4m3(scaleDown(source[from + at], scales[at / LF_KV_BLOCK]));
    if (at < rotary)
        return at - coded < LF_KV_BLOCKS(p.cache.dim, p.cache.rotary) ? scales[at - coded] : 0u;
    uint d = (at - rotary) / 2u;
    if (d >= p.cache.rotary)
        return 0u;
    return (bfloatBits(source[from + coded + d]) >> (8u * ((at - rotary) & 1u))) & 255u;
}

uint indexCode(uint from, uint d) {
    return d < p.cache.dim ? encodeE2m1(scaleDown(source[from + d], scales[d / LF_INDEX_BLOCK])) : 0u;
}

uint indexByte(uint from, uint at) {
    uint first = LF_INDEX_SCALES(p.cache.dim);
    if (at < first)
        return indexCode(from, 2u * at) | (indexCode(from, 2u * at + 1u) << 4);
    return at - first < LF_INDEX_BLOCKS(p.cache.dim) ? scales[at - first] : 0u;
}

void main() {
    uint row = gl_WorkGroupID.x;
    if (row >= stepRows(LF_EXTENT_ROWS) || rowSequence(row) != p.sequence || (rowPosition(row) + 1u) % p.ratio != 0u)
        return;
    if (overtaken(row, p.cache, p.ratio))
        return;
    uint index = rowPosition(row) / p.ratio;
    uint slot = p.cache.ring != 0u ? index % p.cache.capacity : index;
    uint from = row * p.cache.dim;
    uint words = p.cache.pitch / 4u;
    if (p.cache.codec == LF_CODEC_KV)
        findScales(from, p.cache.dim - p.cache.rotary, LF_KV_BLOCK, LF_KV_AMAX_FLOOR,
                   uintBitsToFloat(LF_KV_INVERSE_MAX_BITS));
    else if (p.cache.codec == LF_CODEC_INDEX)
        findScales(from, p.cache.dim, LF_INDEX_BLOCK, uintBitsToFloat(LF_INDEX_AMAX_FLOOR_BITS),
                   uintBitsToFloat(LF_INDEX_INVERSE_MAX_BITS));
    for (uint w = gl_LocalInvocationIndex; w < words; w += 64u) {
        uint word = 0u;
        if (p.cache.codec == LF_CODEC_F32)
            word = floatBitsToUint(source[from + w]);
        else
            for (uint b = 0u; b < 4u; ++b)
                word |= (p.cache.codec == LF_CODEC_KV ? kvByte(from, 4u * w + b) : indexByte(from, 4u * w + b))
                        << (8u * b);
        cacheWords[slot * words + w] = word;
    }
}
