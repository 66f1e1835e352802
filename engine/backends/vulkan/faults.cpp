#include "engine/backends/vulkan/faults.h"

#include <cassert>
#include <utility>

namespace lanternfish::backends::vulkan {

namespace {

const Faults* s_faults = nullptr;

/// A call of the table, preceded by the question whether it shall fail.
template <auto kCall, class Function>
struct Faulty;

template <auto kCall, class... Arguments>
struct Faulty<kCall, VkResult(VKAPI_PTR*)(Arguments...)> {
    static inline const char* s_name = nullptr;

    static VKAPI_ATTR VkResult VKAPI_CALL call(Arguments... arguments) {
        if (const VkResult fault = s_faults->ask(s_name); fault != VK_SUCCESS)
            return fault;
        return (s_faults->original().*kCall)(arguments...);
    }
};

template <auto kCall>
void replace(VolkDeviceTable& table, const char* name) {
    using Replacement = Faulty<kCall, std::remove_reference_t<decltype(table.*kCall)>>;
    Replacement::s_name = name;
    table.*kCall = &Replacement::call;
}

}  // namespace

Faults::Faults(VolkDeviceTable& table, VkDevice device, FaultHook hook)
    : m_original(table), m_device(device), m_hook(std::move(hook)) {
    assert(s_faults == nullptr);
    s_faults = this;
#define LF_REPLACE(call) replace<&VolkDeviceTable::call>(table, #call)
    LF_REPLACE(vkAllocateCommandBuffers);
    LF_REPLACE(vkAllocateDescriptorSets);
    LF_REPLACE(vkAllocateMemory);
    LF_REPLACE(vkBeginCommandBuffer);
    LF_REPLACE(vkBindBufferMemory);
    LF_REPLACE(vkBindBufferMemory2);
    LF_REPLACE(vkCreateBuffer);
    LF_REPLACE(vkCreateCommandPool);
    LF_REPLACE(vkCreateComputePipelines);
    LF_REPLACE(vkCreateDescriptorPool);
    LF_REPLACE(vkCreateDescriptorSetLayout);
    LF_REPLACE(vkCreatePipelineCache);
    LF_REPLACE(vkCreatePipelineLayout);
    LF_REPLACE(vkCreateSemaphore);
    LF_REPLACE(vkCreateShaderModule);
    LF_REPLACE(vkDeviceWaitIdle);
    LF_REPLACE(vkEndCommandBuffer);
    LF_REPLACE(vkGetPipelineCacheData);
    LF_REPLACE(vkGetSemaphoreCounterValue);
    LF_REPLACE(vkMapMemory);
    LF_REPLACE(vkQueueSubmit);
    LF_REPLACE(vkWaitSemaphores);
#undef LF_REPLACE
}

Faults::~Faults() {
    s_faults = nullptr;
}

VkResult Faults::ask(const char* call) const {
    switch (m_hook(call)) {
        case Fault::None:
            return VK_SUCCESS;
        case Fault::OutOfHostMemory:
            return VK_ERROR_OUT_OF_HOST_MEMORY;
        case Fault::OutOfDeviceMemory:
            return VK_ERROR_OUT_OF_DEVICE_MEMORY;
        case Fault::Timeout:
            return VK_TIMEOUT;
        case Fault::DeviceLost:
            // The work of a lost device counts as done, and what it used may be freed.
            m_original.vkDeviceWaitIdle(m_device);
            return VK_ERROR_DEVICE_LOST;
    }
    return VK_SUCCESS;
}

}  // namespace lanternfish::backends::vulkan
