// A vector in shared memory and what finishes it; all 64 invocations take part in every call. Before including:
// `float normWeight(uint d)` and `float angle(uint i)`, the cosines and sines of the pairs in turn. A shader whose vectors
// differ in length defines DIM, the length of the one at hand; then the constant is the longest.
#include "shaders/ops/codec.glsl"

layout(local_size_x = 64) in;
#ifdef DIM
layout(constant_id = 0) const uint LONGEST = 1;
shared float v[LONGEST];
#else
layout(constant_id = 0) const uint DIM = 1;
shared float v[DIM];
#endif

shared Sum lanes[64];

float sumOfSquares() {
    uint local = gl_LocalInvocationIndex;
    Sum sum = Sum(0.0, 0.0);
    for (uint d = local; d < DIM; d += 64u)
        addProduct(sum, v[d], v[d]);
    lanes[local] = sum;
    barrier();
    for (uint half1 = 32u; half1 > 0u; half1 /= 2u) {
        if (local < half1) {
            addTo(sum, lanes[local + half1].high);
            addTo(sum, lanes[local + half1].low);
            lanes[local] = sum;
        }
        barrier();
    }
    return roundSum(lanes[0]);
}

void rotateVector(uint rotary, float direction) {
    for (uint i = gl_LocalInvocationIndex; i < rotary / 2u; i += 64u) {
        uint at = DIM - rotary + 2u * i;
        float c = angle(2u * i), s = direction * angle(2u * i + 1u);
        float a = v[at], b = v[at + 1u];
        v[at] = a * c - b * s;
        v[at + 1u] = a * s + b * c;
    }
    barrier();
}

void hadamardVector() {
    for (uint half1 = 1u; half1 < DIM; half1 *= 2u) {
        for (uint i = gl_LocalInvocationIndex; i < DIM / 2u; i += 64u) {
            uint at = i / half1 * 2u * half1 + i % half1;
            float a = v[at], b = v[at + half1];
            v[at] = a + b;
            v[at + half1] = a - b;
        }
        barrier();
    }
    float scale = 1.0 / square_root(float(DIM));
    for (uint d = gl_LocalInvocationIndex; d < DIM; d += 64u)
        v[d] *= scale;
    barrier();
}

void quantiseVector() {
    for (uint first = gl_LocalInvocationIndex * LF_INDEX_BLOCK; first < DIM; first += 64u * LF_INDEX_BLOCK) {
        uint end = min(first + LF_INDEX_BLOCK, DIM);
        float largest = uintBitsToFloat(LF_INDEX_AMAX_FLOOR_BITS);
        bool numbers = true;
        for (uint d = first; d < end; ++d) {
            largest = max(largest, abs(roundToBfloat(v[d])));
            numbers = numbers && isNumber(v[d]);
        }
        uint code = numbers ? encodeScale(largest * uintBitsToFloat(LF_INDEX_INVERSE_MAX_BITS)) : 255u;
        for (uint d = first; d < end; ++d)
            v[d] = decodeE2m1(encodeE2m1(scaleDown(v[d], code))) * decodeScale(code);
    }
    barrier();
}

// `flags` in the order of their bits.
void finishVector(uint flags, float eps, uint rotary) {
    if ((flags & LF_FINISH_NORM) != 0u) {
        float factor = inverse_sqrt(sumOfSquares() / float(DIM) + eps);
        for (uint d = gl_LocalInvocationIndex; d < DIM; d += 64u)
            v[d] *= (flags & LF_FINISH_WEIGHT) != 0u ? factor * normWeight(d) : factor;
        barrier();
    }
    if ((flags & LF_FINISH_ROPE) != 0u)
        rotateVector(rotary, (flags & LF_FINISH_INVERSE) != 0u ? -1.0 : 1.0);
    if ((flags & LF_FINISH_HADAMARD) != 0u)
        hadamardVector();
    if ((flags & LF_FINISH_QUANTISE) != 0u)
        quantiseVector();
}
