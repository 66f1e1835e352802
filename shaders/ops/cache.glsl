// Rows of caches. Before including: `uint cacheWord(uint which, uint i)`, and with LF_NARROW, for buffers that are read by
// the byte, `uint cacheByte(uint which, uint at)`.
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
