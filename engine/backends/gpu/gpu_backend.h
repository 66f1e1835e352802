#pragma once

#include <memory>
#include <new>
#include <optional>
#include <string>

#include "engine/backends/gpu/recording.h"
#include "engine/ops/backend.h"

namespace lanternfish::backends::gpu {

/// No exception leaves a backend; the only one that its own code can meet is a failed allocation.
template <class Work>
auto guarded(Work&& work) -> decltype(work()) {
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return makeError(ErrorCode::OutOfMemory, "no memory for the bookkeeping of a graphics processor");
    }
}

/// NotFound for `wanted`, a number or a part of a name. count: devices that there are, at least one.
std::unexpected<Error> noSuchDevice(const char* api, const std::string& wanted, size_t count, const std::string& first);

/// What tests ask of a backend.
struct Overrides {
    Shader broken = Shader::Count;  ///< This one does nothing.
    std::optional<Tile> tile;       ///< For products of several rows no other.
};

/// The device contract of a backend whose work is dispatches. What is left to it: the device, how recordings are
/// replayed, and to wait for the device before anything that runs there goes.
class GpuBackend : public ops::Backend {
public:
    GpuBackend(std::unique_ptr<GpuDevice> gpu, Device device, const Overrides& overrides);

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
    Result<void> wait() override;

protected:
    /// Sends the tables that shaders need; before anything else.
    Result<void> prepare();
    virtual Result<std::unique_ptr<GpuRecording>> createRecording(GpuRecording::Parts parts) = 0;
    /// After every submission, while the device works.
    virtual void submitted() {}

    std::unique_ptr<GpuDevice> m_gpu;
    Device m_device;

private:
    /// The same ops once more, for steps of many rows: nothing where no product is one of Feature::Cublas.
    Result<Dispatches> writeDense(Recorder& recorder, std::span<const ops::Op> ops);
    void takeWithoutCublas();
    Result<BufferPointer> findBuffer(ops::BufferId id, uint64_t bytes);
    Result<const Cache*> findRows(ops::CacheId id, uint64_t first, uint64_t elements);

    /// Nothing is tried on a device that was lost.
    template <class Work>
    auto whileAlive(Work&& work) -> decltype(work()) {
        LF_CHECK(m_gpu->checkAlive());
        return guarded(std::forward<Work>(work));
    }

    Overrides m_overrides;
    Scratch m_scratch;
    Store m_store;
    BufferPointer m_tables;
};

}  // namespace lanternfish::backends::gpu
