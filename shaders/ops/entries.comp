#version 450
#include "shaders/ops/step.glsl"
#include "shaders/ops/address.glsl"

// What the projections of one row become, a workgroup for each: a normed vector, a cache row, or a compressor's state
// and, where a window closes, its entry. They don't depend on each other, and are too small to fill a device one by one.
layout(binding = 1, std430) readonly buffer Plan { LfEntry entries[]; };
layout(push_constant) uniform Push { LfEntries p; };

// The state that a workgroup writes is read by its other invocations.
layout(buffer_reference, std430, buffer_reference_align = 4) coherent buffer State { float s[]; };

LfEntry e;
Words weightAt;
Words normAt;
Words anglesAt;

#define DIM e.dim
uint weightWord(uint which, uint i) {
    return weightAt.w[i];
}
uint gridWord(uint i) {
    return 0u;  // Positions are never of a type with a grid; see op_entries.cpp.
}
float normWeight(uint d) {
    return uintBitsToFloat(normAt.w[d]);
}
float angle(uint i) {
    return uintBitsToFloat(anglesAt.w[i]);
}
#include "shaders/ops/decode.glsl"
#include "shaders/ops/vector.glsl"

shared uint scales[(LONGEST + LF_INDEX_BLOCK - 1) / LF_INDEX_BLOCK];

float rowElement(uint d) {
    return v[d];
}
#include "shaders/ops/pack_row.glsl"

void load() {
    Words x = wordsAt(e.x);
    for (uint d = gl_LocalInvocationIndex; d < e.dim; d += 64u)
        v[d] = uintBitsToFloat(x.w[d]);
    barrier();
}

void commitState(State state, uint position) {
    Words kv = wordsAt(e.x), score = wordsAt(e.score);
    uint width = e.stateSpec.dim / 2u;
    uint to = position % e.stateSpec.capacity * e.stateSpec.dim;
    for (uint k = gl_LocalInvocationIndex * 8u; k < width; k += 64u * 8u) {
        float added[8];
        decode8(0u, e.apeType, position % e.ratio * e.apeRowBytes, k, width, added);
        for (uint i = 0u; i < 8u && k + i < width; ++i) {
            state.s[to + k + i] = uintBitsToFloat(kv.w[k + i]);
            state.s[to + width + k + i] = uintBitsToFloat(score.w[k + i]) + added[i];
        }
    }
    memoryBarrierBuffer();
    barrier();
}

// A token's second half is for its own window, its first for the next one.
uint valueAt(uint position, uint own) {
    uint half1 = (e.flags & LF_FINISH_OVERLAP) != 0u && position >= own ? e.dim : 0u;
    return position % e.stateSpec.capacity * e.stateSpec.dim + half1;
}

void mixWindow(State state, uint position) {
    uint own = position / e.ratio * e.ratio;
    uint first = (e.flags & LF_FINISH_OVERLAP) != 0u && own > 0u ? own - e.ratio : own;
    uint scores = e.stateSpec.dim / 2u;
    for (uint d = gl_LocalInvocationIndex; d < e.dim; d += 64u) {
        float highest = -infinity();
        for (uint at = first; at < own + e.ratio; ++at)
            highest = max(highest, state.s[valueAt(at, own) + scores + d]);
        float sum = 0.0, mixture = 0.0;
        for (uint at = first; at < own + e.ratio; ++at) {
            float weight = exact_exp(state.s[valueAt(at, own) + scores + d] - highest);
            sum += weight;
            mixture = fma(weight, state.s[valueAt(at, own) + d], mixture);
        }
        mixture /= sum;
        v[d] = (e.flags & LF_FINISH_ROUND) != 0u ? roundToBfloat(mixture) : mixture;
    }
    barrier();
}

void store(uint index) {
    Words cache = wordsAt(e.cache);
    uint slot = e.cacheSpec.ring != 0u ? index % e.cacheSpec.capacity : index;
    uint words = e.cacheSpec.pitch / 4u;
    findRowScales(e.cacheSpec);
    for (uint w = gl_LocalInvocationIndex; w < words; w += 64u)
        cache.w[slot * words + w] = rowWord(e.cacheSpec, w);
}

void main() {
    if (stopped() || stepRows(LF_EXTENT_ROWS) == 0u || rowSequence(0u) != p.sequence)
        return;
    e = entries[gl_WorkGroupID.x];
    uint position = rowPosition(0u);
    weightAt = wordsAt(e.ape);
    normAt = wordsAt(e.norm);
    anglesAt = wordsAt(e.angles);
    if (e.kind == LF_ENTRY_COMPRESS) {
        State state = State(uvec2(e.state.low, e.state.high));
        commitState(state, position);
        if ((position + 1u) % e.ratio != 0u)
            return;
        mixWindow(state, position);
    } else {
        load();
    }
    finishVector(e.flags, e.eps, e.rotary);
    Words to = wordsAt(e.finished);
    for (uint d = gl_LocalInvocationIndex; d < e.dim; d += 64u)
        to.w[d] = floatBitsToUint(v[d]);
    if (e.kind != LF_ENTRY_NORM)
        store(position / e.ratio);
}
