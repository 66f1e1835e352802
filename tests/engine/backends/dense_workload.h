#pragma once

#include <bit>
#include <cstring>
#include <memory>
#include <vector>

#include "engine/ops/backend.h"

namespace lanternfish::tests {

/// A step of many rows: products of every kind that a library of products makes. With kWide columns one of the weights
/// becomes a matrix in pieces where buffers end at kRange, and another is in two buffers. All numbers are whole
/// and so small that every way to multiply is exact: in f32, in bf16, and in bytes, where the largest of 32 is 127.
class DenseWorkload {
public:
    static constexpr uint32_t kRows = 130, kWide = 512, kGroups = 2;
    static constexpr uint64_t kRange = 300'000;

    explicit DenseWorkload(uint32_t columns = 128) : m_dim(columns), m_inner(columns / 2) {
        for (uint32_t i = 0; i < kRows * m_dim; ++i)
            m_x.push_back(i % 32 == 0 ? 127 : static_cast<float>(i * 7 % 251) - 125);
    }

    /// Rows that buffers have, at least kRows.
    void setRoom(uint32_t rows) { m_room = rows; }

    /// From new weights and buffers on; what it was before is let go.
    Result<void> record(ops::Backend& backend, uint32_t rows = kRows, MathClass math = MathClass::Fast) {
        m_recording.reset();
        LF_TRY(const ops::WeightId first, addWeight(backend, quant::Type::Q8_0, m_inner, m_dim / kGroups, 1));
        LF_TRY(const ops::WeightId second, addWeight(backend, quant::Type::F16, m_inner, m_inner, 2));
        LF_TRY(const ops::WeightId third, addWeight(backend, quant::Type::Q8_0, m_dim, m_dim, 3));
        LF_TRY(const ops::WeightId fourth, addWeight(backend, quant::Type::F32, m_inner, m_dim, 4));
        LF_TRY(m_xs, tensor(backend, m_dim));
        for (size_t i = 0; i < std::size(m_ys); ++i) {
            LF_TRY(m_ys[i], tensor(backend, i == 2 ? m_dim : m_inner));
        }
        LF_CHECK(backend.upload(m_xs.buffer, std::as_bytes(std::span(m_x))));
        const std::vector<ops::Op> all{ops::Linear{m_xs, first, m_ys[0], kGroups},
                                       ops::Linear{m_ys[0], second, m_ys[1]}, ops::Linear{m_xs, third, m_ys[2]},
                                       ops::Linear{m_xs, fourth, m_ys[3]}};
        LF_TRY(m_recording, backend.record(all, {rows, 1, math}));
        return {};
    }

    Result<void> submit(ops::Backend& backend, uint32_t count = kRows) {
        const ops::SequenceCaches none;
        const ops::SequenceCaches* const sequences[] = {&none};
        std::vector<ops::Row> rows(count);
        for (uint32_t i = 0; i < count; ++i)
            rows[i].position = i;
        LF_CHECK(backend.submit(*m_recording, {rows, {}, sequences}, {}));
        return backend.wait();
    }

    Result<void> run(ops::Backend& backend) {
        LF_CHECK(record(backend));
        LF_CHECK(submit(backend));
        return read(backend);
    }

    Result<void> read(ops::Backend& backend) {
        for (size_t i = 0; i < std::size(m_ys); ++i) {
            m_found[i].assign(size_t{kRows} * m_ys[i].dim, -1);
            LF_CHECK(backend.download(m_ys[i].buffer, std::as_writable_bytes(std::span(m_found[i]))));
        }
        return {};
    }

    /// The first `rows` of what was read.
    bool right(uint32_t rows = kRows) const {
        const std::vector<float> first = multiply(m_x, m_dim / kGroups, m_inner, 1, kGroups);
        const std::vector<float> expected[] = {first, multiply(first, m_inner, m_inner, 2),
                                               multiply(m_x, m_dim, m_dim, 3), multiply(m_x, m_dim, m_inner, 4)};
        for (size_t i = 0; i < std::size(expected); ++i)
            if (std::memcmp(m_found[i].data(), expected[i].data(), sizeof(float) * rows * m_ys[i].dim) != 0)
                return false;
        return true;
    }

    const ops::Recording& recording() const { return *m_recording; }
    bool recorded() const { return m_recording != nullptr; }

private:
    /// Mostly zeros, so that sums stay small.
    static float element(uint32_t seed, uint64_t i) {
        const uint64_t mixed = (i + 1) * (0x9E3779B97F4A7C15U + 2 * uint64_t{seed});
        return (mixed >> 40U) % 16 != 0 ? 0 : static_cast<float>((mixed >> 50U) % 3) - 1;
    }

    static void put(std::vector<std::byte>& to, const auto& value) {
        const auto* const bytes = reinterpret_cast<const std::byte*>(&value);
        to.insert(to.end(), bytes, bytes + sizeof(value));
    }

    static uint16_t halfOf(float value) {  // Of -1, 0 or 1.
        return value == 0 ? 0 : static_cast<uint16_t>(value < 0 ? 0xbc00 : 0x3c00);
    }

    Result<ops::WeightId> addWeight(ops::Backend& backend, quant::Type type, uint32_t rows, uint32_t columns,
                                    uint32_t seed) {
        std::vector<std::byte>& bytes = m_weights.emplace_back();
        for (uint64_t i = 0; i < uint64_t{rows} * columns; ++i) {
            const float value = element(seed, i);
            if (type == quant::Type::Q8_0) {
                if (i % 32 == 0)
                    put(bytes, halfOf(1));
                put(bytes, static_cast<int8_t>(value));
            } else if (type == quant::Type::F16) {
                put(bytes, halfOf(value));
            } else {
                put(bytes, value);
            }
        }
        return backend.addWeight({"w", type, rows, columns, 1, bytes});
    }

    Result<ops::Tensor> tensor(ops::Backend& backend, uint32_t dim) {
        LF_TRY(const ops::BufferId buffer, backend.createBuffer(sizeof(float) * m_room * dim));
        return ops::Tensor{buffer, dim, ops::Extent::Rows};
    }

    static std::vector<float> multiply(const std::vector<float>& x, uint32_t columns, uint32_t outs, uint32_t seed,
                                       uint32_t groups = 1) {
        std::vector<float> y(size_t{kRows} * outs);
        for (uint32_t o = 0; o < outs; ++o)
            for (uint32_t k = 0; k < columns; ++k) {
                const float weight = element(seed, uint64_t{o} * columns + k);
                const uint32_t group = o / (outs / groups);
                for (uint32_t row = 0; weight != 0 && row < kRows; ++row)
                    y[size_t{row} * outs + o] += weight * x[(size_t{row} * groups + group) * columns + k];
            }
        return y;
    }

    uint32_t m_dim, m_inner;
    uint32_t m_room = kRows;
    std::vector<float> m_x;
    std::vector<std::vector<std::byte>> m_weights;
    ops::Tensor m_xs, m_ys[4];
    std::vector<float> m_found[4];
    std::unique_ptr<ops::Recording> m_recording;
};

}  // namespace lanternfish::tests
