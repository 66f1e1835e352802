#include "engine/backends/vulkan/context.h"

#include <algorithm>
#include <cstring>
#include <format>

namespace lanternfish::backends::vulkan {

namespace {
constexpr uint64_t kStagingBytes = uint64_t{16} << 20U;
// Between looks at whether the device still lives.
constexpr uint64_t kWaitNanoseconds = 1'000'000'000;
// Offsets inside a buffer are 32 bits wide in the shaders.
constexpr uint64_t kMostRange = (uint64_t{1} << 32U) - 256;
}  // namespace

Result<std::unique_ptr<Context>> Context::create(std::unique_ptr<Instance> instance, const DeviceTraits& traits,
                                                 const Features& features, uint64_t maxRange, const FaultHook& faults) {
    std::unique_ptr<Context> context(new Context(std::move(instance), traits, features, maxRange));
    LF_CHECK(context->createDevice(faults));
    LF_CHECK(context->createAllocator());
    return context;
}

Context::Context(std::unique_ptr<Instance> instance, const DeviceTraits& traits, const Features& features,
                 uint64_t maxRange)
    : m_instance(std::move(instance)), m_traits(traits) {
    const VkPhysicalDeviceLimits& limits = traits.properties.limits;
    const uint64_t most =
        std::min({uint64_t{limits.maxStorageBufferRange}, uint64_t{traits.maxAllocation}, kMostRange});
    m_limits = {.sharedBytes = limits.maxComputeSharedMemorySize,
                .invocations = std::min(limits.maxComputeWorkGroupInvocations, limits.maxComputeWorkGroupSize[0]),
                .range = maxRange == 0 ? most : std::min(most, maxRange),
                .processor = traits.properties.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU};
    m_features = features;
}

Result<void> Context::createDevice(const FaultHook& faults) {
    const float priority = 1;
    VkDeviceQueueCreateInfo queue{VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO};
    queue.queueFamilyIndex = m_traits.queueFamily;
    queue.queueCount = 1;
    queue.pQueuePriorities = &priority;
    const FeatureChain features(m_features);
    VkDeviceCreateInfo info{VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO, features.head()};
    info.enabledExtensionCount = static_cast<uint32_t>(features.extensions().size());
    info.ppEnabledExtensionNames = features.extensions().data();
    info.queueCreateInfoCount = 1;
    info.pQueueCreateInfos = &queue;
    LF_CHECK(check(vkCreateDevice(m_traits.handle, &info, nullptr, &m_device), "open the device"));
    volkLoadDeviceTable(&m_vk, m_device);
    if (faults)
        m_faults = std::make_unique<Faults>(m_vk, m_device, faults);
    m_vk.vkGetDeviceQueue(m_device, m_traits.queueFamily, 0, &m_queue);
    VkCommandPoolCreateInfo pool{VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
    pool.flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT;
    pool.queueFamilyIndex = m_traits.queueFamily;
    LF_CHECK(check(m_vk.vkCreateCommandPool(m_device, &pool, nullptr, &m_pool), "create a command pool"));
    VkSemaphoreTypeCreateInfo type{VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO};
    type.semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE;
    const VkSemaphoreCreateInfo semaphore{VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO, &type};
    return check(m_vk.vkCreateSemaphore(m_device, &semaphore, nullptr, &m_timeline), "create a timeline");
}

Result<void> Context::createAllocator() {
    VmaVulkanFunctions functions{};
    functions.vkGetInstanceProcAddr = vkGetInstanceProcAddr;
    functions.vkGetDeviceProcAddr = vkGetDeviceProcAddr;
    // The others it finds itself.
    functions.vkAllocateMemory = m_vk.vkAllocateMemory;
    functions.vkBindBufferMemory = m_vk.vkBindBufferMemory;
    functions.vkBindBufferMemory2KHR = m_vk.vkBindBufferMemory2;
    functions.vkCreateBuffer = m_vk.vkCreateBuffer;
    functions.vkMapMemory = m_vk.vkMapMemory;
    VmaAllocatorCreateInfo info{};
    info.flags = VMA_ALLOCATOR_CREATE_EXTERNALLY_SYNCHRONIZED_BIT;
    if (m_features.has(Feature::Addresses))
        info.flags |= VMA_ALLOCATOR_CREATE_BUFFER_DEVICE_ADDRESS_BIT;
    if (m_features.has(Feature::MemoryBudget))
        info.flags |= VMA_ALLOCATOR_CREATE_EXT_MEMORY_BUDGET_BIT;
    info.physicalDevice = m_traits.handle;
    info.device = m_device;
    info.instance = m_instance->handle();
    info.vulkanApiVersion = VK_API_VERSION_1_2;
    info.pVulkanFunctions = &functions;
    LF_CHECK(check(vmaCreateAllocator(&info, &m_allocator), "create the memory allocator"));
    LF_TRY(m_copies, createCommands());
    LF_TRY(m_staging, createBuffer(kStagingBytes, Placement::Read));
    return {};
}

Context::~Context() {
    if (m_device == VK_NULL_HANDLE)
        return;
    m_vk.vkDeviceWaitIdle(m_device);
    m_staging.reset();
    if (m_allocator != VK_NULL_HANDLE)
        vmaDestroyAllocator(m_allocator);
    if (m_timeline != VK_NULL_HANDLE)
        m_vk.vkDestroySemaphore(m_device, m_timeline, nullptr);
    if (m_pool != VK_NULL_HANDLE)
        m_vk.vkDestroyCommandPool(m_device, m_pool, nullptr);
    m_vk.vkDestroyDevice(m_device, nullptr);
}

Result<BufferPointer> Context::createBuffer(uint64_t bytes, Placement placement) {
    if (bytes > m_traits.maxAllocation)
        return makeError(ErrorCode::OutOfMemory, std::format("{} bytes of device memory; {} allows {} at once", bytes,
                                                             m_traits.properties.deviceName, m_traits.maxAllocation));
    LF_TRY(std::shared_ptr<VulkanBuffer> buffer,
           VulkanBuffer::create(m_allocator, bytes, placement, m_features.has(Feature::Addresses)));
    if (m_features.has(Feature::Addresses)) {
        VkBufferDeviceAddressInfo info{VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO};
        info.buffer = buffer->handle();
        buffer->setAddress(m_vk.vkGetBufferDeviceAddress(m_device, &info));
    }
    return buffer;
}

Result<BufferPointer> Context::createZeroed(uint64_t bytes) {
    LF_TRY(BufferPointer buffer, createBuffer(bytes, Placement::Device));
    LF_CHECK(runNow(
        [&](VkCommandBuffer commands) { m_vk.vkCmdFillBuffer(commands, handleOf(*buffer), 0, VK_WHOLE_SIZE, 0); }));
    return buffer;
}

Result<void> Context::upload(const DeviceBuffer& to, uint64_t offset, std::span<const std::byte> bytes) {
    for (uint64_t done = 0; done < bytes.size();) {
        const uint64_t count = std::min<uint64_t>(kStagingBytes, bytes.size() - done);
        std::memcpy(m_staging->mapped(), bytes.data() + done, count);
        const VkBufferCopy region{0, offset + done, count};
        LF_CHECK(runNow([&](VkCommandBuffer commands) {
            m_vk.vkCmdCopyBuffer(commands, handleOf(*m_staging), handleOf(to), 1, &region);
        }));
        done += count;
    }
    return {};
}

Result<void> Context::download(const DeviceBuffer& from, uint64_t offset, std::span<std::byte> bytes) {
    for (uint64_t done = 0; done < bytes.size();) {
        const uint64_t count = std::min<uint64_t>(kStagingBytes, bytes.size() - done);
        const VkBufferCopy region{offset + done, 0, count};
        LF_CHECK(runNow([&](VkCommandBuffer commands) {
            m_vk.vkCmdCopyBuffer(commands, handleOf(from), handleOf(*m_staging), 1, &region);
        }));
        std::memcpy(bytes.data() + done, m_staging->mapped(), count);
        done += count;
    }
    return {};
}

Result<void> Context::copy(const DeviceBuffer& from, const DeviceBuffer& to, uint64_t bytes) {
    const VkBufferCopy region{0, 0, bytes};
    return runNow(
        [&](VkCommandBuffer commands) { m_vk.vkCmdCopyBuffer(commands, handleOf(from), handleOf(to), 1, &region); });
}

Result<VkCommandBuffer> Context::createCommands() {
    LF_CHECK(checkAlive());
    VkCommandBufferAllocateInfo info{VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO};
    info.commandPool = m_pool;
    info.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
    info.commandBufferCount = 1;
    VkCommandBuffer commands = VK_NULL_HANDLE;
    LF_CHECK(check(m_vk.vkAllocateCommandBuffers(m_device, &info, &commands), "create a command buffer"));
    return commands;
}

void Context::freeCommands(std::span<const VkCommandBuffer> commands) {
    if (!commands.empty())
        m_vk.vkFreeCommandBuffers(m_device, m_pool, static_cast<uint32_t>(commands.size()), commands.data());
}

Result<uint64_t> Context::submit(VkCommandBuffer commands) {
    LF_CHECK(checkAlive());
    const uint64_t number = m_submitted + 1;
    VkTimelineSemaphoreSubmitInfo timeline{VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO};
    timeline.signalSemaphoreValueCount = 1;
    timeline.pSignalSemaphoreValues = &number;
    VkSubmitInfo info{VK_STRUCTURE_TYPE_SUBMIT_INFO, &timeline};
    info.commandBufferCount = 1;
    info.pCommandBuffers = &commands;
    info.signalSemaphoreCount = 1;
    info.pSignalSemaphores = &m_timeline;
    const VkResult sent = m_vk.vkQueueSubmit(m_queue, 1, &info, VK_NULL_HANDLE);
    if (sent == VK_ERROR_DEVICE_LOST)
        noteLost();
    LF_CHECK(check(sent, "submit work"));
    m_submitted = number;
    return number;
}

Result<void> Context::waitFor(uint64_t number) {
    if (number == 0)
        return {};
    LF_CHECK(checkAlive());
    VkSemaphoreWaitInfo info{VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO};
    info.semaphoreCount = 1;
    info.pSemaphores = &m_timeline;
    info.pValues = &number;
    VkResult waited = VK_TIMEOUT;
    while (waited == VK_TIMEOUT) {
        waited = m_vk.vkWaitSemaphores(m_device, &info, kWaitNanoseconds);
        uint64_t reached = 0;
        // Some drivers tell of a loss here only, and would wait for ever.
        if (waited == VK_TIMEOUT &&
            m_vk.vkGetSemaphoreCounterValue(m_device, m_timeline, &reached) == VK_ERROR_DEVICE_LOST)
            waited = VK_ERROR_DEVICE_LOST;
    }
    // There is a second way to wait. Without either nobody knows what the device still uses.
    if (waited != VK_SUCCESS && waited != VK_ERROR_DEVICE_LOST)
        waited = m_vk.vkDeviceWaitIdle(m_device) == VK_SUCCESS ? VK_SUCCESS : VK_ERROR_DEVICE_LOST;
    if (waited == VK_ERROR_DEVICE_LOST)
        noteLost();
    return check(waited, "wait for the device");
}

void Context::noteLost() {
    m_lost = true;
    // Ends soon on a lost device; afterwards nothing is in use any more.
    m_vk.vkDeviceWaitIdle(m_device);
}

Result<void> Context::checkAlive() const {
    if (m_lost)
        return makeError(ErrorCode::DeviceLost, std::format("{} was lost before", m_traits.properties.deviceName));
    return {};
}

void Context::barrier(VkCommandBuffer commands) const {
    VkMemoryBarrier memory{VK_STRUCTURE_TYPE_MEMORY_BARRIER};
    memory.srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
    memory.dstAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_READ_BIT |
                           VK_ACCESS_TRANSFER_WRITE_BIT;
    constexpr VkPipelineStageFlags kStages = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;
    m_vk.vkCmdPipelineBarrier(commands, kStages, kStages, 0, 1, &memory, 0, nullptr, 0, nullptr);
}

Result<void> Context::runNow(const std::function<void(VkCommandBuffer)>& write) {
    LF_CHECK(checkAlive());
    VkCommandBufferBeginInfo begin{VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    begin.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    LF_CHECK(check(m_vk.vkBeginCommandBuffer(m_copies, &begin), "begin a copy"));
    barrier(m_copies);
    write(m_copies);
    VkMemoryBarrier memory{VK_STRUCTURE_TYPE_MEMORY_BARRIER};
    memory.srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT;
    memory.dstAccessMask = VK_ACCESS_HOST_READ_BIT;
    m_vk.vkCmdPipelineBarrier(m_copies, VK_PIPELINE_STAGE_TRANSFER_BIT, VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &memory, 0,
                              nullptr, 0, nullptr);
    if (auto ended = check(m_vk.vkEndCommandBuffer(m_copies), "end a copy"); !ended) {
        m_vk.vkResetCommandBuffer(m_copies, 0);  // For the next copy.
        return ended;
    }
    LF_TRY(const uint64_t number, submit(m_copies));
    return waitFor(number);
}

}  // namespace lanternfish::backends::vulkan
