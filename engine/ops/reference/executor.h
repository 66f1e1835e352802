#pragma once

#include <stop_token>

#include "engine/ops/reference/memory.h"

namespace lanternfish::ops::reference {

/// Runs ops, which validateOps and validateStep have accepted, one after the other and row by row. Errors: Cancelled,
/// InvalidArgument for a computed id that can't be.
class Executor {
public:
    Executor(Memory& memory, const Step& step, std::stop_token stop)
        : m_memory(memory), m_step(step), m_stop(std::move(stop)) {}

    Result<void> run(const Op& op);

private:
    Result<void> execute(const Embed& op);
    Result<void> execute(const HcPre& op);
    Result<void> execute(const HcPost& op);
    Result<void> execute(const HcHead& op);
    Result<void> execute(const RmsNorm& op);
    Result<void> execute(const Linear& op);
    Result<void> execute(const QFinish& op);
    Result<void> execute(const KvFinish& op);
    Result<void> execute(const CacheCommit& op);
    Result<void> execute(const StateCommit& op);
    Result<void> execute(const Compress& op);
    Result<void> execute(const IndexQuery& op);
    Result<void> execute(const IndexSelect& op);
    Result<void> execute(const Attention& op);
    Result<void> execute(const OutputFinish& op);
    Result<void> execute(const Route& op);
    Result<void> execute(const FeedForward& op);
    Result<void> execute(const Experts& op);
    Result<void> execute(const Logits& op);

    /// Calls body(i) for every row of the extent; body returns nothing or a Result<void>.
    template <class Body>
    Result<void> forRows(Extent extent, Body&& body);

    std::span<float> floats(const Tensor& tensor, size_t row);
    int32_t integer(const Tensor& tensor, size_t row, size_t i);
    void setInteger(const Tensor& tensor, size_t row, size_t i, int32_t value);

    Matrix matrix(WeightId id) const { return m_memory.weightAt(id).matrix(); }
    std::span<const float> vector(WeightId id) const { return m_memory.weightAt(id).values; }
    Cache& cache(const Row& row, uint32_t number);

    Memory& m_memory;
    const Step& m_step;
    std::stop_token m_stop;
};

}  // namespace lanternfish::ops::reference
