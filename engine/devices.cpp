#include "engine/devices.h"

#include <algorithm>
#include <format>
#include <string_view>

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

const FailedDevice* failureOf(const Device& device, const std::vector<FailedDevice>& failed) {
    const auto found = std::ranges::find_if(failed, [&](const FailedDevice& each) {
        return each.device.id == device.id && (each.device.name.empty() || each.device.name == device.name);
    });
    return found == failed.end() ? nullptr : &*found;
}

std::string whyProcessor(const std::vector<DeviceChoice>& devices, bool vulkanBuilt) {
    constexpr std::string_view kRemedy = " A graphics card with a Vulkan 1.2 driver would be faster.";
    if (!vulkanBuilt)
        return "On the processor: this build has no Vulkan. One with it could use a graphics card.";
    std::string software;
    for (const DeviceChoice& each : devices) {
        if (each.device.backend == "cpu")
            continue;
        if (!each.software)
            return "On the processor.";  // What is wrong with that device follows.
        software += (software.empty() ? "" : ", ") + each.device.name;
    }
    if (software.empty())
        return std::format("On the processor: there is no Vulkan device.{}", kRemedy);
    return std::format("On the processor: the only Vulkan device is software ({}).{}", software, kRemedy);
}

}  // namespace

std::vector<DeviceChoice> deviceChoices() {
    std::vector<DeviceChoice> choices;
    if (auto cpu = backends::createCpuBackend({}))
        choices.push_back({(*cpu)->device()});
    // Graphics processors that can be used come before the processor, others after it.
    ptrdiff_t place = 0;
    const auto add = [&](DeviceChoice choice, bool before) {
        choices.insert(before ? choices.begin() + place++ : choices.end(), std::move(choice));
    };
    // CUDA is not among them until it has run on a card: `--backend cuda` asks for it.
#ifdef LANTERNFISH_HAVE_VULKAN
    for (const backends::VulkanDevice& found : backends::listVulkanDevices()) {
        Device device = found.device;
        device.usable = found.usable;
        add({std::move(device), found.processor}, found.usable && !found.processor);
    }
#endif
    return choices;
}

Selection selectDevice(const std::vector<DeviceChoice>& devices, const std::vector<FailedDevice>& failed,
                       bool vulkanBuilt) {
    Selection selection;
    const auto chosen = std::ranges::find_if(devices, [&](const DeviceChoice& each) {
        return each.device.usable && !each.software && failureOf(each.device, failed) == nullptr;
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
    for (const FailedDevice& each : failed)
        selection.reason += std::format(" {} was skipped: {}.", nameOf(each.device), asClause(each.reason));
    return selection;
}

Selection selectDevice(const std::vector<DeviceChoice>& devices, const std::vector<FailedDevice>& failed) {
#ifdef LANTERNFISH_HAVE_VULKAN
    return selectDevice(devices, failed, true);
#else
    return selectDevice(devices, failed, false);
#endif
}

Selection selectDevice(const std::vector<FailedDevice>& failed) {
    return selectDevice(deviceChoices(), failed);
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
