#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <deque>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "engine/ops/backend.h"

namespace lanternfish::ops {

/// A way to make a backend, named for the test's parameter.
struct BackendCase {
    std::string name;
    Result<std::unique_ptr<Backend>> (*create)();
};

inline void PrintTo(const BackendCase& backend, std::ostream* out) {
    *out << backend.name;
}

/// The backends of this build that the op vectors are for.
std::vector<BackendCase> backendCases();

/// A backend with short ways to fill it, run ops on it and read the result. A failure of the backend fails the test.
class OpFixture {
public:
    explicit OpFixture(const BackendCase& backend) {
        auto created = backend.create();
        if (created)
            m_backend = std::move(*created);
        else
            ADD_FAILURE() << describe(created.error());
    }

    Backend& backend() { return *m_backend; }

    WeightId matrix(uint64_t rows, uint64_t columns, const std::vector<float>& values) {
        return take(m_backend->addWeight(source(rows, columns, 1, values)));
    }
    WeightId vector(const std::vector<float>& values) { return matrix(1, values.size(), values); }
    WeightId integers(uint64_t rows, uint64_t columns, const std::vector<int32_t>& values) {
        WeightSource weight{"integers", quant::Type::I32, rows, columns, 1, keep(values)};
        return take(m_backend->addWeight(weight));
    }
    WeightSource source(uint64_t rows, uint64_t columns, uint64_t slices, const std::vector<float>& values) {
        return {"values", quant::Type::F32, rows, columns, slices, keep(values)};
    }

    /// A tensor of as many rows as `values` fill.
    template <class T>
    Tensor tensor(uint32_t dim, const std::vector<T>& values, Extent extent = Extent::Rows) {
        const Tensor tensor{take(m_backend->createBuffer(values.size() * 4)), dim, extent};
        check(m_backend->upload(tensor.buffer, std::as_bytes(std::span(values))));
        return tensor;
    }
    Tensor empty(uint32_t dim, uint32_t rows, Extent extent = Extent::Rows) {
        return tensor(dim, std::vector<float>(size_t{dim} * rows), extent);
    }
    template <class T = float>
    std::vector<T> read(const Tensor& tensor, uint32_t rows) {
        std::vector<T> values(size_t{tensor.dim} * rows);
        check(m_backend->download(tensor.buffer, std::as_writable_bytes(std::span(values))));
        return values;
    }

    /// Adds a cache to the fixture's sequence and returns its number.
    uint32_t cache(const CacheSpec& spec, const std::vector<float>& rows = {}) {
        m_sequence.caches.push_back(take(m_backend->createCache(spec)));
        if (!rows.empty())
            check(m_backend->writeCache(m_sequence.caches.back(), 0, rows));
        return static_cast<uint32_t>(m_sequence.caches.size() - 1);
    }
    std::vector<float> readCache(uint32_t number, uint32_t first, uint32_t rows, uint32_t dim) {
        std::vector<float> values(size_t{rows} * dim);
        check(m_backend->readCache(m_sequence.caches[number], first, values));
        return values;
    }

    /// Runs `ops` once on rows of the fixture's sequence.
    Result<void> tryRun(const std::vector<Op>& ops, const std::vector<Row>& rows, std::vector<uint32_t> outputs = {},
                        std::stop_token stop = {}) {
        const RecordShape shape{static_cast<uint32_t>(rows.size()), static_cast<uint32_t>(outputs.size()),
                                MathClass::Exact};
        LF_TRY(const std::unique_ptr<Recording> recording, m_backend->record(ops, shape));
        const SequenceCaches* const sequences[] = {&m_sequence};
        LF_CHECK(m_backend->submit(*recording, {rows, outputs, sequences}, stop));
        return m_backend->wait();
    }
    void run(const std::vector<Op>& ops, const std::vector<Row>& rows, const std::vector<uint32_t>& outputs = {}) {
        check(tryRun(ops, rows, outputs));
    }

    /// Rows of `count` consecutive positions.
    static std::vector<Row> rows(uint32_t first, uint32_t count) {
        std::vector<Row> result(count);
        for (uint32_t i = 0; i < count; ++i)
            result[i].position = first + i;
        return result;
    }

    SequenceCaches& sequence() { return m_sequence; }

    template <class T>
    T take(Result<T> result) {
        if (result)
            return std::move(*result);
        ADD_FAILURE() << describe(result.error());
        return T{};
    }
    void check(const Result<void>& result) {
        if (!result)
            ADD_FAILURE() << describe(result.error());
    }

private:
    /// Weights are read in place: their bytes live as long as the backend.
    template <class T>
    std::span<const std::byte> keep(const std::vector<T>& values) {
        std::vector<std::byte>& bytes = m_weights.emplace_back(values.size() * sizeof(T));
        std::memcpy(bytes.data(), values.data(), bytes.size());
        return bytes;
    }

    std::deque<std::vector<std::byte>> m_weights;
    std::unique_ptr<Backend> m_backend;
    SequenceCaches m_sequence;
};

/// Each value within `relative` times the largest expectation. The default leaves room for a dozen f32 roundings and
/// for constants of seven digits.
inline void expectNear(const std::vector<float>& values, const std::vector<double>& expected, double relative = 1e-6) {
    ASSERT_EQ(values.size(), expected.size());
    double largest = 0;
    for (const double value : expected)
        largest = std::max(largest, std::fabs(value));
    for (size_t i = 0; i < values.size(); ++i)
        EXPECT_NEAR(values[i], expected[i], relative * largest) << "element " << i;
}

class OpVectors : public testing::TestWithParam<BackendCase> {
protected:
    OpFixture f{GetParam()};
};

}  // namespace lanternfish::ops
