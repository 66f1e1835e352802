#include "engine/ops/reference/hyper_connection.h"

#include <algorithm>
#include <cmath>

namespace lanternfish::ops::reference {

namespace {

void normaliseRows(std::span<double> comb, uint32_t n, double eps) {
    for (uint32_t i = 0; i < n; ++i) {
        double sum = eps;
        for (uint32_t j = 0; j < n; ++j)
            sum += comb[i * n + j];
        for (uint32_t j = 0; j < n; ++j)
            comb[i * n + j] /= sum;
    }
}

void normaliseColumns(std::span<double> comb, uint32_t n, double eps) {
    for (uint32_t j = 0; j < n; ++j) {
        double sum = eps;
        for (uint32_t i = 0; i < n; ++i)
            sum += comb[i * n + j];
        for (uint32_t i = 0; i < n; ++i)
            comb[i * n + j] /= sum;
    }
}

void softmaxRows(std::span<double> comb, uint32_t n) {
    for (uint32_t i = 0; i < n; ++i) {
        const std::span<double> row = comb.subspan(i * n, n);
        const double largest = *std::ranges::max_element(row);
        for (double& value : row)
            value = std::exp(value - largest);
    }
    normaliseRows(comb, n, 0);
}

}  // namespace

HyperMix hyperMix(std::span<const double> m, std::span<const float> base, std::span<const float> scale,
                  uint32_t streams, uint32_t iterations, double eps) {
    const uint32_t n = streams;
    HyperMix mix{Vector(n), Vector(n), Vector(n * n)};
    for (uint32_t j = 0; j < n; ++j) {
        mix.pre[j] = sigmoid(m[j] * scale[0] + base[j]) + eps;
        mix.post[j] = 2 * sigmoid(m[n + j] * scale[1] + base[n + j]);
    }
    for (uint32_t k = 0; k < n * n; ++k)
        mix.comb[k] = m[2 * n + k] * scale[2] + base[2 * n + k];
    softmaxRows(mix.comb, n);
    for (double& value : mix.comb)
        value += eps;
    normaliseColumns(mix.comb, n, eps);
    for (uint32_t iteration = 1; iteration < iterations; ++iteration) {
        normaliseRows(mix.comb, n, eps);
        normaliseColumns(mix.comb, n, eps);
    }
    return mix;
}

Vector hyperProject(const Matrix& fn, std::span<const double> streams, double eps) {
    Vector m = multiply(fn, streams);
    const double factor = inverseRms(streams, eps);
    for (double& value : m)
        value *= factor;
    return m;
}

Vector headMix(std::span<const double> m, std::span<const float> base, float scale, double eps) {
    Vector weights(m.size());
    for (size_t j = 0; j < m.size(); ++j)
        weights[j] = sigmoid(m[j] * scale + base[j]) + eps;
    return weights;
}

Vector collapse(std::span<const double> weights, std::span<const double> streams) {
    const size_t hidden = streams.size() / weights.size();
    Vector sum(hidden);
    for (size_t s = 0; s < weights.size(); ++s)
        for (size_t d = 0; d < hidden; ++d)
            sum[d] += weights[s] * streams[s * hidden + d];
    return sum;
}

void hyperExpand(std::span<const float> sublayer, std::span<const float> post, std::span<const float> comb,
                 std::span<float> streams) {
    const size_t n = post.size();
    const size_t hidden = sublayer.size();
    const Vector before = widen(streams);
    for (size_t j = 0; j < n; ++j)
        for (size_t d = 0; d < hidden; ++d) {
            double value = double{post[j]} * sublayer[d];
            for (size_t i = 0; i < n; ++i)
                value += comb[i * n + j] * before[i * hidden + d];
            streams[j * hidden + d] = static_cast<float>(value);
        }
}

}  // namespace lanternfish::ops::reference
