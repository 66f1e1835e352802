// Rows of caches. Before including: `uint cacheWord(uint which, uint i)`, and with LF_NARROW, for buffers that are read by
// the byte, `uint cacheByte(uint which, uint at)`.
#extension GL_EXT_control_flow_attributes : require
#include "shaders/ops/codec.glsl"

#ifndef LF_NARROW
uint cacheByte(uint which, uint at) {
    return (cacheWord(which, at >> 2) >> ((at & 3u) * 8u)) & 255u;
}
#endif

uint cacheSlot(LfCache cache, uint index) {
    return cache.ring != 0u ? index % cache.capacity : index;
}

float cacheElement(uint which, LfCache cache, uint slot, uint d) {
    if (cache.codec == LF_CODEC_F32)
        return uintBitsToFloat(cacheWord(which, slot * (cache.pitch >> 2) + d));
    uint row = slot * cache.pitch;
    if (cache.codec == LF_CODEC_INDEX) {
        uint scale = cacheByte(which, row + LF_INDEX_SCALES(cache.dim) + d / LF_INDEX_BLOCK);
        return decodeE2m1(cacheByte(which, row + d / 2u) >> (4u * (d & 1u))) * decodeScale(scale);
    }
    uint coded = cache.dim - cache.rotary;
    if (d < coded) {
        uint scale = cacheByte(which, row + LF_KV_SCALES(cache.dim, cache.rotary) + d / LF_KV_BLOCK);
        return decodeE4m3(cacheByte(which, row + d)) * decodeScale(scale);
    }
    uint at = row + LF_KV_ROTARY(cache.dim, cache.rotary) + 2u * (d - coded);
    return uintBitsToFloat(((cacheWord(which, at >> 2) >> ((at & 2u) * 8u)) & 0xffffu) << 16);
}

// Elements d to d + 3 of a row, d a multiple of 4, with as few loads as that takes; zeros beyond the row.
vec4 cacheVector(uint which, LfCache cache, uint slot, uint d) {
    uint row = slot * cache.pitch, coded = cache.dim - cache.rotary;
    uint rotaryAt = row + LF_KV_ROTARY(cache.dim, cache.rotary) + 2u * (d - coded);
    if (cache.codec == LF_CODEC_F32 && d + 4u <= cache.dim) {
        uint at = (row >> 2) + d;
        return uintBitsToFloat(uvec4(cacheWord(which, at), cacheWord(which, at + 1u), cacheWord(which, at + 2u),
                                     cacheWord(which, at + 3u)));
    }
    if (cache.codec == LF_CODEC_INDEX && d + 4u <= cache.dim) {
        uint codes = cacheWord(which, (row + d / 2u) >> 2) >> (8u * (d / 2u & 2u));
        float scale = decodeScale(cacheByte(which, row + LF_INDEX_SCALES(cache.dim) + d / LF_INDEX_BLOCK));
        return scale * vec4(decodeE2m1(codes & 15u), decodeE2m1(codes >> 4 & 15u), decodeE2m1(codes >> 8 & 15u),
                            decodeE2m1(codes >> 12 & 15u));
    }
    if (cache.codec == LF_CODEC_KV && d + 4u <= coded) {
        uint codes = cacheWord(which, (row + d) >> 2);
        float scale = decodeScale(cacheByte(which, row + LF_KV_SCALES(cache.dim, cache.rotary) + d / LF_KV_BLOCK));
        return scale * vec4(decodeE4m3(codes & 255u), decodeE4m3(codes >> 8 & 255u), decodeE4m3(codes >> 16 & 255u),
                            decodeE4m3(codes >> 24));
    }
    if (cache.codec == LF_CODEC_KV && d >= coded && d + 4u <= cache.dim && (rotaryAt & 3u) == 0u) {
        uint low = cacheWord(which, rotaryAt >> 2), high = cacheWord(which, (rotaryAt >> 2) + 1u);
        return vec4(uintBitsToFloat(low << 16), uintBitsToFloat(low & 0xffff0000u), uintBitsToFloat(high << 16),
                    uintBitsToFloat(high & 0xffff0000u));
    }
    vec4 value = vec4(0.0);
    [[dont_unroll]] for (uint e = 0u; e < 4u && d + e < cache.dim; ++e)
        value[e] = cacheElement(which, cache, slot, d + e);
    return value;
}
