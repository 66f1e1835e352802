#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "engine/backends/gpu/features.h"

namespace lanternfish::backends::gpu {

enum class Placement : uint8_t {
    Device,   ///< As near to the device as there is.
    Written,  ///< The host writes what the next submission reads; mapped.
    Read,     ///< The host reads and writes copies; mapped.
};

class DeviceBuffer;
using BufferPointer = std::shared_ptr<DeviceBuffer>;

/// The rows of a buffer once more, as bytes (device_layouts.h).
struct Quantised {
    BufferPointer memory;
    uint32_t columns = 0;  ///< Of a row.
    uint32_t rows = 0;     ///< So many of them are what the buffer has, once all that was submitted is done.
};

/// Memory that shaders see. Owner: whoever holds the pointer; the device must outlive it.
class DeviceBuffer {
public:
    virtual ~DeviceBuffer() = default;
    DeviceBuffer(const DeviceBuffer&) = delete;
    DeviceBuffer& operator=(const DeviceBuffer&) = delete;

    uint64_t bytes() const { return m_bytes; }
    /// Null for Placement::Device.
    std::byte* mapped() const { return m_mapped; }
    /// As shaders see it; 0 on a device without addresses.
    uint64_t address() const { return m_address; }

    std::shared_ptr<Quantised> quantised;  ///< Null until a recorder wants it.

protected:
    explicit DeviceBuffer(uint64_t bytes) : m_bytes(bytes) {}

    uint64_t m_bytes;
    std::byte* m_mapped = nullptr;
    uint64_t m_address = 0;
};

struct Limits {
    uint32_t sharedBytes = 0;  ///< Of a workgroup.
    uint32_t invocations = 0;  ///< Of a workgroup.
    uint64_t range = 0;        ///< Bytes that a shader may see of one buffer.
    bool processor = false;    ///< In software, with few threads.
    /// Kernels of the fast class make the activations that weights in codes are multiplied with bytes once, and take
    /// them so. Otherwise each workgroup does that for itself. Only where there are addresses and products of bytes.
    bool quantises = false;
};

/// What a recorder asks of a device: memory, and what shaders may count on. Work and copies run in the order of the
/// calls. Thread: one at a time.
class GpuDevice {
public:
    virtual ~GpuDevice() = default;

    const Limits& limits() const { return m_limits; }
    const Features& features() const { return m_features; }

    virtual Result<BufferPointer> createBuffer(uint64_t bytes, Placement placement) = 0;
    /// On the device.
    virtual Result<BufferPointer> createZeroed(uint64_t bytes) = 0;
    virtual Result<void> upload(const DeviceBuffer& to, uint64_t offset, std::span<const std::byte> bytes) = 0;
    virtual Result<void> download(const DeviceBuffer& from, uint64_t offset, std::span<std::byte> bytes) = 0;
    virtual Result<void> copy(const DeviceBuffer& from, const DeviceBuffer& to, uint64_t bytes) = 0;

    /// A device that was lost once is lost for good: everything that needs it answers DeviceLost at once.
    virtual Result<void> checkAlive() const = 0;
    virtual Result<void> waitForAll() = 0;
    /// Goes on without Feature::Cublas, whose use failed.
    virtual void giveUpCublas(const Error& /*why*/) { m_features.set(Feature::Cublas, false); }
    /// Why it goes without cuBLAS, once it is known; nothing at the next call, and mostly.
    virtual std::optional<Error> takeWithoutCublas() { return std::nullopt; }
    /// Buffers have no memory, and nothing can be sent or run.
    virtual bool plansOnly() const { return false; }

protected:
    Limits m_limits;
    Features m_features;
};

}  // namespace lanternfish::backends::gpu
