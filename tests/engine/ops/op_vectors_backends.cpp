#include "engine/ops/reference/reference_backend.h"
#include "tests/engine/ops/op_fixture.h"
#ifdef LANTERNFISH_TEST_CPU
#include "engine/backends/cpu/cpu_backend.h"
#endif

namespace lanternfish::ops {

std::vector<BackendCase> backendCases() {
    return {
        {"reference", []() -> Result<std::unique_ptr<Backend>> { return createReferenceBackend(); }},
#ifdef LANTERNFISH_TEST_CPU
        {"cpu", [] { return backends::createCpuBackend({2, backends::Isa::Auto}); }},
#endif
    };
}

namespace {

INSTANTIATE_TEST_SUITE_P(All, OpVectors, testing::ValuesIn(backendCases()),
                         [](const auto& test) { return test.param.name; });

}  // namespace

}  // namespace lanternfish::ops
