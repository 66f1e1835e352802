#include "engine/backends/vulkan/recording.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <format>

#include "engine/backends/vulkan/hazards.h"

namespace lanternfish::backends::vulkan {

namespace {

// A command buffer is work of some milliseconds, so that a stop takes effect soon: two of them are under way at most.
constexpr uint64_t kGroupsAtOnce = 8192;
constexpr uint32_t kDispatchesAtOnce = 64;
constexpr size_t kKeptCommands = 4;
// Bytes that the scores of a piece of rows may take.
constexpr uint64_t kScoreBytes = uint64_t{32} << 20U;

}  // namespace

/// Writes the command buffers of one choice of caches.
class VulkanRecording::Writer {
public:
    Writer(VulkanRecording& recording, Commands& commands, const std::vector<Sequence>& sequences)
        : m_recording(recording), m_context(recording.m_parts.context), m_commands(commands), m_sequences(sequences) {}

    Result<void> write() {
        LF_CHECK(prepareScores());
        LF_CHECK(createPool());
        for (const Stage& stage : m_recording.m_parts.stages)
            LF_CHECK(writeStage(stage));
        return end();
    }

private:
    Cache& cache(const Sequence& sequence, uint32_t number) {
        return *m_recording.m_parts.store.findCache(sequence.caches->caches[number]);
    }

    size_t repeats(const Stage& stage) const { return stage.sequenceOffset ? m_sequences.size() : 1; }

    /// Room for the scores of as many rows as possible, by the longest cache that is scored.
    Result<void> prepareScores() {
        uint64_t most = 0;
        for (const Stage& stage : m_recording.m_parts.stages)
            if (stage.scores)
                for (const Sequence& sequence : m_sequences)
                    most = std::max<uint64_t>(most, cache(sequence, stage.dispatches[0].caches[0].cache).spec.capacity);
        if (most == 0)
            return {};
        most = (most + 3) / 4 * 4;  // Shaders read four at once.
        const uint64_t rows = m_recording.m_parts.contract.shape.rows;
        m_scoreRows = static_cast<uint32_t>(std::clamp<uint64_t>(kScoreBytes / (4 * most), 1, rows));
        m_scoreStride = static_cast<uint32_t>(most);
        LF_TRY(m_commands.scores, m_recording.m_parts.scratch.scores(4 * most * m_scoreRows));
        return {};
    }

    uint32_t pieces(const Stage& stage) const {
        return stage.scores ? divideUp(m_recording.m_parts.contract.shape.rows, m_scoreRows) : 1;
    }

    Result<void> createPool() {
        uint32_t sets = 0, buffers = 0;
        for (const Stage& stage : m_recording.m_parts.stages)
            for (const Dispatch& dispatch : stage.dispatches) {
                const auto times = static_cast<uint32_t>(repeats(stage) * pieces(stage));
                sets += times;
                buffers += times * static_cast<uint32_t>(dispatch.bindings.size());
            }
        const VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, std::max(buffers, 1U)};
        VkDescriptorPoolCreateInfo info{VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO};
        info.maxSets = std::max(sets, 1U);
        info.poolSizeCount = 1;
        info.pPoolSizes = &size;
        return check(m_context.vk().vkCreateDescriptorPool(m_context.device(), &info, nullptr, &m_commands.pool),
                     "create descriptors");
    }

    Result<void> writeStage(const Stage& stage) {
        // Counted for all rows of a step, whatever pieces they come in.
        for (const Dispatch& dispatch : stage.dispatches) {
            m_commands.work.leastBytes += dispatch.leastBytes;
            m_commands.work.movedBytes += dispatch.movedBytes;
        }
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
            const uint32_t count = std::min(m_scoreRows, m_recording.m_parts.contract.shape.rows - first);
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
                return m_recording.m_step;
            case Binding::Kind::Angles:
                return m_recording.m_angles[binding.number];
            case Binding::Kind::Cache:
                m_commands.held.push_back(cache(*sequence, binding.number).buffer);
                return m_commands.held.back();
            case Binding::Kind::Scores:
                return m_commands.scores;
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
        LF_TRY(m_plan, m_context.createBuffer(plan.size(), Placement::Device));
        m_commands.held.push_back(m_plan);
        return m_context.upload(*m_plan, 0, plan);
    }

    Result<VkDescriptorSet> bind(const Pipeline& pipeline, const std::vector<BufferPointer>& buffers) {
        VkDescriptorSetAllocateInfo info{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO};
        info.descriptorPool = m_commands.pool;
        info.descriptorSetCount = 1;
        info.pSetLayouts = &pipeline.sets;
        VkDescriptorSet set = VK_NULL_HANDLE;
        LF_CHECK(check(m_context.vk().vkAllocateDescriptorSets(m_context.device(), &info, &set), "bind buffers"));
        std::vector<VkDescriptorBufferInfo> infos(buffers.size());
        std::vector<VkWriteDescriptorSet> writes(buffers.size());
        for (uint32_t i = 0; i < buffers.size(); ++i) {
            infos[i] = {buffers[i]->handle(), 0, VK_WHOLE_SIZE};
            writes[i] = {VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET};
            writes[i].dstSet = set;
            writes[i].dstBinding = i;
            writes[i].descriptorCount = 1;
            writes[i].descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
            writes[i].pBufferInfo = &infos[i];
        }
        m_context.vk().vkUpdateDescriptorSets(m_context.device(), static_cast<uint32_t>(writes.size()), writes.data(),
                                              0, nullptr);
        return set;
    }

    Result<void> writeDispatch(const Dispatch& dispatch, const std::vector<std::byte>& push, const Sequence* sequence,
                               const uint32_t (&groups)[3]) {
        if (dispatch.shader == m_recording.m_parts.broken)
            return {};
        LF_TRY(const Pipeline pipeline,
               m_recording.m_parts.pipelines.get(dispatch.shader, dispatch.constants, dispatch.fast));
        std::vector<BufferPointer> buffers;
        std::vector<Use> uses;
        LF_CHECK(writePlan(dispatch, sequence, uses));
        for (const Binding& binding : dispatch.bindings) {
            buffers.push_back(bufferOf(binding, sequence));
            uses.push_back({buffers.back().get(), binding.written});
        }
        LF_CHECK(makeRoom(uint64_t{groups[0]} * groups[1] * groups[2]));
        if (m_hazards.mustWait(uses)) {
            m_context.barrier(m_current);
            ++m_commands.work.barriers;
        }
        LF_TRY(const VkDescriptorSet set, bind(pipeline, buffers));
        const VolkDeviceTable& vk = m_context.vk();
        vk.vkCmdBindPipeline(m_current, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.pipeline);
        vk.vkCmdBindDescriptorSets(m_current, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.layout, 0, 1, &set, 0, nullptr);
        vk.vkCmdPushConstants(m_current, pipeline.layout, VK_SHADER_STAGE_COMPUTE_BIT, 0,
                              static_cast<uint32_t>(push.size()), push.data());
        vk.vkCmdDispatch(m_current, groups[0], groups[1], groups[2]);
        ++m_commands.work.dispatches;
        return {};
    }

    Result<void> makeRoom(uint64_t groups) {
        if (m_current != VK_NULL_HANDLE && m_count < kDispatchesAtOnce && m_groups + groups <= kGroupsAtOnce) {
            ++m_count;
            m_groups += groups;
            return {};
        }
        LF_CHECK(end());
        LF_TRY(m_current, m_context.createCommands());
        m_commands.buffers.push_back(m_current);
        const VkCommandBufferBeginInfo begin{VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
        LF_CHECK(check(m_context.vk().vkBeginCommandBuffer(m_current, &begin), "begin a recording"));
        m_context.barrier(m_current);
        ++m_commands.work.barriers;
        m_hazards.clear();
        m_count = 1;
        m_groups = groups;
        return {};
    }

    Result<void> end() {
        if (m_current == VK_NULL_HANDLE)
            return {};
        return check(m_context.vk().vkEndCommandBuffer(std::exchange(m_current, VK_NULL_HANDLE)), "end a recording");
    }

    VulkanRecording& m_recording;
    Context& m_context;
    Commands& m_commands;
    const std::vector<Sequence>& m_sequences;
    uint32_t m_scoreRows = 1, m_scoreStride = 0;
    BufferPointer m_plan;  // Of the dispatch at hand.
    VkCommandBuffer m_current = VK_NULL_HANDLE;
    uint32_t m_count = 0;
    uint64_t m_groups = 0;
    Hazards m_hazards;
};

Result<std::unique_ptr<VulkanRecording>> VulkanRecording::create(Parts parts) {
    std::unique_ptr<VulkanRecording> recording(new VulkanRecording(std::move(parts)));
    LF_CHECK(recording->createMemory());
    return recording;
}

Result<void> VulkanRecording::createMemory() {
    // What a device can't compile shows now.
    for (const Stage& stage : m_parts.stages)
        for (const Dispatch& dispatch : stage.dispatches)
            LF_CHECK(m_parts.pipelines.get(dispatch.shader, dispatch.constants, dispatch.fast));
    const ops::RecordShape& shape = m_parts.contract.shape;
    const uint64_t words = LF_STEP_ROWS + uint64_t{LF_STEP_ROW_WORDS} * shape.rows + shape.outputs;
    LF_TRY(m_step, m_parts.context.createBuffer(4 * words, Placement::Written));
    for (const AngleTable& table : m_parts.angles) {
        LF_TRY(BufferPointer angles,
               m_parts.context.createBuffer(uint64_t{4} * shape.rows * std::max(table.rotary, 1U), Placement::Written));
        m_angles.push_back(std::move(angles));
    }
    return {};
}

VulkanRecording::~VulkanRecording() {
    // An error here has been reported by the call that met it; nothing is left to wait for then.
    (void)m_parts.context.waitFor(m_lastSubmit);
    for (const std::unique_ptr<Commands>& commands : m_commands)
        release(*commands);
}

void VulkanRecording::release(Commands& commands) {
    m_parts.context.freeCommands(commands.buffers);
    if (commands.pool != VK_NULL_HANDLE)
        m_parts.context.vk().vkDestroyDescriptorPool(m_parts.context.device(), commands.pool, nullptr);
}

void VulkanRecording::fillStep(const ops::Step& step) {
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

void VulkanRecording::fillAngles(const ops::Step& step) {
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

Result<VulkanRecording::Commands*> VulkanRecording::commandsFor(const std::vector<Sequence>& sequences) {
    std::vector<uint32_t> key;
    for (const Sequence& sequence : sequences) {
        key.push_back(sequence.number);
        for (const ops::CacheUse& use : m_parts.contract.caches) {
            const Cache& cache = *m_parts.store.findCache(sequence.caches->caches[use.cache]);
            key.push_back(cache.generation);
        }
    }
    ++m_uses;
    for (const std::unique_ptr<Commands>& known : m_commands)
        if (known->key == key) {
            known->lastUse = m_uses;
            return known.get();
        }
    if (m_commands.size() >= kKeptCommands) {
        const auto oldest = std::ranges::min_element(m_commands, {}, [](const auto& known) { return known->lastUse; });
        release(**oldest);
        m_commands.erase(oldest);
    }
    auto commands = std::make_unique<Commands>();
    commands->key = std::move(key);
    commands->lastUse = m_uses;
    if (auto written = Writer(*this, *commands, sequences).write(); !written) {
        release(*commands);
        return std::unexpected(std::move(written).error());
    }
    return m_commands.emplace_back(std::move(commands)).get();
}

Result<void> VulkanRecording::submit(const ops::Step& step, const std::stop_token& stop) {
    // What the last step of this recording reads is about to be overwritten.
    LF_CHECK(m_parts.context.waitFor(m_lastSubmit));
    std::vector<Sequence> sequences;
    for (uint32_t number = 0; number < step.sequences.size(); ++number)
        if (std::ranges::any_of(step.rows, [&](const ops::Row& row) { return row.sequence == number; }))
            sequences.push_back({number, step.sequences[number]});
    fillStep(step);
    fillAngles(step);
    LF_TRY(const Commands* const commands, commandsFor(sequences));
    m_lastWork = commands->work;
    return run(*commands, stop);
}

Result<void> VulkanRecording::run(const Commands& commands, const std::stop_token& stop) {
    // Workgroups look at it when they begin, and now and then.
    const std::stop_callback request(
        stop, [&] { std::atomic_ref(stepWords()[LF_STEP_CANCEL]).store(1, std::memory_order_relaxed); });
    uint64_t before = 0;
    for (const VkCommandBuffer buffer : commands.buffers) {
        if (stop.stop_requested())
            break;
        LF_TRY(const uint64_t number, m_parts.context.submit(buffer));
        m_lastSubmit = number;
        LF_CHECK(m_parts.context.waitFor(std::exchange(before, number)));
    }
    // Steps of many rows are long enough for somebody to want to stop them; one row's last piece may run on.
    if (m_parts.contract.shape.rows > 1)
        LF_CHECK(m_parts.context.waitFor(m_lastSubmit));
    if (!stop.stop_requested())
        return {};
    LF_CHECK(m_parts.context.waitFor(m_lastSubmit));
    return makeError(ErrorCode::Cancelled, "stopped on request");
}

}  // namespace lanternfish::backends::vulkan
