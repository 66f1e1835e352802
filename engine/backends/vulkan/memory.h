#pragma once

#include <cstdint>
#include <memory>

#include "engine/backends/gpu/gpu_device.h"
#include "engine/backends/vulkan/allocator.h"

namespace lanternfish::backends::vulkan {

using gpu::BufferPointer;
using gpu::DeviceBuffer;
using gpu::Placement;

/// A storage buffer. The allocator must outlive it.
class VulkanBuffer final : public DeviceBuffer {
public:
    static Result<std::shared_ptr<VulkanBuffer>> create(VmaAllocator allocator, uint64_t bytes, Placement placement,
                                                        bool addressed);
    ~VulkanBuffer() override;

    VkBuffer handle() const { return m_buffer; }
    void setAddress(uint64_t address) { m_address = address; }

private:
    VulkanBuffer(VmaAllocator allocator, uint64_t bytes) : DeviceBuffer(bytes), m_allocator(allocator) {}

    VmaAllocator m_allocator;
    VkBuffer m_buffer = VK_NULL_HANDLE;
    VmaAllocation m_allocation = VK_NULL_HANDLE;
};

/// Of a buffer that a Vulkan device made.
inline VkBuffer handleOf(const DeviceBuffer& buffer) {
    return static_cast<const VulkanBuffer&>(buffer).handle();
}

}  // namespace lanternfish::backends::vulkan
