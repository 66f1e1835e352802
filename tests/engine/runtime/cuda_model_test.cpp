// The exact class of whole models on CUDA, in the emulated driver or with `tools/test --gpu` on a card. Bounds are
// those of the data's README.
#include <set>
#include <string>

#include "engine/backends/cuda/kernel_table.h"
#include "tests/engine/cuda_under_test.h"
#include "tests/engine/runtime/gpu_logits.h"

namespace lanternfish::tests {
namespace {

struct Sample {
    std::string model;
    CacheNumerics numerics = CacheNumerics::Plain;
    uint32_t chunk = 64;
    size_t tokens = kTokens;
    uint64_t maxRange = 0;
};

std::vector<float> logitsOf(const Sample& run) {
    return logitsOn(createCudaUnderTest({.maxRange = run.maxRange}), run.model, run.tokens,
                    {.numerics = run.numerics, .chunk = run.chunk});
}

const Models kModels = {"mini-f32", "mini-f32-top16", "mini-mix", "small-iq2", "small-ds4"};

TEST(CudaExact, aBeginningAgreesWithTheFloat64Reference) {
    // Windows of both ratios have closed by then.
    constexpr size_t kSome = 24;
    expectPlainBounds({"mini-mix"}, kSome, [](const std::string& model) {
        return logitsOf({.model = model, .chunk = 16, .tokens = kSome});
    });
    expectPackedBounds({"mini-mix"}, kSome,
                       [](const std::string& model) { return logitsOf({model, CacheNumerics::Packed, 16, kSome}); });
}

TEST(CudaExact, chunksLeaveTheBits) {
    Sample run{"mini-mix", CacheNumerics::Packed, 64, 20};
    const std::vector<float> expected = logitsOf(run);
    for (const uint32_t chunk : {1U, 7U}) {
        run.chunk = chunk;
        EXPECT_EQ(logitsOf(run), expected) << chunk << " rows per step";
    }
}

// Every weight, and the experts of a table, in several buffers.
TEST(CudaExact, splitBuffersLeaveTheBits) {
    Sample run{"small-ds4", CacheNumerics::Packed, 16, 24};
    const std::vector<float> expected = logitsOf(run);
    run.maxRange = 600 * 1024;
    EXPECT_EQ(logitsOf(run), expected);
}

TEST(CudaExact, plainLogitsOfWholeTextsAgreeWithTheFloat64Reference) {
    expectPlainBounds(kModels, kTokens, [](const std::string& model) { return logitsOf({model}); });
}

TEST(CudaExact, packedLogitsOfWholeTextsAgreeWithTheFloat64Reference) {
    expectPackedBounds(kModels, kTokens,
                       [](const std::string& model) { return logitsOf({model, CacheNumerics::Packed}); });
}

TEST(CudaExact, chunksLeaveTheBitsOfWholeTexts) {
    Sample run{"mini-f32-top16", CacheNumerics::Packed};
    const std::vector<float> expected = logitsOf(run);
    for (const uint32_t chunk : {1U, 7U, 512U}) {
        run.chunk = chunk;
        EXPECT_EQ(logitsOf(run), expected) << chunk << " rows per step";
    }
}

using Names = std::set<std::string>;

Names wrongOps(const std::string& kernel) {
    return tests::wrongOps(createCudaUnderTest({.brokenKernel = kernel}));
}

TEST(CudaExact, selfCheckNamesTheOpWhoseKernelIsBroken) {
    EXPECT_EQ(wrongOps(""), Names{});
    EXPECT_EQ(wrongOps("attention"), Names{"attention"});
    EXPECT_EQ(wrongOps("hc_post"), Names{"hc_post"});
    EXPECT_EQ(wrongOps("index_select"), Names{"index_select"});
}

TEST(CudaExact, selfCheckMissesNoBrokenKernel) {
    for (const backends::cuda::KernelShape& kernel : backends::cuda::kernelTable()) {
        const std::string name(kernel.shader);
        const Names wrong = wrongOps(name);
        EXPECT_FALSE(wrong.empty()) << name;
        for (const std::string& op : wrong)
            std::printf("%s broken: %s wrong\n", name.c_str(), op.c_str());
    }
}

}  // namespace
}  // namespace lanternfish::tests
