#include "engine/ops/reference/vectors.h"

#include <cmath>

namespace lanternfish::ops::reference {

Vector widen(std::span<const float> values) {
    return {values.begin(), values.end()};
}

void narrow(std::span<const double> values, std::span<float> out) {
    for (size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<float>(values[i]);
}

double dot(std::span<const float> a, std::span<const double> b) {
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

Vector multiply(const Matrix& weight, std::span<const double> x) {
    Vector y(weight.rows);
    for (uint64_t i = 0; i < weight.rows; ++i)
        y[i] = dot(weight.row(i), x);
    return y;
}

double inverseRms(std::span<const double> x, double eps) {
    double squares = 0;
    for (const double value : x)
        squares += value * value;
    return 1 / std::sqrt(squares / static_cast<double>(x.size()) + eps);
}

void rmsNorm(std::span<double> x, double eps, std::span<const float> weight) {
    const double factor = inverseRms(x, eps);
    for (size_t i = 0; i < x.size(); ++i)
        x[i] *= factor * (weight.empty() ? 1.0 : weight[i]);
}

double sigmoid(double x) {
    return 1 / (1 + std::exp(-x));
}

void hadamard(std::span<double> x) {
    const size_t n = x.size();
    for (size_t half = 1; half < n; half *= 2)
        for (size_t i = 0; i < n; ++i)
            if ((i & half) == 0) {
                const double a = x[i], b = x[i + half];
                x[i] = a + b;
                x[i + half] = a - b;
            }
    for (double& value : x)
        value /= std::sqrt(static_cast<double>(n));
}

void rope(std::span<double> x, std::span<const float> frequencies, uint64_t position, Direction direction) {
    const std::span<double> rotated = x.last(2 * frequencies.size());
    for (size_t i = 0; i < frequencies.size(); ++i) {
        const float angle = static_cast<float>(position) * frequencies[i];
        const double cosine = std::cos(double{angle});
        const double sine = direction == Direction::Forward ? std::sin(double{angle}) : -std::sin(double{angle});
        const double a = rotated[2 * i], b = rotated[2 * i + 1];
        rotated[2 * i] = a * cosine - b * sine;
        rotated[2 * i + 1] = a * sine + b * cosine;
    }
}

}  // namespace lanternfish::ops::reference
