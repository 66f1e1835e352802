#pragma once

#include <memory>
#include <vector>

#include "engine/ops/backend.h"

namespace lanternfish::tests {

/// One of everything that a backend is asked for: y = W x, computed `times` times over, and y committed to a cache.
class GpuWorkload {
public:
    explicit GpuWorkload(size_t times = 1) : m_ops(times) {}

    /// From new weights and buffers on; what it was before is let go.
    Result<void> run(ops::Backend& backend) {
        m_recording.reset();
        LF_TRY(const ops::WeightId weight,
               backend.addWeight({"w", quant::Type::F32, kDim, kDim, 1, std::as_bytes(std::span(m_weight))}));
        LF_TRY(x.buffer, backend.createBuffer(kDim * sizeof(float)));
        LF_TRY(y.buffer, backend.createBuffer(kDim * sizeof(float)));
        LF_TRY(cache, backend.createCache({ops::CacheCodec::F32, false, kDim, 0, 4}));
        LF_CHECK(backend.growCache(cache, 8));
        LF_CHECK(backend.upload(x.buffer, std::as_bytes(std::span(m_x))));
        std::vector<ops::Op> all(m_ops, ops::Linear{x, weight, y});
        all.emplace_back(ops::CacheCommit{y, 0, 1});
        LF_TRY(m_recording, backend.record(all, {1, 1, MathClass::Exact}));
        LF_CHECK(submit(backend));
        LF_CHECK(backend.wait());
        found.assign(kDim, 0);
        committed.assign(kDim, 0);
        LF_CHECK(backend.download(y.buffer, std::as_writable_bytes(std::span(found))));
        return backend.readCache(cache, 5, committed);
    }

    Result<void> submit(ops::Backend& backend) const {
        const ops::SequenceCaches held{{cache}};
        const ops::SequenceCaches* const sequences[] = {&held};
        const ops::Row rows[] = {{0, 5, 0}};
        return backend.submit(*m_recording, {rows, {}, sequences}, {});
    }

    /// Small whole numbers, so that the right answer is exact.
    bool right() const { return found == m_y && committed == m_y; }
    bool recorded() const { return m_recording != nullptr; }

    static constexpr uint32_t kDim = 64;
    ops::Tensor x{{}, kDim, ops::Extent::Rows}, y{{}, kDim, ops::Extent::Rows};
    ops::CacheId cache{};
    std::vector<float> found, committed;

private:
    static std::vector<float> numbers(size_t count) {
        std::vector<float> values(count);
        for (size_t i = 0; i < count; ++i)
            values[i] = static_cast<float>(i * i % 7) - 3;
        return values;
    }

    static std::vector<float> product(const std::vector<float>& weight, const std::vector<float>& x) {
        std::vector<float> y(kDim);
        for (size_t i = 0; i < weight.size(); ++i)
            y[i / kDim] += weight[i] * x[i % kDim];
        return y;
    }

    size_t m_ops;
    std::vector<float> m_weight = numbers(size_t{kDim} * kDim), m_x = numbers(kDim), m_y = product(m_weight, m_x);
    std::unique_ptr<ops::Recording> m_recording;
};

}  // namespace lanternfish::tests
