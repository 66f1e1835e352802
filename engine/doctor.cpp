#include "lanternfish/doctor.h"

#include <new>
#include <utility>

#include "engine/devices.h"
#include "engine/runtime/self_check.h"

namespace lanternfish {

namespace {

DeviceVerdict checkDevice(DeviceChoice choice) {
    DeviceVerdict verdict{std::move(choice.device), {}};
    if (!verdict.device.usable)
        return verdict;
    // What is checked is what the driver compiles now: no cache.
    auto backend = createBackend(verdict.device.id, {});
    if (backend)
        verdict.ops = runtime::checkBackend(**backend);
    else
        verdict.ops.push_back({"start", false, describe(backend.error())});
    return verdict;
}

}  // namespace

std::vector<DeviceVerdict> runDoctor() {
    std::vector<DeviceVerdict> verdicts;
    try {
        for (DeviceChoice& choice : deviceChoices())
            verdicts.push_back(checkDevice(std::move(choice)));
    } catch (const std::bad_alloc&) {
        verdicts.push_back({{.id = "all", .backend = "", .name = "all", .note = "not enough memory to check"}, {}});
    }
    return verdicts;
}

}  // namespace lanternfish
