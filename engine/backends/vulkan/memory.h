#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/backends/vulkan/allocator.h"

namespace lanternfish::backends::vulkan {

enum class Placement : uint8_t {
    Device,   ///< As near to the device as there is.
    Written,  ///< The host writes, the device reads; mapped and coherent.
    Read,     ///< The host reads and writes copies; mapped and coherent.
};

/// A storage buffer. Owner: whoever holds the pointer; the allocator must outlive it.
class DeviceBuffer {
public:
    static Result<std::shared_ptr<DeviceBuffer>> create(VmaAllocator allocator, uint64_t bytes, Placement placement,
                                                        bool addressed);
    /// For planning: nothing can be stored there.
    static std::shared_ptr<DeviceBuffer> withoutMemory(uint64_t bytes);
    ~DeviceBuffer();
    DeviceBuffer(const DeviceBuffer&) = delete;
    DeviceBuffer& operator=(const DeviceBuffer&) = delete;

    VkBuffer handle() const { return m_buffer; }
    uint64_t bytes() const { return m_bytes; }
    /// Null for Placement::Device.
    std::byte* mapped() const { return m_mapped; }
    /// As shaders see it; 0 on a device without addresses.
    uint64_t address() const { return m_address; }
    void setAddress(uint64_t address) { m_address = address; }

private:
    DeviceBuffer(VmaAllocator allocator, uint64_t bytes) : m_allocator(allocator), m_bytes(bytes) {}

    VmaAllocator m_allocator;
    uint64_t m_bytes;
    VkBuffer m_buffer = VK_NULL_HANDLE;
    VmaAllocation m_allocation = VK_NULL_HANDLE;
    std::byte* m_mapped = nullptr;
    uint64_t m_address = 0;
};

using BufferPointer = std::shared_ptr<DeviceBuffer>;

}  // namespace lanternfish::backends::vulkan
