// The fast class on Vulkan: whole models, with each optional feature taken away in turn, so that every fallback runs.
// Rounding activations to 8 bits costs what it costs the public engine, whose logits lie beside the models: an
// implementation that shares nothing with ours.
#include <gtest/gtest.h>

#include <format>
#include <string>
#include <vector>

#include "tests/engine/runtime/vulkan_logits.h"

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
    return vulkanLogits(run.model, run.tokens, {.maxRange = run.maxRange, .without = run.without},
                        {.numerics = run.numerics, .math = MathClass::Fast, .chunk = run.chunk});
}

std::vector<float> expectedOf(const Sample& run, const char* which) {
    return knownLogits(run.model, run.tokens, which);
}

/// Where activations are rounded, as far from the float64 reference as the public engine is over the same tokens; where
/// they are not, f32 noise.
void expectWithinBound(const Sample& run) {
    SCOPED_TRACE(std::format("{}, chunk {}, without '{}'", run.model, run.chunk, run.without));
    const std::vector<float> expected = expectedOf(run, "plain");
    const LogitsDistance distance = compareLogits(logitsOf(run), expected, kVocabulary);
    if (run.model == "mini-f32") {
        EXPECT_LT(distance.nmse, 1e-8);
        return;
    }
    const LogitsDistance peer = compareLogits(expectedOf(run, "llama"), expected, kVocabulary);
    // The same rounding in the same products, but other errors: over 40 rows the medians are up to 1.3 apart. The mean
    // hangs on the few rows where another expert was chosen: it takes all of them to compare.
    EXPECT_LT(distance.medianRowError, 1.5 * peer.medianRowError);
    if (run.tokens == kTokens) {
        EXPECT_LT(distance.meanKl, peer.meanKl);
    }
    std::printf("%s, chunk %u, without '%s': median row error %.3g, of the public engine %.3g; mean KL %.3g, %.3g\n",
                run.model.c_str(), run.chunk, run.without.c_str(), distance.medianRowError, peer.medianRowError,
                distance.meanKl, peer.meanKl);
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
