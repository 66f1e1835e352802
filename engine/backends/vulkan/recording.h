#pragma once

#include <memory>
#include <stop_token>
#include <utility>
#include <vector>

#include "engine/backends/vulkan/recorder.h"
#include "engine/ops/validate.h"

namespace lanternfish::backends::vulkan {

/// Dispatches with the memory that holds what changes from step to step. Command buffers are written once for the
/// caches that a step names, kept, and replayed.
class VulkanRecording final : public ops::Recording {
public:
    struct Parts {
        Context& context;
        Pipelines& pipelines;
        Store& store;
        Scratch& scratch;
        std::vector<Stage> stages;
        std::vector<AngleTable> angles;
        ops::StepContract contract;
        Shader broken = Shader::Count;  ///< Left out: a test switch.
    };

    static Result<std::unique_ptr<VulkanRecording>> create(Parts parts);
    ~VulkanRecording() override;

    const Context& context() const { return m_parts.context; }
    const ops::StepContract& contract() const { return m_parts.contract; }
    std::optional<RecordedWork> work() const override { return m_lastWork; }
    Result<void> submit(const ops::Step& step, const std::stop_token& stop);

private:
    /// The command buffers for one choice of caches.
    struct Commands {
        std::vector<uint32_t> key;
        std::vector<VkCommandBuffer> buffers;
        VkDescriptorPool pool = VK_NULL_HANDLE;
        BufferPointer scores;
        std::vector<BufferPointer> held;  ///< Caches and plans.
        RecordedWork work;
        uint64_t lastUse = 0;
    };
    /// A sequence that has rows.
    struct Sequence {
        uint32_t number = 0;
        const ops::SequenceCaches* caches = nullptr;
    };
    class Writer;

    explicit VulkanRecording(Parts parts) : m_parts(std::move(parts)) {}
    Result<void> createMemory();
    void fillStep(const ops::Step& step);
    void fillAngles(const ops::Step& step);
    void addBytes(const ops::Step& step, RecordedWork& work) const;
    Result<Commands*> commandsFor(const std::vector<Sequence>& sequences);
    Result<void> run(const Commands& commands, const std::stop_token& stop);
    void release(Commands& commands);
    uint32_t* stepWords() { return reinterpret_cast<uint32_t*>(m_step->mapped()); }

    Parts m_parts;
    BufferPointer m_step;
    std::vector<BufferPointer> m_angles;
    std::vector<std::unique_ptr<Commands>> m_commands;
    uint64_t m_uses = 0;
    uint64_t m_lastSubmit = 0;
    std::optional<RecordedWork> m_lastWork;
};

}  // namespace lanternfish::backends::vulkan
