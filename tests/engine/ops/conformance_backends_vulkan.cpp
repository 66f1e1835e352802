#include "tests/engine/ops/conformance_backends.h"
#include "tests/engine/vulkan_under_test.h"

namespace lanternfish::ops {

std::vector<BackendChoice> conformanceBackends() {
    if (!vulkanAvailable())
        return {};
    std::vector<BackendChoice> choices{{"vulkan", "vulkan", [] { return createVulkanUnderTest(); }, true}};
    const auto add = [&](const std::string& name, const char* without, const char* only, const std::string& tile = {}) {
        choices.push_back(
            {name, name, [=] { return createVulkanUnderTest({.without = without, .tile = tile}); }, true, only});
    };
    // Tiled products have three ways, by what the device has, and tiles of several sizes.
    for (const std::string& tile : backends::vulkanTileNames()) {
        add("vulkan_" + tile, "", "tiles_", tile);
        add("vulkan_halves_" + tile, "integer-dot", "tiles_", tile);
        add("vulkan_floats_" + tile, "integer-dot,float16", "tiles_", tile);
    }
    // Caches are read and written by the byte, or by the word.
    add("vulkan_words", "narrow-storage", "attention");
    add("vulkan_words_commit", "narrow-storage", "cache_commit");
    add("vulkan_words_index", "narrow-storage", "index");
    return choices;
}

}  // namespace lanternfish::ops
