#pragma once

#include <memory>
#include <stop_token>

#include "engine/backends/gpu/recording.h"
#include "engine/backends/vulkan/pipelines.h"

namespace lanternfish::backends::vulkan {

/// Replays command buffers.
class VulkanRecording final : public gpu::GpuRecording {
public:
    static Result<std::unique_ptr<VulkanRecording>> create(Context& context, Pipelines& pipelines, Parts parts);
    ~VulkanRecording() override;

private:
    struct VulkanCommands;
    class Writer;

    VulkanRecording(Context& context, Pipelines& pipelines, Parts parts)
        : GpuRecording(std::move(parts)), m_context(context), m_pipelines(pipelines) {}
    Result<std::unique_ptr<Commands>> write(gpu::LaunchList list) override;
    Result<void> run(const Commands& commands, const std::stop_token& stop) override;
    Result<void> waitForLast() override { return m_context.waitFor(m_lastSubmit); }

    Context& m_context;
    Pipelines& m_pipelines;
    uint64_t m_lastSubmit = 0;
};

}  // namespace lanternfish::backends::vulkan
