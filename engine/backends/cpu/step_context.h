#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

#include "engine/backends/cpu/kernels.h"
#include "engine/backends/cpu/memory.h"
#include "engine/backends/cpu/rope.h"
#include "engine/backends/cpu/store.h"
#include "engine/base/thread_team.h"
#include "engine/ops/op.h"

namespace lanternfish::backends::cpu {

/// What an op needs to run in one step. Ids have been checked: lookups do not fail.
class StepContext {
public:
    StepContext(const Kernels& kernels, base::ThreadTeam& team, const std::atomic<bool>& cancel, Store& store,
                Arena& arena, RopeTables& ropes, const ops::Step& step)
        : m_kernels(kernels),
          m_team(team),
          m_cancel(cancel),
          m_store(store),
          m_arena(arena),
          m_ropes(ropes),
          m_step(step) {}

    const Kernels& kernels() const { return m_kernels; }
    const ops::Step& step() const { return m_step; }
    Arena& arena() { return m_arena; }
    unsigned threads() const { return m_team.size(); }
    /// Loops that may run for long look at it now and then, so that a stop takes effect within a fraction of 100 ms.
    bool cancelled() const { return m_cancel.load(std::memory_order_relaxed); }

    /// body(i, thread) for i in [0, count), handed out in pieces of `grain`. Once cancelled the rest is left out.
    template <class Body>
    void parallel(uint64_t count, uint64_t grain, Body&& body) {
        m_team.run(count, grain, &m_cancel, [&](uint64_t begin, uint64_t end, unsigned thread) {
            for (uint64_t i = begin; i < end; ++i)
                body(i, thread);
        });
    }

    /// Rows that a tensor has in this step.
    uint64_t count(const ops::Tensor& tensor) const {
        return tensor.extent == ops::Extent::Rows ? m_step.rows.size() : m_step.outputs.size();
    }
    float* floats(const ops::Tensor& tensor) {
        return reinterpret_cast<float*>(m_store.findBuffer(tensor.buffer)->data());
    }
    int32_t* ints(const ops::Tensor& tensor) {
        return reinterpret_cast<int32_t*>(m_store.findBuffer(tensor.buffer)->data());
    }

    const Weight& weight(ops::WeightId id) const { return m_store.getWeight(id); }
    FloatView vector(ops::WeightId id) const { return weight(id).floats(); }
    const ExpertTable& experts(ops::ExpertTableId id) const { return m_store.getExperts(id); }

    /// Cache number `cache` of the sequence that a row belongs to.
    Cache& cache(const ops::Row& row, uint32_t cache) {
        return *m_store.findCache(m_step.sequences[row.sequence]->caches[cache]);
    }

    /// Cosines and sines of all rows, [rows, rotary].
    const double* angles(const ops::Rope& rope) {
        return m_ropes.table(rope.frequencies, vector(rope.frequencies), rope.rotary, m_step);
    }

private:
    const Kernels& m_kernels;
    base::ThreadTeam& m_team;
    const std::atomic<bool>& m_cancel;
    Store& m_store;
    Arena& m_arena;
    RopeTables& m_ropes;
    const ops::Step& m_step;
};

/// 1 / sqrt(mean(x^2) + eps).
double rmsScale(const Kernels& kernels, const float* x, uint64_t dim, float eps);

/// Orthonormal Walsh-Hadamard transform in natural order, in place; dim: a power of two. Spec 8.1.
void hadamard(double* x, uint32_t dim);

}  // namespace lanternfish::backends::cpu
