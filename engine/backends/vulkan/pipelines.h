#pragma once

#include <map>
#include <vector>

#include "engine/backends/vulkan/context.h"
#include "engine/backends/vulkan/pipeline_cache.h"
#include "engine/backends/vulkan/shader_code.h"

namespace lanternfish::backends::vulkan {

/// Bytes of push constants that every Vulkan device has.
constexpr uint32_t kPushBytes = 128;

struct Pipeline {
    VkPipeline pipeline = VK_NULL_HANDLE;
    VkPipelineLayout layout = VK_NULL_HANDLE;
    VkDescriptorSetLayout sets = VK_NULL_HANDLE;
};

/// Pipelines by shader and specialization constants, made when first asked for.
class Pipelines {
public:
    /// cacheFolder: where compiled ones are kept; empty for nowhere.
    Pipelines(Context& context, const std::filesystem::path& cacheFolder)
        : m_context(context), m_cache(context, cacheFolder) {}
    ~Pipelines();
    Pipelines(const Pipelines&) = delete;
    Pipelines& operator=(const Pipelines&) = delete;

    /// Constant i of the shader is constants[i].
    Result<Pipeline> get(Shader shader, const std::vector<uint32_t>& constants);

    PipelineCache& cache() { return m_cache; }

private:
    struct Layout {
        VkDescriptorSetLayout sets = VK_NULL_HANDLE;
        VkPipelineLayout layout = VK_NULL_HANDLE;
    };
    Result<Layout> layoutOf(uint32_t bindings);
    Result<VkShaderModule> moduleOf(Shader shader);

    Context& m_context;
    PipelineCache m_cache;
    std::map<uint32_t, Layout> m_layouts;
    std::map<Shader, VkShaderModule> m_modules;
    std::map<std::pair<Shader, std::vector<uint32_t>>, VkPipeline> m_pipelines;
};

}  // namespace lanternfish::backends::vulkan
