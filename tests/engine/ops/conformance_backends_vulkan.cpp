#include "tests/engine/ops/conformance_backends.h"
#include "tests/engine/vulkan_under_test.h"

namespace lanternfish::ops {

std::vector<BackendChoice> conformanceBackends() {
    if (!vulkanAvailable())
        return {};
    std::vector<BackendChoice> choices{{"vulkan", "vulkan", [] { return createVulkanUnderTest(); }, true}};
    const auto add = [&](const std::string& name, const backends::VulkanOptions& options, const char* only,
                         bool thorough = false) {
        choices.push_back({name, name, [=] { return createVulkanUnderTest(options); }, true, only, thorough});
    };
    // Tiled products have three ways, by what the device has.
    add("vulkan_halves", {.without = "integer-dot"}, "tiles_");
    add("vulkan_floats", {.without = "integer-dot,float16"}, "tiles_");
    // Tiles have several sizes; every one in every way is many shaders to compile.
    for (const std::string& tile : backends::vulkanTileNames()) {
        add("vulkan_" + tile, {.tile = tile}, "tiles_linear_");
        add("vulkan_every_" + tile, {.tile = tile}, "tiles_", true);
        add("vulkan_halves_" + tile, {.without = "integer-dot", .tile = tile}, "tiles_", true);
        add("vulkan_floats_" + tile, {.without = "integer-dot,float16", .tile = tile}, "tiles_", true);
    }
    // Caches are read and written by the byte, or by the word.
    add("vulkan_words", {.without = "narrow-storage"}, "attention");
    add("vulkan_words_commit", {.without = "narrow-storage"}, "cache_commit");
    add("vulkan_words_index", {.without = "narrow-storage"}, "index");
    // Workgroups as the least of devices allows them.
    add("vulkan_least", {.leastWorkgroups = true}, "attention");
    add("vulkan_least_index", {.leastWorkgroups = true}, "index_select");
    return choices;
}

}  // namespace lanternfish::ops
