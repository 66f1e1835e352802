#version 450
#include "shaders/ops/step.glsl"
#include "shaders/ops/math.glsl"

// out += the contributions of a row's experts, in the order of its choices.
layout(local_size_x = 64) in;
layout(binding = 1, std430) readonly buffer Contributions { float contributions[]; };
layout(binding = 2, std430) readonly buffer Ids { int ids[]; };
layout(binding = 3, std430) readonly buffer Weights { float weights[]; };
layout(binding = 4, std430) buffer Out { float result[]; };
layout(push_constant) uniform Push { LfCombine p; };

void main() {
    uint row = p.firstRow + gl_WorkGroupID.y;
    uint d = gl_GlobalInvocationID.x;
    if (row >= min(stepRows(LF_EXTENT_ROWS), p.firstRow + p.rowLimit) || d >= p.hidden)
        return;
    Sum sum = Sum(result[row * p.hidden + d], 0.0);
    for (uint k = 0u; k < p.used; ++k) {
        int id = ids[row * p.used + k];
        if (id >= 0 && uint(id) < p.experts)
            addProduct(sum, weights[row * p.used + k],
                       contributions[(gl_WorkGroupID.y * p.used + k) * p.hidden + d]);
    }
    result[row * p.hidden + d] = roundSum(sum);
}
