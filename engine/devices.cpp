#include "engine/devices.h"

#include <algorithm>
#include <format>
#include <map>
#include <string_view>
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

/// As it starts a sentence.
std::string nameOf(const Device& device) {
    if (device.backend == "cpu")
        return "The processor";
    return device.name.empty() ? device.id : std::format("{} {}", device.id, device.name);
}

std::string_view asClause(std::string_view reason) {
    return reason.substr(0, reason.find_last_not_of(". ") + 1);
}

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

/// What failed, and why; a card that lacks memory once, though two backends have failed for it.
std::string tellFailures(const std::vector<FailedDevice>& failed, const std::vector<DeviceChoice>& devices) {
    std::string text;
    std::vector<std::string> full;
    for (const FailedDevice& each : failed) {
        const std::string card = each.memory ? cardOf(each, devices) : std::string();
        if (!card.empty() && std::ranges::contains(full, card))
            continue;
        full.push_back(card);
        text += std::format(" {} was skipped: {}.", nameOf(each.device), asClause(each.reason));
    }
    return text;
}

std::string whyProcessor(const std::vector<DeviceChoice>& devices, bool vulkanBuilt) {
    constexpr std::string_view kRemedy = " A graphics card with a Vulkan 1.2 driver would be faster.";
    std::string software;
    for (const DeviceChoice& each : devices) {
        if (each.device.backend == "cpu")
            continue;
        if (!each.software)
            return "On the processor.";  // What is wrong with that device follows.
        software += (software.empty() ? "" : ", ") + each.device.name;
    }
    if (!vulkanBuilt)
        return "On the processor: this build has no Vulkan. One with it could use a graphics card.";
    if (software.empty())
        return std::format("On the processor: there is no Vulkan device.{}", kRemedy);
    return std::format("On the processor: the only Vulkan device is software ({}).{}", software, kRemedy);
}

}  // namespace

std::vector<DeviceChoice> deviceChoices([[maybe_unused]] const std::string& cudaDriver) {
    std::vector<DeviceChoice> choices;
#ifdef LANTERNFISH_HAVE_CUDA
    for (const backends::CudaDeviceInfo& found : backends::listCudaDevices(cudaDriver))
        choices.push_back({.device = found.device, .card = found.card});
#endif
#ifdef LANTERNFISH_HAVE_VULKAN
    for (const backends::VulkanDevice& found : backends::listVulkanDevices()) {
        choices.push_back({.device = found.device, .software = found.processor, .card = found.card});
        choices.back().device.usable = found.usable;
    }
#endif
    if (auto cpu = backends::createCpuBackend({}))
        choices.push_back({(*cpu)->device()});
    return arranged(std::move(choices));
}

std::vector<DeviceChoice> arranged(std::vector<DeviceChoice> found) {
    enum Group : uint8_t { Graphics, Processor, Others };
    const auto groupOf = [](const DeviceChoice& choice) {
        return !choice.device.usable || choice.software ? Others
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

Selection selectDevice(const std::vector<DeviceChoice>& devices, const std::vector<FailedDevice>& failed,
                       bool vulkanBuilt) {
    Selection selection;
    const auto chosen = std::ranges::find_if(devices, [&](const DeviceChoice& each) {
        return each.device.usable && !each.software && !hasFailed(each.device, failed);
    });
    if (chosen == devices.end()) {
        selection.reason = "No device is left that can run the model.";
    } else {
        selection.id = chosen->device.id;
        selection.reason = chosen->device.backend == "cpu"
                               ? whyProcessor(devices, vulkanBuilt)
                               : std::format("On {}, a graphics processor.", nameOf(chosen->device));
    }
    for (const DeviceChoice& each : devices)
        if (!each.device.usable && !each.software)
            selection.reason += std::format(" {} can't be used: {}.", nameOf(each.device), each.device.note);
    selection.reason += tellFailures(failed, devices);
    return selection;
}

Selection selectDevice(const std::vector<DeviceChoice>& devices, const std::vector<FailedDevice>& failed) {
#ifdef LANTERNFISH_HAVE_VULKAN
    return selectDevice(devices, failed, true);
#else
    return selectDevice(devices, failed, false);
#endif
}

std::string namedReason(const Device& device) {
    return std::format("On {}, as chosen.", device.backend == "cpu" ? "the processor" : nameOf(device));
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
