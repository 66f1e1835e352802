#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/backends/cpu/cache.h"
#include "engine/backends/cpu/memory.h"
#include "engine/ops/backend.h"
#include "engine/ops/validate.h"

namespace lanternfish::backends::cpu {

/// A weight where the caller has it.
struct Weight {
    ops::WeightSource source;
    uint64_t rowBytes = 0;

    const std::byte* row(uint64_t row, uint64_t slice = 0) const {
        return source.bytes.data() + (slice * source.rows + row) * rowBytes;
    }
    FloatView floats() const { return FloatView(source.bytes.data()); }
};

struct ExpertTable {
    Weight gate, up, down;
};

/// Everything that ids stand for. Id n is element n - 1, so that a default id names nothing.
class Store : public ops::Resources {
public:
    std::optional<ops::WeightShape> weight(ops::WeightId id) const override;
    std::optional<ops::ExpertShape> experts(ops::ExpertTableId id) const override;
    std::optional<uint64_t> bufferBytes(ops::BufferId id) const override;
    std::optional<ops::CacheSpec> cache(ops::CacheId id) const override;

    ops::WeightId addWeight(const ops::WeightSource& source);
    ops::ExpertTableId addExperts(const ops::ExpertSource& source);
    ops::BufferId addBuffer(AlignedBytes bytes);
    ops::CacheId addCache(Cache cache);
    void releaseBuffer(ops::BufferId id);
    void releaseCache(ops::CacheId id);

    /// Ids that are known to exist.
    const Weight& getWeight(ops::WeightId id) const { return m_weights[static_cast<uint32_t>(id) - 1]; }
    const ExpertTable& getExperts(ops::ExpertTableId id) const { return m_experts[static_cast<uint32_t>(id) - 1]; }

    /// Null for an id that names nothing.
    AlignedBytes* findBuffer(ops::BufferId id);
    Cache* findCache(ops::CacheId id);
    const Cache* findCache(ops::CacheId id) const;

private:
    std::vector<Weight> m_weights;
    std::vector<ExpertTable> m_experts;
    std::vector<std::optional<AlignedBytes>> m_buffers;
    std::vector<std::optional<Cache>> m_caches;
};

}  // namespace lanternfish::backends::cpu
