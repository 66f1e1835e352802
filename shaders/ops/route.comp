#version 450
#include "shaders/ops/step.glsl"
#include "shaders/ops/math.glsl"

layout(local_size_x = 64) in;
layout(binding = 1, std430) coherent buffer Scores { float scores[]; };
layout(binding = 2, std430) readonly buffer Bias { float bias[]; };
layout(binding = 3, std430) readonly buffer Hash { int hash[]; };
layout(binding = 4, std430) coherent buffer Ids { int ids[]; };
layout(binding = 5, std430) writeonly buffer Weights { float weights[]; };
layout(push_constant) uniform Push { LfRoute p; };

shared float bestRank[64];
shared uint bestId[64];
shared int chosen;

float affinity(float x) {
    return square_root(x > 20.0 ? x : log_one_plus(exact_exp(x)));
}

bool better(float rank, uint id, float otherRank, uint otherId) {
    return rank > otherRank || (rank == otherRank && id < otherId);
}

// The best expert that is not among the first k ids of the row.
void chooseNext(uint row, uint k) {
    uint local = gl_LocalInvocationIndex;
    float rank = -infinity();
    uint best = 0xffffffffu;
    for (uint e = local; e < p.experts; e += 64u) {
        bool taken = false;
        for (uint i = 0u; i < k; ++i)
            taken = taken || ids[row * p.used + i] == int(e);
        if (taken)
            continue;
        float value = scores[row * p.experts + e] + ((p.flags & LF_ROUTE_BIAS) != 0u ? bias[e] : 0.0);
        value = isNumber(value) ? value : -infinity();
        if (better(value, e, rank, best)) {
            rank = value;
            best = e;
        }
    }
    bestRank[local] = rank;
    bestId[local] = best;
    barrier();
    for (uint half1 = 32u; half1 > 0u; half1 /= 2u) {
        if (local < half1 && better(bestRank[local + half1], bestId[local + half1], bestRank[local], bestId[local])) {
            bestRank[local] = bestRank[local + half1];
            bestId[local] = bestId[local + half1];
        }
        barrier();
    }
    if (local == 0u)
        ids[row * p.used + k] = int(bestId[0]);
    memoryBarrierBuffer();
    barrier();
}

void main() {
    if (stopped())
        return;
    uint local = gl_LocalInvocationIndex;
    uint row = gl_WorkGroupID.x;
    if (row >= stepRows(LF_EXTENT_ROWS))
        return;
    for (uint e = local; e < p.experts; e += 64u)
        scores[row * p.experts + e] = affinity(scores[row * p.experts + e]);
    memoryBarrierBuffer();
    barrier();
    if ((p.flags & LF_ROUTE_HASH) != 0u) {
        for (uint k = local; k < p.used; k += 64u)
            ids[row * p.used + k] = hash[rowToken(row) * p.used + k];
        memoryBarrierBuffer();
        barrier();
    } else {
        for (uint k = 0u; k < p.used; ++k)
            chooseNext(row, k);
    }
    float sum = 0.0;
    for (uint k = 0u; k < p.used; ++k) {
        int id = ids[row * p.used + k];
        sum += id >= 0 && uint(id) < p.experts ? scores[row * p.experts + uint(id)] : 0.0;
    }
    float divisor = (p.flags & LF_ROUTE_NORMALISE) != 0u ? max(sum, 1.0 / 16384.0) : 1.0;
    for (uint k = local; k < p.used; k += 64u) {
        int id = ids[row * p.used + k];
        float score = id >= 0 && uint(id) < p.experts ? scores[row * p.experts + uint(id)] : 0.0;
        weights[row * p.used + k] = score / divisor * p.scale;
    }
}
