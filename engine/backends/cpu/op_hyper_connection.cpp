#include <algorithm>
#include <cmath>

#include "engine/backends/cpu/op_kernels.h"
#include "engine/backends/cpu/product.h"

namespace lanternfish::backends::cpu {

namespace {

// Channels of one piece of work in HcPost.
constexpr uint64_t kChannels = 1024;

double sigmoid(double x) {
    return 1.0 / (1.0 + std::exp(-x));
}

/// Row softmax plus eps, a column pass, then iterations - 1 rounds of rows and columns. Spec 5.
void sinkhorn(double* comb, uint32_t s, uint32_t iterations, double eps) {
    const auto columns = [&] {
        for (uint32_t j = 0; j < s; ++j) {
            double sum = 0;
            for (uint32_t i = 0; i < s; ++i)
                sum += comb[i * s + j];
            for (uint32_t i = 0; i < s; ++i)
                comb[i * s + j] /= sum + eps;
        }
    };
    for (uint32_t i = 0; i < s; ++i) {
        double* const row = comb + i * s;
        const double most = *std::max_element(row, row + s);
        double sum = 0;
        for (uint32_t j = 0; j < s; ++j)
            sum += row[j] = std::exp(row[j] - most);
        for (uint32_t j = 0; j < s; ++j)
            row[j] = row[j] / sum + eps;
    }
    columns();
    for (uint32_t round = 1; round < iterations; ++round) {
        for (uint32_t i = 0; i < s; ++i) {
            double* const row = comb + i * s;
            double sum = 0;
            for (uint32_t j = 0; j < s; ++j)
                sum += row[j];
            for (uint32_t j = 0; j < s; ++j)
                row[j] /= sum + eps;
        }
        columns();
    }
}

/// out = rmsNorm(sum_s weights_s streams_s; norm).
void collapse(const float* streams, const double* weights, uint32_t s, uint64_t hidden, FloatView norm, double eps,
              float* out) {
    const auto mix = [&](uint64_t d) {
        double sum = 0;
        for (uint32_t h = 0; h < s; ++h)
            sum += weights[h] * static_cast<double>(streams[h * hidden + d]);
        return sum;
    };
    double squares = 0;
    for (uint64_t d = 0; d < hidden; ++d) {
        const double value = mix(d);
        squares += value * value;
    }
    const double scale = 1.0 / std::sqrt(squares / static_cast<double>(hidden) + eps);
    for (uint64_t d = 0; d < hidden; ++d)
        out[d] = static_cast<float>(mix(d) * scale * static_cast<double>(norm[d]));
}

}  // namespace

Result<void> run(StepContext& context, const ops::HcPre& op) {
    const uint32_t s = op.streamCount;
    const uint64_t maps = uint64_t{2 + s} * s;
    const uint64_t hidden = op.streams.dim / s;
    const uint64_t count = context.count(op.streams);
    const float* const streams = context.floats(op.streams);
    LF_TRY(float* const mixes, context.arena().take<float>(count * maps));
    LF_TRY(double* const wide, context.arena().take<double>(count * maps));
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
        double* const pre = wide + r * maps;
        double* const c = pre + s;
        const double rms = rmsScale(context.kernels(), u, op.streams.dim, op.normEps);
        const auto map = [&](uint32_t i, uint32_t part) { return m[i] * rms * double{scale[part]} + double{base[i]}; };
        for (uint32_t j = 0; j < s; ++j)
            pre[j] = sigmoid(map(j, 0)) + double{op.hcEps};
        for (uint32_t j = 0; j < s; ++j)
            post[r * s + j] = static_cast<float>(2.0 * sigmoid(map(s + j, 1)));
        for (uint32_t j = 0; j < s * s; ++j)
            c[j] = map(2 * s + j, 2);
        sinkhorn(c, s, op.sinkhornIterations, op.hcEps);
        for (uint32_t j = 0; j < s * s; ++j)
            comb[r * s * s + j] = static_cast<float>(c[j]);
        collapse(u, pre, s, hidden, norm, op.normEps, normed + r * hidden);
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
    LF_TRY(double* const room, context.arena().take<double>(context.threads() * s * kChannels));
    context.parallel(context.count(op.streams) * pieces, 4, [&](uint64_t i, unsigned thread) {
        const uint64_t r = i / pieces;
        const uint64_t first = i % pieces * kChannels;
        const uint64_t channels = std::min(kChannels, hidden - first);
        const float* const out = sublayer + r * hidden + first;
        const float* const c = comb + r * s * s;
        float* const x = streams + r * op.streams.dim + first;
        double* const mixed = room + uint64_t{thread} * s * kChannels;
        for (uint32_t j = 0; j < s; ++j) {
            double* const to = mixed + j * kChannels;
            const double weight = post[r * s + j];
            for (uint64_t d = 0; d < channels; ++d)
                to[d] = weight * out[d];
            for (uint32_t from = 0; from < s; ++from) {
                const double share = c[from * s + j];
                const float* const source = x + from * hidden;
                for (uint64_t d = 0; d < channels; ++d)
                    to[d] += share * source[d];
            }
        }
        for (uint32_t j = 0; j < s; ++j)
            for (uint64_t d = 0; d < channels; ++d)
                x[j * hidden + d] = static_cast<float>(mixed[j * kChannels + d]);
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
    LF_TRY(double* const weights, context.arena().take<double>(outputs.size() * s));
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
        const double rms = rmsScale(context.kernels(), x[i], op.streams.dim, op.normEps);
        double* const w = weights + i * s;
        for (uint32_t j = 0; j < s; ++j)
            w[j] = sigmoid(mixes[i * s + j] * rms * double{scale[0]} + double{base[j]}) + double{op.hcEps};
        collapse(x[i], w, s, hidden, norm, op.normEps, out + i * hidden);
    });
    return {};
}

}  // namespace lanternfish::backends::cpu
