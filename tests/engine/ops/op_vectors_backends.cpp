#include "engine/backends/cpu/cpu_backend.h"
#include "engine/ops/reference/reference_backend.h"
#include "tests/engine/ops/op_fixture.h"

namespace lanternfish::ops {

std::vector<BackendCase> backendCases() {
    return {
        {"reference", []() -> Result<std::unique_ptr<Backend>> { return createReferenceBackend(); }},
        {"cpu", [] { return backends::createCpuBackend({2, backends::Isa::Auto}); }},
    };
}

}  // namespace lanternfish::ops
