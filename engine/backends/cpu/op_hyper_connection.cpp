#include <algorithm>
#include <cmath>

#include "engine/backends/cpu/op_kernels.h"
#include "engine/backends/cpu/product.h"

namespace lanternfish::backends::cpu {

namespace {

// Channels of one piece of work in HcPost.
constexpr uint64_t kChannels = 1024;

float sigmoid(float x) {
    return 1.0F / (1.0F + std::exp(-x));
}

/// Row softmax plus eps, a column pass, then iterations - 1 rounds of rows and columns. Spec 5.
void sinkhorn(float* comb, uint32_t s, uint32_t iterations, float eps) {
    const auto columns = [&] {
        for (uint32_t j = 0; j < s; ++j) {
            float sum = 0;
            for (uint32_t i = 0; i < s; ++i)
                sum += comb[i * s + j];
            for (uint32_t i = 0; i < s; ++i)
                comb[i * s + j] /= sum + eps;
        }
    };
    for (uint32_t i = 0; i < s; ++i) {
        float* const row = comb + i * s;
        const float most = *std::max_element(row, row + s);
        float sum = 0;
        for (uint32_t j = 0; j < s; ++j)
            sum += row[j] = std::exp(row[j] - most);
        for (uint32_t j = 0; j < s; ++j)
            row[j] = row[j] / sum + eps;
    }
    columns();
    for (uint32_t round = 1; round < iterations; ++round) {
        for (uint32_t i = 0; i < s; ++i) {
            float* const row = comb + i * s;
            float sum = 0;
            for (uint32_t j = 0; j < s; ++j)
                sum += row[j];
            for (uint32_t j = 0; j < s; ++j)
                row[j] /= sum + eps;
        }
        columns();
    }
}

/// out = rmsNorm(sum_s weights_s streams_s; norm).
void collapse(const Kernels& kernels, const float* streams, const float* weights, uint32_t s, uint64_t hidden,
              FloatView norm, float eps, float* out) {
    for (uint64_t d = 0; d < hidden; ++d)
        out[d] = weights[0] * streams[d];
    for (uint32_t h = 1; h < s; ++h)
        for (uint64_t d = 0; d < hidden; ++d)
            out[d] += weights[h] * streams[h * hidden + d];
    const float scale = rmsScale(kernels, out, hidden, eps);
    for (uint64_t d = 0; d < hidden; ++d)
        out[d] = out[d] * scale * norm[d];
}

}  // namespace

Result<void> run(StepContext& context, const ops::HcPre& op) {
    const uint32_t s = op.streamCount;
    const uint64_t maps = uint64_t{2 + s} * s;
    const uint64_t hidden = op.streams.dim / s;
    const uint64_t count = context.count(op.streams);
    const float* const streams = context.floats(op.streams);
    LF_TRY(float* const mixes, context.arena().take<float>(count * maps));
    LF_TRY(float* const weights, context.arena().take<float>(count * s));
    LF_CHECK(multiply(context, context.weight(op.fn), streams, mixes, count));
    const FloatView base = context.vector(op.base);
    const FloatView scale = context.vector(op.scale);
    const FloatView norm = context.vector(op.norm);
    float* const post = context.floats(op.post);
    float* const comb = context.floats(op.comb);
    float* const normed = context.floats(op.normed);
    context.parallel(count, 4, [&](uint64_t r, unsigned) {
        const float* const u = streams + r * op.streams.dim;
        const float* const m = mixes + r * maps;
        float* const pre = weights + r * s;
        float* const c = comb + r * s * s;
        const float rms = rmsScale(context.kernels(), u, op.streams.dim, op.normEps);
        for (uint32_t j = 0; j < s; ++j)
            pre[j] = sigmoid(m[j] * rms * scale[0] + base[j]) + op.hcEps;
        for (uint32_t j = 0; j < s; ++j)
            post[r * s + j] = 2.0F * sigmoid(m[s + j] * rms * scale[1] + base[s + j]);
        for (uint32_t j = 0; j < s * s; ++j)
            c[j] = m[2 * s + j] * rms * scale[2] + base[2 * s + j];
        sinkhorn(c, s, op.sinkhornIterations, op.hcEps);
        collapse(context.kernels(), u, pre, s, hidden, norm, op.normEps, normed + r * hidden);
    });
    return {};
}

Result<void> run(StepContext& context, const ops::HcPost& op) {
    const uint32_t s = op.streamCount;
    const uint64_t hidden = op.streams.dim / s;
    const uint64_t pieces = (hidden + kChannels - 1) / kChannels;
    const float* const sublayer = context.floats(op.sublayer);
    const float* const post = context.floats(op.post);
    const float* const comb = context.floats(op.comb);
    float* const streams = context.floats(op.streams);
    // The streams of one channel mix with each other only, so that a piece needs room for its own channels.
    LF_TRY(float* const room, context.arena().take<float>(context.threads() * s * kChannels));
    context.parallel(context.count(op.streams) * pieces, 4, [&](uint64_t i, unsigned thread) {
        const uint64_t r = i / pieces;
        const uint64_t first = i % pieces * kChannels;
        const uint64_t channels = std::min(kChannels, hidden - first);
        const float* const out = sublayer + r * hidden + first;
        const float* const c = comb + r * s * s;
        float* const x = streams + r * op.streams.dim + first;
        float* const mixed = room + uint64_t{thread} * s * kChannels;
        for (uint32_t j = 0; j < s; ++j) {
            float* const to = mixed + j * kChannels;
            const float weight = post[r * s + j];
            for (uint64_t d = 0; d < channels; ++d)
                to[d] = weight * out[d];
            for (uint32_t from = 0; from < s; ++from) {
                const float share = c[from * s + j];
                const float* const source = x + from * hidden;
                for (uint64_t d = 0; d < channels; ++d)
                    to[d] += share * source[d];
            }
        }
        for (uint32_t j = 0; j < s; ++j)
            std::copy_n(mixed + j * kChannels, channels, x + j * hidden);
    });
    return {};
}

Result<void> run(StepContext& context, const ops::HcHead& op) {
    const uint32_t s = op.streamCount;
    const uint64_t hidden = op.streams.dim / s;
    const auto outputs = context.step().outputs;
    const float* const streams = context.floats(op.streams);
    Product product = productWith(context.weight(op.fn));
    product.count = outputs.size();
    LF_TRY(float* const mixes, context.arena().take<float>(outputs.size() * s));
    LF_TRY(float* const weights, context.arena().take<float>(outputs.size() * s));
    LF_TRY(const float** const x, rowPointers(context.arena(), streams, 0, outputs.size()));
    for (size_t i = 0; i < outputs.size(); ++i)
        x[i] += uint64_t{outputs[i]} * op.streams.dim;
    product.x = x;
    LF_TRY(product.y, rowPointers(context.arena(), mixes, s, outputs.size()));
    LF_CHECK(runProducts(context, {&product, 1}));
    const FloatView base = context.vector(op.base);
    const FloatView scale = context.vector(op.scale);
    const FloatView norm = context.vector(op.norm);
    float* const out = context.floats(op.out);
    context.parallel(outputs.size(), 4, [&](uint64_t i, unsigned) {
        const float rms = rmsScale(context.kernels(), x[i], op.streams.dim, op.normEps);
        float* const w = weights + i * s;
        for (uint32_t j = 0; j < s; ++j)
            w[j] = sigmoid(mixes[i * s + j] * rms * scale[0] + base[j]) + op.hcEps;
        collapse(context.kernels(), x[i], w, s, hidden, norm, op.normEps, out + i * hidden);
    });
    return {};
}

}  // namespace lanternfish::backends::cpu
