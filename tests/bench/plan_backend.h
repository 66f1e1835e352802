#pragma once

#include <vector>

#include "engine/backends/gpu/recorder.h"

namespace lanternfish::bench {

/// Nothing can be stored there.
class PlanBuffer final : public backends::gpu::DeviceBuffer {
public:
    explicit PlanBuffer(uint64_t bytes) : DeviceBuffer(bytes) {}
};

/// A GPU backend as far as recording goes: it looks at no weight's bytes, has no memory and runs nothing. Its
/// device is made up, so that plans are the same on every machine.
class PlanBackend final : public ops::Backend {
public:
    PlanBackend(std::string name, const backends::gpu::Limits& limits);

    /// What `ops` become.
    Result<std::vector<backends::gpu::Stage>> plan(std::span<const ops::Op> ops, const ops::RecordShape& shape);
    const backends::gpu::Features& features() const { return m_gpu->features(); }

    const Device& device() const override { return m_device; }
    Result<ops::WeightId> addWeight(const ops::WeightSource& source) override { return m_store.addWeight(source); }
    Result<ops::ExpertTableId> addExperts(const ops::ExpertSource& source) override {
        return m_store.addExperts(source);
    }
    Result<ops::BufferId> createBuffer(uint64_t bytes) override { return m_store.addBuffer(bytes); }
    void releaseBuffer(ops::BufferId buffer) override { m_store.releaseBuffer(buffer); }
    Result<ops::CacheId> createCache(const ops::CacheSpec& spec) override { return m_store.addCache(spec); }
    void releaseCache(ops::CacheId cache) override { m_store.releaseCache(cache); }
    uint64_t cacheBytes(ops::CacheId) const override { return 0; }

    Result<void> upload(ops::BufferId, std::span<const std::byte>) override { return refuse(); }
    Result<void> download(ops::BufferId, std::span<std::byte>) override { return refuse(); }
    Result<void> growCache(ops::CacheId, uint32_t) override { return refuse(); }
    Result<void> writeCache(ops::CacheId, uint32_t, std::span<const float>) override { return refuse(); }
    Result<void> readCache(ops::CacheId, uint32_t, std::span<float>) override { return refuse(); }
    Result<std::unique_ptr<ops::Recording>> record(std::span<const ops::Op>, const ops::RecordShape&) override {
        return refuse();
    }
    Result<void> submit(const ops::Recording&, const ops::Step&, std::stop_token) override { return refuse(); }
    Result<void> wait() override { return {}; }

private:
    static std::unexpected<Error> refuse() {
        return makeError(ErrorCode::Unsupported, "a plan can't run: there is no device");
    }

    Device m_device;
    std::unique_ptr<backends::gpu::GpuDevice> m_gpu;
    backends::gpu::Store m_store;
    backends::gpu::Scratch m_scratch;
    backends::gpu::BufferPointer m_tables;
};

}  // namespace lanternfish::bench
