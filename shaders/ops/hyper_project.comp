#version 450
#include "shaders/ops/step.glsl"

// Before the mix of a hyper-connection, for one row: a workgroup takes LF_PROJECT_PLACES places of the hidden vector in
// all streams, lets them take in the sublayer before (hc_post), and adds up its part of the projection and of the
// squares. So the streams are read and written once, and the projection by as many workgroups as there are such parts.
layout(local_size_x = 256) in;
layout(binding = 1, std430) readonly buffer Tables { uint grid[]; };
layout(binding = 2, std430) readonly buffer Weight { uint words[]; };
layout(binding = 3, std430) buffer Streams { float streams[]; };
layout(binding = 4, std430) readonly buffer Sublayer { float sublayer[]; };
layout(binding = 5, std430) readonly buffer Post { float post[]; };
layout(binding = 6, std430) readonly buffer Comb { float comb[]; };
layout(binding = 7, std430) writeonly buffer Projected { float projected[]; };
layout(push_constant) uniform Push { LfHyperProject p; };

uint weightWord(uint which, uint i) {
    return words[i];
}
uint gridWord(uint i) {
    return grid[i];
}
#include "shaders/ops/decode.glsl"

// Lanes that share an output.
const uint LANES = 8;
shared float held[LF_MAX_STREAMS * LF_PROJECT_PLACES];
shared float partial[256];

// The streams at this workgroup's places, after the sublayer before.
void hold(uint first, uint places) {
    uint n = p.streams;
    for (uint i = gl_LocalInvocationIndex; i < n * places; i += 256u)
        held[i] = streams[i / places * p.hidden + first + i % places];
    barrier();
    if (p.post == 0u)
        return;
    float mixed[LF_MAX_STREAMS * LF_PROJECT_PLACES / 256];
    uint count = 0u;
    for (uint i = gl_LocalInvocationIndex; i < n * places; i += 256u) {
        uint j = i / places, d = i % places;
        float value = post[j] * sublayer[first + d];
        for (uint from = 0u; from < n; ++from)
            value = fma(comb[from * n + j], held[from * places + d], value);
        mixed[count++] = value;
    }
    barrier();
    count = 0u;
    for (uint i = gl_LocalInvocationIndex; i < n * places; i += 256u) {
        held[i] = mixed[count];
        streams[i / places * p.hidden + first + i % places] = mixed[count++];
    }
    barrier();
}

float addLanes(float value, uint lanes) {
    uint local = gl_LocalInvocationIndex;
    barrier();
    partial[local] = value;
    barrier();
    for (uint half1 = lanes / 2u; half1 > 0u; half1 /= 2u) {
        if (local % lanes < half1)
            partial[local] += partial[local + half1];
        barrier();
    }
    return partial[local / lanes * lanes];
}

void main() {
    if (stopped() || stepRows(LF_EXTENT_ROWS) == 0u)
        return;
    uint local = gl_LocalInvocationIndex;
    uint first = gl_WorkGroupID.x * LF_PROJECT_PLACES;
    uint places = min(uint(LF_PROJECT_PLACES), p.hidden - first);
    hold(first, places);
    uint to = gl_WorkGroupID.x * (p.outs + 1u);
    for (uint base = 0u; base < p.outs; base += 256u / LANES) {
        uint o = base + local / LANES;
        uint row = min(o, p.outs - 1u) * p.rowBytes;
        float sum = 0.0;
        for (uint piece = local % LANES; piece * 8u < p.streams * places; piece += LANES) {
            // Places are a multiple of 8, so that a piece lies in one stream.
            uint at = piece * 8u;
            float w[8];
            decode8(0u, p.type, row, at / places * p.hidden + first + at % places, p.streams * p.hidden, w);
            for (uint i = 0u; i < 8u; ++i)
                sum = fma(w[i], held[at + i], sum);
        }
        sum = addLanes(sum, LANES);
        if (local % LANES == 0u && o < p.outs)
            projected[to + o] = sum;
    }
    float squares = 0.0;
    for (uint i = local; i < p.streams * places; i += 256u)
        squares = fma(held[i], held[i], squares);
    squares = addLanes(squares, 256u);
    if (local == 0u)
        projected[to + p.outs] = squares;
}
