#pragma once

#include <map>
#include <vector>

#include "engine/backends/gpu/recorder.h"
#include "engine/backends/vulkan/context.h"
#include "engine/backends/vulkan/pipeline_cache.h"
#include "engine/backends/vulkan/shader_code.h"
#include "shaders/shared/dispatch_params.h"

namespace lanternfish::backends::vulkan {

using gpu::kPushBytes;

struct Pipeline {
    VkPipeline pipeline = VK_NULL_HANDLE;
    VkPipelineLayout layout = VK_NULL_HANDLE;
    VkDescriptorSetLayout sets = VK_NULL_HANDLE;
};

/// Constants that shaders may have besides their own: whether sums may be plain f32, and the size of subgroups.
constexpr uint32_t kFastConstant = LF_CONSTANT_FAST, kSubgroupConstant = LF_CONSTANT_SUBGROUP;

/// Pipelines by shader and specialization constants, made when first asked for. Of a shader's variants it takes the one
/// that uses most of the device's features.
class Pipelines {
public:
    /// cacheFolder: where compiled ones are kept; empty for nowhere.
    Pipelines(Context& context, const std::filesystem::path& cacheFolder)
        : m_context(context), m_cache(context, cacheFolder) {}
    ~Pipelines();
    Pipelines(const Pipelines&) = delete;
    Pipelines& operator=(const Pipelines&) = delete;

    /// Constant i of the shader is constants[i].
    Result<Pipeline> get(Shader shader, const std::vector<uint32_t>& constants, bool fast);

    PipelineCache& cache() { return m_cache; }
    const PipelineCache& cache() const { return m_cache; }

private:
    struct Layout {
        VkDescriptorSetLayout sets = VK_NULL_HANDLE;
        VkPipelineLayout layout = VK_NULL_HANDLE;
    };
    Result<Layout> layoutOf(uint32_t bindings);
    Result<VkShaderModule> moduleOf(Shader shader);
    Result<VkPipeline> compile(Shader shader, VkPipelineLayout layout, const std::vector<uint32_t>& constants);

    Context& m_context;
    PipelineCache m_cache;
    std::map<uint32_t, Layout> m_layouts;
    std::map<Shader, VkShaderModule> m_modules;
    std::map<std::pair<Shader, std::vector<uint32_t>>, VkPipeline> m_pipelines;  // The last constant: fast.
};

}  // namespace lanternfish::backends::vulkan
