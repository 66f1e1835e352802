#version 450
#ifdef LF_NARROW
#extension GL_EXT_shader_8bit_storage : require
#extension GL_EXT_shader_explicit_arithmetic_types_int8 : require
#endif
#include "shaders/ops/step.glsl"

// Scores of LF_SCORE_ENTRIES entries for one row: a product of its heads with the entries by tiles, four heads and four
// entries for each invocation. A product adds up its elements in their order, and four invocations share an entry's heads
// in theirs, so that bits don't depend on tiles.
layout(local_size_x = 128) in;
layout(constant_id = 0) const uint HEAD_DIM = 1;
layout(binding = 1, std430) readonly buffer Q { float q[]; };
layout(binding = 1, std430) readonly buffer QVectors { vec4 qVectors[]; };
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

const uint HEADS = 64;  // Of a tile.
const uint CHUNK = 8;   // Vectors of a head or an entry that a tile holds at a time.
// One more than there are, so that vectors of one head lie in different banks; for products, rows of entries as well.
const uint HEAD_PITCH = HEADS + 1;
const uint ENTRY_PITCH = LF_SCORE_ENTRIES + 1;
const uint PRODUCT_PITCH = HEADS + 4;

// The heads' vectors and the entries', then, in the same place, the products by entry.
shared vec4 tile[CHUNK * (HEAD_PITCH + ENTRY_PITCH)];
shared float partial[128];

vec4 queryVector(uint head, uint d) {
    if (HEAD_DIM % 4u == 0u)
        return qVectors[(head * HEAD_DIM + d) / 4u];
    vec4 value = vec4(0.0);
    for (uint e = 0u; e < 4u && d + e < HEAD_DIM; ++e)
        value[e] = q[head * HEAD_DIM + d + e];
    return value;
}

void loadChunk(uint row, uint firstHead, uint first, uint count, uint chunk) {
    for (uint i = gl_LocalInvocationIndex; i < (HEADS + LF_SCORE_ENTRIES) * CHUNK; i += 128u) {
        uint which = i / CHUNK, v = i % CHUNK, d = 4u * (chunk + v);
        vec4 value = vec4(0.0);
        if (which < HEADS) {
            if (firstHead + which < p.heads && d < HEAD_DIM)
                value = queryVector(row * p.heads + firstHead + which, d);
            tile[v * HEAD_PITCH + which] = value;
        } else {
            uint entry = which - HEADS;
            if (entry < count && d < HEAD_DIM)
                value = cacheVector(0u, p.cache, first + entry, d);
            tile[CHUNK * HEAD_PITCH + v * ENTRY_PITCH + entry] = value;
        }
    }
}

// Leaves the products of the tile's heads in `tile`.
void multiplyTile(uint row, uint firstHead, uint first, uint count) {
    // Heads i + 16 n and entries j + 8 n.
    uint i = gl_LocalInvocationIndex % 16u, j = gl_LocalInvocationIndex / 16u;
    float sums[16];
    for (uint n = 0u; n < 16u; ++n)
        sums[n] = 0.0;
    for (uint chunk = 0u; 4u * chunk < HEAD_DIM; chunk += CHUNK) {
        barrier();
        loadChunk(row, firstHead, first, count, chunk);
        barrier();
        [[dont_unroll]] for (uint v = 0u; v < CHUNK; ++v) {
            vec4 query[4], key[4];
            for (uint n = 0u; n < 4u; ++n) {
                query[n] = tile[v * HEAD_PITCH + i + 16u * n];
                key[n] = tile[CHUNK * HEAD_PITCH + v * ENTRY_PITCH + j + 8u * n];
            }
            for (uint e = 0u; e < 4u; ++e)
                for (uint n = 0u; n < 16u; ++n)
                    sums[n] = fma(query[n / 4u][e], key[n % 4u][e], sums[n]);
        }
    }
    barrier();
    for (uint n = 0u; n < 16u; ++n) {
        uint at = (j + 8u * (n % 4u)) * PRODUCT_PITCH + i + 16u * (n / 4u);
        tile[at / 4u][at % 4u] = sums[n];
    }
    barrier();
}

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
    uint first = gl_WorkGroupID.x * LF_SCORE_ENTRIES;
    if (visible <= p.topK || first >= visible)
        return;
    uint count = min(uint(LF_SCORE_ENTRIES), visible - first);
    uint entry = local / 4u;
    float score = 0.0;
    for (uint firstHead = 0u; firstHead < p.heads; firstHead += HEADS) {
        multiplyTile(row, firstHead, first, count);
        for (uint h = local % 4u; h < min(HEADS, p.heads - firstHead); h += 4u) {
            uint at = entry * PRODUCT_PITCH + h;
            float product = tile[at / 4u][at % 4u];
            if (!(product <= 0.0))
                score = fma(p.scale * headWeights[row * p.heads + firstHead + h], product, score);
        }
    }
    partial[local] = score;
    barrier();
    if (local < count) {
        float sum = partial[4u * local] + partial[4u * local + 1u] + partial[4u * local + 2u] + partial[4u * local + 3u];
        ranks[gl_WorkGroupID.y * p.scoreStride + first + local] = rankOf(sum);
    }
}
