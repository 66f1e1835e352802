#include "engine/backends/vulkan/instance.h"

#include <algorithm>
#include <cstring>
#include <format>
#include <mutex>

namespace lanternfish::backends::vulkan {

namespace {

constexpr const char* kValidationLayer = "VK_LAYER_KHRONOS_validation";
// Bindings of the shader that has most.
constexpr uint32_t kBuffersNeeded = 9;

VKAPI_ATTR VkBool32 VKAPI_CALL forward(VkDebugUtilsMessageSeverityFlagBitsEXT, VkDebugUtilsMessageTypeFlagsEXT,
                                       const VkDebugUtilsMessengerCallbackDataEXT* data, void* user) {
    const auto* const options = static_cast<const InstanceOptions*>(user);
    if (options->onMessage)
        options->onMessage(data->pMessage);
    return VK_FALSE;
}

VkDebugUtilsMessengerCreateInfoEXT messengerInfo(InstanceOptions& options) {
    VkDebugUtilsMessengerCreateInfoEXT info{VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT};
    info.messageSeverity =
        VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
    info.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT;
    info.pfnUserCallback = &forward;
    info.pUserData = &options;
    return info;
}

bool hasValidationLayer() {
    uint32_t count = 0;
    vkEnumerateInstanceLayerProperties(&count, nullptr);
    std::vector<VkLayerProperties> layers(count);
    vkEnumerateInstanceLayerProperties(&count, layers.data());
    return std::ranges::any_of(
        layers, [](const VkLayerProperties& layer) { return std::strcmp(layer.layerName, kValidationLayer) == 0; });
}

bool hasExtension(VkPhysicalDevice device, const char* name) {
    uint32_t count = 0;
    vkEnumerateDeviceExtensionProperties(device, nullptr, &count, nullptr);
    std::vector<VkExtensionProperties> extensions(count);
    vkEnumerateDeviceExtensionProperties(device, nullptr, &count, extensions.data());
    return std::ranges::any_of(extensions, [&](const VkExtensionProperties& extension) {
        return std::strcmp(extension.extensionName, name) == 0;
    });
}

std::mutex& loaderMutex() {
    // volk keeps the loader's functions in globals of its own.
    static std::mutex mutex;
    return mutex;
}

}  // namespace

Result<void> check(VkResult result, const char* what) {
    switch (result) {
        case VK_SUCCESS:
            return {};
        case VK_ERROR_DEVICE_LOST:
            return makeError(ErrorCode::DeviceLost, std::format("{}: the device was lost", what));
        case VK_ERROR_OUT_OF_HOST_MEMORY:
        case VK_ERROR_OUT_OF_DEVICE_MEMORY:
        case VK_ERROR_OUT_OF_POOL_MEMORY:
        case VK_ERROR_FRAGMENTED_POOL:
        case VK_ERROR_TOO_MANY_OBJECTS:
            return makeError(ErrorCode::OutOfMemory, std::format("{}: no memory for it", what));
        case VK_ERROR_INCOMPATIBLE_DRIVER:
            return makeError(ErrorCode::NotFound, std::format("{}: no Vulkan driver", what));
        default:
            return makeError(ErrorCode::Unsupported,
                             std::format("{}: Vulkan error {}", what, static_cast<int>(result)));
    }
}

Result<std::unique_ptr<Instance>> Instance::create(const InstanceOptions& options) {
    const std::scoped_lock lock(loaderMutex());
    if (volkInitialize() != VK_SUCCESS)
        return makeError(ErrorCode::NotFound, "no Vulkan loader on this computer");
    if (volkGetInstanceVersion() < VK_API_VERSION_1_2)
        return makeError(ErrorCode::Unsupported, "the Vulkan loader is older than 1.2");
    if (options.validation && !hasValidationLayer())
        return makeError(ErrorCode::NotFound, std::format("the layer {} is not installed", kValidationLayer));
    std::unique_ptr<Instance> instance(new Instance(options));
    VkApplicationInfo application{VK_STRUCTURE_TYPE_APPLICATION_INFO};
    application.pApplicationName = "Lanternfish";
    application.apiVersion = VK_API_VERSION_1_2;
    VkInstanceCreateInfo info{VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO};
    info.pApplicationInfo = &application;
    const char* const extension = VK_EXT_DEBUG_UTILS_EXTENSION_NAME;
    const VkDebugUtilsMessengerCreateInfoEXT messenger = messengerInfo(instance->m_options);
    if (options.validation) {
        info.pNext = &messenger;
        info.enabledLayerCount = 1;
        info.ppEnabledLayerNames = &kValidationLayer;
        info.enabledExtensionCount = 1;
        info.ppEnabledExtensionNames = &extension;
    }
    LF_CHECK(check(vkCreateInstance(&info, nullptr, &instance->m_instance), "start Vulkan"));
    volkLoadInstanceOnly(instance->m_instance);
    if (options.validation)
        LF_CHECK(instance->listen());
    return instance;
}

Result<void> Instance::listen() {
    const VkDebugUtilsMessengerCreateInfoEXT info = messengerInfo(m_options);
    return check(vkCreateDebugUtilsMessengerEXT(m_instance, &info, nullptr, &m_messenger),
                 "listen to the validation layer");
}

Instance::~Instance() {
    if (m_messenger != VK_NULL_HANDLE)
        vkDestroyDebugUtilsMessengerEXT(m_instance, m_messenger, nullptr);
    if (m_instance != VK_NULL_HANDLE)
        vkDestroyInstance(m_instance, nullptr);
}

Result<std::vector<VkPhysicalDevice>> Instance::devices() const {
    uint32_t count = 0;
    LF_CHECK(check(vkEnumeratePhysicalDevices(m_instance, &count, nullptr), "list Vulkan devices"));
    std::vector<VkPhysicalDevice> devices(count);
    LF_CHECK(check(vkEnumeratePhysicalDevices(m_instance, &count, devices.data()), "list Vulkan devices"));
    devices.resize(count);
    return devices;
}

std::optional<DeviceProblem> limitsProblem(const VkPhysicalDeviceLimits& limits) {
    if (limits.maxPerStageDescriptorStorageBuffers < kBuffersNeeded)
        return FewShaderBuffers{limits.maxPerStageDescriptorStorageBuffers, kBuffersNeeded};
    const uint32_t most = std::min(limits.maxComputeWorkGroupInvocations, limits.maxComputeWorkGroupSize[0]);
    if (most < kInvocationsNeeded)
        return SmallWorkgroups{most, kInvocationsNeeded};
    return std::nullopt;
}

DeviceTraits inspectDevice(VkPhysicalDevice device) {
    DeviceTraits traits;
    traits.handle = device;
    vkGetPhysicalDeviceProperties(device, &traits.properties);
    if (traits.properties.apiVersion < VK_API_VERSION_1_2) {
        traits.problem = OldVulkanDriver{{1, 2}};
        return traits;
    }
    VkPhysicalDeviceMaintenance3Properties sizes{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MAINTENANCE_3_PROPERTIES};
    VkPhysicalDeviceIDProperties ids{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ID_PROPERTIES, &sizes};
    VkPhysicalDeviceDriverProperties driver{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES, &ids};
    VkPhysicalDeviceProperties2 properties{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, &driver};
    vkGetPhysicalDeviceProperties2(device, &properties);
    traits.maxAllocation = sizes.maxMemoryAllocationSize;
    traits.driver = std::format("{} {}", driver.driverName, driver.driverInfo);
    for (const uint8_t byte : ids.deviceUUID)
        traits.card += std::format("{:02x}", byte);
    traits.memoryBudget = hasExtension(device, VK_EXT_MEMORY_BUDGET_EXTENSION_NAME);
    VkPhysicalDeviceMemoryProperties memory{};
    vkGetPhysicalDeviceMemoryProperties(device, &memory);
    for (uint32_t heap = 0; heap < memory.memoryHeapCount; ++heap)
        if ((memory.memoryHeaps[heap].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) != 0)
            traits.localBytes += memory.memoryHeaps[heap].size;
    traits.problem = limitsProblem(traits.properties.limits);
    uint32_t count = 0;
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
    std::vector<VkQueueFamilyProperties> families(count);
    vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
    const auto found = std::ranges::find_if(families, [](const VkQueueFamilyProperties& family) {
        return (family.queueFlags & VK_QUEUE_COMPUTE_BIT) != 0;
    });
    if (found == families.end())
        traits.problem = NoComputeQueue{};
    else
        traits.queueFamily = static_cast<uint32_t>(found - families.begin());
    return traits;
}

uint64_t freeBytes(const DeviceTraits& traits) {
    if (!traits.memoryBudget)
        return traits.localBytes;
    VkPhysicalDeviceMemoryBudgetPropertiesEXT budget{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_BUDGET_PROPERTIES_EXT};
    VkPhysicalDeviceMemoryProperties2 memory{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_MEMORY_PROPERTIES_2, &budget};
    vkGetPhysicalDeviceMemoryProperties2(traits.handle, &memory);
    uint64_t bytes = 0;
    for (uint32_t heap = 0; heap < memory.memoryProperties.memoryHeapCount; ++heap)
        if ((memory.memoryProperties.memoryHeaps[heap].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) != 0)
            bytes += budget.heapBudget[heap] - std::min(budget.heapUsage[heap], budget.heapBudget[heap]);
    return std::min(bytes, traits.localBytes);
}

}  // namespace lanternfish::backends::vulkan
