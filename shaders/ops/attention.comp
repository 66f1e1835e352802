#version 450
#ifdef LF_NARROW
#extension GL_EXT_shader_8bit_storage : require
#extension GL_EXT_shader_explicit_arithmetic_types_int8 : require
#endif
#include "shaders/ops/step.glsl"

// Some heads of one row per workgroup. Keys come in tiles, decoded once for these heads; each head keeps a running
// maximum and sum. Which keys share a tile depends on a row's own keys only.
layout(local_size_x = 128) in;
layout(constant_id = 0) const uint HEAD_DIM = 1;
layout(constant_id = 1) const uint HEADS = 8;
layout(constant_id = 2) const uint KEYS = 8;
layout(binding = 1, std430) readonly buffer Q { float q[]; };
layout(binding = 2, std430) readonly buffer Sinks { float sinks[]; };
layout(binding = 3, std430) readonly buffer Raw { uint rawWords[]; };
layout(binding = 4, std430) readonly buffer Entries { uint entryWords[]; };
layout(binding = 5, std430) readonly buffer Selected { int selected[]; };
layout(binding = 6, std430) writeonly buffer Out { float result[]; };
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

const uint PAIRS = HEADS * KEYS;
const uint LANES = 128 / PAIRS;
const uint HELD = (HEADS * HEAD_DIM + 127) / 128;

shared float keys[KEYS * HEAD_DIM];
shared Sum partial[128];
shared float weights[PAIRS];
shared float highest[HEADS];
shared float total[HEADS];
shared float lowered[HEADS];
shared int entryOf[KEYS];  // -1: no key.

// Loads the tile's keys: zeros where there is none.
void loadTile(uint row, uint end, uint near, uint count, uint first) {
    for (uint i = gl_LocalInvocationIndex; i < KEYS; i += 128u) {
        uint k = first + i;
        int entry = int(k) - int(near);
        if (k >= near && k < count && p.keys == LF_KEYS_SELECTED)
            entry = selected[row * p.topK + k - near];
        bool valid = k < near || (k < count && entry >= 0 && uint(entry) < end / max(p.ratio, 1u));
        entryOf[i] = !valid ? -1 : k < near ? int((end - near + k) % p.raw.capacity) : entry;
    }
    barrier();
    for (uint i = gl_LocalInvocationIndex; i < KEYS * HEAD_DIM; i += 128u) {
        uint k = i / HEAD_DIM;
        float value = 0.0;
        if (entryOf[k] >= 0) {
            if (first + k < near)
                value = cacheElement(0u, p.raw, uint(entryOf[k]), i % HEAD_DIM);
            else
                value = cacheElement(1u, p.entries, uint(entryOf[k]), i % HEAD_DIM);
        }
        keys[i] = value;
    }
    barrier();
}

void scoreTile(uint query) {
    uint local = gl_LocalInvocationIndex;
    uint pair = local / LANES;
    uint h = pair / KEYS, k = pair % KEYS;
    Sum sum = Sum(0.0, 0.0);
    if (pair < PAIRS && gl_WorkGroupID.x * HEADS + h < p.heads)
        for (uint d = local % LANES; d < HEAD_DIM; d += LANES)
            addProduct(sum, q[query + h * HEAD_DIM + d], keys[k * HEAD_DIM + d]);
    partial[local] = sum;
    barrier();
    if (local < PAIRS) {
        Sum score = Sum(0.0, 0.0);
        for (uint lane = 0u; lane < LANES; ++lane) {
            addTo(score, partial[local * LANES + lane].high);
            addTo(score, partial[local * LANES + lane].low);
        }
        weights[local] = entryOf[local % KEYS] >= 0 ? p.scale * roundSum(score) : -infinity();
    }
    barrier();
    if (local < HEADS) {
        float most = highest[local];
        for (uint i = 0u; i < KEYS; ++i)
            most = max(most, weights[local * KEYS + i]);
        float lower = exact_exp(highest[local] - most);
        float sum_ = total[local] * lower;
        for (uint i = 0u; i < KEYS; ++i) {
            float weight = entryOf[i] >= 0 ? exact_exp(weights[local * KEYS + i] - most) : 0.0;
            weights[local * KEYS + i] = weight;
            sum_ += weight;
        }
        highest[local] = most;
        lowered[local] = lower;
        total[local] = sum_;
    }
    barrier();
}

void main() {
    if (stopped())
        return;
    uint local = gl_LocalInvocationIndex;
    uint row = gl_WorkGroupID.y;
    if (row >= stepRows(LF_EXTENT_ROWS) || rowSequence(row) != p.sequence)
        return;
    uint end = rowPosition(row) + 1u;
    uint near = min(end, p.window);
    uint count = keyCount(end, p.window, p.keys, p.ratio, p.topK);
    uint query = (row * p.heads + gl_WorkGroupID.x * HEADS) * HEAD_DIM;
    for (uint h = local; h < HEADS; h += 128u) {
        highest[h] = sinks[min(gl_WorkGroupID.x * HEADS + h, p.heads - 1u)];
        total[h] = 1.0;
    }
    Sum sum[HELD];
    for (uint i = 0u; i < HELD; ++i)
        sum[i] = Sum(0.0, 0.0);
    for (uint first = 0u; first < count; first += KEYS) {
        if (stopped())
            return;
        loadTile(row, end, near, count, first);
        scoreTile(query);
        for (uint i = 0u; i < HELD; ++i) {
            uint at = local + i * 128u;
            uint h = at / HEAD_DIM;
            if (h >= HEADS)
                continue;
            Sum value = Sum(0.0, 0.0);
            addProduct(value, sum[i].high, lowered[h]);
            addProduct(value, sum[i].low, lowered[h]);
            for (uint k = 0u; k < KEYS; ++k)
                addProduct(value, weights[h * KEYS + k], keys[k * HEAD_DIM + at % HEAD_DIM]);
            sum[i] = value;
        }
    }
    barrier();
    for (uint i = 0u; i < HELD; ++i) {
        uint at = local + i * 128u;
        uint h = at / HEAD_DIM;
        if (h >= HEADS || gl_WorkGroupID.x * HEADS + h >= p.heads)
            continue;
        result[query + at] = roundSum(sum[i]) / total[h];
    }
}
