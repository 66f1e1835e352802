#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/backends/cuda/blas.h"
#include "engine/backends/cuda/driver.h"
#include "engine/backends/gpu/gpu_device.h"
#include "engine/backends/gpu/shader_names.h"

namespace lanternfish::backends::cuda {

/// A device as its driver describes it.
struct DeviceTraits {
    CUdevice handle = 0;
    int index = 0;
    std::string name;
    std::string card;          ///< The UUID of the hardware, in hexadecimal.
    int major = 0, minor = 0;  ///< Compute capability.
    uint64_t memory = 0;
    uint32_t sharedBytes = 0;              ///< The most that a block may ask for.
    std::optional<DeviceProblem> problem;  ///< Why it can't be used; none if it can.
};

/// Every device that the driver lists.
Result<std::vector<DeviceTraits>> inspectDevices(const Driver& driver);

/// Dynamic shared memory that launches may have without asking for more.
constexpr uint32_t kSharedByDefault = 48 * 1024;

/// A kernel, ready to be launched.
struct Kernel {
    CUfunction function = nullptr;
    uint32_t threads = 0;
    uint32_t sharedBytes = 0;  ///< Dynamic.
};

class CudaDevice;

/// Memory of a device. What the host writes has a mirror in pinned memory, which recordings send ahead of their
/// kernels.
class CudaBuffer final : public gpu::DeviceBuffer {
public:
    CudaBuffer(CudaDevice& device, uint64_t bytes) : DeviceBuffer(bytes), m_device(device) {}
    ~CudaBuffer() override;
    Result<void> allocate(bool mirrored);

private:
    CudaDevice& m_device;
};

/// A device's primary context with a stream that all work and copies go through, in their order. Thread: one at a time,
/// except for `requestStop`.
class CudaDevice final : public gpu::GpuDevice {
public:
    /// maxRange: bytes that kernels may see of a buffer, where fewer than they can; 0: those.
    static Result<std::unique_ptr<CudaDevice>> create(std::shared_ptr<const Driver> driver, const DeviceTraits& traits,
                                                      uint64_t maxRange);
    ~CudaDevice() override;
    CudaDevice(const CudaDevice&) = delete;
    CudaDevice& operator=(const CudaDevice&) = delete;

    /// Makes Feature::Cublas one of the device's, or keeps why it isn't. library: cuBLAS, empty for the system's.
    /// Errors: DeviceLost.
    Result<void> openBlas(const std::string& library);
    void giveUpCublas(const Error& why) override;
    std::optional<Error> takeWithoutCublas() override { return std::exchange(m_withoutCublas, std::nullopt); }
    /// A product of cuBLAS as a graph, which is the caller's. Errors: Unsupported, OutOfMemory, DeviceLost.
    Result<CUgraph> captureProduct(const shaders::LfGemm& product, const BlasOperands& operands);
    const Blas* blas() const { return m_blas.get(); }  ///< nullptr for own kernels only.
    /// What products of cuBLAS write besides: they run one after the other.
    const gpu::DeviceBuffer* blasWorkspace() const { return m_blasWorkspace.get(); }

    const Driver& driver() const { return *m_driver; }
    CUcontext context() const { return m_context; }
    CUstream stream() const { return m_stream; }
    const DeviceTraits& traits() const { return m_traits; }

    Result<gpu::BufferPointer> createBuffer(uint64_t bytes, gpu::Placement placement) override;
    Result<gpu::BufferPointer> createZeroed(uint64_t bytes) override;
    Result<void> upload(const gpu::DeviceBuffer& to, uint64_t offset, std::span<const std::byte> bytes) override;
    Result<void> download(const gpu::DeviceBuffer& from, uint64_t offset, std::span<std::byte> bytes) override;
    Result<void> copy(const gpu::DeviceBuffer& from, const gpu::DeviceBuffer& to, uint64_t bytes) override;
    Result<void> checkAlive() const override;
    Result<void> waitForAll() override;

    /// The kernel of a dispatch. Errors: Unsupported where this device has no code for it.
    Result<Kernel> kernel(gpu::Shader shader, std::span<const uint32_t> constants, bool fast);

    /// Writes the word at `address` while kernels run. From any thread.
    void requestStop(uint64_t address);
    /// Zero again, after the work that was stopped.
    Result<void> clearStop(uint64_t address);

    /// The context belongs to the calling thread from here on.
    Result<void> enter();
    /// `check` of the driver; notes a loss.
    Result<void> check(CUresult result, const char* what);

private:
    CudaDevice(std::shared_ptr<const Driver> driver, const DeviceTraits& traits);
    Result<void> open();
    Result<CUmodule> moduleOf(std::string_view shader);
    Result<void> startBlas(const std::string& library);

    /// Pinned memory that copies go through, so that the host's may be pageable and is free after the call.
    struct Staging {
        std::byte* memory = nullptr;
        CUevent free = nullptr;  ///< Recorded after the copy that last read it.
    };
    Result<void> createStaging(Staging& staging);

    std::shared_ptr<const Driver> m_driver;
    DeviceTraits m_traits;
    CUcontext m_context = nullptr;
    CUstream m_stream = nullptr;
    CUstream m_stopStream = nullptr;
    CUstream m_captureStream = nullptr;  // Nothing runs there.
    uint32_t* m_stopWord = nullptr;      // Pinned; one.
    Staging m_staging[2];
    uint32_t m_nextStaging = 0;
    std::map<std::string_view, CUmodule> m_modules;
    struct Function {
        CUfunction handle = nullptr;
        uint32_t sharedBytes = kSharedByDefault;  ///< What its launches may have.
    };
    std::map<std::string, Function> m_functions;
    gpu::BufferPointer m_blasWorkspace;
    std::unique_ptr<Blas> m_blas;
    std::optional<Error> m_withoutCublas;
    std::string m_loss;  ///< What the first call that met it said; empty for a device that is well.
};

}  // namespace lanternfish::backends::cuda
