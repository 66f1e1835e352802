#include "lanternfish/doctor.h"

#include <new>
#include <utility>

#include "engine/devices.h"
#include "engine/runtime/self_check.h"

namespace lanternfish {

namespace {

constexpr const char* kStart = "start";

DeviceVerdict checkDevice(DeviceChoice choice) {
    DeviceVerdict verdict{std::move(choice.device), {}};
    if (!verdict.device.usable)
        return verdict;
    // What is checked is what the driver compiles now: no cache.
    auto backend = createBackend(verdict.device.id, {});
    if (backend)
        verdict.ops = runtime::checkBackend(**backend);
    else
        verdict.ops.push_back({kStart, false, describe(backend.error())});
    return verdict;
}

/// Loading only skips what fails to start: a device that computes wrongly is named by its ops, and still taken.
void sayChoice(const std::vector<DeviceChoice>& devices, std::vector<DeviceVerdict>& verdicts) {
    std::vector<FailedDevice> failed;
    for (const DeviceVerdict& verdict : verdicts)
        if (!verdict.ops.empty() && verdict.ops.front().op == kStart)
            failed.push_back({verdict.device, verdict.ops.front().detail});
    Selection selection = selectDevice(devices, failed);
    for (DeviceVerdict& verdict : verdicts)
        if (verdict.device.id == selection.id)
            verdict.device.reason = std::move(selection.reason);
}

}  // namespace

std::vector<DeviceVerdict> runDoctor() {
    std::vector<DeviceVerdict> verdicts;
    try {
        const std::vector<DeviceChoice> devices = deviceChoices();
        for (const DeviceChoice& choice : devices)
            verdicts.push_back(checkDevice(choice));
        sayChoice(devices, verdicts);
    } catch (const std::bad_alloc&) {
        verdicts.push_back({{.id = "all", .backend = "", .name = "all", .note = "not enough memory to check"}, {}});
    }
    return verdicts;
}

}  // namespace lanternfish
