#include "engine/backends/gpu/store.h"

#include <algorithm>
#include <format>

#include "engine/quant/cache_codec.h"
#include "engine/quant/device_layout.h"

namespace lanternfish::backends::gpu {

namespace {

// Rows are packed so many bytes at a time (at least one row): what a weight takes on the host besides the file.
constexpr uint64_t kPackedBytes = uint64_t{4} << 20U;

template <class T>
const T* findIn(const std::vector<T>& all, uint32_t id) {
    return id == 0 || id > all.size() ? nullptr : &all[id - 1];
}

ops::WeightShape shapeOf(const Weight& weight) {
    return ops::shapeOf(weight.source);
}

uint64_t deviceRowBytes(const ops::WeightSource& source) {
    return quant::deviceRowBytes(source.type, source.columns);
}

std::unexpected<Error> tooWide(const ops::WeightSource& source, uint64_t bytes, uint64_t range) {
    return makeError(ErrorCode::Unsupported, std::format("weight '{}': {} bytes that can't be split, shaders see {}",
                                                         source.name, bytes, range));
}

}  // namespace

uint64_t cacheRowBytes(const ops::CacheSpec& spec) {
    switch (spec.codec) {
        case ops::CacheCodec::F32:
            return uint64_t{4} * spec.dim;
        case ops::CacheCodec::PackedKv:
            return quant::packedKvBytes(spec.dim, spec.rotary);
        case ops::CacheCodec::PackedIndex:
            return quant::packedIndexBytes(spec.dim);
    }
    return 0;
}

shaders::LfCache Cache::params() const {
    const uint32_t codec = spec.codec == ops::CacheCodec::F32        ? LF_CODEC_F32
                           : spec.codec == ops::CacheCodec::PackedKv ? LF_CODEC_KV
                                                                     : LF_CODEC_INDEX;
    return {codec, spec.dim, spec.rotary, static_cast<uint32_t>(pitch), spec.capacity, spec.ring ? 1U : 0U};
}

Result<void> Store::uploadRows(const ops::WeightSource& source, uint64_t first, uint64_t count,
                               const DeviceBuffer& to) {
    const uint64_t fileBytes = quant::rowBytes(source.type, source.columns);
    const uint64_t deviceBytes = deviceRowBytes(source);
    const uint64_t atOnce = std::clamp<uint64_t>(kPackedBytes / deviceBytes, 1, count);
    std::vector<std::byte> packed(atOnce * deviceBytes);
    for (uint64_t done = 0; done < count; done += atOnce) {
        const uint64_t rows = std::min(atOnce, count - done);
        for (uint64_t row = 0; row < rows; ++row)
            quant::packDeviceRow(source.type, source.columns,
                                 source.bytes.subspan((first + done + row) * fileBytes, fileBytes),
                                 std::span(packed).subspan(row * deviceBytes, deviceBytes));
        LF_CHECK(m_device.upload(to, done * deviceBytes, std::span(packed).first(rows * deviceBytes)));
    }
    return {};
}

Result<Weight> Store::split(const ops::WeightSource& source, uint64_t unitRows, uint64_t unitsPerPart) {
    Weight weight;
    weight.source = source;
    const uint64_t rowBytes = deviceRowBytes(source);
    weight.rowBytes = static_cast<uint32_t>(rowBytes);
    const uint64_t units = source.rows * source.slices / unitRows;
    for (uint64_t first = 0; first < units; first += unitsPerPart) {
        const uint64_t count = std::min(unitsPerPart, units - first);
        LF_TRY(BufferPointer buffer, m_device.createBuffer(count * unitRows * rowBytes, Placement::Device));
        if (m_device.plansOnly()) {
            weight.parts.push_back({std::move(buffer), first, count});
            continue;
        }
        if (auto sent = uploadRows(source, first * unitRows, count * unitRows, *buffer); !sent)
            return wrapError(std::move(sent).error(), std::format("weight '{}'", source.name));
        weight.parts.push_back({std::move(buffer), first, count});
    }
    return weight;
}

Result<ops::WeightId> Store::addWeight(const ops::WeightSource& source) {
    const uint64_t rowBytes = deviceRowBytes(source);
    const uint64_t range = m_device.limits().range;
    if (rowBytes > range)
        return tooWide(source, rowBytes, range);
    LF_TRY(Weight weight, split(source, 1, range / rowBytes));
    m_weights.push_back(std::move(weight));
    return ops::WeightId{static_cast<uint32_t>(m_weights.size())};
}

Result<ops::ExpertTableId> Store::addExperts(const ops::ExpertSource& source) {
    const uint64_t range = m_device.limits().range;
    uint64_t perPart = source.gate.slices;
    for (const ops::WeightSource* const weight : {&source.gate, &source.up, &source.down}) {
        const uint64_t sliceBytes = weight->rows * deviceRowBytes(*weight);
        if (sliceBytes > range)
            return tooWide(*weight, sliceBytes, range);
        perPart = std::min<uint64_t>(perPart, range / sliceBytes);
    }
    ExpertTable table;
    LF_TRY(table.gate, split(source.gate, source.gate.rows, perPart));
    LF_TRY(table.up, split(source.up, source.up.rows, perPart));
    LF_TRY(table.down, split(source.down, source.down.rows, perPart));
    m_experts.push_back(std::move(table));
    return ops::ExpertTableId{static_cast<uint32_t>(m_experts.size())};
}

Result<ops::BufferId> Store::addBuffer(uint64_t bytes) {
    LF_TRY(BufferPointer memory, m_device.createZeroed(bytes));
    m_buffers.push_back({std::move(memory), bytes});
    return ops::BufferId{static_cast<uint32_t>(m_buffers.size())};
}

Result<BufferPointer> Store::cacheBuffer(const Cache& cache, uint32_t capacity) {
    const uint64_t bytes = capacity * cache.pitch;
    if (bytes > m_device.limits().range)
        return makeError(ErrorCode::OutOfMemory,
                         std::format("a cache of {} rows of {} bytes; shaders of this device see {} bytes of a buffer",
                                     capacity, cache.pitch, m_device.limits().range));
    return m_device.createZeroed(bytes);
}

Result<ops::CacheId> Store::addCache(const ops::CacheSpec& spec) {
    Cache cache;
    cache.spec = spec;
    cache.rowBytes = cacheRowBytes(spec);
    cache.pitch = LF_CACHE_PITCH(cache.rowBytes);
    cache.generation = ++m_generation;
    LF_TRY(cache.buffer, cacheBuffer(cache, spec.capacity));
    m_caches.emplace_back(std::move(cache));
    return ops::CacheId{static_cast<uint32_t>(m_caches.size())};
}

Result<void> Store::growCache(Cache& cache, uint32_t capacity) {
    LF_TRY(BufferPointer grown, cacheBuffer(cache, capacity));
    LF_CHECK(m_device.copy(*cache.buffer, *grown, cache.spec.capacity * cache.pitch));
    cache.buffer = std::move(grown);
    cache.spec.capacity = capacity;
    cache.generation = ++m_generation;
    return {};
}

void Store::releaseBuffer(ops::BufferId id) {
    if (findIn(m_buffers, static_cast<uint32_t>(id)) != nullptr)
        m_buffers[static_cast<uint32_t>(id) - 1] = {};
}

void Store::releaseCache(ops::CacheId id) {
    if (findIn(m_caches, static_cast<uint32_t>(id)) != nullptr)
        m_caches[static_cast<uint32_t>(id) - 1].reset();
}

std::optional<ops::WeightShape> Store::weight(ops::WeightId id) const {
    const Weight* const found = findIn(m_weights, static_cast<uint32_t>(id));
    return found != nullptr ? std::optional(shapeOf(*found)) : std::nullopt;
}

std::optional<ops::ExpertShape> Store::experts(ops::ExpertTableId id) const {
    const ExpertTable* const found = findIn(m_experts, static_cast<uint32_t>(id));
    if (found == nullptr)
        return std::nullopt;
    return ops::ExpertShape{shapeOf(found->gate), shapeOf(found->up), shapeOf(found->down)};
}

std::optional<uint64_t> Store::bufferBytes(ops::BufferId id) const {
    const Buffer* const found = findIn(m_buffers, static_cast<uint32_t>(id));
    return found != nullptr && found->memory ? std::optional(found->memory->bytes()) : std::nullopt;
}

std::optional<ops::CacheSpec> Store::cache(ops::CacheId id) const {
    const Cache* const found = findCache(id);
    return found != nullptr ? std::optional(found->spec) : std::nullopt;
}

BufferPointer Store::findBuffer(ops::BufferId id) const {
    const Buffer* const found = findIn(m_buffers, static_cast<uint32_t>(id));
    return found != nullptr ? found->memory : nullptr;
}

const Cache* Store::findCache(ops::CacheId id) const {
    const std::optional<Cache>* const found = findIn(m_caches, static_cast<uint32_t>(id));
    return found != nullptr && *found ? &**found : nullptr;
}

Cache* Store::findCache(ops::CacheId id) {
    return const_cast<Cache*>(std::as_const(*this).findCache(id));
}

}  // namespace lanternfish::backends::gpu
