#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/ops/backend.h"

namespace lanternfish::ops {

/// One tensor or cache that a case ended with, and how far a backend may be from the reference in each element.
struct Outcome {
    std::string name;
    std::vector<float> values;
    double tolerance = 0;  ///< Absolute, 0 for equal bits (-0 equals 0).
    /// For results that go through a rounding to few bits: where the exact value is next to a tie, two right answers
    /// are a `step` apart. At most this share of the elements may be.
    double ties = 0;
    double step = 0;
    /// What comes on top in the fast class of a backend that rounds activations to 8 bits.
    double rounding = 0;
};

/// A backend filled with data that depends on the case's seed only, so that two rigs built by the same case hold the
/// same. Runs a step whole or split into several, as its caller asked: results must not depend on it.
class Rig {
public:
    /// rowsPerStep 0: the whole step at once.
    Rig(std::unique_ptr<Backend> backend, uint64_t seed, uint32_t rowsPerStep, MathClass math = MathClass::Exact);

    /// The step: rows of `sequences` sequences, in the order given. Call before making tensors.
    void setRows(std::vector<Row> rows, std::vector<uint32_t> outputs = {});
    const std::vector<Row>& rows() const { return m_rows; }

    // ---- random data, uniform in [-magnitude, magnitude]
    std::vector<float> random(size_t count, double magnitude);
    WeightSource source(quant::Type type, uint64_t rows, uint64_t columns, uint64_t slices, double magnitude);
    WeightId matrix(quant::Type type, uint64_t rows, uint64_t columns, double magnitude);
    WeightId matrixOf(uint64_t rows, uint64_t columns, const std::vector<float>& values);
    WeightId vectorOf(const std::vector<float>& values) { return matrixOf(1, values.size(), values); }
    WeightId vector(size_t size, double magnitude) { return vectorOf(random(size, magnitude)); }
    WeightId integers(uint64_t rows, uint64_t columns, const std::vector<int32_t>& values);
    ExpertTableId experts(const WeightSource& gate, const WeightSource& up, const WeightSource& down);
    Rope rope(uint32_t rotary);

    // ---- tensors: what a step starts with; zeros for those that are only written
    Tensor tensor(uint32_t dim, double magnitude, Extent extent = Extent::Rows);
    Tensor tensorOf(uint32_t dim, std::vector<float> values, Extent extent = Extent::Rows);
    Tensor blank(uint32_t dim, Extent extent = Extent::Rows) { return tensor(dim, 0, extent); }

    /// A cache number that every sequence has its own cache for, filled with rows in [-magnitude, magnitude].
    uint32_t cache(const CacheSpec& spec, double magnitude);
    uint32_t cacheOf(const CacheSpec& spec, const std::function<std::vector<float>()>& rows);

    /// Fails the current test on any error.
    void run(const std::vector<Op>& ops);
    /// All rows in one step of what has been recorded; tensors stay on the backend.
    Result<void> submit(const Recording& recording, std::stop_token stop);

    const std::vector<float>& values(const Tensor& tensor) const;
    std::vector<float> integersAsFloats(const Tensor& tensor) const;
    std::vector<float> cacheRows(uint32_t cache);

    /// The largest Euclidean norm of a row of a weight, or of `dim` elements of a tensor.
    double rowNorm(WeightId weight) const { return m_norms.at(static_cast<uint32_t>(weight)); }
    double rowNorm(const Tensor& tensor, size_t dim) const;

    Backend& backend() { return *m_backend; }

private:
    std::span<const std::byte> keep(std::vector<std::byte> bytes);
    void runRows(const Recording& recording, size_t first, size_t count);
    Result<void> submitRows(const Recording& recording, std::span<const Row> rows, std::span<const uint32_t> outputs,
                            std::stop_token stop);

    std::unique_ptr<Backend> m_backend;
    std::mt19937_64 m_random;
    uint32_t m_rowsPerStep;
    MathClass m_math;
    std::deque<std::vector<std::byte>> m_bytes;  // Before the backend's use of them ends.
    std::map<uint32_t, double> m_norms;

    std::vector<Row> m_rows;
    std::vector<uint32_t> m_outputs;
    std::vector<SequenceCaches> m_sequences;
    std::vector<CacheSpec> m_cacheSpecs;
    struct Held {
        Tensor tensor;
        std::vector<float> values;
    };
    std::deque<Held> m_tensors;
};

/// Rounding bound of a dot product of `n` elements whose factors have these norms, added up in any order of at most
/// n / 16 + 8 steps on the way of each (16 lanes and a tree), by f32 with or without fused multiply-add.
double dotBound(size_t n, double normA, double normB);

/// The same dot product with the elements of B, of this largest magnitude, rounded to 8 bits: a step is 2 / 254 of the
/// largest of its block, so that errors are even in +-largest / 254 and independent of each other. Six standard
/// deviations of their sum.
double roundedDotBound(double normA, double largestB);

/// Largest magnitude.
double most(const std::vector<float>& values);

constexpr double kEpsilon = 0x1p-24;  ///< Largest relative error of one f32 rounding.

}  // namespace lanternfish::ops
