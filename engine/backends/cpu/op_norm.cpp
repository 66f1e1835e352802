#include "engine/backends/cpu/op_kernels.h"

namespace lanternfish::backends::cpu {

namespace {

/// In place or not.
void normalise(const Kernels& kernels, const float* x, FloatView weight, uint64_t dim, float eps, float* y) {
    const float scale = rmsScale(kernels, x, dim, eps);
    for (uint64_t i = 0; i < dim; ++i)
        y[i] = x[i] * scale * weight[i];
}

}  // namespace

Result<void> run(StepContext& context, const ops::RmsNorm& op) {
    const FloatView weight = context.vector(op.weight);
    const float* const x = context.floats(op.x);
    float* const y = context.floats(op.y);
    const uint64_t dim = op.x.dim;
    context.parallel(context.count(op.x), 4, [&](uint64_t r, unsigned) {
        normalise(context.kernels(), x + r * dim, weight, dim, op.eps, y + r * dim);
    });
    return {};
}

Result<void> run(StepContext& context, const ops::QFinish& op) {
    float* const q = context.floats(op.q);
    const float* const angles = context.angles(op.rope);
    context.parallel(context.count(op.q) * op.heads, 8, [&](uint64_t i, unsigned) {
        float* const head = q + i * op.headDim;
        const float scale = rmsScale(context.kernels(), head, op.headDim, op.eps);
        for (uint32_t d = 0; d < op.headDim; ++d)
            head[d] *= scale;
        rotate(head, op.headDim, op.rope.rotary, angles + i / op.heads * op.rope.rotary);
    });
    return {};
}

Result<void> run(StepContext& context, const ops::KvFinish& op) {
    const FloatView norm = context.vector(op.norm);
    float* const kv = context.floats(op.kv);
    const float* const angles = context.angles(op.rope);
    context.parallel(context.count(op.kv), 8, [&](uint64_t r, unsigned) {
        float* const row = kv + r * op.kv.dim;
        normalise(context.kernels(), row, norm, op.kv.dim, op.eps, row);
        rotate(row, op.kv.dim, op.rope.rotary, angles + r * op.rope.rotary);
    });
    return {};
}

Result<void> run(StepContext& context, const ops::OutputFinish& op) {
    float* const out = context.floats(op.out);
    const float* const angles = context.angles(op.rope);
    context.parallel(context.count(op.out) * op.heads, 64, [&](uint64_t i, unsigned) {
        rotateBack(out + i * op.headDim, op.headDim, op.rope.rotary, angles + i / op.heads * op.rope.rotary);
    });
    return {};
}

}  // namespace lanternfish::backends::cpu
