#include <cmath>

#include "engine/quant/encode.h"
#include "tests/engine/ops/op_fixture.h"

/// Ops on the residual streams and plain projections, against values worked out by hand or given by the specification.
namespace lanternfish::ops {

namespace {

// For the OpVectors of all files of this test.
INSTANTIATE_TEST_SUITE_P(All, OpVectors, testing::ValuesIn(backendCases()),
                         [](const auto& test) { return test.param.name; });

// The mixes of spec 5, its base and scale, and what it says comes out (to seven digits, hence the tolerances).
const std::vector<double> kMixes = {0.5, -1, 2, 0.25, 1,   0,  -0.5, 3, -1, 0,   1,  -.5,
                                    .5,  -1, 0, 1,    -.5, .5, -1,   0, 1,  -.5, .5, -1};
const std::vector<float> kScale = {0.1F, 0.2F, 1.5F};
const std::vector<double> kPost = {1.1194273, 1.0249948, .9800027, 1.3230063};
const std::vector<double> kComb = {.0374177, .2439882, .6230452, .0955479, .2439887, .0374179, .0955478, .6230446,
                                   .0955479, .6230449, .0374175, .2439887, .6230447, .095548,  .2439885, .0374178};

std::vector<float> base() {
    std::vector<float> values(24);
    for (size_t i = 0; i < values.size(); ++i)
        values[i] = 0.01F * static_cast<float>(i);
    return values;
}

// Four streams of two channels, whose first element is 1 and mean square 3.75.
const std::vector<float> kStreams = {1, 0, 0, 2, 3, 0, 0, 4};
constexpr double kNormEps = 1e-6;

/// A map [count, 8] that gives the first `count` mixes for kStreams: it looks at the first element only.
std::vector<float> mapForMixes(size_t count) {
    std::vector<float> fn(count * kStreams.size());
    for (size_t i = 0; i < count; ++i)
        fn[i * kStreams.size()] = static_cast<float>(kMixes[i] * std::sqrt(3.75 + kNormEps));
    return fn;
}

TEST_P(OpVectors, EmbedRepeatsTheRowOfTheToken) {
    const WeightId table = f.matrix(3, 2, {1, 2, 3, 4, 5, 6});
    const Tensor streams = f.empty(6, 2);
    f.run({Embed{table, streams, 3}}, {{0, 0, 2}, {0, 1, 0}});
    EXPECT_EQ(f.read(streams, 2), (std::vector<float>{5, 6, 5, 6, 5, 6, 1, 2, 1, 2, 1, 2}));
}

TEST_P(OpVectors, HcPreGivesTheVectorOfTheSpecification) {
    HcPre op;
    op.streams = f.tensor(8, kStreams);
    op.fn = f.matrix(24, 8, mapForMixes(24));
    op.base = f.vector(base());
    op.scale = f.vector(kScale);
    op.norm = f.vector({1, -2});
    op.streamCount = 4;
    op.sinkhornIterations = 20;
    op.normEps = op.hcEps = 1e-6F;
    op.normed = f.empty(2, 1);
    op.post = f.empty(4, 1);
    op.comb = f.empty(16, 1);
    f.run({op}, OpFixture::rows(0, 1));

    expectNear(f.read(op.post, 1), kPost, 1e-6);
    expectNear(f.read(op.comb, 1), kComb, 3e-6);  // .0374177 has six digits.
    // pre = .5124984, .4775162, .5547802, .5137475: the collapsed row is [pre0 + 3 pre2, 2 pre1 + 4 pre3] =
    // [2.1768391, 3.0100225], its root mean square 2.6266771, and the norm multiplies by 1 and -2.
    expectNear(f.read(op.normed, 1), {.82874254, -2 * 1.14594307}, 1e-6);
}

TEST_P(OpVectors, HcPostTakesTheFirstIndexAsTheSource) {
    const Tensor sublayer = f.tensor<float>(1, {10});
    const Tensor post = f.tensor(4, std::vector<float>(kPost.begin(), kPost.end()));
    const Tensor comb = f.tensor(16, std::vector<float>(kComb.begin(), kComb.end()));
    const Tensor streams = f.tensor<float>(4, {1, 2, 3, 4});
    f.run({HcPost{sublayer, post, comb, streams, 4}}, OpFixture::rows(0, 1));
    expectNear(f.read(streams, 1), {14.498491, 12.820099, 11.702374, 15.453338}, 1e-6);
}

TEST_P(OpVectors, HcHeadCollapsesTheOutputRowsOnly) {
    std::vector<float> streams(3 * 8, 99.0F);
    std::ranges::copy(kStreams, streams.begin() + 8);
    for (size_t i = 0; i < 8; ++i)
        streams[16 + i] = -kStreams[i];
    HcHead op;
    op.streams = f.tensor(8, streams);
    op.fn = f.matrix(4, 8, mapForMixes(4));
    const std::vector<float> all = base();
    op.base = f.vector({all.begin(), all.begin() + 4});
    op.scale = f.vector({0.1F});
    op.norm = f.vector({1, -2});
    op.streamCount = 4;
    op.normEps = op.hcEps = 1e-6F;
    op.out = f.empty(2, 2, Extent::Outputs);
    f.run({op}, OpFixture::rows(0, 3), {1, 2});

    const std::vector<float> out = f.read(op.out, 2);
    expectNear({out.begin(), out.begin() + 2}, {.82874254, -2 * 1.14594307}, 1e-6);
    // Negated streams negate the mixes: weights sigmoid(-m * .1 + .01 i) + 1e-6 of streams [-1, 0], [0, -2], ...
    const double w[] = {1 / (1 + std::exp(.05)), 1 / (1 + std::exp(-.11)), 1 / (1 + std::exp(.18)),
                        1 / (1 + std::exp(-.005))};
    const double x[] = {-w[0] - 3 * w[2] - 4e-6, -2 * w[1] - 4 * w[3] - 6e-6};
    const double rms = std::sqrt((x[0] * x[0] + x[1] * x[1]) / 2 + kNormEps);
    expectNear({out.begin() + 2, out.end()}, {x[0] / rms, -2 * x[1] / rms}, 1e-6);
}

TEST_P(OpVectors, RmsNormDividesByTheRootMeanSquare) {
    // Mean square 12.5, and 0 with eps 4 in the second row; in place.
    const Tensor x = f.tensor<float>(2, {3, 4, 0, 0});
    const WeightId weight = f.vector({2, -1});
    f.run({RmsNorm{x, weight, 0, x}}, OpFixture::rows(0, 1));
    EXPECT_EQ(f.read(x, 2)[2], 0.0F);
    expectNear({f.read(x, 1)}, {1.6970563, -1.1313708});

    const Tensor small = f.tensor<float>(2, {1, 1});
    const Tensor y = f.empty(2, 1);
    f.run({RmsNorm{small, weight, 3, y}}, OpFixture::rows(0, 1));
    expectNear(f.read(y, 1), {1, -0.5});
}

TEST_P(OpVectors, LinearTakesGroupsOfInputsThroughGroupsOfRows) {
    const Tensor x = f.tensor<float>(4, {1, 10, 100, 1000});
    const Tensor y = f.empty(4, 1), whole = f.empty(2, 1);
    f.run({Linear{x, f.matrix(4, 2, {1, 2, 3, 4, 5, 6, 7, 8}), y, 2},
           Linear{x, f.matrix(2, 4, {1, 2, 3, 4, 5, 6, 7, 8}), whole, 1}},
          OpFixture::rows(0, 1));
    EXPECT_EQ(f.read(y, 1), (std::vector<float>{21, 43, 6500, 8700}));
    EXPECT_EQ(f.read(whole, 1), (std::vector<float>{4321, 8765}));
}

TEST_P(OpVectors, LinearReadsTheTypesOfTheFile) {
    // Values that every one of these types holds; the dot product with ones is their sum.
    std::vector<float> row(32);
    const float codes[] = {0, .5F, 1, 1.5F, 2, 3, 4, 6};
    for (size_t i = 0; i < row.size(); ++i)
        row[i] = codes[i % 8] * (i < 24 ? 1.0F : -1.0F);
    row[0] = 6.0F;  // Sum 3 * 18 - 18 + 6 = 42.
    for (const quant::Type type : {quant::Type::F32, quant::Type::F16, quant::Type::BF16, quant::Type::MXFP4}) {
        std::vector<std::byte> bytes(quant::rowBytes(type, 32));
        quant::encodeRow(type, row, bytes);
        const WeightId weight = f.take(f.backend().addWeight({"typed", type, 1, 32, 1, bytes}));
        const Tensor x = f.tensor(32, std::vector<float>(32, 1.0F));
        const Tensor y = f.empty(1, 1);
        f.run({Linear{x, weight, y, 1}}, OpFixture::rows(0, 1));
        EXPECT_EQ(f.read(y, 1), std::vector<float>{42}) << quant::typeInfo(type).name;
    }
}

TEST_P(OpVectors, LogitsComeForOutputRows) {
    const Tensor x = f.tensor<float>(2, {1, 2, 3, 4}, Extent::Outputs);
    const Tensor logits = f.empty(3, 2, Extent::Outputs);
    f.run({Logits{x, f.matrix(3, 2, {1, 0, 0, 1, 1, 1}), logits}}, OpFixture::rows(0, 3), {0, 2});
    EXPECT_EQ(f.read(logits, 2), (std::vector<float>{1, 2, 3, 3, 4, 7}));
}

}  // namespace

}  // namespace lanternfish::ops
