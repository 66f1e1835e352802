#include "lanternfish/doctor.h"

#include <algorithm>
#include <new>
#include <utility>

#include "engine/devices.h"
#include "engine/runtime/self_check.h"

namespace lanternfish {

namespace {

/// Adds it to `failed` where an engine that chooses by itself would skip it.
DeviceVerdict checkDevice(const DeviceChoice& choice, std::vector<FailedDevice>& failed) {
    DeviceVerdict verdict{.device = choice.device, .ops = {}};
    if (verdict.device.problem)
        return verdict;
    // What is checked is what the driver compiles now: no cache.
    auto backend = createBackend(verdict.device.id, {});
    if (!backend) {
        verdict.ops.push_back({"start", false, describe(backend.error())});
        failed.push_back({verdict.device, std::move(backend).error()});
        return verdict;
    }
    verdict.ops = runtime::checkBackend(**backend);
    // A part of which is what an engine checks.
    if (verdict.device.backend == "cpu" || std::ranges::all_of(verdict.ops, &OpVerdict::ok))
        return verdict;
    if (const auto processor = createBackend("cpu", {}))
        if (const auto fit = runtime::checkForUse(**backend, **processor); !fit)
            failed.push_back({verdict.device, fit.error()});
    return verdict;
}

void sayChoice(const DeviceReason& reason, std::vector<DeviceVerdict>& verdicts) {
    for (DeviceVerdict& verdict : verdicts)
        if (verdict.device.id == reason.device.id)
            verdict.reason = reason;
}

}  // namespace

std::vector<DeviceVerdict> runDoctor() {
    std::vector<DeviceVerdict> verdicts;
    try {
        const std::vector<DeviceChoice> devices = deviceChoices();
        std::vector<FailedDevice> failed;
        for (const DeviceChoice& choice : devices)
            verdicts.push_back(checkDevice(choice, failed));
        sayChoice(selectDevice(devices, failed), verdicts);
    } catch (const std::bad_alloc&) {
        verdicts.push_back({.device = {.id = "all",
                                       .backend = "",
                                       .name = "all",
                                       .problem = Error{ErrorCode::OutOfMemory, "not enough memory to check", nullptr}},
                            .ops = {}});
    }
    return verdicts;
}

}  // namespace lanternfish
