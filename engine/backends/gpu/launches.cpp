#include "engine/backends/gpu/launches.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace lanternfish::backends::gpu {

namespace {

// Bytes that the scores of a piece of rows may take.
constexpr uint64_t kScoreBytes = uint64_t{32} << 20U;

class LaunchWriter {
public:
    LaunchWriter(const LaunchSource& source, const std::vector<Sequence>& sequences, Shader without)
        : m_source(source), m_sequences(sequences), m_without(without) {}

    Result<LaunchList> write() {
        LF_CHECK(prepareScores());
        for (const Stage* const stage : m_source.stages)
            LF_CHECK(writeStage(*stage));
        if (m_scores)
            m_list.held.push_back(m_scores);
        return std::move(m_list);
    }

private:
    Cache& cache(const Sequence& sequence, uint32_t number) {
        return *m_source.store.findCache(sequence.caches->caches[number]);
    }

    /// Room for the scores of as many rows as possible, by the longest cache that is scored.
    Result<void> prepareScores() {
        uint64_t most = 0;
        for (const Stage* const stage : m_source.stages)
            if (stage->scores)
                for (const Sequence& sequence : m_sequences)
                    most =
                        std::max<uint64_t>(most, cache(sequence, stage->dispatches[0].caches[0].cache).spec.capacity);
        if (most == 0)
            return {};
        most = (most + 3) / 4 * 4;  // Shaders read four at once.
        const uint64_t rows = m_source.contract.shape.rows;
        m_scoreRows = static_cast<uint32_t>(std::clamp<uint64_t>(kScoreBytes / (4 * most), 1, rows));
        m_scoreStride = static_cast<uint32_t>(most);
        LF_TRY(m_scores, m_source.scratch.scores(4 * most * m_scoreRows));
        return {};
    }

    uint32_t pieces(const Stage& stage) const {
        return stage.scores ? divideUp(m_source.contract.shape.rows, m_scoreRows) : 1;
    }

    Result<void> writeStage(const Stage& stage) {
        if (!stage.sequenceOffset) {
            for (const Dispatch& dispatch : stage.dispatches)
                LF_CHECK(writeDispatch(dispatch, dispatch.push, nullptr, dispatch.groups));
            return {};
        }
        for (const Sequence& sequence : m_sequences)
            for (uint32_t piece = 0; piece < pieces(stage); ++piece)
                for (const Dispatch& dispatch : stage.dispatches)
                    LF_CHECK(writeForSequence(stage, dispatch, sequence, piece));
        return {};
    }

    Result<void> writeForSequence(const Stage& stage, const Dispatch& dispatch, const Sequence& sequence,
                                  uint32_t piece) {
        std::vector<std::byte> push = dispatch.push;
        const auto put = [&](size_t offset, const auto& value) { std::memcpy(&push[offset], &value, sizeof(value)); };
        put(*stage.sequenceOffset, sequence.number);
        for (const CacheSlot& slot : dispatch.caches)
            if (!slot.inPlan)
                put(slot.offset, cache(sequence, slot.cache).params());
        uint32_t groups[3];
        std::ranges::copy(dispatch.groups, groups);
        if (stage.scores) {
            const uint32_t first = piece * m_scoreRows;
            const uint32_t count = std::min(m_scoreRows, m_source.contract.shape.rows - first);
            put(offsetof(shaders::LfIndex, firstRow), first);
            put(offsetof(shaders::LfIndex, rowLimit), count);
            put(offsetof(shaders::LfIndex, scoreStride), m_scoreStride);
            const bool scoring = dispatch.shader == Shader::IndexScore;
            groups[0] =
                scoring ? divideUp(cache(sequence, dispatch.caches[0].cache).spec.capacity, LF_SCORE_ENTRIES) : count;
            groups[1] = scoring ? count : 1;
        }
        return writeDispatch(dispatch, push, &sequence, groups);
    }

    BufferPointer bufferOf(const Binding& binding, const Sequence* sequence) {
        switch (binding.kind) {
            case Binding::Kind::Memory:
                return binding.memory;
            case Binding::Kind::Step:
                return m_source.step;
            case Binding::Kind::Angles:
                return m_source.angles[binding.number];
            case Binding::Kind::Cache:
                m_list.held.push_back(cache(*sequence, binding.number).buffer);
                return m_list.held.back();
            case Binding::Kind::Scores:
                return m_scores;
            case Binding::Kind::Plan:
                return m_plan;
        }
        return nullptr;
    }

    /// Sends the dispatch's plan to the device, with what it names by address.
    Result<void> writePlan(const Dispatch& dispatch, const Sequence* sequence, std::vector<Use>& uses) {
        if (dispatch.plan.empty())
            return {};
        std::vector<std::byte> plan = dispatch.plan;
        for (const CacheSlot& slot : dispatch.caches)
            if (slot.inPlan) {
                const shaders::LfCache params = cache(*sequence, slot.cache).params();
                std::memcpy(&plan[slot.offset], &params, sizeof(params));
            }
        for (const AddressSlot& slot : dispatch.addresses) {
            const BufferPointer buffer = bufferOf(slot.binding, sequence);
            const uint64_t address = buffer->address() + slot.within;
            std::memcpy(&plan[slot.offset], &address, sizeof(address));
            uses.push_back({buffer.get(), slot.binding.written});
        }
        LF_TRY(m_plan, m_source.device.createBuffer(plan.size(), Placement::Device));
        m_list.held.push_back(m_plan);
        return m_source.device.upload(*m_plan, 0, plan);
    }

    Result<void> writeDispatch(const Dispatch& dispatch, const std::vector<std::byte>& push, const Sequence* sequence,
                               const uint32_t (&groups)[3]) {
        if (dispatch.shader == m_without)
            return {};
        Launch launch{.dispatch = &dispatch, .push = push};
        std::ranges::copy(groups, launch.groups);
        LF_CHECK(writePlan(dispatch, sequence, launch.uses));
        for (const Binding& binding : dispatch.bindings) {
            launch.buffers.push_back(bufferOf(binding, sequence));
            launch.uses.push_back({launch.buffers.back().get(), binding.written});
        }
        m_list.launches.push_back(std::move(launch));
        return {};
    }

    const LaunchSource& m_source;
    const std::vector<Sequence>& m_sequences;
    Shader m_without;
    LaunchList m_list;
    BufferPointer m_scores;
    uint32_t m_scoreRows = 1, m_scoreStride = 0;
    BufferPointer m_plan;  // Of the dispatch at hand.
};

}  // namespace

Result<LaunchList> writeLaunches(const LaunchSource& source, const std::vector<Sequence>& sequences, Shader without) {
    return LaunchWriter(source, sequences, without).write();
}

}  // namespace lanternfish::backends::gpu
