#include "engine/devices.h"

#include <algorithm>
#include <format>
#include <map>
#include <tuple>

#include "engine/backends/cpu/cpu_backend.h"
#ifdef LANTERNFISH_HAVE_CUDA
#include "engine/backends/cuda/cuda_backend.h"
#endif
#ifdef LANTERNFISH_HAVE_VULKAN
#include "engine/backends/vulkan/vulkan_backend.h"
#endif
#include "engine/ops/reference/reference_backend.h"

namespace lanternfish {

namespace {

bool isOf(const FailedDevice& failed, const Device& device) {
    return failed.device.id == device.id && (failed.device.name.empty() || failed.device.name == device.name);
}

bool hasFailed(const Device& device, const std::vector<FailedDevice>& failed) {
    return std::ranges::any_of(failed, [&](const FailedDevice& each) { return isOf(each, device); });
}

std::string cardOf(const FailedDevice& failed, const std::vector<DeviceChoice>& devices) {
    const auto found =
        std::ranges::find_if(devices, [&](const DeviceChoice& each) { return isOf(failed, each.device); });
    return found == devices.end() ? std::string() : found->card;
}

/// A card that lacks memory once, though two backends have failed for it.
std::vector<FailedDevice> toldOnce(const std::vector<FailedDevice>& failed, const std::vector<DeviceChoice>& devices) {
    std::vector<FailedDevice> told;
    std::vector<std::string> full;
    for (const FailedDevice& each : failed) {
        const bool memory = codeOf(each.problem) == ErrorCode::OutOfMemory;
        const std::string card = memory ? cardOf(each, devices) : std::string();
        if (!card.empty() && std::ranges::contains(full, card))
            continue;
        full.push_back(card);
        told.push_back(each);
    }
    return told;
}

/// Why the processor, with what goes with it.
void explainProcessor(DeviceReason& reason, const std::vector<DeviceChoice>& devices, bool vulkanBuilt) {
    using enum DeviceReason::Kind;
    for (const DeviceChoice& each : devices) {
        if (each.device.backend == "cpu")
            continue;
        if (!each.software) {
            reason.kind = NothingBetter;
            return;
        }
        reason.software.push_back(each.device.name);
    }
    reason.kind = !vulkanBuilt ? NoVulkan : reason.software.empty() ? NoGraphics : SoftwareOnly;
}

}  // namespace

std::vector<DeviceChoice> deviceChoices([[maybe_unused]] const std::string& cudaDriver) {
    std::vector<DeviceChoice> choices;
#ifdef LANTERNFISH_HAVE_CUDA
    for (const backends::CudaDeviceInfo& found : backends::listCudaDevices(cudaDriver))
        choices.push_back({.device = found.device, .card = found.card});
#endif
#ifdef LANTERNFISH_HAVE_VULKAN
    for (const backends::VulkanDevice& found : backends::listVulkanDevices())
        choices.push_back({.device = found.device, .software = found.processor, .card = found.card});
#endif
    if (auto cpu = backends::createCpuBackend({}))
        choices.push_back({(*cpu)->device()});
    return arranged(std::move(choices));
}

std::vector<DeviceChoice> arranged(std::vector<DeviceChoice> found) {
    enum Group : uint8_t { Graphics, Processor, Others };
    const auto groupOf = [](const DeviceChoice& choice) {
        return choice.device.problem || choice.software ? Others
               : choice.device.backend == "cpu"         ? Processor
                                                        : Graphics;
    };
    const auto isVulkan = [](const DeviceChoice& choice) { return choice.device.backend == "vulkan"; };
    // The places that Vulkan gives to its devices, and by that to their cards; 0 for a card that it doesn't have.
    std::map<std::string, size_t> places;
    size_t count = 0;
    for (const DeviceChoice& each : found) {
        if (groupOf(each) != Graphics || !isVulkan(each))
            continue;
        places.emplace(each.device.id, ++count);
        if (!each.card.empty())
            places.emplace(each.card, count);
    }
    const auto placeOf = [&](const DeviceChoice& choice) {
        const auto place = places.find(isVulkan(choice) ? choice.device.id : choice.card);
        return groupOf(choice) != Graphics || place == places.end() ? 0 : place->second;
    };
    std::ranges::stable_sort(
        found, {}, [&](const DeviceChoice& each) { return std::tuple(groupOf(each), placeOf(each), isVulkan(each)); });
    return found;
}

DeviceReason selectDevice(const std::vector<DeviceChoice>& devices, const std::vector<FailedDevice>& failed,
                          bool vulkanBuilt) {
    DeviceReason reason{.kind = DeviceReason::Kind::NothingLeft};
    const auto chosen = std::ranges::find_if(devices, [&](const DeviceChoice& each) {
        return !each.device.problem && !each.software && !hasFailed(each.device, failed);
    });
    if (chosen != devices.end()) {
        reason.kind = DeviceReason::Kind::Graphics;
        reason.device = chosen->device;
        if (chosen->device.backend == "cpu")
            explainProcessor(reason, devices, vulkanBuilt);
    }
    for (const DeviceChoice& each : devices)
        if (each.device.problem && !each.software)
            reason.unusable.push_back(each.device);
    reason.skipped = toldOnce(failed, devices);
    return reason;
}

DeviceReason selectDevice(const std::vector<DeviceChoice>& devices, const std::vector<FailedDevice>& failed) {
#ifdef LANTERNFISH_HAVE_VULKAN
    return selectDevice(devices, failed, true);
#else
    return selectDevice(devices, failed, false);
#endif
}

Result<std::unique_ptr<ops::Backend>> createBackend(const std::string& backend, const BackendOptions& options) {
    if (backend == "cpu")
        return backends::createCpuBackend({.threads = options.threads});
    if (backend == "reference")
        return ops::createReferenceBackend();
    const size_t colon = backend.find(':');
    const std::string kind = backend.substr(0, colon);
    const std::string which = colon == std::string::npos ? std::string() : backend.substr(colon + 1);
    std::string known = "auto, cpu";
#ifdef LANTERNFISH_HAVE_CUDA
    if (kind == "cuda")
        return backends::createCudaBackend({.device = which, .without = options.without});
    known += ", cuda, cuda:INDEX";
#endif
#ifdef LANTERNFISH_HAVE_VULKAN
    if (kind == "vulkan")
        return backends::createVulkanBackend(
            {.device = which, .without = options.without, .cacheFolder = options.cacheFolder});
    known += ", vulkan, vulkan:NAME";
#endif
    return makeError(ErrorCode::NotFound,
                     std::format("backend '{}' is not in this build; expected {} or reference", backend, known));
}

}  // namespace lanternfish
