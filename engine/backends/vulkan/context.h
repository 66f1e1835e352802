#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "engine/backends/vulkan/faults.h"
#include "engine/backends/vulkan/features.h"
#include "engine/backends/vulkan/instance.h"
#include "engine/backends/vulkan/memory.h"

namespace lanternfish::backends::vulkan {

/// A device with its queue, allocator and a timeline that counts submissions. Work runs in the order of submission.
/// Thread: one at a time.
class Context final : public gpu::GpuDevice {
public:
    /// maxRange: bytes that a shader may see of one buffer; 0 for what the device allows.
    static Result<std::unique_ptr<Context>> create(std::unique_ptr<Instance> instance, const DeviceTraits& traits,
                                                   const Features& features, uint64_t maxRange,
                                                   const FaultHook& faults = {});
    ~Context() override;
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    VkDevice device() const { return m_device; }
    const VolkDeviceTable& vk() const { return m_vk; }
    const VkPhysicalDeviceProperties& properties() const { return m_traits.properties; }

    bool lost() const { return m_lost; }
    Result<void> checkAlive() const override;

    Result<BufferPointer> createBuffer(uint64_t bytes, Placement placement) override;
    Result<BufferPointer> createZeroed(uint64_t bytes) override;
    Result<void> upload(const DeviceBuffer& to, uint64_t offset, std::span<const std::byte> bytes) override;
    Result<void> download(const DeviceBuffer& from, uint64_t offset, std::span<std::byte> bytes) override;
    Result<void> copy(const DeviceBuffer& from, const DeviceBuffer& to, uint64_t bytes) override;

    Result<VkCommandBuffer> createCommands();
    void freeCommands(std::span<const VkCommandBuffer> commands);
    /// Returns the number that the timeline reaches when it is done.
    Result<uint64_t> submit(VkCommandBuffer commands);
    Result<void> waitFor(uint64_t number);
    Result<void> waitForAll() override { return waitFor(m_submitted); }
    uint64_t submitted() const { return m_submitted; }

    /// Everything before is done and seen by everything after, shaders and copies alike.
    void barrier(VkCommandBuffer commands) const;

private:
    Context(std::unique_ptr<Instance> instance, const DeviceTraits& traits, const Features& features,
            uint64_t maxRange);
    Result<void> createDevice(const FaultHook& faults);
    Result<void> createAllocator();
    void noteLost();
    Result<void> runNow(const std::function<void(VkCommandBuffer)>& write);

    std::unique_ptr<Instance> m_instance;
    DeviceTraits m_traits;
    VkDevice m_device = VK_NULL_HANDLE;
    VolkDeviceTable m_vk{};
    std::unique_ptr<Faults> m_faults;  // Null outside of tests.
    bool m_lost = false;
    VkQueue m_queue = VK_NULL_HANDLE;
    VmaAllocator m_allocator = VK_NULL_HANDLE;
    VkCommandPool m_pool = VK_NULL_HANDLE;
    VkSemaphore m_timeline = VK_NULL_HANDLE;
    VkCommandBuffer m_copies = VK_NULL_HANDLE;
    BufferPointer m_staging;
    uint64_t m_submitted = 0;
};

}  // namespace lanternfish::backends::vulkan
