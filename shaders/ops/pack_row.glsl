// A row of a packed cache from its values, a word at a time. Before including: `float rowElement(uint d)`. Needs
// codec.glsl and `shared uint scales[]`, as many as blocks of LF_INDEX_BLOCK in a row; all 64 invocations take part.

void findScales(uint elements, uint block, float floor_, float inverseMax) {
    for (uint b = gl_LocalInvocationIndex; b * block < elements; b += 64u) {
        float largest = floor_;
        bool numbers = true;
        for (uint d = b * block; d < min((b + 1u) * block, elements); ++d) {
            float value = rowElement(d);
            largest = max(largest, abs(roundToBfloat(value)));
            numbers = numbers && isNumber(value);
        }
        scales[b] = numbers ? encodeScale(largest * inverseMax) : 255u;
    }
    barrier();
}

void findRowScales(LfCache cache) {
    if (cache.codec == LF_CODEC_KV)
        findScales(cache.dim - cache.rotary, LF_KV_BLOCK, LF_KV_AMAX_FLOOR, uintBitsToFloat(LF_KV_INVERSE_MAX_BITS));
    else if (cache.codec == LF_CODEC_INDEX)
        findScales(cache.dim, LF_INDEX_BLOCK, uintBitsToFloat(LF_INDEX_AMAX_FLOOR_BITS),
                   uintBitsToFloat(LF_INDEX_INVERSE_MAX_BITS));
}

uint kvByte(LfCache cache, uint at) {
    uint coded = cache.dim - cache.rotary;
    uint rotary = LF_KV_ROTARY(cache.dim, cache.rotary);
    if (at < coded)
        return encodeE4m3(scaleDown(rowElement(at), scales[at / LF_KV_BLOCK]));
    if (at < rotary)
        return at - coded < LF_KV_BLOCKS(cache.dim, cache.rotary) ? scales[at - coded] : 0u;
    uint d = (at - rotary) / 2u;
    if (d >= cache.rotary)
        return 0u;
    return (bfloatBits(rowElement(coded + d)) >> (8u * ((at - rotary) & 1u))) & 255u;
}

uint indexCode(LfCache cache, uint d) {
    return d < cache.dim ? encodeE2m1(scaleDown(rowElement(d), scales[d / LF_INDEX_BLOCK])) : 0u;
}

uint indexByte(LfCache cache, uint at) {
    uint first = LF_INDEX_SCALES(cache.dim);
    if (at < first)
        return indexCode(cache, 2u * at) | (indexCode(cache, 2u * at + 1u) << 4);
    return at - first < LF_INDEX_BLOCKS(cache.dim) ? scales[at - first] : 0u;
}

// Byte `at` of a row that is not F32; after findRowScales.
uint rowByte(LfCache cache, uint at) {
    return cache.codec == LF_CODEC_KV ? kvByte(cache, at) : indexByte(cache, at);
}

// Word w of the row, likewise.
uint rowWord(LfCache cache, uint w) {
    if (cache.codec == LF_CODEC_F32)
        return floatBitsToUint(rowElement(w));
    uint word = 0u;
    for (uint b = 0u; b < 4u; ++b)
        word |= rowByte(cache, 4u * w + b) << (8u * b);
    return word;
}
