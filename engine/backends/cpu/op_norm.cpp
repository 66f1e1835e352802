#include "engine/backends/cpu/op_kernels.h"

namespace lanternfish::backends::cpu {

namespace {

/// x * scale * weight, with one rounding. In place or not.
void normalise(const float* x, double scale, FloatView weight, uint64_t dim, float* y) {
    for (uint64_t i = 0; i < dim; ++i)
        y[i] = static_cast<float>(x[i] * scale * static_cast<double>(weight[i]));
}

/// Norm and rotation of a row in place, `weight(i)` being the norm's. Rounds once.
template <class WeightOf>
void normaliseAndRotate(const Kernels& kernels, float* x, uint32_t dim, float eps, WeightOf&& weight, uint32_t rotary,
                        const double* cosSin) {
    const double scale = rmsScale(kernels, x, dim, eps);
    const uint32_t plain = dim - rotary;
    for (uint32_t i = 0; i < plain; ++i)
        x[i] = static_cast<float>(x[i] * scale * weight(i));
    for (uint32_t i = 0; i < rotary; i += 2) {
        double pair[2] = {x[plain + i] * scale * weight(plain + i), x[plain + i + 1] * scale * weight(plain + i + 1)};
        rotate(pair, 2, 2, cosSin + i);
        x[plain + i] = static_cast<float>(pair[0]);
        x[plain + i + 1] = static_cast<float>(pair[1]);
    }
}

}  // namespace

Result<void> run(StepContext& context, const ops::RmsNorm& op) {
    const FloatView weight = context.vector(op.weight);
    const float* const x = context.floats(op.x);
    float* const y = context.floats(op.y);
    const uint64_t dim = op.x.dim;
    context.parallel(context.count(op.x), 4, [&](uint64_t r, unsigned) {
        const double scale = rmsScale(context.kernels(), x + r * dim, dim, op.eps);
        normalise(x + r * dim, scale, weight, dim, y + r * dim);
    });
    return {};
}

Result<void> run(StepContext& context, const ops::QFinish& op) {
    float* const q = context.floats(op.q);
    const double* const angles = context.angles(op.rope);
    context.parallel(context.count(op.q) * op.heads, 8, [&](uint64_t i, unsigned) {
        normaliseAndRotate(
            context.kernels(), q + i * op.headDim, op.headDim, op.eps, [](uint32_t) { return 1.0; }, op.rope.rotary,
            angles + i / op.heads * op.rope.rotary);
    });
    return {};
}

Result<void> run(StepContext& context, const ops::KvFinish& op) {
    const FloatView norm = context.vector(op.norm);
    float* const kv = context.floats(op.kv);
    const double* const angles = context.angles(op.rope);
    context.parallel(context.count(op.kv), 8, [&](uint64_t r, unsigned) {
        normaliseAndRotate(
            context.kernels(), kv + r * op.kv.dim, op.kv.dim, op.eps,
            [&](uint32_t d) { return static_cast<double>(norm[d]); }, op.rope.rotary, angles + r * op.rope.rotary);
    });
    return {};
}

Result<void> run(StepContext& context, const ops::OutputFinish& op) {
    float* const out = context.floats(op.out);
    const double* const angles = context.angles(op.rope);
    context.parallel(context.count(op.out) * op.heads, 64, [&](uint64_t i, unsigned) {
        rotateBack(out + i * op.headDim, op.headDim, op.rope.rotary, angles + i / op.heads * op.rope.rotary);
    });
    return {};
}

}  // namespace lanternfish::backends::cpu
