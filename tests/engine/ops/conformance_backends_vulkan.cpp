#include "tests/engine/ops/conformance_backends.h"
#include "tests/engine/vulkan_under_test.h"

namespace lanternfish::ops {

std::vector<BackendChoice> conformanceBackends() {
    if (!vulkanAvailable())
        return {};
    std::vector<BackendChoice> choices{{"vulkan", "vulkan", [] { return createVulkanUnderTest(); }, true}};
    const auto add = [&](const std::string& name, const char* without, const char* only, const std::string& tile = {},
                         bool thorough = false) {
        choices.push_back({name, name, [=] { return createVulkanUnderTest({.without = without, .tile = tile}); }, true,
                           only, thorough});
    };
    // Tiled products have three ways, by what the device has.
    add("vulkan_halves", "integer-dot", "tiles_");
    add("vulkan_floats", "integer-dot,float16", "tiles_");
    // Tiles have several sizes; every one in every way is many shaders to compile.
    for (const std::string& tile : backends::vulkanTileNames()) {
        add("vulkan_" + tile, "", "tiles_linear_", tile);
        add("vulkan_every_" + tile, "", "tiles_", tile, true);
        add("vulkan_halves_" + tile, "integer-dot", "tiles_", tile, true);
        add("vulkan_floats_" + tile, "integer-dot,float16", "tiles_", tile, true);
    }
    // Caches are read and written by the byte, or by the word.
    add("vulkan_words", "narrow-storage", "attention");
    add("vulkan_words_commit", "narrow-storage", "cache_commit");
    add("vulkan_words_index", "narrow-storage", "index");
    return choices;
}

}  // namespace lanternfish::ops
