#include "tests/engine/ops/conformance_backends.h"
#include "tests/engine/vulkan_under_test.h"

namespace lanternfish::ops {

std::vector<BackendChoice> conformanceBackends() {
    if (!vulkanAvailable())
        return {};
    return {{"vulkan", "vulkan", [] { return createVulkanUnderTest(); }, true}};
}

}  // namespace lanternfish::ops
