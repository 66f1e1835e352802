#include "engine/backends/vulkan/pipelines.h"

#include <format>

namespace lanternfish::backends::vulkan {

Pipelines::~Pipelines() {
    const VolkDeviceTable& vk = m_context.vk();
    for (const auto& [key, pipeline] : m_pipelines)
        vk.vkDestroyPipeline(m_context.device(), pipeline, nullptr);
    for (const auto& [shader, module] : m_modules)
        vk.vkDestroyShaderModule(m_context.device(), module, nullptr);
    for (const auto& [bindings, layout] : m_layouts) {
        vk.vkDestroyPipelineLayout(m_context.device(), layout.layout, nullptr);
        vk.vkDestroyDescriptorSetLayout(m_context.device(), layout.sets, nullptr);
    }
}

Result<Pipelines::Layout> Pipelines::layoutOf(uint32_t bindings) {
    if (const auto found = m_layouts.find(bindings); found != m_layouts.end() && found->second.layout != VK_NULL_HANDLE)
        return found->second;
    std::vector<VkDescriptorSetLayoutBinding> slots(bindings);
    for (uint32_t i = 0; i < bindings; ++i)
        slots[i] = {i, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1, VK_SHADER_STAGE_COMPUTE_BIT, nullptr};
    VkDescriptorSetLayoutCreateInfo sets{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO};
    sets.bindingCount = bindings;
    sets.pBindings = slots.data();
    // Made before its handles, so that nothing is lost where one fails; what is there is not made again.
    Layout& layout = m_layouts[bindings];
    if (layout.sets == VK_NULL_HANDLE)
        LF_CHECK(check(m_context.vk().vkCreateDescriptorSetLayout(m_context.device(), &sets, nullptr, &layout.sets),
                       "create a set layout"));
    const VkPushConstantRange push{VK_SHADER_STAGE_COMPUTE_BIT, 0, kPushBytes};
    VkPipelineLayoutCreateInfo info{VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO};
    info.setLayoutCount = 1;
    info.pSetLayouts = &layout.sets;
    info.pushConstantRangeCount = 1;
    info.pPushConstantRanges = &push;
    LF_CHECK(check(m_context.vk().vkCreatePipelineLayout(m_context.device(), &info, nullptr, &layout.layout),
                   "create a pipeline layout"));
    return layout;
}

Result<VkShaderModule> Pipelines::moduleOf(Shader shader) {
    if (const auto found = m_modules.find(shader); found != m_modules.end())
        return found->second;
    const ShaderModule& code = shaderModule(shader, m_context.features());
    VkShaderModuleCreateInfo info{VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO};
    info.codeSize = code.words.size_bytes();
    info.pCode = code.words.data();
    VkShaderModule module = VK_NULL_HANDLE;
    LF_CHECK(check(m_context.vk().vkCreateShaderModule(m_context.device(), &info, nullptr, &module), "load a shader"));
    m_modules[shader] = module;
    return module;
}

Result<Pipeline> Pipelines::get(Shader shader, const std::vector<uint32_t>& constants, bool fast) {
    LF_TRY(const Layout layout, layoutOf(shaderName(shader).bindings));
    std::vector<uint32_t> key = constants;
    key.push_back(fast ? 1 : 0);
    if (const auto found = m_pipelines.find({shader, key}); found != m_pipelines.end())
        return Pipeline{found->second, layout.layout, layout.sets};
    LF_TRY(const VkPipeline pipeline, compile(shader, layout.layout, key));
    m_pipelines[{shader, std::move(key)}] = pipeline;
    return Pipeline{pipeline, layout.layout, layout.sets};
}

Result<VkPipeline> Pipelines::compile(Shader shader, VkPipelineLayout layout, const std::vector<uint32_t>& constants) {
    LF_TRY(const VkShaderModule module, moduleOf(shader));
    std::vector<uint32_t> values = constants;
    values.push_back(m_context.features().subgroupSize);
    std::vector<VkSpecializationMapEntry> entries(values.size());
    for (uint32_t i = 0; i < values.size(); ++i)
        entries[i] = {i, 4 * i, 4};
    entries[values.size() - 2].constantID = kFastConstant;
    entries[values.size() - 1].constantID = kSubgroupConstant;
    const VkSpecializationInfo specialization{static_cast<uint32_t>(entries.size()), entries.data(), values.size() * 4,
                                              values.data()};
    VkPipelineShaderStageRequiredSubgroupSizeCreateInfo subgroups{
        VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_REQUIRED_SUBGROUP_SIZE_CREATE_INFO};
    subgroups.requiredSubgroupSize = m_context.features().subgroupSize;
    VkComputePipelineCreateInfo info{VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO};
    info.stage = {VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO};
    info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
    info.stage.module = module;
    info.stage.pName = "main";
    info.stage.pSpecializationInfo = &specialization;
    if (shaderModule(shader, m_context.features()).uses(Feature::Subgroups)) {
        info.stage.pNext = &subgroups;
        info.stage.flags = VK_PIPELINE_SHADER_STAGE_CREATE_REQUIRE_FULL_SUBGROUPS_BIT;
    }
    info.layout = layout;
    VkPipeline pipeline = VK_NULL_HANDLE;
    if (auto made = check(
            m_context.vk().vkCreateComputePipelines(m_context.device(), m_cache.handle(), 1, &info, nullptr, &pipeline),
            "compile");
        !made)
        return wrapError(std::move(made).error(), std::format("shader {}", shaderName(shader).name));
    m_cache.noteCompiled();
    return pipeline;
}

}  // namespace lanternfish::backends::vulkan
