#version 450
#include "shaders/ops/step.glsl"

// One vector per workgroup: a row, or a head of one.
layout(binding = 1, std430) readonly buffer X { float x[]; };
layout(binding = 2, std430) writeonly buffer Y { float y[]; };
layout(binding = 3, std430) readonly buffer Norm { float norm[]; };
layout(binding = 4, std430) readonly buffer Angles { float angles[]; };
layout(push_constant) uniform Push { LfFinish p; };

float normWeight(uint d) {
    return norm[d];
}
float angle(uint i) {
    return angles[gl_WorkGroupID.y * p.rotary + i];
}
#include "shaders/ops/vector.glsl"

void main() {
    if (stopped())
        return;
    if (gl_WorkGroupID.y >= stepRows(p.extent))
        return;
    uint first = (gl_WorkGroupID.y * p.heads + gl_WorkGroupID.x) * DIM;
    for (uint d = gl_LocalInvocationIndex; d < DIM; d += 64u)
        v[d] = x[first + d];
    barrier();
    finishVector(p.flags, p.eps, p.rotary);
    for (uint d = gl_LocalInvocationIndex; d < DIM; d += 64u)
        y[first + d] = v[d];
}
