#include "engine/backends/cpu/cpu_backend.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <format>
#include <new>
#include <utility>

#include "engine/backends/cpu/kernels.h"
#include "engine/backends/cpu/op_kernels.h"
#include "engine/backends/cpu/step_context.h"
#include "engine/base/system.h"
#include "engine/base/thread_team.h"

namespace lanternfish::backends {

namespace {

using namespace cpu;

struct CpuRecording final : ops::Recording {
    std::vector<ops::Op> ops;
    ops::StepContract contract;
};

std::unexpected<Error> noSuch(const char* what, auto id) {
    return makeError(ErrorCode::InvalidArgument, std::format("{} {} does not exist", what, static_cast<uint32_t>(id)));
}

/// No exception leaves the backend; the only one that its own code can meet is a failed allocation.
template <class Work>
auto guarded(Work&& work) -> decltype(work()) {
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return makeError(ErrorCode::OutOfMemory, "no memory for the bookkeeping of the cpu backend");
    }
}

class CpuBackend final : public ops::Backend {
public:
    CpuBackend(Isa isa, unsigned threads)
        : m_exact(selectKernels(isa, MathClass::Exact)), m_fast(selectKernels(isa, MathClass::Fast)), m_team(threads) {
        const base::SystemMemory memory = base::systemMemory();
        m_device = {
            "cpu",        "cpu",           base::processorName(), {.instructionSet = m_exact.name, .threads = threads},
            memory.total, memory.available};
    }

    const Device& device() const override { return m_device; }

    Result<ops::WeightId> addWeight(const ops::WeightSource& source) override {
        return guarded([&]() -> Result<ops::WeightId> {
            LF_CHECK(ops::validateWeight(source));
            return m_store.addWeight(source);
        });
    }

    Result<ops::ExpertTableId> addExperts(const ops::ExpertSource& source) override {
        return guarded([&]() -> Result<ops::ExpertTableId> {
            LF_CHECK(ops::validateExperts(source));
            return m_store.addExperts(source);
        });
    }

    Result<ops::BufferId> createBuffer(uint64_t bytes) override {
        return guarded([&]() -> Result<ops::BufferId> {
            LF_TRY(AlignedBytes memory, AlignedBytes::create(bytes));
            return m_store.addBuffer(std::move(memory));
        });
    }

    void releaseBuffer(ops::BufferId buffer) override { m_store.releaseBuffer(buffer); }

    Result<void> upload(ops::BufferId buffer, std::span<const std::byte> bytes) override {
        LF_TRY(AlignedBytes* const memory, findBuffer(buffer, bytes.size()));
        std::ranges::copy(bytes, memory->data());
        return {};
    }

    Result<void> download(ops::BufferId buffer, std::span<std::byte> bytes) override {
        LF_TRY(AlignedBytes* const memory, findBuffer(buffer, bytes.size()));
        std::copy_n(memory->data(), bytes.size(), bytes.data());
        return {};
    }

    Result<ops::CacheId> createCache(const ops::CacheSpec& spec) override {
        return guarded([&]() -> Result<ops::CacheId> {
            LF_CHECK(ops::validateCache(spec));
            LF_TRY(Cache cache, Cache::create(spec));
            return m_store.addCache(std::move(cache));
        });
    }

    Result<void> growCache(ops::CacheId id, uint32_t capacity) override {
        Cache* const cache = m_store.findCache(id);
        if (cache == nullptr)
            return noSuch("cache", id);
        if (cache->spec().ring || capacity < cache->spec().capacity)
            return makeError(ErrorCode::InvalidArgument,
                             std::format("cache {} is {} of {} rows and can't grow to {}", static_cast<uint32_t>(id),
                                         cache->spec().ring ? "a ring" : "one", cache->spec().capacity, capacity));
        return cache->grow(capacity);
    }

    void releaseCache(ops::CacheId cache) override { m_store.releaseCache(cache); }

    Result<void> writeCache(ops::CacheId id, uint32_t first, std::span<const float> rows) override {
        LF_TRY(Cache* const cache, findRows(id, first, rows.size()));
        const uint64_t dim = cache->spec().dim;
        for (uint64_t i = 0; i < rows.size() / dim; ++i)
            cache->store(first + i, rows.data() + i * dim);
        return {};
    }

    Result<void> readCache(ops::CacheId id, uint32_t first, std::span<float> rows) override {
        LF_TRY(Cache* const cache, findRows(id, first, rows.size()));
        const uint64_t dim = cache->spec().dim;
        for (uint64_t i = 0; i < rows.size() / dim; ++i)
            cache->load(m_exact, first + i, rows.data() + i * dim);
        return {};
    }

    uint64_t cacheBytes(ops::CacheId id) const override {
        const Cache* const cache = m_store.findCache(id);
        return cache != nullptr ? cache->bytes() : 0;
    }

    Result<std::unique_ptr<ops::Recording>> record(std::span<const ops::Op> ops,
                                                   const ops::RecordShape& shape) override {
        return guarded([&]() -> Result<std::unique_ptr<ops::Recording>> {
            auto recording = std::make_unique<CpuRecording>();
            LF_TRY(recording->contract, ops::validateOps(ops, shape, m_store));
            recording->ops.assign(ops.begin(), ops.end());
            return recording;
        });
    }

    Result<void> submit(const ops::Recording& recording, const ops::Step& step, std::stop_token stop) override {
        return guarded([&]() -> Result<void> {
            const auto* const known = dynamic_cast<const CpuRecording*>(&recording);
            if (known == nullptr)
                return makeError(ErrorCode::InvalidArgument, "the recording is another backend's");
            LF_CHECK(ops::validateStep(known->contract, step, m_store));
            return runOps(*known, step, stop);
        });
    }

    Result<void> wait() override { return {}; }

private:
    Result<void> runOps(const CpuRecording& recording, const ops::Step& step, const std::stop_token& stop) {
        std::atomic<bool> cancel = false;
        const std::stop_callback request(stop, [&] { cancel.store(true, std::memory_order_relaxed); });
        m_ropes.beginStep();
        const Kernels& kernels = recording.contract.shape.math == MathClass::Exact ? m_exact : m_fast;
        StepContext context(kernels, m_team, cancel, m_store, m_arena, m_ropes, step);
        for (const ops::Op& op : recording.ops) {
            m_arena.reset();
            LF_CHECK(std::visit([&](const auto& known) { return run(context, known); }, op));
            if (context.cancelled())
                return makeError(ErrorCode::Cancelled, "stopped on request");
        }
        return {};
    }

    Result<AlignedBytes*> findBuffer(ops::BufferId id, uint64_t bytes) {
        AlignedBytes* const buffer = m_store.findBuffer(id);
        if (buffer == nullptr)
            return noSuch("buffer", id);
        if (bytes > buffer->size())
            return makeError(ErrorCode::InvalidArgument, std::format("{} bytes for buffer {} of {} bytes", bytes,
                                                                     static_cast<uint32_t>(id), buffer->size()));
        return buffer;
    }

    Result<Cache*> findRows(ops::CacheId id, uint64_t first, uint64_t elements) {
        Cache* const cache = m_store.findCache(id);
        if (cache == nullptr)
            return noSuch("cache", id);
        const ops::CacheSpec& spec = cache->spec();
        if (elements % spec.dim != 0 || first + elements / spec.dim > spec.capacity)
            return makeError(ErrorCode::InvalidArgument,
                             std::format("{} elements from row {} on, in cache {} of {} rows of {} elements", elements,
                                         first, static_cast<uint32_t>(id), spec.capacity, spec.dim));
        return cache;
    }

    const Kernels& m_exact;
    const Kernels& m_fast;
    base::ThreadTeam m_team;
    Store m_store;
    Arena m_arena;
    RopeTables m_ropes;
    Device m_device;
};

}  // namespace

Result<std::unique_ptr<ops::Backend>> createCpuBackend(const CpuOptions& options) {
    if (!isaAvailable(options.isa))
        return makeError(ErrorCode::Unsupported, "this processor lacks the instruction set that was asked for");
    try {
        const unsigned threads = options.threads != 0 ? options.threads : base::physicalCores();
        return std::make_unique<CpuBackend>(options.isa, threads);
    } catch (const std::exception& failure) {
        return makeError(ErrorCode::OutOfMemory,
                         std::format("the cpu backend could not start its threads: {}", failure.what()));
    }
}

}  // namespace lanternfish::backends
