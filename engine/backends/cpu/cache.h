#pragma once

#include <cstdint>

#include "engine/backends/cpu/kernels.h"
#include "engine/backends/cpu/memory.h"
#include "engine/ops/op.h"

namespace lanternfish::backends::cpu {

/// The rows of one cache as its codec keeps them: packed ones take the bytes of their codes and scales, no more.
/// Thread: different rows may be stored at once.
class Cache {
public:
    static Result<Cache> create(const ops::CacheSpec& spec);

    const ops::CacheSpec& spec() const { return m_spec; }
    uint64_t bytes() const { return m_rowBytes * m_spec.capacity; }

    Result<void> grow(uint32_t capacity);

    /// Where position or entry `index` lies.
    uint64_t rowOf(uint64_t index) const { return m_spec.ring ? index % m_spec.capacity : index; }

    void store(uint64_t row, const float* x);
    void load(const Kernels& kernels, uint64_t row, float* out) const;

private:
    ops::CacheSpec m_spec;
    uint64_t m_rowBytes = 0;
    AlignedBytes m_rows;  ///< At least bytes().
};

}  // namespace lanternfish::backends::cpu
