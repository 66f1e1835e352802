#include "engine/backends/gpu/gpu_backend.h"

#include <algorithm>
#include <cstring>
#include <format>

#include "engine/backends/gpu/fusion.h"
#include "engine/quant/cache_codec.h"
#include "shaders/shared/iq2_tables.h"

namespace lanternfish::backends::gpu {

namespace {

constexpr uint32_t kGrid[LF_IQ2_XXS_GRID_WORDS] = {LF_IQ2_XXS_GRID};

std::unexpected<Error> noSuch(const char* what, auto id) {
    return makeError(ErrorCode::InvalidArgument, std::format("{} {} does not exist", what, static_cast<uint32_t>(id)));
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

}  // namespace

std::unexpected<Error> noSuchDevice(const char* api, const std::string& wanted, size_t count,
                                    const std::string& first) {
    return makeError(ErrorCode::NotFound,
                     count == 1
                         ? std::format("no {} device '{}'; there is one, {}", api, wanted, first)
                         : std::format("no {} device '{}'; there are {}, the first is {}", api, wanted, count, first));
}

GpuBackend::GpuBackend(std::unique_ptr<GpuDevice> gpu, Device device, const Overrides& overrides)
    : m_gpu(std::move(gpu)), m_device(std::move(device)), m_overrides(overrides), m_scratch(*m_gpu), m_store(*m_gpu) {}

Result<void> GpuBackend::prepare() {
    LF_TRY(m_tables, m_gpu->createBuffer(sizeof(kGrid), Placement::Device));
    return m_gpu->upload(*m_tables, 0, std::as_bytes(std::span(kGrid)));
}

Result<ops::WeightId> GpuBackend::addWeight(const ops::WeightSource& source) {
    return whileAlive([&]() -> Result<ops::WeightId> {
        LF_CHECK(ops::validateWeight(source));
        return m_store.addWeight(source);
    });
}

Result<ops::ExpertTableId> GpuBackend::addExperts(const ops::ExpertSource& source) {
    return whileAlive([&]() -> Result<ops::ExpertTableId> {
        LF_CHECK(ops::validateExperts(source));
        return m_store.addExperts(source);
    });
}

Result<ops::BufferId> GpuBackend::createBuffer(uint64_t bytes) {
    return whileAlive([&] { return m_store.addBuffer(bytes); });
}

void GpuBackend::releaseBuffer(ops::BufferId buffer) {
    (void)m_gpu->waitForAll();
    m_store.releaseBuffer(buffer);
}

Result<void> GpuBackend::upload(ops::BufferId id, std::span<const std::byte> bytes) {
    LF_TRY(const BufferPointer buffer, findBuffer(id, bytes.size()));
    if (buffer->quantised)
        buffer->quantised->rows = 0;
    return whileAlive([&] { return m_gpu->upload(*buffer, 0, bytes); });
}

Result<void> GpuBackend::download(ops::BufferId id, std::span<std::byte> bytes) {
    LF_TRY(const BufferPointer buffer, findBuffer(id, bytes.size()));
    return whileAlive([&] { return m_gpu->download(*buffer, 0, bytes); });
}

Result<ops::CacheId> GpuBackend::createCache(const ops::CacheSpec& spec) {
    return whileAlive([&]() -> Result<ops::CacheId> {
        LF_CHECK(ops::validateCache(spec));
        return m_store.addCache(spec);
    });
}

Result<void> GpuBackend::growCache(ops::CacheId id, uint32_t capacity) {
    Cache* const cache = m_store.findCache(id);
    if (cache == nullptr)
        return noSuch("cache", id);
    if (cache->spec.ring || capacity < cache->spec.capacity)
        return makeError(ErrorCode::InvalidArgument,
                         std::format("cache {} is {} of {} rows and can't grow to {}", static_cast<uint32_t>(id),
                                     cache->spec.ring ? "a ring" : "one", cache->spec.capacity, capacity));
    return whileAlive([&]() -> Result<void> {
        LF_CHECK(m_gpu->waitForAll());
        return m_store.growCache(*cache, capacity);
    });
}

void GpuBackend::releaseCache(ops::CacheId cache) {
    (void)m_gpu->waitForAll();
    m_store.releaseCache(cache);
}

Result<void> GpuBackend::writeCache(ops::CacheId id, uint32_t first, std::span<const float> rows) {
    LF_TRY(const Cache* const cache, findRows(id, first, rows.size()));
    return whileAlive([&] {
        const uint64_t dim = cache->spec.dim;
        std::vector<std::byte> bytes(rows.size() / dim * cache->pitch);
        for (uint64_t i = 0; i < rows.size() / dim; ++i)
            packRow(cache->spec, rows.subspan(i * dim, dim),
                    std::span(bytes).subspan(i * cache->pitch, cache->rowBytes));
        return m_gpu->upload(*cache->buffer, first * cache->pitch, bytes);
    });
}

Result<void> GpuBackend::readCache(ops::CacheId id, uint32_t first, std::span<float> rows) {
    LF_TRY(const Cache* const cache, findRows(id, first, rows.size()));
    return whileAlive([&]() -> Result<void> {
        const uint64_t dim = cache->spec.dim;
        std::vector<std::byte> bytes(rows.size() / dim * cache->pitch);
        LF_CHECK(m_gpu->download(*cache->buffer, first * cache->pitch, bytes));
        for (uint64_t i = 0; i < rows.size() / dim; ++i)
            unpackRow(cache->spec, std::span(bytes).subspan(i * cache->pitch, cache->rowBytes),
                      rows.subspan(i * dim, dim));
        return {};
    });
}

uint64_t GpuBackend::cacheBytes(ops::CacheId id) const {
    const Cache* const cache = m_store.findCache(id);
    return cache != nullptr ? cache->spec.capacity * cache->pitch : 0;
}

Result<std::unique_ptr<ops::Recording>> GpuBackend::record(std::span<const ops::Op> ops,
                                                           const ops::RecordShape& shape) {
    return whileAlive([&]() -> Result<std::unique_ptr<ops::Recording>> {
        LF_TRY(ops::StepContract contract, ops::validateOps(ops, shape, m_store));
        Recorder recorder(*m_gpu, m_store, m_scratch, m_tables, shape, m_overrides.tile);
        LF_CHECK(writeAll(recorder, ops));
        Dispatches own = recorder.takeDispatches();
        LF_TRY(Dispatches dense, writeDense(recorder, ops));
        LF_TRY(std::unique_ptr<ops::Recording> recording,
               createRecording({*m_gpu, m_store, m_scratch, std::move(own), std::move(dense), recorder.takeAngles(),
                                std::move(contract), m_overrides.broken}));
        return recording;
    });
}

Result<Dispatches> GpuBackend::writeDense(Recorder& recorder, std::span<const ops::Op> ops) {
    if (!m_gpu->features().has(Feature::Cublas) || !recorder.fast() || recorder.rows() < kDenseRows)
        return Dispatches{};
    recorder.useCublas();
    if (auto written = writeAll(recorder, ops); !written) {
        if (written.error().code == ErrorCode::DeviceLost)
            return std::unexpected(std::move(written).error());
        m_scratch.forgetDense();
        m_gpu->giveUpCublas(written.error());
        takeWithoutCublas();
        return Dispatches{};
    }
    Dispatches dense = recorder.takeDispatches();
    const auto multiplies = [](const Dispatch& dispatch) { return dispatch.shader == Shader::Gemm; };
    return std::ranges::any_of(dense.stages,
                               [&](const Stage& stage) { return std::ranges::any_of(stage.dispatches, multiplies); })
               ? std::move(dense)
               : Dispatches{};
}

void GpuBackend::takeWithoutCublas() {
    if (std::optional<Error> why = m_gpu->takeWithoutCublas())
        m_device.details.withoutCublas = std::move(why);
}

Result<void> GpuBackend::submit(const ops::Recording& recording, const ops::Step& step, std::stop_token stop) {
    // A recording is the caller's to keep unchanged; what is replayed is this backend's.
    auto* const own = dynamic_cast<GpuRecording*>(const_cast<ops::Recording*>(&recording));
    if (own == nullptr || &own->device() != m_gpu.get())
        return makeError(ErrorCode::InvalidArgument, "the recording is another backend's");
    return whileAlive([&]() -> Result<void> {
        LF_CHECK(ops::validateStep(own->contract(), step, m_store));
        auto sent = own->submit(step, stop);
        takeWithoutCublas();
        submitted();
        return sent;
    });
}

Result<void> GpuBackend::wait() {
    LF_CHECK(m_gpu->checkAlive());
    return m_gpu->waitForAll();
}

Result<BufferPointer> GpuBackend::findBuffer(ops::BufferId id, uint64_t bytes) {
    BufferPointer buffer = m_store.findBuffer(id);
    if (!buffer)
        return noSuch("buffer", id);
    if (bytes > buffer->bytes())
        return makeError(ErrorCode::InvalidArgument, std::format("{} bytes for buffer {} of {} bytes", bytes,
                                                                 static_cast<uint32_t>(id), buffer->bytes()));
    return buffer;
}

Result<const Cache*> GpuBackend::findRows(ops::CacheId id, uint64_t first, uint64_t elements) {
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

}  // namespace lanternfish::backends::gpu
