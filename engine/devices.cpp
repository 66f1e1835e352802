#include "engine/devices.h"

#include <algorithm>
#include <format>

#include "engine/backends/cpu/cpu_backend.h"
#ifdef LANTERNFISH_HAVE_VULKAN
#include "engine/backends/vulkan/vulkan_backend.h"
#endif
#include "engine/ops/reference/reference_backend.h"

namespace lanternfish {

std::vector<DeviceChoice> deviceChoices() {
    std::vector<DeviceChoice> choices;
    if (auto cpu = backends::createCpuBackend({}))
        choices.push_back({(*cpu)->device(), true});
#ifdef LANTERNFISH_HAVE_VULKAN
    auto place = choices.begin();
    for (const backends::VulkanDevice& found : backends::listVulkanDevices()) {
        const bool before = found.usable && !found.processor;
        place = choices.insert(before ? place : choices.end(), {found.device, found.usable}) + 1;
    }
#endif
    return choices;
}

std::vector<std::string> backendsToTry(const std::string& wanted) {
    if (wanted != "auto")
        return {wanted};
    std::vector<std::string> ids;
    for (const DeviceChoice& choice : deviceChoices()) {
        if (choice.usable)
            ids.push_back(choice.device.id);
        if (choice.device.backend == "cpu")
            break;
    }
    if (!std::ranges::contains(ids, "cpu"))
        ids.emplace_back("cpu");
    return ids;
}

Result<std::unique_ptr<ops::Backend>> createBackend(const std::string& backend, const BackendOptions& options) {
    if (backend == "cpu")
        return backends::createCpuBackend({.threads = options.threads});
    if (backend == "reference")
        return ops::createReferenceBackend();
#ifdef LANTERNFISH_HAVE_VULKAN
    if (backend == "vulkan" || backend.starts_with("vulkan:")) {
        const size_t colon = backend.find(':');
        return backends::createVulkanBackend(
            {.device = colon == std::string::npos ? std::string() : backend.substr(colon + 1),
             .without = options.without,
             .cacheFolder = options.cacheFolder});
    }
    constexpr const char* kKnown = "auto, cpu, vulkan, vulkan:NAME or reference";
#else
    constexpr const char* kKnown = "auto, cpu or reference";
#endif
    return makeError(ErrorCode::NotFound,
                     std::format("backend '{}' is not in this build; expected {}", backend, kKnown));
}

}  // namespace lanternfish
