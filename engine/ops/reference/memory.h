#pragma once

#include <map>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

#include "engine/ops/reference/vectors.h"
#include "engine/ops/validate.h"

namespace lanternfish::ops::reference {

/// The values of a weight in f32, which holds those of every type; of an I32 weight, its integers.
struct Weight {
    std::string name;
    quant::Type type = quant::Type::F32;
    uint64_t rows = 0, columns = 0, slices = 1;
    std::vector<float> values;
    std::vector<int32_t> integers;

    WeightShape shape() const { return {name, type, rows, columns, slices}; }
    Matrix slice(uint64_t i) const { return Matrix{values, rows * slices, columns}.slice(i * rows, rows); }
    Matrix matrix() const { return slice(0); }
};

struct ExpertWeights {
    Weight gate, up, down;
};

/// Rows of f32, holding what the codec keeps.
struct Cache {
    CacheSpec spec;
    std::vector<float> values;

    std::span<float> row(uint64_t index) {
        const uint64_t slot = spec.ring ? index % spec.capacity : index;
        return std::span(values).subspan(slot * spec.dim, spec.dim);
    }
    void store(uint64_t index, std::span<const float> source);
};

/// Everything that a backend holds, by id. Ids start at 1, so that an id that nobody set is refused.
class Memory final : public Resources {
public:
    Result<WeightId> addWeight(const WeightSource& source);
    Result<ExpertTableId> addExperts(const ExpertSource& source);
    Result<BufferId> createBuffer(uint64_t bytes);
    void releaseBuffer(BufferId id) { m_buffers.erase(id); }
    Result<CacheId> createCache(const CacheSpec& spec);
    void releaseCache(CacheId id) { m_caches.erase(id); }

    std::optional<WeightShape> weight(WeightId id) const override;
    std::optional<ExpertShape> experts(ExpertTableId id) const override;
    std::optional<uint64_t> bufferBytes(BufferId id) const override;
    std::optional<CacheSpec> cache(CacheId id) const override;

    /// Null for an id that is not there.
    std::vector<float>* findBuffer(BufferId id);
    Cache* findCache(CacheId id);
    const Cache* findCache(CacheId id) const;

    // For ids that validateOps and validateStep have seen.
    const Weight& weightAt(WeightId id) const { return m_weights.at(id); }
    const ExpertWeights& expertsAt(ExpertTableId id) const { return m_experts.at(id); }
    std::vector<float>& bufferAt(BufferId id) { return m_buffers.at(id); }
    Cache& cacheAt(CacheId id) { return m_caches.at(id); }

private:
    uint32_t nextId() { return ++m_lastId; }

    uint32_t m_lastId = 0;
    std::map<WeightId, Weight> m_weights;
    std::map<ExpertTableId, ExpertWeights> m_experts;
    std::map<BufferId, std::vector<float>> m_buffers;
    std::map<CacheId, Cache> m_caches;
};

/// Runs `allocate`, which may run out of memory; `what` is for the error.
template <class Allocate>
Result<void> allocating(const std::string& what, Allocate&& allocate) {
    try {
        allocate();
    } catch (const std::bad_alloc&) {
        return makeError(ErrorCode::OutOfMemory, "no memory for " + what);
    } catch (const std::length_error&) {
        return makeError(ErrorCode::OutOfMemory, "no address space for " + what);
    }
    return {};
}

}  // namespace lanternfish::ops::reference
