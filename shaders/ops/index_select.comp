#version 450
#include "shaders/ops/step.glsl"

// Radix select: the rank of the last entry that gets in, a byte at a time, then all entries in ascending order. Every
// invocation counts those of a run of its own, so that one scan says where each run goes.
layout(local_size_x_id = 0) in;
layout(constant_id = 0) const uint INVOCATIONS = 128;  // At most 1024.
layout(binding = 1, std430) readonly buffer Scores { uvec4 ranks[]; };
layout(binding = 2, std430) writeonly buffer Selected { int selected[]; };
layout(push_constant) uniform Push { LfIndex p; };

// Scores are much alike in their first byte: neighbours count in copies of their own.
const uint COPIES = 8;
const uint HALF = 128 * COPIES;

shared uint counts[2 * HALF];  // A histogram, then numbers above the threshold and at it.
shared uint sums[16];
shared uint threshold, wanted;

void countDigits(uint from, uint visible, uint mask, uint known, uint shift) {
    uint copy = gl_LocalInvocationIndex % COPIES;
    for (uint i = gl_LocalInvocationIndex; 4u * i < visible; i += INVOCATIONS) {
        uvec4 rank = ranks[from + i];
        for (uint e = 0u; e < 4u; ++e)
            if (4u * i + e < visible && (rank[e] & mask) == known)
                atomicAdd(counts[((rank[e] >> shift) & 255u) * COPIES + copy], 1u);
    }
}

void findThreshold(uint from, uint visible) {
    uint local = gl_LocalInvocationIndex;
    if (local == 0u) {
        threshold = 0u;
        wanted = p.topK;
    }
    for (int shift = 24; shift >= 0; shift -= 8) {
        for (uint i = local; i < 2u * HALF; i += INVOCATIONS)
            counts[i] = 0u;
        barrier();
        uint known = threshold;
        countDigits(from, visible, shift == 24 ? 0u : 0xffffffffu << (shift + 8), known, uint(shift));
        barrier();
        for (uint digit = local; digit < 256u; digit += INVOCATIONS) {
            uint sum = 0u;
            for (uint copy = 0u; copy < COPIES; ++copy)
                sum += counts[digit * COPIES + copy];
            counts[digit * COPIES] = sum;
        }
        barrier();
        // Sixteen digits at a time, then the digit among these.
        if (local < 16u) {
            uint sum = 0u;
            for (uint i = 0u; i < 16u; ++i)
                sum += counts[(16u * local + i) * COPIES];
            sums[local] = sum;
        }
        barrier();
        if (local == 0u) {
            uint left = wanted;
            int digits = 15;
            while (digits > 0 && sums[digits] < left)
                left -= sums[digits--];
            int digit = 16 * digits + 15;
            while (digit > 16 * digits && counts[digit * COPIES] < left)
                left -= counts[digit-- * COPIES];
            wanted = left;
            threshold = known | (uint(digit) << shift);
        }
        barrier();
    }
}

void main() {
    uint local = gl_LocalInvocationIndex;
    uint row = p.firstRow + gl_WorkGroupID.x;
    if (stopped())
        return;
    if (row >= min(stepRows(LF_EXTENT_ROWS), p.firstRow + p.rowLimit) || rowSequence(row) != p.sequence)
        return;
    uint visible = (rowPosition(row) + 1u) / p.ratio;
    uint to = row * p.topK;
    if (visible <= p.topK) {
        for (uint j = local; j < p.topK; j += INVOCATIONS)
            selected[to + j] = j < visible ? int(j) : -1;
        return;
    }
    uint from = gl_WorkGroupID.x * (p.scoreStride / 4u);
    findThreshold(from, visible);
    uint vectors = (visible + 3u) / 4u;
    uint each = (vectors + INVOCATIONS - 1u) / INVOCATIONS;
    uint begin = min(local * each, vectors), end = min(begin + each, vectors);
    uint above = 0u, equal = 0u;
    for (uint i = begin; i < end; ++i) {
        uvec4 rank = ranks[from + i];
        for (uint e = 0u; e < 4u; ++e) {
            bool seen = 4u * i + e < visible;
            above += uint(seen && rank[e] > threshold);
            equal += uint(seen && rank[e] == threshold);
        }
    }
    counts[local] = above;
    counts[HALF + local] = equal;
    barrier();
    for (uint step_ = 1u; step_ < INVOCATIONS; step_ *= 2u) {
        uint aboveBefore = local >= step_ ? counts[local - step_] : 0u;
        uint equalBefore = local >= step_ ? counts[HALF + local - step_] : 0u;
        barrier();
        counts[local] += aboveBefore;
        counts[HALF + local] += equalBefore;
        barrier();
    }
    // `wanted` of those at the threshold get in, the first ones.
    above = counts[local] - above;
    equal = counts[HALF + local] - equal;
    for (uint i = begin; i < end; ++i) {
        uvec4 rank = ranks[from + i];
        for (uint e = 0u; e < 4u; ++e) {
            if (4u * i + e >= visible || rank[e] < threshold)
                continue;
            bool isAbove = rank[e] > threshold;
            if (isAbove || equal < wanted)
                selected[to + above + min(equal, wanted)] = int(4u * i + e);
            above += uint(isAbove);
            equal += uint(!isAbove);
        }
    }
}
