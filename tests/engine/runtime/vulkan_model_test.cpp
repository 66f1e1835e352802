// The whole model on Vulkan under the validation layer, any message of which fails the test. Bounds are those of
// golden_test.cpp; the steps are short, since a software device is slow.
#include <gtest/gtest.h>

#include <format>
#include <set>
#include <string>

#include "engine/backends/gpu/shader_names.h"
#include "engine/runtime/self_check.h"

#include "tests/engine/runtime/vulkan_logits.h"

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
    return vulkanLogits(run.model, run.tokens, {.maxRange = run.maxRange},
                        {.numerics = run.numerics, .chunk = run.chunk});
}

std::vector<float> expectedOf(const Sample& run) {
    return knownLogits(run.model, run.tokens, run.numerics == CacheNumerics::Plain ? "plain" : "packed");
}

class VulkanModel : public testing::Test {
protected:
    void SetUp() override {
        if (!vulkanAvailable())
            GTEST_SKIP() << "no usable Vulkan device here";
    }
};

TEST_F(VulkanModel, plainLogitsAgreeWithTheFloat64Reference) {
    for (const char* const model : {"mini-f32", "mini-mix", "small-iq2", "small-ds4"}) {
        const Sample run{model};
        const LogitsDistance distance = compareLogits(logitsOf(run), expectedOf(run), kVocabulary);
        EXPECT_LT(distance.nmse, 1e-6) << model;
        std::printf("%s plain: nmse %.3g\n", model, distance.nmse);
    }
    const Sample run{"mini-f32-top16"};
    EXPECT_LT(compareLogits(logitsOf(run), expectedOf(run), kVocabulary).meanKl, 1e-3);
}

TEST_F(VulkanModel, packedLogitsAgreeWithTheFloat64Reference) {
    for (const auto& [model, bound] :
         {std::pair{"mini-f32", 1e-2}, std::pair{"mini-f32-top16", 3e-2}, std::pair{"mini-mix", 1e-2},
          std::pair{"small-iq2", 1e-2}, std::pair{"small-ds4", 1e-2}}) {
        const Sample run{model, CacheNumerics::Packed};
        const std::vector<float> found = logitsOf(run), expected = expectedOf(run);
        const size_t early = 16 * kVocabulary;
        EXPECT_LT(
            compareLogits(std::span(found).first(early), std::span(expected).first(early), kVocabulary).medianRowError,
            1e-4)
            << model;
        const LogitsDistance distance = compareLogits(found, expected, kVocabulary);
        EXPECT_LT(distance.medianRowError, bound) << model;
        EXPECT_LT(distance.meanKl, bound) << model;
        std::printf("%s packed: median row error %.3g, mean KL %.3g\n", model, distance.medianRowError,
                    distance.meanKl);
    }
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
    const auto backend = valueOf(createVulkanUnderTest({.brokenShader = shader}));
    std::set<std::string> names;
    for (const OpVerdict& verdict : runtime::checkBackend(*backend))
        if (!verdict.ok)
            names.insert(verdict.op.substr(0, verdict.op.find(',')));
    return names;
}

using Names = std::set<std::string>;
using backends::gpu::Shader;
using backends::gpu::shaderName;

TEST_F(VulkanModel, selfCheckNamesTheOpWhoseShaderIsBroken) {
    EXPECT_EQ(wrongOps(""), Names{});
    EXPECT_EQ(wrongOps("attention"), Names{"attention"});
    EXPECT_EQ(wrongOps("hc_post"), Names{"hc_post"});
    EXPECT_EQ(wrongOps("index_select"), Names{"index_select"});
}

TEST_F(VulkanModel, selfCheckMissesNoBrokenShader) {
    for (uint8_t i = 0; i < static_cast<uint8_t>(Shader::Count); ++i) {
        const std::string shader(shaderName(static_cast<Shader>(i)).name);
        const Names wrong = wrongOps(shader);
        EXPECT_FALSE(wrong.empty()) << shader;
        for (const std::string& op : wrong)
            std::printf("%s broken: %s wrong\n", shader.c_str(), op.c_str());
    }
}

}  // namespace
}  // namespace lanternfish::tests
