#pragma once

#include <memory>
#include <utility>

#include "engine/ops/backend.h"

namespace lanternfish::fakes {

/// Another backend as it is, for tests to change a part of.
class ForwardingBackend : public ops::Backend {
public:
    explicit ForwardingBackend(std::unique_ptr<ops::Backend> backend) : m_backend(std::move(backend)) {}

    const Device& device() const override { return m_backend->device(); }
    std::string fingerprint() const override { return m_backend->fingerprint(); }
    Result<ops::WeightId> addWeight(const ops::WeightSource& source) override { return m_backend->addWeight(source); }
    Result<ops::ExpertTableId> addExperts(const ops::ExpertSource& source) override {
        return m_backend->addExperts(source);
    }
    Result<ops::BufferId> createBuffer(uint64_t bytes) override { return m_backend->createBuffer(bytes); }
    void releaseBuffer(ops::BufferId buffer) override { m_backend->releaseBuffer(buffer); }
    Result<void> upload(ops::BufferId buffer, std::span<const std::byte> bytes) override {
        return m_backend->upload(buffer, bytes);
    }
    Result<void> download(ops::BufferId buffer, std::span<std::byte> bytes) override {
        return m_backend->download(buffer, bytes);
    }
    Result<ops::CacheId> createCache(const ops::CacheSpec& spec) override { return m_backend->createCache(spec); }
    Result<void> growCache(ops::CacheId cache, uint32_t capacity) override {
        return m_backend->growCache(cache, capacity);
    }
    void releaseCache(ops::CacheId cache) override { m_backend->releaseCache(cache); }
    Result<void> writeCache(ops::CacheId cache, uint32_t first, std::span<const float> rows) override {
        return m_backend->writeCache(cache, first, rows);
    }
    Result<void> readCache(ops::CacheId cache, uint32_t first, std::span<float> rows) override {
        return m_backend->readCache(cache, first, rows);
    }
    uint64_t cacheBytes(ops::CacheId cache) const override { return m_backend->cacheBytes(cache); }
    Result<std::unique_ptr<ops::Recording>> record(std::span<const ops::Op> list,
                                                   const ops::RecordShape& shape) override {
        return m_backend->record(list, shape);
    }
    Result<void> submit(const ops::Recording& recording, const ops::Step& step, std::stop_token stop) override {
        return m_backend->submit(recording, step, stop);
    }
    Result<void> wait() override { return m_backend->wait(); }

private:
    std::unique_ptr<ops::Backend> m_backend;
};

}  // namespace lanternfish::fakes
