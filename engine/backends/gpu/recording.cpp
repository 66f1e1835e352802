#include "engine/backends/gpu/recording.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace lanternfish::backends::gpu {

namespace {
constexpr size_t kKeptCommands = 4;

uint32_t rowsOf(const ops::Step& step, ops::Extent extent) {
    return static_cast<uint32_t>(extent == ops::Extent::Rows ? step.rows.size() : step.outputs.size());
}

/// Whether there is a way without what failed so.
bool isSpared(const Error& error) {
    return error.code == ErrorCode::OutOfMemory || error.code == ErrorCode::Unsupported;
}
}  // namespace

Result<void> GpuRecording::createMemory() {
    const ops::RecordShape& shape = m_parts.contract.shape;
    const uint64_t words = LF_STEP_ROWS + uint64_t{LF_STEP_ROW_WORDS} * shape.rows + shape.outputs;
    LF_TRY(m_step, m_parts.device.createBuffer(4 * words, Placement::Written));
    stepWords()[LF_STEP_CANCEL] = 0;
    for (const AngleTable& table : m_parts.angles) {
        LF_TRY(BufferPointer angles,
               m_parts.device.createBuffer(uint64_t{4} * shape.rows * std::max(table.rotary, 1U), Placement::Written));
        m_angles.push_back(std::move(angles));
    }
    return {};
}

void GpuRecording::fillStep(const ops::Step& step) {
    uint32_t* const words = stepWords();
    words[LF_STEP_ROW_COUNT] = static_cast<uint32_t>(step.rows.size());
    words[LF_STEP_OUTPUT_COUNT] = static_cast<uint32_t>(step.outputs.size());
    words[LF_STEP_CANCEL] = 0;
    const uint32_t outputs = LF_STEP_ROWS + LF_STEP_ROW_WORDS * m_parts.contract.shape.rows;
    words[LF_STEP_OUTPUTS] = outputs;
    std::vector<uint32_t> last(step.sequences.size());
    for (const ops::Row& row : step.rows)
        last[row.sequence] = row.position;
    for (size_t r = 0; r < step.rows.size(); ++r) {
        uint32_t* const row = words + LF_STEP_ROWS + LF_STEP_ROW_WORDS * r;
        row[0] = step.rows[r].sequence;
        row[1] = step.rows[r].position;
        row[2] = static_cast<uint32_t>(step.rows[r].token);
        row[3] = last[step.rows[r].sequence];
    }
    std::ranges::copy(step.outputs, words + outputs);
}

void GpuRecording::fillAngles(const ops::Step& step) {
    for (size_t i = 0; i < m_angles.size(); ++i) {
        const AngleTable& table = m_parts.angles[i];
        const std::byte* const frequencies = m_parts.store.getWeight(table.frequencies).source.bytes.data();
        auto* out = reinterpret_cast<float*>(m_angles[i]->mapped());
        for (const ops::Row& row : step.rows)
            for (uint32_t pair = 0; pair < table.rotary / 2; ++pair) {
                float frequency;
                std::memcpy(&frequency, frequencies + 4 * size_t{pair}, 4);
                // Shaders' own sines are too coarse at large angles.
                const double angle = static_cast<float>(row.position / table.ratio * table.ratio) * frequency;
                *out++ = static_cast<float>(std::cos(angle));
                *out++ = static_cast<float>(std::sin(angle));
            }
    }
}

bool GpuRecording::isDense(const ops::Step& step) const {
    return !m_parts.dense.stages.empty() && step.rows.size() >= kDenseRows &&
           2 * step.rows.size() > m_parts.contract.shape.rows && m_parts.device.features().has(Feature::Cublas);
}

Result<const GpuRecording::Commands*> GpuRecording::commandsFor(const std::vector<Sequence>& sequences,
                                                                const Dispatches& dispatches,
                                                                const std::vector<const Stage*>& stages) {
    std::vector<uint32_t> key{&dispatches == &m_parts.dense ? 1U : 0U};
    for (const QuantisedInput& input : dispatches.inputs)
        key.push_back(std::ranges::contains(stages, &input.stage) ? 1 : 0);
    for (const Sequence& sequence : sequences) {
        key.push_back(sequence.number);
        for (const ops::CacheUse& use : m_parts.contract.caches) {
            const Cache& cache = *m_parts.store.findCache(sequence.caches->caches[use.cache]);
            key.push_back(cache.generation);
        }
    }
    ++m_uses;
    for (Kept& known : m_kept)
        if (known.key == key) {
            known.lastUse = m_uses;
            return known.commands.get();
        }
    if (m_kept.size() >= kKeptCommands)
        m_kept.erase(std::ranges::min_element(m_kept, {}, &Kept::lastUse));
    LF_TRY(LaunchList list,
           writeLaunches({m_parts.device, m_parts.store, m_parts.scratch, stages, m_parts.contract, m_step, m_angles},
                         sequences, m_parts.broken));
    LF_TRY(std::unique_ptr<Commands> commands, write(std::move(list)));
    m_kept.push_back({std::move(key), std::move(commands), m_uses});
    return m_kept.back().commands.get();
}

Result<void> GpuRecording::submit(const ops::Step& step, const std::stop_token& stop) {
    // What the last step of this recording reads is about to be overwritten.
    LF_CHECK(waitForLast());
    std::vector<Sequence> sequences;
    for (uint32_t number = 0; number < step.sequences.size(); ++number)
        if (std::ranges::any_of(step.rows, [&](const ops::Row& row) { return row.sequence == number; }))
            sequences.push_back({number, step.sequences[number]});
    fillStep(step);
    fillAngles(step);
    const Dispatches* dispatches = isDense(step) ? &m_parts.dense : &m_parts.own;
    std::vector<const Stage*> stages = stagesFor(step, *dispatches);
    Result<const Commands*> commands = commandsFor(sequences, *dispatches, stages);
    if (!commands && dispatches == &m_parts.dense && isSpared(commands.error())) {
        m_parts.device.giveUpCublas(commands.error());
        dispatches = &m_parts.own;
        stages = stagesFor(step, *dispatches);
        commands = commandsFor(sequences, *dispatches, stages);
    }
    LF_CHECK(commands);
    m_lastWork = (*commands)->work;
    addBytes(step, stages, *m_lastWork);
    Result<void> done = run(**commands, stop);
    noteQuantised(step, *dispatches, done.has_value());
    return done;
}

std::vector<const Stage*> GpuRecording::stagesFor(const ops::Step& step, const Dispatches& dispatches) const {
    std::vector<const Stage*> stages;
    for (const QuantisedInput& input : dispatches.inputs) {
        const Quantised& bytes = *input.rows.bytes;
        // Bytes for another length of rows have taken the place of these.
        const bool known = input.rows.buffer->quantised.get() == &bytes;
        if (!known || bytes.rows < rowsOf(step, input.rows.extent))
            stages.push_back(&input.stage);
    }
    for (const Stage& stage : dispatches.stages)
        stages.push_back(&stage);
    return stages;
}

void GpuRecording::noteQuantised(const ops::Step& step, const Dispatches& dispatches, bool done) const {
    for (const QuantisedRows& rows : dispatches.quantised) {
        const std::shared_ptr<Quantised>& current = rows.buffer->quantised;
        if (!current)
            continue;
        // Rows beyond those of the step are what they were.
        const bool same = done && rows.bytes == current;
        current->rows = same ? std::max(current->rows, rowsOf(step, rows.extent)) : 0;
    }
}

void GpuRecording::addBytes(const ops::Step& step, std::span<const Stage* const> stages, RecordedWork& work) const {
    const ops::CacheRowBytes rowBytes = [&](uint32_t sequence, uint32_t cache) {
        return m_parts.store.findCache(step.sequences[sequence]->caches[cache])->rowBytes;
    };
    for (const Stage* const stage : stages)
        for (const Dispatch& dispatch : stage->dispatches) {
            const ops::ByteCount bytes = dispatch.bytes(step.rows, rowBytes);
            work.leastBytes += bytes.least;
            work.movedBytes += bytes.moved;
        }
}

}  // namespace lanternfish::backends::gpu
