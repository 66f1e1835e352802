#include "tests/engine/ops/conformance_backends.h"

#include <format>

#include "engine/backends/cpu/cpu_backend.h"

namespace lanternfish::ops {

namespace {

const char* isaName(backends::Isa isa) {
    switch (isa) {
        case backends::Isa::X86V3:
            return "v3";
        case backends::Isa::X86V4:
            return "v4";
        default:
            return "baseline";
    }
}

}  // namespace

std::vector<BackendChoice> conformanceBackends() {
    std::vector<BackendChoice> choices;
    for (const backends::Isa isa : backends::availableIsas()) {
        const std::string group = std::format("cpu_{}", isaName(isa));
        for (const unsigned threads : {1U, 2U})
            choices.push_back({std::format("{}_{}threads", group, threads), group,
                               [=] { return backends::createCpuBackend({threads, isa}); }});
    }
    return choices;
}

}  // namespace lanternfish::ops
