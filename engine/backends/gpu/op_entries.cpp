#include <algorithm>
#include <cstddef>
#include <iterator>

#include "engine/backends/gpu/fusion.h"
#include "shaders/shared/device_layouts.h"

namespace lanternfish::backends::gpu {

namespace {

using shaders::LfEntry;

/// Fills one entry of the plan.
class EntryWriter {
public:
    EntryWriter(Recorder& recorder, Dispatch& dispatch) : m_recorder(recorder), m_dispatch(dispatch) {}

    Result<void> write(const EntryOps& entry) {
        LfEntry params{};
        fill(entry, params);
        m_at = m_dispatch.addToPlan(params);
        if (entry.norm != nullptr)
            return nameNorm(*entry.norm);
        if (entry.finish != nullptr)
            return nameRow(*entry.finish, *entry.commit);
        return nameCompressor(*entry.state, *entry.compress, *entry.commit);
    }

private:
    void fill(const EntryOps& entry, LfEntry& params) const {
        if (entry.norm != nullptr) {
            params.kind = LF_ENTRY_NORM;
            params.dim = entry.norm->x.dim;
            params.flags = LF_FINISH_NORM | LF_FINISH_WEIGHT;
            params.eps = entry.norm->eps;
            params.ratio = 1;
        } else if (entry.finish != nullptr) {
            params.kind = LF_ENTRY_ROW;
            params.dim = entry.finish->kv.dim;
            params.flags = LF_FINISH_NORM | LF_FINISH_WEIGHT | LF_FINISH_ROPE;
            params.rotary = entry.finish->rope.rotary;
            params.eps = entry.finish->eps;
            params.ratio = entry.commit->ratio;
        } else {
            const ops::Compress& op = *entry.compress;
            const Weight& ape = m_recorder.weight(entry.state->ape);
            params.kind = LF_ENTRY_COMPRESS;
            params.dim = op.out.dim;
            params.ratio = op.ratio;
            params.flags = LF_FINISH_NORM | LF_FINISH_WEIGHT | LF_FINISH_ROPE | (op.hadamard ? LF_FINISH_HADAMARD : 0) |
                           (op.roundMixture ? LF_FINISH_ROUND : 0) | (op.overlap ? LF_FINISH_OVERLAP : 0);
            params.rotary = op.rope.rotary;
            params.apeType = static_cast<uint32_t>(ape.source.type);
            params.apeRowBytes = ape.rowBytes;
            params.eps = op.eps;
        }
    }

    Result<void> nameNorm(const ops::RmsNorm& op) {
        LF_TRY(const Binding norm, m_recorder.whole(op.weight));
        name(offsetof(LfEntry, x), m_recorder.read(op.x));
        name(offsetof(LfEntry, norm), norm);
        const Binding y = m_recorder.written(op.y);
        name(offsetof(LfEntry, finished), y);
        m_dispatch.count(uint64_t{12} * op.x.dim);
        LF_TRY(const std::optional<QuantisedRows> rows, m_recorder.quantisedRows(y, op.y.dim, op.y.extent));
        if (rows) {
            name(offsetof(LfEntry, quantised), Recorder::memory(rows->bytes->memory, true));
            m_dispatch.quantises.push_back(*rows);
            m_dispatch.count(LF_QUANTISED_ROW_BYTES(uint64_t{op.y.dim}));
        }
        return {};
    }

    Result<void> nameRow(const ops::KvFinish& finish, const ops::CacheCommit& commit) {
        LF_TRY(const Binding norm, m_recorder.whole(finish.norm));
        name(offsetof(LfEntry, x), m_recorder.read(finish.kv));
        name(offsetof(LfEntry, norm), norm);
        name(offsetof(LfEntry, angles), m_recorder.angles(finish.rope, 1));
        name(offsetof(LfEntry, finished), m_recorder.written(finish.kv));
        nameCache(offsetof(LfEntry, cache), offsetof(LfEntry, cacheSpec), commit.cache);
        m_dispatch.count(uint64_t{12} * finish.kv.dim + uint64_t{4} * finish.rope.rotary);
        m_dispatch.context.push_back({.cache = commit.cache, .reach = ops::closingReach(commit.ratio, 1)});
        return {};
    }

    Result<void> nameCompressor(const ops::StateCommit& state, const ops::Compress& op,
                                const ops::CacheCommit& commit) {
        LF_TRY(const Binding ape, m_recorder.whole(state.ape));
        LF_TRY(const Binding norm, m_recorder.whole(op.norm));
        name(offsetof(LfEntry, x), m_recorder.read(state.kv));
        name(offsetof(LfEntry, score), m_recorder.read(state.score));
        name(offsetof(LfEntry, ape), ape);
        name(offsetof(LfEntry, norm), norm);
        name(offsetof(LfEntry, angles), m_recorder.angles(op.rope, op.ratio));
        name(offsetof(LfEntry, finished), m_recorder.written(op.out));
        nameCache(offsetof(LfEntry, state), offsetof(LfEntry, stateSpec), state.cache);
        nameCache(offsetof(LfEntry, cache), offsetof(LfEntry, cacheSpec), commit.cache);
        // Every row joins the state; one in `ratio` reads a window and makes an entry.
        m_dispatch.count(uint64_t{16} * state.kv.dim + m_recorder.weight(state.ape).rowBytes);
        std::ranges::move(compressorBytes(op), std::back_inserter(m_dispatch.context));
        m_dispatch.context.push_back({.cache = commit.cache, .reach = ops::closingReach(op.ratio, 1)});
        return {};
    }

    void name(size_t member, const Binding& binding) {
        m_dispatch.addresses.push_back({m_at + static_cast<uint32_t>(member), binding, 0});
    }

    void nameCache(size_t address, size_t spec, uint32_t cache) {
        name(address, Recorder::cacheOf(cache, true));
        m_dispatch.caches.push_back({cache, m_at + static_cast<uint32_t>(spec), true});
    }

    Recorder& m_recorder;
    Dispatch& m_dispatch;
    uint32_t m_at = 0;
};

uint32_t dimOf(const EntryOps& entry) {
    return entry.norm != nullptr     ? entry.norm->x.dim
           : entry.finish != nullptr ? entry.finish->kv.dim
                                     : entry.compress->out.dim;
}

}  // namespace

bool canWriteEntry(const Recorder& recorder, const EntryOps& entry) {
    if (!recorder.features().has(Feature::Addresses) ||
        !checkShared(recorder, dimOf(entry) + dimOf(entry) / 32 + 1, ""))
        return false;
    if (entry.norm != nullptr)
        return entry.norm->x.extent == ops::Extent::Rows;
    if (entry.finish != nullptr)
        return entry.commit->source.buffer == entry.finish->kv.buffer && entry.commit->ratio == 1;
    const quant::Type ape = recorder.weight(entry.state->ape).source.type;
    return entry.state->cache == entry.compress->stateCache && entry.state->ratio == entry.compress->ratio &&
           entry.commit->source.buffer == entry.compress->out.buffer && entry.commit->ratio == entry.compress->ratio &&
           entry.state->cache != entry.commit->cache && ape != quant::Type::IQ2_XXS;
}

Result<void> writeEntries(Recorder& recorder, std::span<const EntryOps> entries) {
    Dispatch dispatch{.shader = Shader::Entries};
    uint32_t longest = 1;
    for (const EntryOps& entry : entries) {
        longest = std::max(longest, dimOf(entry));
        LF_CHECK(EntryWriter(recorder, dispatch).write(entry));
    }
    dispatch.constants = {longest};
    dispatch.bindings = {Recorder::step(), Recorder::plan()};
    dispatch.setPush(shaders::LfEntries{0});
    dispatch.groups[0] = static_cast<uint32_t>(entries.size());
    dispatch.serves = "rms_norm, kv_finish, state_commit, compress, cache_commit";
    recorder.add(Stage{{std::move(dispatch)}, offsetof(shaders::LfEntries, sequence), false});
    return {};
}

}  // namespace lanternfish::backends::gpu
