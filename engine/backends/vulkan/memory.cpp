#include "engine/backends/vulkan/memory.h"

#include <algorithm>
#include <format>

namespace lanternfish::backends::vulkan {

namespace {
// Shaders load 16 bytes at once from addresses too, which drivers need not align so.
constexpr VkDeviceSize kAlignment = 16;

uint64_t paddedSize(uint64_t bytes) {
    return std::max<uint64_t>((bytes + 3) / 4 * 4, 16);
}
}  // namespace

Result<std::shared_ptr<VulkanBuffer>> VulkanBuffer::create(VmaAllocator allocator, uint64_t bytes, Placement placement,
                                                           bool addressed) {
    std::shared_ptr<VulkanBuffer> buffer(new VulkanBuffer(allocator, paddedSize(bytes)));
    VkBufferCreateInfo info{VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO};
    info.size = buffer->m_bytes;
    info.usage =
        VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT;
    if (addressed)
        info.usage |= VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT;
    VmaAllocationCreateInfo how{};
    // What the host writes lies in the device's memory where the host can reach that: shaders read it far more often.
    how.usage = placement == Placement::Read ? VMA_MEMORY_USAGE_AUTO_PREFER_HOST : VMA_MEMORY_USAGE_AUTO_PREFER_DEVICE;
    if (placement != Placement::Device) {
        how.flags = VMA_ALLOCATION_CREATE_MAPPED_BIT |
                    (placement == Placement::Written ? VMA_ALLOCATION_CREATE_HOST_ACCESS_SEQUENTIAL_WRITE_BIT
                                                     : VMA_ALLOCATION_CREATE_HOST_ACCESS_RANDOM_BIT);
        how.requiredFlags = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    }
    VmaAllocationInfo placed{};
    if (auto made = check(vmaCreateBufferWithAlignment(allocator, &info, &how, kAlignment, &buffer->m_buffer,
                                                       &buffer->m_allocation, &placed),
                          "create a buffer");
        !made)
        return wrapError(std::move(made).error(), std::format("{} bytes of device memory", bytes));
    buffer->m_mapped = static_cast<std::byte*>(placed.pMappedData);
    return buffer;
}

VulkanBuffer::~VulkanBuffer() {
    if (m_buffer != VK_NULL_HANDLE)
        vmaDestroyBuffer(m_allocator, m_buffer, m_allocation);
}

}  // namespace lanternfish::backends::vulkan
