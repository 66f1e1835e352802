#include "tests/fakes/recording_backend.h"

#include <algorithm>

namespace lanternfish::fakes {

namespace {

struct ListOfOps final : ops::Recording {
    std::vector<ops::Op> ops;
    ops::StepContract contract;
};

/// The weights that an op names, its expert table aside.
struct NamedWeights {
    std::vector<ops::WeightId> ids;

    void add(std::initializer_list<ops::WeightId> more) { ids.insert(ids.end(), more); }
    void operator()(const ops::Embed& op) { add({op.table}); }
    void operator()(const ops::HcPre& op) { add({op.fn, op.base, op.scale, op.norm}); }
    void operator()(const ops::HcPost&) {}
    void operator()(const ops::HcHead& op) { add({op.fn, op.base, op.scale, op.norm}); }
    void operator()(const ops::RmsNorm& op) { add({op.weight}); }
    void operator()(const ops::Linear& op) { add({op.weight}); }
    void operator()(const ops::QFinish& op) { add({op.rope.frequencies}); }
    void operator()(const ops::KvFinish& op) { add({op.norm, op.rope.frequencies}); }
    void operator()(const ops::CacheCommit&) {}
    void operator()(const ops::StateCommit& op) { add({op.ape}); }
    void operator()(const ops::Compress& op) { add({op.norm, op.rope.frequencies}); }
    void operator()(const ops::IndexQuery& op) { add({op.rope.frequencies}); }
    void operator()(const ops::IndexSelect&) {}
    void operator()(const ops::Attention& op) { add({op.sinks}); }
    void operator()(const ops::OutputFinish& op) { add({op.rope.frequencies}); }
    void operator()(const ops::Route& op) {
        add({op.gate});
        if (op.bias)
            add({*op.bias});
        if (op.hashTable)
            add({*op.hashTable});
    }
    void operator()(const ops::FeedForward& op) { add({op.gate, op.up, op.down}); }
    void operator()(const ops::Experts&) {}
    void operator()(const ops::Logits& op) { add({op.weight}); }
};

}  // namespace

RecordingBackend::RecordingBackend() {
    m_device.id = m_device.backend = m_device.name = "recording";
}

Result<ops::WeightId> RecordingBackend::addWeight(const ops::WeightSource& source) {
    LF_CHECK(ops::validateWeight(source));
    weightNames.push_back(source.name);
    m_weights.push_back(source);
    return ops::WeightId(static_cast<uint32_t>(m_weights.size() - 1));
}

Result<ops::ExpertTableId> RecordingBackend::addExperts(const ops::ExpertSource& source) {
    LF_CHECK(ops::validateExperts(source));
    for (const ops::WeightSource* weight : {&source.gate, &source.up, &source.down})
        weightNames.push_back(weight->name);
    m_experts.push_back(source);
    return ops::ExpertTableId(static_cast<uint32_t>(m_experts.size() - 1));
}

Result<ops::BufferId> RecordingBackend::createBuffer(uint64_t bytes) {
    const ops::BufferId id{m_nextId++};
    m_buffers[id] = bytes;
    return id;
}

void RecordingBackend::releaseBuffer(ops::BufferId buffer) {
    m_buffers.erase(buffer);
}

Result<void> RecordingBackend::upload(ops::BufferId, std::span<const std::byte>) {
    return {};
}

Result<void> RecordingBackend::download(ops::BufferId, std::span<std::byte> bytes) {
    std::ranges::fill(bytes, std::byte{0});
    return {};
}

Result<ops::CacheId> RecordingBackend::createCache(const ops::CacheSpec& spec) {
    LF_CHECK(ops::validateCache(spec));
    const ops::CacheId id{m_nextId++};
    m_caches[id] = spec;
    return id;
}

Result<void> RecordingBackend::growCache(ops::CacheId cache, uint32_t capacity) {
    m_caches.at(cache).capacity = capacity;
    return {};
}

void RecordingBackend::releaseCache(ops::CacheId cache) {
    m_caches.erase(cache);
}

Result<void> RecordingBackend::writeCache(ops::CacheId, uint32_t, std::span<const float>) {
    ++cacheAccesses;
    return {};
}

Result<void> RecordingBackend::readCache(ops::CacheId, uint32_t, std::span<float>) {
    ++cacheAccesses;
    return {};
}

uint64_t RecordingBackend::cacheBytes(ops::CacheId cache) const {
    const ops::CacheSpec& spec = m_caches.at(cache);
    return uint64_t{spec.capacity} * spec.dim * sizeof(float);
}

Result<std::unique_ptr<ops::Recording>> RecordingBackend::record(std::span<const ops::Op> ops,
                                                                 const ops::RecordShape& shape) {
    auto recording = std::make_unique<ListOfOps>();
    LF_TRY(recording->contract, ops::validateOps(ops, shape, *this));
    recording->ops.assign(ops.begin(), ops.end());
    return recording;
}

Result<void> RecordingBackend::submit(const ops::Recording& recording, const ops::Step& step, std::stop_token) {
    const auto& list = static_cast<const ListOfOps&>(recording);
    LF_CHECK(ops::validateStep(list.contract, step, *this));
    for (const ops::CacheUse& use : list.contract.caches)
        submittedCaches.insert(use.cache);
    for (const ops::Op& op : list.ops) {
        ++submittedOps[ops::opName(op)];
        NamedWeights named;
        std::visit(named, op);
        for (const ops::WeightId id : named.ids)
            submittedWeights.insert(m_weights.at(static_cast<uint32_t>(id)).name);
        if (const auto* run = std::get_if<ops::Experts>(&op)) {
            const ops::ExpertSource& table = m_experts.at(static_cast<uint32_t>(run->table));
            for (const ops::WeightSource* weight : {&table.gate, &table.up, &table.down})
                submittedWeights.insert(weight->name);
        }
    }
    return {};
}

std::optional<ops::WeightShape> RecordingBackend::weight(ops::WeightId id) const {
    const auto index = static_cast<uint32_t>(id);
    return index < m_weights.size() ? std::optional(ops::shapeOf(m_weights[index])) : std::nullopt;
}

std::optional<ops::ExpertShape> RecordingBackend::experts(ops::ExpertTableId id) const {
    const auto index = static_cast<uint32_t>(id);
    if (index >= m_experts.size())
        return std::nullopt;
    const ops::ExpertSource& source = m_experts[index];
    return ops::ExpertShape{ops::shapeOf(source.gate), ops::shapeOf(source.up), ops::shapeOf(source.down)};
}

std::optional<uint64_t> RecordingBackend::bufferBytes(ops::BufferId id) const {
    const auto found = m_buffers.find(id);
    return found != m_buffers.end() ? std::optional(found->second) : std::nullopt;
}

std::optional<ops::CacheSpec> RecordingBackend::cache(ops::CacheId id) const {
    const auto found = m_caches.find(id);
    return found != m_caches.end() ? std::optional(found->second) : std::nullopt;
}

}  // namespace lanternfish::fakes
