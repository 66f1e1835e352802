// The fast class of whole models on CUDA.
#include <format>
#include <string>

#include "tests/engine/cuda_under_test.h"
#include "tests/engine/runtime/gpu_logits.h"

namespace lanternfish::tests {
namespace {

struct Sample {
    std::string model;
    uint32_t chunk = 1;
    size_t tokens = 40;
    uint64_t maxRange = 0;
    const char* without = "";
};

std::vector<float> logitsOf(const Sample& run, CacheNumerics numerics = CacheNumerics::Plain) {
    return logitsOn(createCudaUnderTest({.without = run.without, .maxRange = run.maxRange}), run.model, run.tokens,
                    {.numerics = numerics, .math = MathClass::Fast, .chunk = run.chunk});
}

// Ten of 700 rows, those where another expert was chosen, have 42 % of the public engine's KL in mini-mix, whose
// standard error is a sixth of it: equally good kernels can't be told to be better. That ours are as good shows in the
// median.
constexpr double kStandardErrors = 2;

void expectWithinBound(const Sample& run) {
    const std::string what = std::format("{}, chunk {}", run.model, run.chunk);
    SCOPED_TRACE(what);
    std::printf("%s\n", what.c_str());
    expectFastBound(run.model, logitsOf(run), kStandardErrors);
}

const Models kModels = {"mini-f32", "mini-mix", "small-iq2", "small-ds4"};

TEST(CudaFast, aBeginningIsWithinItsBound) {
    expectWithinBound({.model = "mini-mix", .chunk = 1, .tokens = 16});
    expectWithinBound({.model = "mini-f32", .chunk = 7, .tokens = 24});
    expectWithinBound({.model = "small-iq2", .chunk = 64});
}

// Steps of so many rows multiply with cuBLAS, which shows in the bits.
TEST(CudaFast, aPromptByCublasIsWithinItsBound) {
    for (const char* const model : {"mini-mix", "mini-f32"}) {
        Sample run{.model = model, .chunk = 144, .tokens = 144};
        const std::vector<float> found = logitsOf(run);
        expectFastBound(model, found, kStandardErrors);
        run.without = "cublas";
        EXPECT_NE(logitsOf(run), found) << model;
    }
}

TEST(CudaFast, splitBuffersLeaveTheBits) {
    for (const uint32_t chunk : {1U, 16U}) {
        Sample run{.model = "small-ds4", .chunk = chunk, .tokens = 24};
        const std::vector<float> expected = logitsOf(run, CacheNumerics::Packed);
        run.maxRange = 600 * 1024;
        EXPECT_EQ(logitsOf(run, CacheNumerics::Packed), expected) << chunk << " rows per step";
    }
}

TEST(CudaFast, isWithinItsBoundInWholeTexts) {
    for (const std::string& model : kModels)
        for (const uint32_t chunk : {1U, 64U, 256U})
            expectWithinBound({model, chunk, kTokens});
    for (const uint32_t chunk : {7U, 512U})
        expectWithinBound({"small-iq2", chunk, kTokens});
}

}  // namespace
}  // namespace lanternfish::tests
