#include "tests/engine/ops/conformance_backends.h"
#include "tests/engine/vulkan_under_test.h"

namespace lanternfish::ops {

std::vector<BackendChoice> conformanceBackends() {
    if (!vulkanAvailable())
        return {};
    std::vector<BackendChoice> choices{{"vulkan", "vulkan", [] { return createVulkanUnderTest(); }, true}};
    const auto add = [&](const char* name, const char* without, const char* only, bool least = false) {
        const auto create = [=] { return createVulkanUnderTest({.without = without, .leastWorkgroups = least}); };
        choices.push_back({name, name, create, true, only});
    };
    // Tiled products have three ways, by what the device has.
    add("vulkan_halves", "integer-dot", "tiles_");
    add("vulkan_floats", "integer-dot,float16", "tiles_");
    // Caches are read and written by the byte, or by the word.
    add("vulkan_words", "narrow-storage", "attention");
    add("vulkan_words_commit", "narrow-storage", "cache_commit");
    add("vulkan_words_index", "narrow-storage", "index");
    add("vulkan_least", "", "attention", true);
    add("vulkan_least_index", "", "index_select", true);
    return choices;
}

}  // namespace lanternfish::ops
