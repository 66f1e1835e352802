#version 450
#include "shaders/ops/step.glsl"
#include "shaders/ops/math.glsl"

// After the projection of the streams: their norm, the mixing weights, the weighted sum and its norm.
layout(local_size_x = 256) in;
layout(constant_id = 0) const uint HEAD = 0;  // Collapses output rows; only `pre` weights.
layout(constant_id = 1) const uint SQUARES = 0;  // The projection has the squares of its part behind its outputs.

layout(binding = 1, std430) readonly buffer Streams { float streams[]; };
layout(binding = 2, std430) readonly buffer Projected { float projected[]; };
layout(binding = 3, std430) readonly buffer Base { float base[]; };
layout(binding = 4, std430) readonly buffer Scale { float scale[]; };
layout(binding = 5, std430) readonly buffer Norm { float norm[]; };
layout(binding = 6, std430) buffer Normed { float normed[]; };
layout(binding = 7, std430) writeonly buffer Post { float post[]; };
layout(binding = 8, std430) writeonly buffer Comb { float comb[]; };
layout(push_constant) uniform Push { LfHyper p; };

shared Sum lanes[256];
shared float mixed[2 * LF_MAX_STREAMS + LF_MAX_STREAMS * LF_MAX_STREAMS];

float addUp(Sum value) {
    uint local = gl_LocalInvocationIndex;
    barrier();
    lanes[local] = value;
    barrier();
    for (uint half1 = 128u; half1 > 0u; half1 /= 2u) {
        if (local < half1) {
            Sum sum = lanes[local];
            addTo(sum, lanes[local + half1].high);
            addTo(sum, lanes[local + half1].low);
            lanes[local] = sum;
        }
        barrier();
    }
    return roundSum(lanes[0]);
}

// Divides the elements i * outer + j * inner of the matrix by eps + their sum over j. An invocation an element; each
// adds up in the same order.
void normalise(uint first, uint outer, uint inner, float eps) {
    uint n = p.streams, k = gl_LocalInvocationIndex;
    bool mine = k < n * n;
    float value = 0.0;
    if (mine) {
        uint i = outer == 1u ? k % n : k / n;
        float sum = eps;
        for (uint j = 0u; j < n; ++j)
            sum += mixed[first + i * outer + j * inner];
        value = mixed[first + k] / sum;
    }
    barrier();
    if (mine)
        mixed[first + k] = value;
    barrier();
}

void sinkhorn(uint first) {
    uint n = p.streams, k = gl_LocalInvocationIndex;
    bool mine = k < n * n;
    float value = 0.0;
    if (mine) {
        float largest = mixed[first + k / n * n];
        for (uint j = 1u; j < n; ++j)
            largest = max(largest, mixed[first + k / n * n + j]);
        value = exact_exp(mixed[first + k] - largest);
    }
    barrier();
    if (mine)
        mixed[first + k] = value;
    barrier();
    normalise(first, n, 1u, 0.0);
    if (mine)
        mixed[first + k] += p.hcEps;
    barrier();
    normalise(first, 1u, n, p.hcEps);
    for (uint pass = 1u; pass < p.iterations; ++pass) {
        normalise(first, n, 1u, p.hcEps);
        normalise(first, 1u, n, p.hcEps);
    }
}

void main() {
    if (stopped())
        return;
    uint local = gl_LocalInvocationIndex;
    uint row = gl_WorkGroupID.x;
    if (row >= stepRows(HEAD))
        return;
    uint n = p.streams;
    uint from = (HEAD != 0u ? outputRow(row) : row) * n * p.hidden;
    Sum squares = Sum(0.0, 0.0);
    if (SQUARES != 0u)
        for (uint s = local; s < p.splits; s += 256u)
            addTo(squares, projected[s * p.splitStride + p.outs]);
    else
        for (uint i = local; i < n * p.hidden; i += 256u)
            addProduct(squares, streams[from + i], streams[from + i]);
    float factor = inverse_sqrt(addUp(squares) / float(n * p.hidden) + p.normEps);
    for (uint j = local; j < p.outs; j += 256u) {
        Sum m = Sum(0.0, 0.0);
        for (uint s = 0u; s < p.splits; ++s)
            addTo(m, projected[s * p.splitStride + row * p.outs + j]);
        float value = fma(roundSum(m) * factor, scale[HEAD != 0u ? 0u : min(j / n, 2u)], base[j]);
        mixed[j] = j < n ? sigmoid(value) + p.hcEps : j < 2u * n ? 2.0 * sigmoid(value) : value;
    }
    barrier();
    if (HEAD == 0u) {
        sinkhorn(2u * n);
        for (uint j = local; j < n; j += 256u)
            post[row * n + j] = mixed[n + j];
        for (uint j = local; j < n * n; j += 256u)
            comb[row * n * n + j] = mixed[2u * n + j];
    }
    squares = Sum(0.0, 0.0);
    for (uint d = local; d < p.hidden; d += 256u) {
        Sum sum = Sum(0.0, 0.0);
        for (uint s = 0u; s < n; ++s)
            addProduct(sum, mixed[s], streams[from + s * p.hidden + d]);
        float value = roundSum(sum);
        normed[row * p.hidden + d] = value;
        addProduct(squares, value, value);
    }
    factor = inverse_sqrt(addUp(squares) / float(p.hidden) + p.normEps);
    for (uint d = local; d < p.hidden; d += 256u)
        normed[row * p.hidden + d] *= factor * norm[d];
}
