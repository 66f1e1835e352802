#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/ops/backend.h"
#include "engine/ops/validate.h"

namespace lanternfish::fakes {

/// A backend that computes nothing and looks at no weight's bytes: it checks every op and step as a real one must, and
/// keeps count of what was asked. Logits are zeros. Thread: one at a time.
class RecordingBackend final : public ops::Backend, private ops::Resources {
public:
    RecordingBackend();

    const Device& device() const override { return m_device; }
    Result<ops::WeightId> addWeight(const ops::WeightSource& source) override;
    Result<ops::ExpertTableId> addExperts(const ops::ExpertSource& source) override;
    Result<ops::BufferId> createBuffer(uint64_t bytes) override;
    void releaseBuffer(ops::BufferId buffer) override;
    Result<void> upload(ops::BufferId buffer, std::span<const std::byte> bytes) override;
    Result<void> download(ops::BufferId buffer, std::span<std::byte> bytes) override;
    Result<ops::CacheId> createCache(const ops::CacheSpec& spec) override;
    Result<void> growCache(ops::CacheId cache, uint32_t capacity) override;
    void releaseCache(ops::CacheId cache) override;
    Result<void> writeCache(ops::CacheId cache, uint32_t first, std::span<const float> rows) override;
    Result<void> readCache(ops::CacheId cache, uint32_t first, std::span<float> rows) override;
    uint64_t cacheBytes(ops::CacheId cache) const override;
    Result<std::unique_ptr<ops::Recording>> record(std::span<const ops::Op> ops,
                                                   const ops::RecordShape& shape) override;
    Result<void> submit(const ops::Recording& recording, const ops::Step& step, std::stop_token stop) override;
    Result<void> wait() override { return {}; }

    // What was asked, for tests.
    std::vector<std::string> weightNames;          ///< Every weight added, those of expert tables included.
    std::set<std::string> submittedWeights;        ///< Weights that a submitted op names.
    std::map<std::string, uint64_t> submittedOps;  ///< How often each op ran.
    std::set<uint32_t> submittedCaches;            ///< Cache numbers that a submitted op names.
    uint64_t cacheAccesses = 0;                    ///< writeCache and readCache calls.
    size_t liveCaches() const { return m_caches.size(); }
    size_t liveBuffers() const { return m_buffers.size(); }

private:
    std::optional<ops::WeightShape> weight(ops::WeightId id) const override;
    std::optional<ops::ExpertShape> experts(ops::ExpertTableId id) const override;
    std::optional<uint64_t> bufferBytes(ops::BufferId id) const override;
    std::optional<ops::CacheSpec> cache(ops::CacheId id) const override;

    Device m_device;
    uint32_t m_nextId = 1;
    std::vector<ops::WeightSource> m_weights;
    std::vector<ops::ExpertSource> m_experts;
    std::map<ops::BufferId, uint64_t> m_buffers;
    std::map<ops::CacheId, ops::CacheSpec> m_caches;
};

}  // namespace lanternfish::fakes
