// The tiles of products of several rows: what the compiled shader takes is what the backend reckons with, and what it
// chooses is within what every Vulkan 1.2 device has.
#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "engine/backends/gpu/tiles.h"
#include "engine/backends/vulkan/shader_code.h"
#include "shaders/shared/dispatch_params.h"
#include "tests/bench/spirv_module.h"

namespace lanternfish::backends::gpu {
namespace {

/// The least that Vulkan 1.2 lets a device have.
Limits leastDevice() {
    return {.sharedBytes = 16384, .invocations = 128};
}

Limits usualDevice() {
    return {.sharedBytes = 32768, .invocations = 1024};
}

std::string chosenFor(const Limits& device, const TileNeed& need) {
    const auto tile = chooseTile(device, std::span(&need, 1), std::nullopt);
    return tile ? tileName(*tile) : "none";
}

TEST(VulkanTiles, takeWhatTheShaderTakes) {
    for (const vulkan::ShaderModule& module : vulkan::shaderModules()) {
        if (module.shader != "matmul")
            continue;
        for (const Tile& tile : knownTiles())
            for (const uint32_t way : {LF_WAY_FLOAT, LF_WAY_HALF, LF_WAY_DOT})
                for (const uint32_t gated : {0U, 1U}) {
                    SCOPED_TRACE(tileName(tile));
                    const std::map<uint32_t, uint32_t> constants = {
                        {2, way},           {3, gated},         {6, tile.rows},          {7, tile.outs},
                        {8, tile.laneRows}, {9, tile.laneOuts}, {10, tile.invocations()}};
                    const auto needs = bench::readWorkgroupNeeds(module.words, constants);
                    ASSERT_TRUE(needs) << describe(needs.error());
                    EXPECT_EQ(needs->invocations, tile.invocations());
                    // A variant without the ways of small numbers has no scales.
                    const uint64_t reckoned = sharedBytes(tile, way, gated != 0);
                    if (module.uses(Feature::IntegerDot) || module.uses(Feature::Float16)) {
                        EXPECT_EQ(needs->sharedBytes, reckoned);
                    } else if (way == LF_WAY_FLOAT) {
                        EXPECT_LE(needs->sharedBytes, reckoned);
                    }
                }
    }
}

TEST(VulkanTiles, areDividedAmongTheLanes) {
    for (const Tile& tile : knownTiles()) {
        EXPECT_EQ(tile.rows % tile.laneRows, 0U) << tileName(tile);
        EXPECT_EQ(tile.outs % tile.laneOuts, 0U) << tileName(tile);
        EXPECT_EQ(tileByName(tileName(tile)).value(), std::optional(tile));
    }
}

TEST(VulkanTiles, thereIsOneForEveryNeedOnTheLeastDevice) {
    const auto device = leastDevice();
    for (const uint32_t way : {LF_WAY_FLOAT, LF_WAY_HALF, LF_WAY_DOT})
        for (const bool gated : {false, true})
            for (const uint32_t rows : {1U, 2U, 9U, 33U, 512U})
                for (const uint32_t outs : {1U, 300U, 100000U}) {
                    const TileNeed need{.way = way, .gated = gated, .rows = rows, .outs = outs};
                    const auto tile = chooseTile(device, std::span(&need, 1), std::nullopt);
                    ASSERT_TRUE(tile);
                    EXPECT_LE(sharedBytes(*tile, way, gated), device.sharedBytes);
                    EXPECT_LE(tile->invocations(), device.invocations);
                }
}

TEST(VulkanTiles, growWithTheRowsAndWhatTheDeviceHas) {
    const auto usual = usualDevice(), least = leastDevice();
    const TileNeed wide{.way = LF_WAY_DOT, .outs = 32768};
    const auto with = [](TileNeed need, uint32_t rows) {
        need.rows = rows;
        return need;
    };
    EXPECT_EQ(chosenFor(usual, with(wide, 4)), "8x64");
    EXPECT_EQ(chosenFor(usual, with(wide, 12)), "16x64");
    EXPECT_EQ(chosenFor(usual, with(wide, 32)), "32x64");
    EXPECT_EQ(chosenFor(usual, with(wide, 512)), "64x64");
    const TileNeed floats{.way = LF_WAY_FLOAT, .gated = true, .outs = 32768};
    EXPECT_EQ(chosenFor(usual, with(floats, 512)), "64x64");
    EXPECT_EQ(chosenFor(least, with(floats, 512)), "32x32");
    // Few outs: rather more workgroups than larger ones.
    const TileNeed narrow{.way = LF_WAY_DOT, .outs = 256};
    EXPECT_EQ(chosenFor(usual, with(narrow, 512)), "32x32");
    auto processor = usual;
    processor.processor = true;
    EXPECT_EQ(chosenFor(processor, with(narrow, 512)), "64x64");
}

TEST(VulkanTiles, stayWithinAGroupAndAreOneForAll) {
    const auto device = usualDevice();
    EXPECT_EQ(chosenFor(device, {.way = LF_WAY_DOT, .rows = 512, .outs = 9600, .outsPerGroup = 96}), "32x32");
    EXPECT_EQ(chosenFor(device, {.way = LF_WAY_DOT, .rows = 512, .outs = 8000, .outsPerGroup = 80}), "none");
    const TileNeed both[] = {{.way = LF_WAY_DOT, .gated = true, .rows = 512, .outs = 8192},
                             {.way = LF_WAY_FLOAT, .gated = true, .rows = 512, .outs = 8192}};
    EXPECT_EQ(chooseTile(leastDevice(), std::span(both, 1), std::nullopt), tileByName("64x64").value());
    EXPECT_EQ(chooseTile(leastDevice(), both, std::nullopt), tileByName("32x32").value());
    EXPECT_EQ(chooseTile(leastDevice(), both, tileByName("32x64").value()), std::nullopt);
}

TEST(VulkanTiles, unknownNamesAreRefused) {
    const auto tile = tileByName("64x63");
    ASSERT_FALSE(tile);
    EXPECT_EQ(tile.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(tile.error().message.find("'64x63'; expected one of 64x64"), std::string::npos) << tile.error().message;
}

}  // namespace
}  // namespace lanternfish::backends::gpu
