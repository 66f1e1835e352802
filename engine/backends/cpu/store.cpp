#include "engine/backends/cpu/store.h"

#include <utility>

namespace lanternfish::backends::cpu {

namespace {

Weight makeWeight(const ops::WeightSource& source) {
    return {source, quant::rowBytes(source.type, source.columns)};
}

template <class Id, class Slots>
auto* find(Slots& slots, Id id) {
    const uint32_t index = static_cast<uint32_t>(id) - 1;
    return index < slots.size() && slots[index] ? &*slots[index] : nullptr;
}

template <class Id, class T>
Id put(std::vector<std::optional<T>>& slots, T value) {
    for (size_t i = 0; i < slots.size(); ++i) {
        if (!slots[i]) {
            slots[i] = std::move(value);
            return Id{static_cast<uint32_t>(i + 1)};
        }
    }
    slots.push_back(std::move(value));
    return Id{static_cast<uint32_t>(slots.size())};
}

}  // namespace

std::optional<ops::WeightShape> Store::weight(ops::WeightId id) const {
    const uint32_t index = static_cast<uint32_t>(id) - 1;
    if (index >= m_weights.size())
        return std::nullopt;
    return ops::shapeOf(m_weights[index].source);
}

std::optional<ops::ExpertShape> Store::experts(ops::ExpertTableId id) const {
    const uint32_t index = static_cast<uint32_t>(id) - 1;
    if (index >= m_experts.size())
        return std::nullopt;
    const ExpertTable& table = m_experts[index];
    return ops::ExpertShape{ops::shapeOf(table.gate.source), ops::shapeOf(table.up.source),
                            ops::shapeOf(table.down.source)};
}

std::optional<uint64_t> Store::bufferBytes(ops::BufferId id) const {
    const AlignedBytes* buffer = find(m_buffers, id);
    return buffer != nullptr ? std::optional(buffer->size()) : std::nullopt;
}

std::optional<ops::CacheSpec> Store::cache(ops::CacheId id) const {
    const Cache* cache = find(m_caches, id);
    return cache != nullptr ? std::optional(cache->spec()) : std::nullopt;
}

ops::WeightId Store::addWeight(const ops::WeightSource& source) {
    m_weights.push_back(makeWeight(source));
    return ops::WeightId{static_cast<uint32_t>(m_weights.size())};
}

ops::ExpertTableId Store::addExperts(const ops::ExpertSource& source) {
    m_experts.push_back({makeWeight(source.gate), makeWeight(source.up), makeWeight(source.down)});
    return ops::ExpertTableId{static_cast<uint32_t>(m_experts.size())};
}

ops::BufferId Store::addBuffer(AlignedBytes bytes) {
    return put<ops::BufferId>(m_buffers, std::move(bytes));
}

ops::CacheId Store::addCache(Cache cache) {
    return put<ops::CacheId>(m_caches, std::move(cache));
}

void Store::releaseBuffer(ops::BufferId id) {
    if (find(m_buffers, id) != nullptr)
        m_buffers[static_cast<uint32_t>(id) - 1].reset();
}

void Store::releaseCache(ops::CacheId id) {
    if (find(m_caches, id) != nullptr)
        m_caches[static_cast<uint32_t>(id) - 1].reset();
}

AlignedBytes* Store::findBuffer(ops::BufferId id) {
    return find(m_buffers, id);
}

Cache* Store::findCache(ops::CacheId id) {
    return find(m_caches, id);
}

const Cache* Store::findCache(ops::CacheId id) const {
    return find(m_caches, id);
}

}  // namespace lanternfish::backends::cpu
