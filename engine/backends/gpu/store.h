#pragma once

#include <map>
#include <optional>
#include <vector>

#include "engine/backends/gpu/gpu_device.h"
#include "engine/ops/backend.h"
#include "engine/ops/validate.h"
#include "shaders/shared/dispatch_params.h"

namespace lanternfish::backends::gpu {

/// Rows of a weight (or experts of a table) that are in one buffer.
struct WeightPart {
    BufferPointer buffer;
    uint64_t first = 0;
    uint64_t count = 0;
};

/// A weight in the device layout, split where a shader could not see all of it.
struct Weight {
    ops::WeightSource source;  ///< Its bytes stay where they are: frequencies are read from there.
    uint32_t rowBytes = 0;     ///< From one row to the next on the device.
    std::vector<WeightPart> parts;
};

/// Part i of the three holds the same experts.
struct ExpertTable {
    Weight gate, up, down;
};

/// Of the codec.
uint64_t cacheRowBytes(const ops::CacheSpec& spec);

struct Cache {
    ops::CacheSpec spec;
    BufferPointer buffer;
    uint64_t rowBytes = 0;    ///< Of the codec, as the host packs them.
    uint64_t pitch = 0;       ///< From one row to the next.
    uint32_t generation = 0;  ///< Changes with the buffer.

    shaders::LfCache params() const;
};

/// Everything that ids stand for. Id n is element n - 1, so that a default id names nothing.
class Store final : public ops::Resources {
public:
    explicit Store(GpuDevice& device) : m_device(device) {}

    Result<ops::WeightId> addWeight(const ops::WeightSource& source);
    Result<ops::ExpertTableId> addExperts(const ops::ExpertSource& source);
    Result<ops::BufferId> addBuffer(uint64_t bytes);
    Result<ops::CacheId> addCache(const ops::CacheSpec& spec);
    Result<void> growCache(Cache& cache, uint32_t capacity);
    void releaseBuffer(ops::BufferId id);
    void releaseCache(ops::CacheId id);

    std::optional<ops::WeightShape> weight(ops::WeightId id) const override;
    std::optional<ops::ExpertShape> experts(ops::ExpertTableId id) const override;
    std::optional<uint64_t> bufferBytes(ops::BufferId id) const override;
    std::optional<ops::CacheSpec> cache(ops::CacheId id) const override;

    /// Ids that are known to exist.
    const Weight& getWeight(ops::WeightId id) const { return m_weights[static_cast<uint32_t>(id) - 1]; }
    const ExpertTable& getExperts(ops::ExpertTableId id) const { return m_experts[static_cast<uint32_t>(id) - 1]; }

    /// Null for an id that names nothing.
    BufferPointer findBuffer(ops::BufferId id) const;
    Cache* findCache(ops::CacheId id);
    const Cache* findCache(ops::CacheId id) const;

private:
    struct Buffer {
        BufferPointer memory;
        uint64_t bytes = 0;
    };
    Result<BufferPointer> cacheBuffer(const Cache& cache, uint32_t capacity);
    Result<void> uploadRows(const ops::WeightSource& source, uint64_t first, uint64_t count, const DeviceBuffer& to);
    /// A unit is what must not be divided: a row, or all rows of an expert.
    Result<Weight> split(const ops::WeightSource& source, uint64_t unitRows, uint64_t unitsPerPart);

    GpuDevice& m_device;
    std::vector<Weight> m_weights;
    std::vector<ExpertTable> m_experts;
    std::vector<Buffer> m_buffers;
    std::vector<std::optional<Cache>> m_caches;
    uint32_t m_generation = 0;
};

}  // namespace lanternfish::backends::gpu
