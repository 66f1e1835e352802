#version 450
#ifdef LF_NARROW
#extension GL_EXT_shader_8bit_storage : require
#extension GL_EXT_shader_explicit_arithmetic_types_int8 : require
#endif
#include "shaders/ops/step.glsl"

// The fast class: HEADS heads of one row per workgroup, LF_HEAD_LANES lanes each. Keys come in tiles; a key is read and
// decoded once for these heads. A lane holds its share of a head's query in registers and adds up its part of every score
// of the tile. For the sums an invocation takes columns of the keys instead, for all heads.
layout(local_size_x_id = 3) in;
layout(constant_id = 0) const uint HEAD_DIM = 1;
layout(constant_id = 1) const uint HEADS = 8;  // A multiple of 4.
layout(constant_id = 2) const uint KEYS = 4;   // At most LF_HEAD_LANES.
layout(constant_id = 4) const uint SPLIT = 0;  // A part of the keys, for attention_merge.
layout(binding = 1, std430) readonly buffer Q { float q[]; };
layout(binding = 1, std430) readonly buffer QVectors { vec4 qVectors[]; };
layout(binding = 2, std430) readonly buffer Sinks { float sinks[]; };
layout(binding = 3, std430) readonly buffer Raw { uint rawWords[]; };
layout(binding = 4, std430) readonly buffer Entries { uint entryWords[]; };
layout(binding = 5, std430) readonly buffer Selected { int selected[]; };
layout(binding = 6, std430) writeonly buffer Out { float result[]; };  // Parts, with SPLIT.
layout(push_constant) uniform Push { LfAttention p; };
#include "shaders/ops/keys.glsl"

uint cacheWord(uint which, uint i) {
    return which == 0u ? rawWords[i] : entryWords[i];
}
#ifdef LF_NARROW
// The same buffers by the byte.
layout(binding = 3, std430) readonly buffer RawBytes { uint8_t rawBytes[]; };
layout(binding = 4, std430) readonly buffer EntryBytes { uint8_t entryBytes[]; };
uint cacheByte(uint which, uint at) {
    return which == 0u ? uint(rawBytes[at]) : uint(entryBytes[at]);
}
#endif
#include "shaders/ops/cache.glsl"

const uint INVOCATIONS = HEADS * LF_HEAD_LANES;
const uint QUADS = HEADS / 4;
const uint HELD = (HEAD_DIM + 4 * LF_HEAD_LANES - 1) / (4 * LF_HEAD_LANES);  // Vectors of a lane.
const uint PITCH = HELD * LF_HEAD_LANES;                                     // Of a key, which zeros fill up.
const uint COLUMNS = (HEAD_DIM + INVOCATIONS - 1) / INVOCATIONS;
const uint TILES_PER_LOOK = 16;  // At the word that cancels.

shared vec4 keys[KEYS * PITCH];
shared float partial[KEYS * INVOCATIONS];
shared float scores[KEYS * HEADS];
shared vec4 weights[KEYS * QUADS];
shared vec4 lowered[QUADS];
shared float highestOf[HEADS];
shared float totalOf[HEADS];
shared int entryOf[KEYS];  // -1: no key.

void loadTile(uint row, uint end, uint near, uint count, uint first) {
    uint local = gl_LocalInvocationIndex;
    if (local < KEYS) {
        uint k = first + local;
        int entry = int(k) - int(near);
        if (k >= near && k < count && p.keys == LF_KEYS_SELECTED)
            entry = selected[row * p.topK + k - near];
        bool valid = k < near || (k < count && entry >= 0 && uint(entry) < end / max(p.ratio, 1u));
        entryOf[local] = !valid ? -1 : k < near ? int((end - near + k) % p.raw.capacity) : entry;
    }
    barrier();
    for (uint i = local; i < KEYS * PITCH; i += INVOCATIONS) {
        uint k = i / PITCH, d = i % PITCH * 4u;
        vec4 value = vec4(0.0);
        if (entryOf[k] >= 0 && d < HEAD_DIM) {
            if (first + k < near)
                value = cacheVector(0u, p.raw, uint(entryOf[k]), d);
            else
                value = cacheVector(1u, p.entries, uint(entryOf[k]), d);
        }
        keys[i] = value;
    }
    barrier();
}

// One load of a vector where heads begin on one.
vec4 queryVector(uint head, uint d) {
    if (HEAD_DIM % 4u == 0u)
        return qVectors[(head * HEAD_DIM + d) / 4u];
    vec4 value = vec4(0.0);
    for (uint e = 0u; e < 4u && d + e < HEAD_DIM; ++e)
        value[e] = q[head * HEAD_DIM + d + e];
    return value;
}

void main() {
    if (stopped())
        return;
    uint row = gl_WorkGroupID.y;
    if (row >= stepRows(LF_EXTENT_ROWS) || rowSequence(row) != p.sequence)
        return;
    uint end = rowPosition(row) + 1u;
    uint near = min(end, p.window);
    uint count = keyCount(end, p.window, p.keys, p.ratio, p.topK);
    uint begin = 0u;
    if (SPLIT != 0u) {
        uint each = keysOfSplit(count, p.splits, KEYS);
        begin = gl_WorkGroupID.z * each;
        count = min(begin + each, count);
        // There are splits for the longest context.
        if (begin >= count)
            return;
    }
    // Heads are next to each other in the invocations, so that lanes of a subgroup read few keys and many scores.
    uint local = gl_LocalInvocationIndex;
    uint h = local % HEADS, lane = local / HEADS;
    uint firstHead = gl_WorkGroupID.x * HEADS;
    uint head = row * p.heads + min(firstHead + h, p.heads - 1u);
    vec4 query[HELD];
    for (uint j = 0u; j < HELD; ++j) {
        uint d = 4u * (lane + j * LF_HEAD_LANES);
        query[j] = d < HEAD_DIM ? queryVector(head, d) : vec4(0.0);
    }
    // The sink itself counts once: here, or where the parts come together.
    float highest = SPLIT != 0u ? -LF_FAR : sinks[min(firstHead + h, p.heads - 1u)];
    float total = SPLIT != 0u ? 0.0 : 1.0;
    vec4 sums[COLUMNS * QUADS];
    for (uint i = 0u; i < COLUMNS * QUADS; ++i)
        sums[i] = vec4(0.0);

    uint tiles = 0u;
    for (uint first = begin; first < count; first += KEYS) {
        if (++tiles % TILES_PER_LOOK == 0u && stopped())
            return;
        loadTile(row, end, near, count, first);
        [[dont_unroll]] for (uint k = 0u; k < KEYS; ++k) {
            float sum = 0.0;
            for (uint j = 0u; j < HELD; ++j)
                sum += dot(query[j], keys[k * PITCH + j * LF_HEAD_LANES + lane]);
            partial[k * INVOCATIONS + local] = sum;
        }
        barrier();
        if (lane < KEYS) {
            float sum = 0.0;
            for (uint l = 0u; l < LF_HEAD_LANES; ++l)
                sum += partial[lane * INVOCATIONS + l * HEADS + h];
            scores[lane * HEADS + h] = entryOf[lane] >= 0 ? p.scale * sum : -infinity();
        }
        barrier();
        float most = highest;
        [[dont_unroll]] for (uint k = 0u; k < KEYS; ++k)
            most = max(most, scores[k * HEADS + h]);
        if (lane < KEYS) {
            float weight = entryOf[lane] >= 0 ? exact_exp(scores[lane * HEADS + h] - most) : 0.0;
            weights[lane * QUADS + h / 4u][h % 4u] = weight;
        }
        float lower = exact_exp(highest - most);
        if (lane == 0u)
            lowered[h / 4u][h % 4u] = lower;
        highest = most;
        barrier();
        if (lane == 0u) {
            total *= lower;
            for (uint k = 0u; k < KEYS; ++k)
                total += weights[k * QUADS + h / 4u][h % 4u];
        }
        for (uint i = 0u; i < COLUMNS; ++i)
            for (uint quad = 0u; quad < QUADS; ++quad)
                sums[i * QUADS + quad] *= lowered[quad];
        [[dont_unroll]] for (uint k = 0u; k < KEYS; ++k)
            for (uint i = 0u; i < COLUMNS; ++i) {
                uint column = min(local + i * INVOCATIONS, HEAD_DIM - 1u);
                float key = keys[k * PITCH + column / 4u][column % 4u];
                for (uint quad = 0u; quad < QUADS; ++quad)
                    sums[i * QUADS + quad] = fma(vec4(key), weights[k * QUADS + quad], sums[i * QUADS + quad]);
            }
    }
    if (lane == 0u) {
        highestOf[h] = highest;
        totalOf[h] = total;
    }
    barrier();
    [[dont_unroll]] for (uint other = 0u; other < HEADS && firstHead + other < p.heads; ++other) {
        uint to = SPLIT != 0u
                      ? partOf(row, firstHead + other, gl_WorkGroupID.z, p.heads, p.splits, HEAD_DIM)
                      : (row * p.heads + firstHead + other) * HEAD_DIM;
        float factor = SPLIT != 0u ? 1.0 : 1.0 / totalOf[other];
        for (uint i = 0u; i < COLUMNS; ++i) {
            uint column = local + i * INVOCATIONS;
            if (column < HEAD_DIM)
                result[to + column] = sums[i * QUADS + other / 4u][other % 4u] * factor;
        }
        if (SPLIT != 0u && local == 0u) {
            result[to + HEAD_DIM] = highestOf[other];
            result[to + HEAD_DIM + 1u] = totalOf[other];
        }
    }
}
