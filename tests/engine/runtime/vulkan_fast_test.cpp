// The fast class on Vulkan: whole models, with each optional feature taken away in turn, so that every fallback runs.
// Rounding activations to 8 bits costs what it costs the public engine, whose logits lie beside the models: an
// implementation that shares nothing with ours.
#include <gtest/gtest.h>

#include <format>
#include <string>
#include <vector>

#include "tests/engine/runtime/gpu_logits.h"
#include "tests/engine/vulkan_under_test.h"

namespace lanternfish::tests {
namespace {

struct Sample {
    std::string model;
    std::string without = {};
    uint32_t chunk = 1;
    size_t tokens = 100;
    CacheNumerics numerics = CacheNumerics::Plain;
    uint64_t maxRange = 0;
};

std::vector<float> logitsOf(const Sample& run) {
    return logitsOn(createVulkanUnderTest({.maxRange = run.maxRange, .without = run.without}), run.model, run.tokens,
                    {.numerics = run.numerics, .math = MathClass::Fast, .chunk = run.chunk});
}

void expectWithinBound(const Sample& run) {
    const std::string what = std::format("{}, chunk {}, without '{}'", run.model, run.chunk, run.without);
    SCOPED_TRACE(what);
    std::printf("%s\n", what.c_str());
    expectFastBound(run.model, logitsOf(run));
}

class VulkanFast : public testing::Test {
protected:
    void SetUp() override {
        if (!vulkanAvailable())
            GTEST_SKIP() << "no usable Vulkan device here";
    }
};

std::vector<std::string> featureSets() {
    std::vector<std::string> sets = {""};
    std::string all;
    for (const std::string& name : backends::vulkanFeatureNames()) {
        sets.push_back(name);
        all += name + ",";
    }
    sets.push_back(all);
    return sets;
}

TEST_F(VulkanFast, decodeIsWithinItsBound) {
    for (const char* const model : {"mini-f32", "mini-mix", "small-iq2"})
        expectWithinBound({model});
}

TEST_F(VulkanFast, chunksAreWithinTheirBound) {
    for (const char* const model : {"mini-f32", "mini-mix", "small-iq2"})
        expectWithinBound({.model = model, .chunk = 64});
}

TEST_F(VulkanFast, everyFeatureHasAWayWithoutIt) {
    for (const std::string& without : featureSets())
        expectWithinBound({.model = "mini-mix", .without = without, .tokens = 40});
}

// Chunks are multiplied as bytes, as halves, or as floats.
constexpr const char* kWithoutWays[] = {"integer-dot", "integer-dot,float16"};

TEST_F(VulkanFast, tiledProductsHaveThreeWays) {
    for (const char* const without : kWithoutWays)
        for (const char* const model : {"mini-mix", "small-ds4"})
            expectWithinBound({.model = model, .without = without, .chunk = 64});
}

TEST_F(VulkanFast, tiledProductsHaveThreeWaysInEveryModelAndLongTexts) {
    for (const char* const without : kWithoutWays)
        for (const char* const model : {"mini-f32", "mini-mix", "small-iq2", "small-ds4"})
            expectWithinBound({.model = model, .without = without, .chunk = 64, .tokens = kTokens});
}

TEST_F(VulkanFast, longTextsInEveryModelAndChunk) {
    for (const char* const model : {"mini-f32", "mini-mix", "small-iq2", "small-ds4"})
        for (const uint32_t chunk : {1U, 64U, 512U})
            expectWithinBound({.model = model, .chunk = chunk, .tokens = kTokens});
}

TEST_F(VulkanFast, everyFeatureHasAWayWithoutItInEveryModelAndChunk) {
    for (const std::string& without : featureSets())
        for (const char* const model : {"mini-f32", "small-iq2", "small-ds4"})
            for (const uint32_t chunk : {1U, 7U})
                expectWithinBound({.model = model, .without = without, .chunk = chunk, .tokens = 60});
}

// With experts and products in several buffers each, which decode reads in one dispatch all the same.
TEST_F(VulkanFast, splitBuffersLeaveTheBits) {
    for (const uint32_t chunk : {1U, 16U}) {
        Sample run{.model = "small-ds4", .chunk = chunk, .tokens = 24, .numerics = CacheNumerics::Packed};
        const std::vector<float> expected = logitsOf(run);
        run.maxRange = 600 * 1024;
        EXPECT_EQ(logitsOf(run), expected) << chunk << " rows per step";
    }
}

TEST_F(VulkanFast, unknownFeaturesAreRefused) {
    const auto backend = backends::createVulkanBackend({.without = "float16,floats"});
    ASSERT_FALSE(backend);
    EXPECT_EQ(backend.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(backend.error().message.find("'floats'; expected some of narrow-storage"), std::string::npos)
        << backend.error().message;
}

}  // namespace
}  // namespace lanternfish::tests
