#pragma once

#include <cstdint>
#include <span>
#include <vector>

/// The scalar reference of the op table: plain functions that read like the formulas of the model's specification. All
/// arithmetic is in double; f32 values go in and come out.
namespace lanternfish::ops::reference {

using Vector = std::vector<double>;

/// Row-major [rows, columns].
struct Matrix {
    std::span<const float> values;
    uint64_t rows = 0;
    uint64_t columns = 0;

    std::span<const float> row(uint64_t i) const { return values.subspan(i * columns, columns); }
    /// `count` rows from `first` on.
    Matrix slice(uint64_t first, uint64_t count) const {
        return {values.subspan(first * columns, count * columns), count, columns};
    }
};

Vector widen(std::span<const float> values);
void narrow(std::span<const double> values, std::span<float> out);

double dot(std::span<const float> a, std::span<const double> b);

/// W x.
Vector multiply(const Matrix& weight, std::span<const double> x);

/// 1 / sqrt(mean(x^2) + eps).
double inverseRms(std::span<const double> x, double eps);

/// x * inverseRms(x) * weight; an empty weight is all ones. Spec 4.1.
void rmsNorm(std::span<double> x, double eps, std::span<const float> weight);

double sigmoid(double x);

/// The orthonormal Walsh-Hadamard transform in natural order; x.size() is a power of two. Spec 8.1.
void hadamard(std::span<double> x);

enum class Direction : uint8_t { Forward, Inverse };

/// Rotates the interleaved pairs at the end of `x`, one per frequency, by f32(position) * frequency. Spec 4.2.
void rope(std::span<double> x, std::span<const float> frequencies, uint64_t position, Direction direction);

}  // namespace lanternfish::ops::reference
