#include "engine/ops/reference/memory.h"

#include <algorithm>
#include <cstring>
#include <format>

#include "engine/quant/cache_codec.h"
#include "engine/quant/decode.h"

namespace lanternfish::ops::reference {

namespace {

Weight decode(const WeightSource& source) {
    Weight weight{source.name, source.type, source.rows, source.columns, source.slices, {}, {}};
    const uint64_t elements = source.rows * source.columns * source.slices;
    if (source.type == quant::Type::I32) {
        weight.integers.resize(elements);
        std::memcpy(weight.integers.data(), source.bytes.data(), source.bytes.size());
    } else {
        // Rows are whole blocks, so that all of them decode as one.
        weight.values.resize(elements);
        quant::decodeRow(source.type, source.bytes, weight.values);
    }
    return weight;
}

template <class Map, class Id>
auto* findIn(Map& map, Id id) {
    const auto found = map.find(id);
    return found == map.end() ? nullptr : &found->second;
}

}  // namespace

void Cache::store(uint64_t index, std::span<const float> source) {
    const std::span<float> kept = row(index);
    std::ranges::copy(source, kept.begin());
    switch (spec.codec) {
        case CacheCodec::F32:
            break;
        case CacheCodec::PackedKv:
            quant::roundKvRow(kept, spec.rotary);
            break;
        case CacheCodec::PackedIndex:
            quant::roundIndexRow(kept);
            break;
    }
}

Result<WeightId> Memory::addWeight(const WeightSource& source) {
    LF_CHECK(validateWeight(source));
    const WeightId id{nextId()};
    LF_CHECK(allocating(std::format("weight '{}'", source.name), [&] { m_weights.emplace(id, decode(source)); }));
    return id;
}

Result<ExpertTableId> Memory::addExperts(const ExpertSource& source) {
    LF_CHECK(validateExperts(source));
    const ExpertTableId id{nextId()};
    LF_CHECK(allocating(std::format("experts '{}'", source.gate.name), [&] {
        m_experts.emplace(id, ExpertWeights{decode(source.gate), decode(source.up), decode(source.down)});
    }));
    return id;
}

Result<BufferId> Memory::createBuffer(uint64_t bytes) {
    const BufferId id{nextId()};
    LF_CHECK(allocating(std::format("a buffer of {} bytes", bytes),
                        [&] { m_buffers.emplace(id, std::vector<float>(bytes / 4 + (bytes % 4 != 0 ? 1 : 0))); }));
    return id;
}

Result<CacheId> Memory::createCache(const CacheSpec& spec) {
    LF_CHECK(validateCache(spec));
    const CacheId id{nextId()};
    LF_CHECK(allocating(std::format("a cache of {} rows of {} elements", spec.capacity, spec.dim), [&] {
        m_caches.emplace(id, Cache{spec, std::vector<float>(uint64_t{spec.capacity} * spec.dim)});
    }));
    return id;
}

std::optional<WeightShape> Memory::weight(WeightId id) const {
    const Weight* found = findIn(m_weights, id);
    return found ? std::optional(found->shape()) : std::nullopt;
}

std::optional<ExpertShape> Memory::experts(ExpertTableId id) const {
    const ExpertWeights* found = findIn(m_experts, id);
    if (!found)
        return std::nullopt;
    return ExpertShape{found->gate.shape(), found->up.shape(), found->down.shape()};
}

std::optional<uint64_t> Memory::bufferBytes(BufferId id) const {
    const std::vector<float>* found = findIn(m_buffers, id);
    return found ? std::optional<uint64_t>(found->size() * sizeof(float)) : std::nullopt;
}

std::optional<CacheSpec> Memory::cache(CacheId id) const {
    const Cache* found = findCache(id);
    return found ? std::optional(found->spec) : std::nullopt;
}

std::vector<float>* Memory::findBuffer(BufferId id) {
    return findIn(m_buffers, id);
}
Cache* Memory::findCache(CacheId id) {
    return findIn(m_caches, id);
}
const Cache* Memory::findCache(CacheId id) const {
    return findIn(m_caches, id);
}

}  // namespace lanternfish::ops::reference
