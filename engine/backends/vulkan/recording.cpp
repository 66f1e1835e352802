#include "engine/backends/vulkan/recording.h"

#include <algorithm>
#include <atomic>

namespace lanternfish::backends::vulkan {

namespace {

// A command buffer is work of some milliseconds, so that a stop takes effect soon: two of them are under way at most.
constexpr uint64_t kGroupsAtOnce = 8192;
constexpr uint32_t kDispatchesAtOnce = 64;

}  // namespace

/// Command buffers.
struct VulkanRecording::VulkanCommands final : Commands {
    VulkanCommands(Context& of, gpu::LaunchList owned) : context(of), list(std::move(owned)) {}
    ~VulkanCommands() override {
        context.freeCommands(buffers);
        if (pool != VK_NULL_HANDLE)
            context.vk().vkDestroyDescriptorPool(context.device(), pool, nullptr);
    }

    Context& context;
    gpu::LaunchList list;
    std::vector<VkCommandBuffer> buffers;
    VkDescriptorPool pool = VK_NULL_HANDLE;
};

class VulkanRecording::Writer {
public:
    Writer(Context& context, Pipelines& pipelines, VulkanCommands& commands)
        : m_context(context), m_pipelines(pipelines), m_commands(commands) {}

    Result<void> write() {
        LF_CHECK(createPool());
        for (const gpu::Launch& launch : m_commands.list.launches)
            LF_CHECK(writeLaunch(launch));
        return end();
    }

private:
    Result<void> createPool() {
        size_t buffers = 0;
        for (const gpu::Launch& launch : m_commands.list.launches)
            buffers += launch.buffers.size();
        const VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
                                        std::max(static_cast<uint32_t>(buffers), 1U)};
        VkDescriptorPoolCreateInfo info{VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO};
        info.maxSets = std::max(static_cast<uint32_t>(m_commands.list.launches.size()), 1U);
        info.poolSizeCount = 1;
        info.pPoolSizes = &size;
        return check(m_context.vk().vkCreateDescriptorPool(m_context.device(), &info, nullptr, &m_commands.pool),
                     "create descriptors");
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
            infos[i] = {handleOf(*buffers[i]), 0, VK_WHOLE_SIZE};
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

    Result<void> writeLaunch(const gpu::Launch& launch) {
        const gpu::Dispatch& dispatch = *launch.dispatch;
        LF_TRY(const Pipeline pipeline, m_pipelines.get(dispatch.shader, dispatch.constants, dispatch.fast));
        const uint32_t(&groups)[3] = launch.groups;
        LF_CHECK(makeRoom(uint64_t{groups[0]} * groups[1] * groups[2]));
        if (m_hazards.mustWait(launch.uses)) {
            m_context.barrier(m_current);
            ++m_commands.work.barriers;
        }
        LF_TRY(const VkDescriptorSet set, bind(pipeline, launch.buffers));
        const VolkDeviceTable& vk = m_context.vk();
        vk.vkCmdBindPipeline(m_current, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.pipeline);
        vk.vkCmdBindDescriptorSets(m_current, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.layout, 0, 1, &set, 0, nullptr);
        vk.vkCmdPushConstants(m_current, pipeline.layout, VK_SHADER_STAGE_COMPUTE_BIT, 0,
                              static_cast<uint32_t>(launch.push.size()), launch.push.data());
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

    Context& m_context;
    Pipelines& m_pipelines;
    VulkanCommands& m_commands;
    VkCommandBuffer m_current = VK_NULL_HANDLE;
    uint32_t m_count = 0;
    uint64_t m_groups = 0;
    gpu::Hazards m_hazards;
};

Result<std::unique_ptr<VulkanRecording>> VulkanRecording::create(Context& context, Pipelines& pipelines, Parts parts) {
    std::unique_ptr<VulkanRecording> recording(new VulkanRecording(context, pipelines, std::move(parts)));
    // What a device can't compile shows now.
    for (const gpu::Stage& stage : recording->dispatches().stages)
        for (const gpu::Dispatch& dispatch : stage.dispatches)
            LF_CHECK(pipelines.get(dispatch.shader, dispatch.constants, dispatch.fast));
    LF_CHECK(recording->createMemory());
    return recording;
}

VulkanRecording::~VulkanRecording() {
    // An error here has been reported by the call that met it; nothing is left to wait for then.
    (void)m_context.waitFor(m_lastSubmit);
}

Result<std::unique_ptr<gpu::GpuRecording::Commands>> VulkanRecording::write(gpu::LaunchList list) {
    auto commands = std::make_unique<VulkanCommands>(m_context, std::move(list));
    LF_CHECK(Writer(m_context, m_pipelines, *commands).write());
    return commands;
}

Result<void> VulkanRecording::run(const Commands& commands, const std::stop_token& stop) {
    // Workgroups look at it when they begin, and now and then.
    const std::stop_callback request(
        stop, [&] { std::atomic_ref(stepWords()[LF_STEP_CANCEL]).store(1, std::memory_order_relaxed); });
    uint64_t before = 0;
    for (const VkCommandBuffer buffer : static_cast<const VulkanCommands&>(commands).buffers) {
        if (stop.stop_requested())
            break;
        LF_TRY(const uint64_t number, m_context.submit(buffer));
        m_lastSubmit = number;
        LF_CHECK(m_context.waitFor(std::exchange(before, number)));
    }
    // Steps of many rows are long enough for somebody to want to stop them; one row's last piece may run on.
    if (contract().shape.rows > 1)
        LF_CHECK(m_context.waitFor(m_lastSubmit));
    if (!stop.stop_requested())
        return {};
    LF_CHECK(m_context.waitFor(m_lastSubmit));
    return makeError(ErrorCode::Cancelled, "stopped on request");
}

}  // namespace lanternfish::backends::vulkan
