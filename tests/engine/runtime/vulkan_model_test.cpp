// The whole model on Vulkan under the validation layer, any message of which fails the test. Bounds are those of
// golden_test.cpp; the steps are short, since a software device is slow.
#include <gtest/gtest.h>

#include <format>
#include <set>
#include <string>

#include "engine/backends/vulkan/shader_code.h"
#include "tests/engine/runtime/gpu_logits.h"
#include "tests/engine/vulkan_under_test.h"

namespace lanternfish::tests {
namespace {

struct Sample {
    std::string model;
    CacheNumerics numerics = CacheNumerics::Plain;
    uint32_t chunk = 64;
    size_t tokens = 700;
    uint64_t maxRange = 0;
};

std::vector<float> logitsOf(const Sample& run) {
    return logitsOn(createVulkanUnderTest({.maxRange = run.maxRange}), run.model, run.tokens,
                    {.numerics = run.numerics, .chunk = run.chunk});
}

const Models kModels = {"mini-f32", "mini-f32-top16", "mini-mix", "small-iq2", "small-ds4"};

class VulkanModel : public testing::Test {
protected:
    void SetUp() override {
        if (!vulkanAvailable())
            GTEST_SKIP() << "no usable Vulkan device here";
    }
};

TEST_F(VulkanModel, plainLogitsAgreeWithTheFloat64Reference) {
    expectPlainBounds(kModels, kTokens, [](const std::string& model) { return logitsOf({model}); });
}

TEST_F(VulkanModel, packedLogitsAgreeWithTheFloat64Reference) {
    expectPackedBounds(kModels, kTokens,
                       [](const std::string& model) { return logitsOf({model, CacheNumerics::Packed}); });
}

TEST_F(VulkanModel, chunksLeaveTheBits) {
    Sample run{"mini-mix", CacheNumerics::Packed, 64, 150};
    const std::vector<float> expected = logitsOf(run);
    for (const uint32_t chunk : {1U, 7U, 512U}) {
        run.chunk = chunk;
        EXPECT_EQ(logitsOf(run), expected) << chunk << " rows per step";
    }
}

// Every weight, and the experts of a table, in several buffers.
TEST_F(VulkanModel, splitBuffersLeaveTheBits) {
    Sample run{"small-ds4", CacheNumerics::Packed, 16, 40};
    const std::vector<float> expected = logitsOf(run);
    run.maxRange = 600 * 1024;
    EXPECT_EQ(logitsOf(run), expected);
}

std::set<std::string> wrongOps(const std::string& shader) {
    return tests::wrongOps(createVulkanUnderTest({.brokenShader = shader}));
}

using Names = std::set<std::string>;

TEST_F(VulkanModel, selfCheckNamesTheOpWhoseShaderIsBroken) {
    EXPECT_EQ(wrongOps(""), Names{});
    EXPECT_EQ(wrongOps("attention"), Names{"attention"});
    EXPECT_EQ(wrongOps("hc_post"), Names{"hc_post"});
    EXPECT_EQ(wrongOps("index_select"), Names{"index_select"});
}

TEST_F(VulkanModel, selfCheckMissesNoBrokenShader) {
    std::set<std::string> shaders;
    for (const backends::vulkan::ShaderModule& module : backends::vulkan::shaderModules())
        shaders.emplace(module.shader);
    for (const std::string& shader : shaders) {
        const Names wrong = wrongOps(shader);
        EXPECT_FALSE(wrong.empty()) << shader;
        for (const std::string& op : wrong)
            std::printf("%s broken: %s wrong\n", shader.c_str(), op.c_str());
    }
}

}  // namespace
}  // namespace lanternfish::tests
