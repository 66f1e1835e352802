#include "engine/backends/cuda/cuda_backend.h"

#include <algorithm>
#include <charconv>
#include <format>

#include "engine/backends/cuda/cuda_device.h"
#include "engine/backends/cuda/cuda_recording.h"
#include "engine/backends/cuda/kernels/kernel_modules.h"
#include "engine/backends/gpu/gpu_backend.h"
#include "engine/base/cache_file.h"
#include "lanternfish/device_text.h"

namespace lanternfish::backends {

namespace {

using namespace cuda;

class CudaBackend final : public gpu::GpuBackend {
public:
    CudaBackend(std::unique_ptr<CudaDevice> opened, Device device, const gpu::Overrides& overrides)
        : GpuBackend(std::move(opened), std::move(device), overrides), m_cuda(static_cast<CudaDevice&>(*m_gpu)) {}
    ~CudaBackend() override { (void)m_cuda.waitForAll(); }

    std::string fingerprint() const override {
        uint64_t kernels = kEmptyHash;
        for (const KernelModule& module : kernelModules())
            kernels = hashOf(module.fatbin, kernels);
        const DeviceTraits& traits = m_cuda.traits();
        const Blas* const blas = m_cuda.blas();
        return std::format("card {}, compute capability {}.{}, driver {} {}, cuBLAS {}, kernels {:016x}", traits.card,
                           traits.major, traits.minor, m_cuda.driver().version(), m_cuda.driver().release(),
                           blas != nullptr ? blas->version() : "none", kernels);
    }

    using GpuBackend::prepare;

private:
    Result<std::unique_ptr<gpu::GpuRecording>> createRecording(gpu::GpuRecording::Parts parts) override {
        LF_TRY(std::unique_ptr<gpu::GpuRecording> recording, CudaRecording::create(m_cuda, std::move(parts)));
        return recording;
    }

    CudaDevice& m_cuda;  // Of the base.
};

CudaDeviceInfo describeDevice(const Driver& driver, const DeviceTraits& traits) {
    CudaDeviceInfo info;
    info.card = traits.card;
    info.device.id = std::format("cuda:{}", traits.index);
    info.device.backend = "cuda";
    info.device.name = traits.name;
    const Version version = versionOf(driver.version());
    info.device.details.api = std::format("CUDA {}.{}", version.major, version.minor);
    info.device.details.computeCapability = Version{traits.major, traits.minor};
    info.device.memoryTotal = info.device.memoryFree = traits.memory;
    info.device.problem = traits.problem;
    return info;
}

Result<DeviceTraits> chooseDevice(const Driver& driver, const std::string& wanted) {
    LF_TRY(const std::vector<DeviceTraits> found, inspectDevices(driver));
    if (found.empty())
        return makeError(ErrorCode::NotFound, "there is an NVIDIA driver, but no NVIDIA device");
    size_t index = 0;
    const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), index);
    auto chosen = std::ranges::find_if(found, [](const DeviceTraits& each) { return !each.problem; });
    if (wanted.empty() && chosen == found.end())
        chosen = found.begin();  // Whose problem is told.
    else if (!wanted.empty() && error == std::errc{} && end == wanted.data() + wanted.size())
        chosen = index < found.size() ? found.begin() + static_cast<ptrdiff_t>(index) : found.end();
    else if (!wanted.empty())
        chosen = std::ranges::find_if(found, [&](const DeviceTraits& each) { return each.name.contains(wanted); });
    if (chosen == found.end())
        return gpu::noSuchDevice("NVIDIA", wanted, found.size(), found.front().name);
    if (chosen->problem)
        return makeError(ErrorCode::Unsupported, std::format("{}: {}", chosen->name, describe(*chosen->problem)));
    return *chosen;
}

/// Errors: InvalidArgument for a feature that can't be done without.
Result<bool> usesCublas(const CudaOptions& options) {
    gpu::Features all;
    for (uint8_t i = 0; i < static_cast<uint8_t>(gpu::Feature::Count); ++i)
        all.set(static_cast<gpu::Feature>(i), true);
    LF_TRY(gpu::Features left, gpu::restricted(all, options.without));
    const bool uses = left.has(gpu::Feature::Cublas);
    left.set(gpu::Feature::Cublas, true);
    if (left.bits() != all.bits())
        return makeError(ErrorCode::InvalidArgument,
                         std::format("CUDA can do without '{}' alone, found '{}'",
                                     gpu::featureName(gpu::Feature::Cublas), options.without));
    return uses && (options.library.empty() || !options.blas.empty());
}

}  // namespace

std::vector<CudaDeviceInfo> listCudaDevices(const std::string& library) {
    const auto unusable = [](DeviceProblem problem) -> std::vector<CudaDeviceInfo> {
        return {{.device = {.id = "cuda:0", .backend = "cuda", .name = {}, .problem = std::move(problem)}, .card = {}}};
    };
    const auto driver = Driver::load(library);
    if (!driver)
        return codeOf(driver.error()) == ErrorCode::NotFound ? std::vector<CudaDeviceInfo>() : unusable(driver.error());
    const auto found = inspectDevices(**driver);
    if (!found)
        return unusable(found.error());
    std::vector<CudaDeviceInfo> devices;
    for (const DeviceTraits& traits : *found)
        devices.push_back(describeDevice(**driver, traits));
    return devices;
}

Result<std::unique_ptr<ops::Backend>> createCudaBackend(const CudaOptions& options) {
    return gpu::guarded([&]() -> Result<std::unique_ptr<ops::Backend>> {
        gpu::Overrides overrides;
        LF_TRY(overrides.broken, gpu::shaderByName(options.brokenKernel));
        LF_TRY(overrides.tile, gpu::tileByName(options.tile));
        const auto loaded = Driver::load(options.library);
        if (!loaded)
            return std::unexpected(errorOf(loaded.error()));
        const std::shared_ptr<const Driver>& driver = *loaded;
        LF_TRY(const DeviceTraits traits, chooseDevice(*driver, options.device));
        Device device = describeDevice(*driver, traits).device;
        LF_TRY(const bool usesBlas, usesCublas(options));
        LF_TRY(std::unique_ptr<CudaDevice> opened, CudaDevice::create(driver, traits, options.maxRange));
        if (usesBlas)
            LF_CHECK(opened->openBlas(options.blas));
        size_t free = 0, total = 0;
        LF_CHECK(opened->check(driver->cuMemGetInfo(&free, &total), "ask how much memory is free"));
        device.memoryFree = free;
        if (const Blas* const blas = opened->blas())
            device.details.cublas = blas->version();
        device.details.withoutCublas = opened->takeWithoutCublas();
        auto backend = std::make_unique<CudaBackend>(std::move(opened), std::move(device), overrides);
        LF_CHECK(backend->prepare());
        return backend;
    });
}

}  // namespace lanternfish::backends
