#include "lanternfish/doctor.h"

#include <new>

#include "engine/backends/cpu/cpu_backend.h"
#include "engine/runtime/self_check.h"

namespace lanternfish {

std::vector<DeviceVerdict> runDoctor() {
    std::vector<DeviceVerdict> verdicts;
    try {
        auto cpu = backends::createCpuBackend({});
        if (cpu)
            verdicts.push_back({(*cpu)->device(), runtime::checkBackend(**cpu)});
    } catch (const std::bad_alloc&) {
        verdicts.push_back(
            {{.id = "cpu", .backend = "cpu", .name = "cpu", .note = "not enough memory to check it"}, {}});
    }
    return verdicts;
}

}  // namespace lanternfish
