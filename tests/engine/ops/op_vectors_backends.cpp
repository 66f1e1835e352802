#include "engine/backends/cpu/cpu_backend.h"
#ifdef LANTERNFISH_HAVE_VULKAN
#include "tests/engine/vulkan_under_test.h"
#endif
#include "engine/ops/reference/reference_backend.h"
#include "tests/engine/ops/op_fixture.h"

namespace lanternfish::ops {

std::vector<BackendCase> backendCases() {
    std::vector<BackendCase> cases = {
        {"reference", []() -> Result<std::unique_ptr<Backend>> { return createReferenceBackend(); }},
        {"cpu", [] { return backends::createCpuBackend({2, backends::Isa::Auto}); }},
    };
#ifdef LANTERNFISH_HAVE_VULKAN
    if (vulkanAvailable())
        cases.push_back({"vulkan", [] { return createVulkanUnderTest(); }});
#endif
    return cases;
}

}  // namespace lanternfish::ops
