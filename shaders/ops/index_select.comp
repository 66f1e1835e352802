#version 450
#include "shaders/ops/step.glsl"

// Radix select: the rank of the last entry that gets in, a byte at a time, then all entries in ascending order.
layout(local_size_x = 256) in;
layout(binding = 1, std430) readonly buffer Scores { uint ranks[]; };
layout(binding = 2, std430) writeonly buffer Selected { int selected[]; };
layout(push_constant) uniform Push { LfIndex p; };

shared uint histogram[256];
shared uint scan[256];
shared uint threshold, wanted;

void findThreshold(uint from, uint visible) {
    uint local = gl_LocalInvocationIndex;
    if (local == 0u) {
        threshold = 0u;
        wanted = p.topK;
    }
    for (int shift = 24; shift >= 0; shift -= 8) {
        histogram[local] = 0u;
        barrier();
        uint known = threshold;
        uint mask = shift == 24 ? 0u : 0xffffffffu << (shift + 8);
        for (uint j = local; j < visible; j += 256u)
            if ((ranks[from + j] & mask) == known)
                atomicAdd(histogram[(ranks[from + j] >> shift) & 255u], 1u);
        barrier();
        if (local == 0u) {
            int digit = 255;
            while (digit > 0 && histogram[digit] < wanted) {
                wanted -= histogram[digit];
                --digit;
            }
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
        for (uint j = local; j < p.topK; j += 256u)
            selected[to + j] = j < visible ? int(j) : -1;
        return;
    }
    uint from = gl_WorkGroupID.x * p.scoreStride;
    findThreshold(from, visible);
    // `wanted` of those at the threshold get in, the first ones.
    uint above = 0u, equal = 0u;
    for (uint first = 0u; first < visible; first += 256u) {
        uint rank = first + local < visible ? ranks[from + first + local] : 0u;
        bool in_ = first + local < visible;
        uint mine = (in_ && rank > threshold ? 0x10000u : 0u) | (in_ && rank == threshold ? 1u : 0u);
        scan[local] = mine;
        barrier();
        for (uint step_ = 1u; step_ < 256u; step_ *= 2u) {
            uint before = local >= step_ ? scan[local - step_] : 0u;
            barrier();
            scan[local] += before;
            barrier();
        }
        uint sum = scan[local] - mine, all = scan[255];
        uint equalBefore = equal + (sum & 0xffffu);
        if ((mine & 0x10000u) != 0u || ((mine & 1u) != 0u && equalBefore < wanted))
            selected[to + above + (sum >> 16) + min(equalBefore, wanted)] = int(first + local);
        above += all >> 16;
        equal += all & 0xffffu;
        barrier();
    }
}
