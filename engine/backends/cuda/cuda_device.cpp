#include "engine/backends/cuda/cuda_device.h"

#include <algorithm>
#include <cstring>
#include <format>

#include "engine/backends/cuda/kernel_table.h"
#include "engine/backends/cuda/kernels/kernel_modules.h"

namespace lanternfish::backends::cuda {

namespace {

constexpr uint64_t kStagingBytes = uint64_t{16} << 20U;
// Where people read of it, its first cards are named: GeForce 16 and 20.
constexpr int kLeastMajor = 7, kLeastMinor = 5;
constexpr int kLeastBlasMajor = 8;
// What cuBLAS's documentation recommends for Hopper; older devices want 4 MiB.
constexpr uint64_t kBlasWorkspace = uint64_t{32} << 20U;
// Offsets inside a buffer are 32 bits wide in kernels.
constexpr uint64_t kMostRange = (uint64_t{1} << 32U) - 256;

uint64_t paddedSize(uint64_t bytes) {
    return std::max<uint64_t>((bytes + 15) / 16 * 16, 16);
}

}  // namespace

Result<std::vector<DeviceTraits>> inspectDevices(const Driver& driver) {
    int count = 0;
    LF_CHECK(driver.check(driver.cuDeviceGetCount(&count), "count NVIDIA devices"));
    std::vector<DeviceTraits> all;
    for (int index = 0; index < count; ++index) {
        DeviceTraits traits{.index = index};
        LF_CHECK(driver.check(driver.cuDeviceGet(&traits.handle, index), "find an NVIDIA device"));
        const auto attribute = [&](int& value, CUdevice_attribute which) {
            return driver.check(driver.cuDeviceGetAttribute(&value, which, traits.handle),
                                "ask a device what it can do");
        };
        char name[256] = {};
        LF_CHECK(driver.check(driver.cuDeviceGetName(name, sizeof(name) - 1, traits.handle), "name an NVIDIA device"));
        traits.name = name;
        CUuuid uuid{};
        LF_CHECK(driver.check(driver.cuDeviceGetUuid(&uuid, traits.handle), "tell an NVIDIA device from others"));
        for (const char byte : uuid.bytes)
            traits.card += std::format("{:02x}", static_cast<uint8_t>(byte));
        size_t bytes = 0;
        LF_CHECK(driver.check(driver.cuDeviceTotalMem(&bytes, traits.handle), "ask a device for its memory"));
        traits.memory = bytes;
        int shared = 0, mode = 0;
        LF_CHECK(attribute(traits.major, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR));
        LF_CHECK(attribute(traits.minor, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR));
        LF_CHECK(attribute(shared, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN));
        LF_CHECK(attribute(mode, CU_DEVICE_ATTRIBUTE_COMPUTE_MODE));
        traits.sharedBytes = static_cast<uint32_t>(shared);
        if (std::pair(traits.major, traits.minor) < std::pair(kLeastMajor, kLeastMinor))
            traits.problem = OldComputeCapability{{traits.major, traits.minor}, {kLeastMajor, kLeastMinor}};
        else if (mode == CU_COMPUTEMODE_PROHIBITED)
            traits.problem = ForbiddenCompute{};
        all.push_back(std::move(traits));
    }
    return all;
}

CudaBuffer::~CudaBuffer() {
    // Nothing is left to be done about errors here; those that matter have met the next call. What was sent to the
    // buffer by a call that failed later is still under way.
    if (m_address == 0)
        return;
    (void)m_device.enter();
    (void)m_device.waitForAll();
    m_device.driver().cuMemFree(m_address);
    if (m_mapped != nullptr)
        m_device.driver().cuMemFreeHost(m_mapped);
}

Result<void> CudaBuffer::allocate(bool mirrored) {
    CUdeviceptr address = 0;
    if (auto made = m_device.check(m_device.driver().cuMemAlloc(&address, m_bytes), "allocate"); !made)
        return wrapError(std::move(made).error(), std::format("{} bytes of device memory", m_bytes));
    m_address = address;
    if (!mirrored)
        return {};
    void* mirror = nullptr;
    if (auto made = m_device.check(m_device.driver().cuMemAllocHost(&mirror, m_bytes), "allocate"); !made)
        return wrapError(std::move(made).error(), std::format("{} bytes of pinned memory", m_bytes));
    m_mapped = static_cast<std::byte*>(mirror);
    std::memset(mirror, 0, m_bytes);
    return {};
}

Result<std::unique_ptr<CudaDevice>> CudaDevice::create(std::shared_ptr<const Driver> driver, const DeviceTraits& traits,
                                                       uint64_t maxRange) {
    std::unique_ptr<CudaDevice> device(new CudaDevice(std::move(driver), traits));
    if (maxRange != 0)
        device->m_limits.range = std::min(maxRange, kMostRange);
    if (auto opened = device->open(); !opened)
        return wrapError(std::move(opened).error(), std::format("open {}", traits.name));
    return device;
}

CudaDevice::CudaDevice(std::shared_ptr<const Driver> driver, const DeviceTraits& traits)
    : m_driver(std::move(driver)), m_traits(traits) {
    m_limits = {traits.sharedBytes, 1024, kMostRange};
    for (uint8_t i = 0; i < static_cast<uint8_t>(gpu::Feature::Count); ++i)
        m_features.set(static_cast<gpu::Feature>(i), static_cast<gpu::Feature>(i) != gpu::Feature::Cublas);
    m_features.subgroupSize = 32;
    m_limits.quantises = true;
}

Result<void> CudaDevice::open() {
    // Waiting threads sleep; a computer whose every core spins is no good to work on. Fails where somebody else has the
    // context already, which is no harm.
    (void)m_driver->cuDevicePrimaryCtxSetFlags(m_traits.handle, CU_CTX_SCHED_BLOCKING_SYNC);
    LF_CHECK(check(m_driver->cuDevicePrimaryCtxRetain(&m_context, m_traits.handle), "create a context"));
    LF_CHECK(enter());
    LF_CHECK(check(m_driver->cuStreamCreate(&m_stream, CU_STREAM_NON_BLOCKING), "create a stream"));
    LF_CHECK(check(m_driver->cuStreamCreate(&m_stopStream, CU_STREAM_NON_BLOCKING), "create a stream"));
    void* word = nullptr;
    LF_CHECK(check(m_driver->cuMemAllocHost(&word, sizeof(uint32_t)), "allocate pinned memory"));
    m_stopWord = static_cast<uint32_t*>(word);
    *m_stopWord = 1;
    for (Staging& staging : m_staging)
        LF_CHECK(createStaging(staging));
    return {};
}

Result<void> CudaDevice::createStaging(Staging& staging) {
    void* memory = nullptr;
    LF_CHECK(check(m_driver->cuMemAllocHost(&memory, kStagingBytes), "allocate pinned memory"));
    staging.memory = static_cast<std::byte*>(memory);
    return check(m_driver->cuEventCreate(&staging.free, CU_EVENT_DISABLE_TIMING | CU_EVENT_BLOCKING_SYNC),
                 "create an event");
}

Result<void> CudaDevice::openBlas(const std::string& library) {
    if (auto started = startBlas(library); !started) {
        if (started.error().code == ErrorCode::DeviceLost)
            return started;
        m_blasWorkspace.reset();
        giveUpCublas(started.error());
    }
    return {};
}

Result<void> CudaDevice::startBlas(const std::string& library) {
    if (std::pair(m_traits.major, m_traits.minor) < std::pair(kLeastBlasMajor, 0))
        return makeError(ErrorCode::Unsupported,
                         std::format("compute capability {}.0 has bf16, this device doesn't", kLeastBlasMajor));
    LF_CHECK(enter());
    LF_CHECK(check(m_driver->cuStreamCreate(&m_captureStream, CU_STREAM_NON_BLOCKING), "create a stream"));
    LF_TRY(m_blasWorkspace, createBuffer(kBlasWorkspace, gpu::Placement::Device));
    LF_TRY(m_blas, Blas::create(library, m_captureStream, *m_blasWorkspace));
    m_features.set(gpu::Feature::Cublas, true);
    return {};
}

void CudaDevice::giveUpCublas(const Error& why) {
    GpuDevice::giveUpCublas(why);
    m_withoutCublas = why;
}

Result<CUgraph> CudaDevice::captureProduct(const shaders::LfGemm& product, const BlasOperands& operands) {
    // cuBLAS loads the code of a kernel when it is first used, which the stricter modes forbid.
    LF_CHECK(check(m_driver->cuStreamBeginCapture(m_captureStream, CU_STREAM_CAPTURE_MODE_RELAXED), "begin a capture"));
    Result<void> multiplied = m_blas->multiply(product, operands);
    CUgraph graph = nullptr;
    Result<void> ended = check(m_driver->cuStreamEndCapture(m_captureStream, &graph), "end a capture");
    if (multiplied && ended)
        return graph;
    if (graph != nullptr)
        m_driver->cuGraphDestroy(graph);
    // What the driver says of a capture that failed is only that it failed.
    LF_CHECK(std::move(multiplied));
    return std::unexpected(std::move(ended).error());
}

CudaDevice::~CudaDevice() {
    if (m_context == nullptr)
        return;
    m_driver->cuCtxSetCurrent(m_context);
    if (m_stream != nullptr)
        m_driver->cuStreamSynchronize(m_stream);
    m_blas.reset();
    m_blasWorkspace.reset();
    for (const auto& [shader, module] : m_modules)
        m_driver->cuModuleUnload(module);
    for (const Staging& staging : m_staging) {
        if (staging.free != nullptr)
            m_driver->cuEventDestroy(staging.free);
        if (staging.memory != nullptr)
            m_driver->cuMemFreeHost(staging.memory);
    }
    if (m_stopWord != nullptr)
        m_driver->cuMemFreeHost(m_stopWord);
    for (CUstream const stream : {m_captureStream, m_stopStream, m_stream})
        if (stream != nullptr)
            m_driver->cuStreamDestroy(stream);
    m_driver->cuDevicePrimaryCtxRelease(m_traits.handle);
}

Result<void> CudaDevice::check(CUresult result, const char* what) {
    Result<void> checked = m_driver->check(result, what);
    if (!checked && checked.error().code == ErrorCode::DeviceLost && m_loss.empty())
        m_loss = checked.error().message;
    return checked;
}

Result<void> CudaDevice::enter() {
    return check(m_driver->cuCtxSetCurrent(m_context), "enter the context");
}

Result<void> CudaDevice::checkAlive() const {
    if (!m_loss.empty())
        return makeError(ErrorCode::DeviceLost, std::format("{} was lost before: {}", m_traits.name, m_loss));
    return {};
}

Result<gpu::BufferPointer> CudaDevice::createBuffer(uint64_t bytes, gpu::Placement placement) {
    LF_CHECK(checkAlive());
    LF_CHECK(enter());
    auto buffer = std::make_shared<CudaBuffer>(*this, paddedSize(bytes));
    LF_CHECK(buffer->allocate(placement != gpu::Placement::Device));
    return buffer;
}

Result<gpu::BufferPointer> CudaDevice::createZeroed(uint64_t bytes) {
    LF_TRY(gpu::BufferPointer buffer, createBuffer(bytes, gpu::Placement::Device));
    LF_CHECK(check(m_driver->cuMemsetD8Async(buffer->address(), 0, buffer->bytes(), m_stream), "clear memory"));
    return buffer;
}

Result<void> CudaDevice::upload(const gpu::DeviceBuffer& to, uint64_t offset, std::span<const std::byte> bytes) {
    LF_CHECK(checkAlive());
    LF_CHECK(enter());
    for (uint64_t done = 0; done < bytes.size();) {
        Staging& staging = m_staging[m_nextStaging++ % 2];
        LF_CHECK(check(m_driver->cuEventSynchronize(staging.free), "wait for a copy"));
        const uint64_t count = std::min<uint64_t>(kStagingBytes, bytes.size() - done);
        std::memcpy(staging.memory, bytes.data() + done, count);
        LF_CHECK(check(m_driver->cuMemcpyHtoDAsync(to.address() + offset + done, staging.memory, count, m_stream),
                       "copy to the device"));
        if (auto recorded = check(m_driver->cuEventRecord(staging.free, m_stream), "record an event"); !recorded) {
            (void)waitForAll();  // Nothing else tells when the staging is free again.
            return recorded;
        }
        done += count;
    }
    return {};
}

Result<void> CudaDevice::download(const gpu::DeviceBuffer& from, uint64_t offset, std::span<std::byte> bytes) {
    LF_CHECK(checkAlive());
    LF_CHECK(enter());
    for (uint64_t done = 0; done < bytes.size();) {
        // Behind the copies to the device, which read it too.
        std::byte* const staging = m_staging[0].memory;
        const uint64_t count = std::min<uint64_t>(kStagingBytes, bytes.size() - done);
        LF_CHECK(check(m_driver->cuMemcpyDtoHAsync(staging, from.address() + offset + done, count, m_stream),
                       "copy from the device"));
        LF_CHECK(waitForAll());
        std::memcpy(bytes.data() + done, staging, count);
        done += count;
    }
    return {};
}

Result<void> CudaDevice::copy(const gpu::DeviceBuffer& from, const gpu::DeviceBuffer& to, uint64_t bytes) {
    LF_CHECK(checkAlive());
    LF_CHECK(enter());
    LF_CHECK(check(m_driver->cuMemcpyDtoDAsync(to.address(), from.address(), bytes, m_stream), "copy on the device"));
    // Who asks for a copy lets go of what it was made from.
    return waitForAll();
}

Result<void> CudaDevice::waitForAll() {
    LF_CHECK(checkAlive());
    LF_CHECK(enter());
    return check(m_driver->cuStreamSynchronize(m_stream), "wait for the device");
}

Result<CUmodule> CudaDevice::moduleOf(std::string_view shader) {
    if (const auto found = m_modules.find(shader); found != m_modules.end())
        return found->second;
    const std::span<const std::byte> code = fatbin(shader);
    if (code.empty())
        return makeError(ErrorCode::Unsupported, std::format("this build has no CUDA kernel '{}'", shader));
    CUmodule module = nullptr;
    if (auto loaded = check(m_driver->cuModuleLoadData(&module, code.data()), "load its code"); !loaded)
        return wrapError(std::move(loaded).error(), std::format("CUDA kernel '{}'", shader));
    m_modules[shader] = module;
    return module;
}

Result<Kernel> CudaDevice::kernel(gpu::Shader shader, std::span<const uint32_t> constants, bool fast) {
    LF_CHECK(enter());
    const std::string_view name = gpu::shaderName(shader).name;
    const KernelShape* const shape = findKernel(name);
    if (shape == nullptr)
        return makeError(ErrorCode::Unsupported, std::format("this build has no CUDA kernel '{}'", name));
    const std::string entry = std::format("{}_{}", name, fast ? "fast" : "exact");
    Function& function = m_functions[entry];
    if (function.handle == nullptr) {
        LF_TRY(CUmodule const module, moduleOf(name));
        if (auto found = check(m_driver->cuModuleGetFunction(&function.handle, module, entry.c_str()), "find it");
            !found)
            return wrapError(std::move(found).error(), std::format("CUDA kernel '{}'", entry));
    }
    const Kernel kernel{function.handle, shape->threadsOf != nullptr ? shape->threadsOf(constants) : shape->threads,
                        shape->sharedBytes != nullptr ? shape->sharedBytes(constants) : 0};
    if (kernel.sharedBytes > m_traits.sharedBytes)
        return makeError(ErrorCode::Unsupported,
                         std::format("CUDA kernel '{}': {} bytes of shared memory, {} has {}", entry,
                                     kernel.sharedBytes, m_traits.name, m_traits.sharedBytes));
    if (kernel.sharedBytes > function.sharedBytes) {
        LF_CHECK(check(m_driver->cuFuncSetAttribute(function.handle, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                                                    static_cast<int>(kernel.sharedBytes)),
                       "ask for shared memory"));
        function.sharedBytes = kernel.sharedBytes;
    }
    return kernel;
}

void CudaDevice::requestStop(uint64_t address) {
    // A failure shows where the work is waited for.
    if (m_driver->cuCtxSetCurrent(m_context) == CUDA_SUCCESS)
        m_driver->cuMemcpyHtoDAsync(address, m_stopWord, sizeof(uint32_t), m_stopStream);
}

Result<void> CudaDevice::clearStop(uint64_t address) {
    // The request may still be on its way.
    LF_CHECK(check(m_driver->cuStreamSynchronize(m_stopStream), "wait for a stop"));
    return check(m_driver->cuMemsetD8Async(address, 0, sizeof(uint32_t), m_stream), "clear a stop");
}

}  // namespace lanternfish::backends::cuda
