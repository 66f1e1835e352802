#include "engine/backends/vulkan/vulkan_backend.h"

#include <format>
#include <new>

#include "engine/backends/vulkan/devices.h"
#include "engine/backends/vulkan/fusion.h"
#include "engine/backends/vulkan/recording.h"
#include "engine/quant/cache_codec.h"
#include "shaders/shared/iq2_tables.h"

namespace lanternfish::backends {

namespace {

using namespace vulkan;

constexpr uint32_t kGrid[LF_IQ2_XXS_GRID_WORDS] = {LF_IQ2_XXS_GRID};

std::unexpected<Error> noSuch(const char* what, auto id) {
    return makeError(ErrorCode::InvalidArgument, std::format("{} {} does not exist", what, static_cast<uint32_t>(id)));
}

/// No exception leaves the backend; the only one that its own code can meet is a failed allocation.
template <class Work>
auto guarded(Work&& work) -> decltype(work()) {
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return makeError(ErrorCode::OutOfMemory, "no memory for the bookkeeping of the vulkan backend");
    }
}

void packRow(const ops::CacheSpec& spec, std::span<const float> row, std::span<std::byte> bytes) {
    switch (spec.codec) {
        case ops::CacheCodec::F32:
            std::memcpy(bytes.data(), row.data(), row.size_bytes());
            break;
        case ops::CacheCodec::PackedKv:
            quant::packKvRow(row, spec.rotary, bytes);
            break;
        case ops::CacheCodec::PackedIndex:
            quant::packIndexRow(row, bytes);
            break;
    }
}

void unpackRow(const ops::CacheSpec& spec, std::span<const std::byte> bytes, std::span<float> row) {
    switch (spec.codec) {
        case ops::CacheCodec::F32:
            std::memcpy(row.data(), bytes.data(), bytes.size());
            break;
        case ops::CacheCodec::PackedKv:
            quant::unpackKvRow(bytes, spec.rotary, row);
            break;
        case ops::CacheCodec::PackedIndex:
            quant::unpackIndexRow(bytes, row);
            break;
    }
}

class VulkanBackend final : public ops::Backend {
public:
    VulkanBackend(std::unique_ptr<Context> context, Device device, Shader broken, const VulkanOptions& options)
        : m_context(std::move(context)),
          m_device(std::move(device)),
          m_broken(broken),
          m_pipelines(*m_context, options.cacheFolder) {
        m_device.note += "; uses " + describeFeatures(m_context->features());
    }

    ~VulkanBackend() override { (void)m_context->waitForAll(); }

    Result<void> prepare() {
        LF_TRY(m_tables, m_context->createBuffer(sizeof(kGrid), Placement::Device));
        return m_context->upload(*m_tables, 0, std::as_bytes(std::span(kGrid)));
    }

    const Device& device() const override { return m_device; }
    const PipelineCacheReport& cacheReport() { return m_pipelines.cache().report(); }

    Result<ops::WeightId> addWeight(const ops::WeightSource& source) override {
        return whileAlive([&]() -> Result<ops::WeightId> {
            LF_CHECK(ops::validateWeight(source));
            return m_store.addWeight(source);
        });
    }

    Result<ops::ExpertTableId> addExperts(const ops::ExpertSource& source) override {
        return whileAlive([&]() -> Result<ops::ExpertTableId> {
            LF_CHECK(ops::validateExperts(source));
            return m_store.addExperts(source);
        });
    }

    Result<ops::BufferId> createBuffer(uint64_t bytes) override {
        return whileAlive([&] { return m_store.addBuffer(bytes); });
    }

    void releaseBuffer(ops::BufferId buffer) override {
        (void)m_context->waitForAll();
        m_store.releaseBuffer(buffer);
    }

    Result<void> upload(ops::BufferId id, std::span<const std::byte> bytes) override {
        LF_TRY(const BufferPointer buffer, findBuffer(id, bytes.size()));
        return whileAlive([&] { return m_context->upload(*buffer, 0, bytes); });
    }

    Result<void> download(ops::BufferId id, std::span<std::byte> bytes) override {
        LF_TRY(const BufferPointer buffer, findBuffer(id, bytes.size()));
        return whileAlive([&] { return m_context->download(*buffer, 0, bytes); });
    }

    Result<ops::CacheId> createCache(const ops::CacheSpec& spec) override {
        return whileAlive([&]() -> Result<ops::CacheId> {
            LF_CHECK(ops::validateCache(spec));
            return m_store.addCache(spec);
        });
    }

    Result<void> growCache(ops::CacheId id, uint32_t capacity) override {
        Cache* const cache = m_store.findCache(id);
        if (cache == nullptr)
            return noSuch("cache", id);
        if (cache->spec.ring || capacity < cache->spec.capacity)
            return makeError(ErrorCode::InvalidArgument,
                             std::format("cache {} is {} of {} rows and can't grow to {}", static_cast<uint32_t>(id),
                                         cache->spec.ring ? "a ring" : "one", cache->spec.capacity, capacity));
        return whileAlive([&]() -> Result<void> {
            LF_CHECK(m_context->waitForAll());
            return m_store.growCache(*cache, capacity);
        });
    }

    void releaseCache(ops::CacheId cache) override {
        (void)m_context->waitForAll();
        m_store.releaseCache(cache);
    }

    Result<void> writeCache(ops::CacheId id, uint32_t first, std::span<const float> rows) override {
        LF_TRY(const Cache* const cache, findRows(id, first, rows.size()));
        return whileAlive([&] {
            const uint64_t dim = cache->spec.dim;
            std::vector<std::byte> bytes(rows.size() / dim * cache->pitch);
            for (uint64_t i = 0; i < rows.size() / dim; ++i)
                packRow(cache->spec, rows.subspan(i * dim, dim),
                        std::span(bytes).subspan(i * cache->pitch, cache->rowBytes));
            return m_context->upload(*cache->buffer, first * cache->pitch, bytes);
        });
    }

    Result<void> readCache(ops::CacheId id, uint32_t first, std::span<float> rows) override {
        LF_TRY(const Cache* const cache, findRows(id, first, rows.size()));
        return whileAlive([&]() -> Result<void> {
            const uint64_t dim = cache->spec.dim;
            std::vector<std::byte> bytes(rows.size() / dim * cache->pitch);
            LF_CHECK(m_context->download(*cache->buffer, first * cache->pitch, bytes));
            for (uint64_t i = 0; i < rows.size() / dim; ++i)
                unpackRow(cache->spec, std::span(bytes).subspan(i * cache->pitch, cache->rowBytes),
                          rows.subspan(i * dim, dim));
            return {};
        });
    }

    uint64_t cacheBytes(ops::CacheId id) const override {
        const Cache* const cache = m_store.findCache(id);
        return cache != nullptr ? cache->spec.capacity * cache->pitch : 0;
    }

    Result<std::unique_ptr<ops::Recording>> record(std::span<const ops::Op> ops,
                                                   const ops::RecordShape& shape) override {
        return whileAlive([&]() -> Result<std::unique_ptr<ops::Recording>> {
            LF_TRY(ops::StepContract contract, ops::validateOps(ops, shape, m_store));
            Recorder recorder(*m_context, m_store, m_scratch, m_tables, shape);
            LF_CHECK(writeAll(recorder, ops));
            LF_TRY(std::unique_ptr<ops::Recording> recording,
                   VulkanRecording::create({*m_context, m_pipelines, m_store, m_scratch, recorder.takeStages(),
                                            recorder.takeAngles(), std::move(contract), m_broken}));
            return recording;
        });
    }

    Result<void> submit(const ops::Recording& recording, const ops::Step& step, std::stop_token stop) override {
        // A recording is the caller's to keep unchanged; its command buffers are this backend's.
        auto* const own = dynamic_cast<VulkanRecording*>(const_cast<ops::Recording*>(&recording));
        if (own == nullptr || &own->context() != m_context.get())
            return makeError(ErrorCode::InvalidArgument, "the recording is another backend's");
        return whileAlive([&]() -> Result<void> {
            LF_CHECK(ops::validateStep(own->contract(), step, m_store));
            auto submitted = own->submit(step, stop);
            // Once after the recordings that compiled something, while the device works.
            m_pipelines.cache().store();
            return submitted;
        });
    }

    Result<void> wait() override {
        LF_CHECK(m_context->checkAlive());
        return m_context->waitForAll();
    }

private:
    /// Nothing is tried on a device that was lost.
    template <class Work>
    auto whileAlive(Work&& work) -> decltype(work()) {
        LF_CHECK(m_context->checkAlive());
        return guarded(std::forward<Work>(work));
    }

    Result<BufferPointer> findBuffer(ops::BufferId id, uint64_t bytes) {
        BufferPointer buffer = m_store.findBuffer(id);
        if (!buffer)
            return noSuch("buffer", id);
        if (bytes > buffer->bytes())
            return makeError(ErrorCode::InvalidArgument, std::format("{} bytes for buffer {} of {} bytes", bytes,
                                                                     static_cast<uint32_t>(id), buffer->bytes()));
        return buffer;
    }

    Result<const Cache*> findRows(ops::CacheId id, uint64_t first, uint64_t elements) {
        const Cache* const cache = m_store.findCache(id);
        if (cache == nullptr)
            return noSuch("cache", id);
        const ops::CacheSpec& spec = cache->spec;
        if (elements % spec.dim != 0 || first + elements / spec.dim > spec.capacity)
            return makeError(ErrorCode::InvalidArgument,
                             std::format("{} elements from row {} on, in cache {} of {} rows of {} elements", elements,
                                         first, static_cast<uint32_t>(id), spec.capacity, spec.dim));
        return cache;
    }

    std::unique_ptr<Context> m_context;
    Device m_device;
    Shader m_broken;
    Pipelines m_pipelines;
    Scratch m_scratch{*m_context};
    Store m_store{*m_context};
    BufferPointer m_tables;
};

Result<Shader> findShader(const std::string& name) {
    if (name.empty())
        return Shader::Count;
    for (uint8_t i = 0; i < static_cast<uint8_t>(Shader::Count); ++i)
        if (shaderCode(static_cast<Shader>(i)).name == name)
            return static_cast<Shader>(i);
    return makeError(ErrorCode::InvalidArgument, std::format("no shader '{}'", name));
}

}  // namespace

std::vector<std::string> vulkanFeatureNames() {
    std::vector<std::string> names;
    for (uint8_t i = 0; i < static_cast<uint8_t>(Feature::Count); ++i)
        names.emplace_back(featureName(static_cast<Feature>(i)));
    return names;
}

Result<std::unique_ptr<ops::Backend>> createVulkanBackend(const VulkanOptions& options) {
    return guarded([&]() -> Result<std::unique_ptr<ops::Backend>> {
        LF_TRY(const Shader broken, findShader(options.brokenShader));
        LF_TRY(std::unique_ptr<Instance> instance, Instance::create({options.validation, options.onMessage}));
        LF_TRY(FoundDevice found, chooseDevice(*instance, options.device));
        if (options.leastWorkgroups) {
            VkPhysicalDeviceLimits& limits = found.traits.properties.limits;
            limits.maxComputeSharedMemorySize = 16384;
            limits.maxComputeWorkGroupInvocations = limits.maxComputeWorkGroupSize[0] = 128;
        }
        LF_TRY(const Features features, restricted(found.features, options.without));
        LF_TRY(std::unique_ptr<Context> context,
               Context::create(std::move(instance), found.traits, features, options.maxRange, options.faults));
        auto backend = std::make_unique<VulkanBackend>(std::move(context), found.shown.device, broken, options);
        LF_CHECK(backend->prepare());
        return backend;
    });
}

PipelineCacheReport pipelineCacheReport(ops::Backend& backend) {
    auto* const own = dynamic_cast<VulkanBackend*>(&backend);
    return own != nullptr ? own->cacheReport() : PipelineCacheReport{};
}

}  // namespace lanternfish::backends
