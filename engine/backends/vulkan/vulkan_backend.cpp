#include "engine/backends/vulkan/vulkan_backend.h"

#include <format>

#include "engine/backends/gpu/gpu_backend.h"
#include "engine/backends/vulkan/devices.h"
#include "engine/backends/vulkan/recording.h"

namespace lanternfish::backends {

namespace {

using namespace vulkan;

class VulkanBackend final : public gpu::GpuBackend {
public:
    VulkanBackend(std::unique_ptr<Context> context, Device device, const gpu::Overrides& overrides,
                  const VulkanOptions& options)
        : GpuBackend(std::move(context), std::move(device), overrides),
          m_context(static_cast<Context&>(*m_gpu)),
          m_pipelines(m_context, options.cacheFolder) {
        m_device.details.features = gpu::featureNames(m_context.features());
        if (m_context.features().has(Feature::Subgroups))
            m_device.details.subgroupSize = m_context.features().subgroupSize;
    }
    ~VulkanBackend() override { (void)m_context.waitForAll(); }

    std::string fingerprint() const override {
        return describeKey(m_pipelines.cache().key()) + ", " + gpu::describeFeatures(m_context.features());
    }

    using GpuBackend::prepare;
    const PipelineCacheReport& cacheReport() { return m_pipelines.cache().report(); }

private:
    Result<std::unique_ptr<gpu::GpuRecording>> createRecording(gpu::GpuRecording::Parts parts) override {
        LF_TRY(std::unique_ptr<gpu::GpuRecording> recording,
               VulkanRecording::create(m_context, m_pipelines, std::move(parts)));
        return recording;
    }

    /// Once after the recordings that compiled something.
    void submitted() override { m_pipelines.cache().store(); }

    Context& m_context;  // Of the device that the base owns.
    Pipelines m_pipelines;
};

}  // namespace

std::vector<std::string> vulkanFeatureNames() {
    std::vector<std::string> names;
    for (uint8_t i = 0; i < static_cast<uint8_t>(Feature::Cublas); ++i)
        names.emplace_back(gpu::featureName(static_cast<Feature>(i)));
    return names;
}

std::vector<std::string> vulkanTileNames() {
    std::vector<std::string> names;
    for (const gpu::Tile& tile : gpu::knownTiles())
        names.push_back(gpu::tileName(tile));
    return names;
}

Result<std::unique_ptr<ops::Backend>> createVulkanBackend(const VulkanOptions& options) {
    return gpu::guarded([&]() -> Result<std::unique_ptr<ops::Backend>> {
        gpu::Overrides overrides;
        LF_TRY(overrides.broken, gpu::shaderByName(options.brokenShader));
        LF_TRY(overrides.tile, gpu::tileByName(options.tile));
        LF_TRY(std::unique_ptr<Instance> instance, Instance::create({options.validation, options.onMessage}));
        LF_TRY(FoundDevice found, chooseDevice(*instance, options.device));
        if (options.leastWorkgroups) {
            VkPhysicalDeviceLimits& limits = found.traits.properties.limits;
            limits.maxComputeSharedMemorySize = 16384;
            limits.maxComputeWorkGroupInvocations = limits.maxComputeWorkGroupSize[0] = 128;
        }
        LF_TRY(const Features features, gpu::restricted(found.features, options.without));
        LF_TRY(std::unique_ptr<Context> context,
               Context::create(std::move(instance), found.traits, features, options.maxRange, options.faults));
        auto backend = std::make_unique<VulkanBackend>(std::move(context), found.shown.device, overrides, options);
        LF_CHECK(backend->prepare());
        return backend;
    });
}

PipelineCacheReport pipelineCacheReport(ops::Backend& backend) {
    auto* const own = dynamic_cast<VulkanBackend*>(&backend);
    return own != nullptr ? own->cacheReport() : PipelineCacheReport{};
}

}  // namespace lanternfish::backends
