#include "engine/ops/reference/reference_backend.h"

#include <cstring>
#include <format>
#include <utility>

#include "engine/ops/reference/executor.h"

namespace lanternfish::ops {

namespace {

using reference::Cache;
using reference::Memory;

/// A copy of the ops, which record() has checked against `owner`.
struct ReferenceRecording final : Recording {
    const Backend* owner = nullptr;
    std::vector<Op> ops;
    RecordShape shape;
};

class ReferenceBackend final : public Backend {
public:
    const Device& device() const override { return m_device; }

    Result<WeightId> addWeight(const WeightSource& source) override { return m_memory.addWeight(source); }
    Result<ExpertTableId> addExperts(const ExpertSource& source) override { return m_memory.addExperts(source); }

    Result<BufferId> createBuffer(uint64_t bytes) override { return m_memory.createBuffer(bytes); }
    void releaseBuffer(BufferId buffer) override { m_memory.releaseBuffer(buffer); }

    Result<void> upload(BufferId buffer, std::span<const std::byte> bytes) override {
        LF_TRY(std::vector<float>* const held, buffers(buffer, bytes.size()));
        if (!bytes.empty())
            std::memcpy(held->data(), bytes.data(), bytes.size());
        return {};
    }

    Result<void> download(BufferId buffer, std::span<std::byte> bytes) override {
        LF_TRY(const std::vector<float>* const held, buffers(buffer, bytes.size()));
        if (!bytes.empty())
            std::memcpy(bytes.data(), held->data(), bytes.size());
        return {};
    }

    Result<CacheId> createCache(const CacheSpec& spec) override { return m_memory.createCache(spec); }
    void releaseCache(CacheId cache) override { m_memory.releaseCache(cache); }

    Result<void> growCache(CacheId id, uint32_t capacity) override {
        Cache* const cache = m_memory.findCache(id);
        if (!cache)
            return unknownCache(id);
        if (cache->spec.ring || capacity < cache->spec.capacity)
            return makeError(ErrorCode::InvalidArgument,
                             std::format("cache {} is {} of {} rows and can't grow to {}", std::to_underlying(id),
                                         cache->spec.ring ? "a ring" : "one", cache->spec.capacity, capacity));
        LF_CHECK(reference::allocating(std::format("{} rows of cache {}", capacity, std::to_underlying(id)),
                                       [&] { cache->values.resize(uint64_t{capacity} * cache->spec.dim); }));
        cache->spec.capacity = capacity;
        return {};
    }

    Result<void> writeCache(CacheId id, uint32_t first, std::span<const float> rows) override {
        LF_TRY(Cache* const cache, cacheRows(id, first, rows.size()));
        const uint32_t dim = cache->spec.dim;
        for (size_t i = 0; i < rows.size() / dim; ++i)
            cache->store(first + i, rows.subspan(i * dim, dim));
        return {};
    }

    Result<void> readCache(CacheId id, uint32_t first, std::span<float> rows) override {
        LF_TRY(const Cache* const cache, cacheRows(id, first, rows.size()));
        if (!rows.empty())
            std::memcpy(rows.data(), cache->values.data() + uint64_t{first} * cache->spec.dim, rows.size_bytes());
        return {};
    }

    uint64_t cacheBytes(CacheId id) const override {
        const Cache* const cache = m_memory.findCache(id);
        return cache ? cache->values.size() * sizeof(float) : 0;
    }

    Result<std::unique_ptr<Recording>> record(std::span<const Op> ops, const RecordShape& shape) override {
        LF_CHECK(validateOps(ops, shape, m_memory));
        auto recording = std::make_unique<ReferenceRecording>();
        recording->owner = this;
        recording->ops.assign(ops.begin(), ops.end());
        recording->shape = shape;
        return recording;
    }

    Result<void> submit(const Recording& recording, const Step& step, std::stop_token stop) override {
        const auto* const own = dynamic_cast<const ReferenceRecording*>(&recording);
        if (!own || own->owner != this)
            return makeError(ErrorCode::InvalidArgument, "submit of a recording that this backend did not make");
        // Once more: buffers may have been released since.
        LF_TRY(const StepContract contract, validateOps(own->ops, own->shape, m_memory));
        LF_CHECK(validateStep(contract, step, m_memory));
        reference::Executor executor(m_memory, step, std::move(stop));
        for (size_t i = 0; i < own->ops.size(); ++i)
            if (auto done = executor.run(own->ops[i]); !done)
                return wrapError(std::move(done).error(), std::format("op {} ({})", i, opName(own->ops[i])));
        return {};
    }

    Result<void> wait() override { return {}; }

private:
    static std::unexpected<Error> unknownCache(CacheId id) {
        return makeError(ErrorCode::InvalidArgument, std::format("cache {} does not exist", std::to_underlying(id)));
    }

    Result<std::vector<float>*> buffers(BufferId id, uint64_t bytes) {
        std::vector<float>* const held = m_memory.findBuffer(id);
        if (!held)
            return makeError(ErrorCode::InvalidArgument,
                             std::format("buffer {} does not exist", std::to_underlying(id)));
        if (held->size() * sizeof(float) < bytes)
            return makeError(ErrorCode::InvalidArgument,
                             std::format("buffer {} has {} bytes, {} were to be moved", std::to_underlying(id),
                                         held->size() * sizeof(float), bytes));
        return held;
    }

    Result<Cache*> cacheRows(CacheId id, uint32_t first, uint64_t elements) {
        Cache* const cache = m_memory.findCache(id);
        if (!cache)
            return unknownCache(id);
        const uint32_t dim = cache->spec.dim;
        if (elements % dim != 0 || first + elements / dim > cache->spec.capacity)
            return makeError(ErrorCode::InvalidArgument,
                             std::format("cache {} holds {} rows of {} elements, {} elements from row {} on do not fit",
                                         std::to_underlying(id), cache->spec.capacity, dim, elements, first));
        return cache;
    }

    Device m_device{"reference", "reference", "Scalar reference", {.instructionSet = "in double", .threads = 1}};
    Memory m_memory;
};

}  // namespace

std::unique_ptr<Backend> createReferenceBackend() {
    return std::make_unique<ReferenceBackend>();
}

}  // namespace lanternfish::ops
