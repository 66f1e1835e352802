#include <cmath>

#include "tests/engine/ops/op_fixture.h"

/// The compressor and the indexer, against values worked out by hand.
namespace lanternfish::ops {

namespace {

const float kLog3 = std::log(3.0F);

/// [a, b] over its root mean square.
std::vector<double> normed(double a, double b) {
    const double rms = std::sqrt((a * a + b * b) / 2);
    return {a / rms, b / rms};
}

std::vector<float> firstOf(const std::vector<float>& values, size_t row) {
    return {values.begin() + static_cast<ptrdiff_t>(2 * row), values.begin() + static_cast<ptrdiff_t>(2 * row + 2)};
}

TEST_P(OpVectors, StateCommitAddsTheRowOfThePositionInItsWindow) {
    const uint32_t cache = f.cache({CacheCodec::F32, true, 4, 0, 3});
    const Tensor kv = f.tensor<float>(2, {1, 2, 3, 4, 5, 6}), score = f.tensor<float>(2, {10, 20, 30, 40, 50, 60});
    const WeightId ape = f.matrix(2, 2, {.5F, .25F, -.5F, -.25F});
    f.run({StateCommit{kv, score, ape, 2, cache}}, OpFixture::rows(3, 3));
    // Positions 3, 4, 5 lie in slots 0, 1, 2; odd ones take the second row of ape.
    EXPECT_EQ(f.readCache(cache, 0, 3, 4), (std::vector<float>{1, 2, 9.5F, 19.75F, 3, 4, 30.5F, 40.25F,  //
                                                               5, 6, 49.5F, 59.75F}));
}

/// A compressor of windows of two tokens to entries of two channels, without rotation.
Compress smallCompressor(OpFixture& f, bool overlap, uint32_t rows) {
    Compress op;
    op.ratio = 2;
    op.overlap = overlap;
    op.norm = f.vector({1, 1});
    op.rope = {f.vector({0}), 2};
    op.out = f.empty(2, rows);
    return op;
}

TEST_P(OpVectors, CompressWeighsEachChannelByItsOwnScores) {
    Compress op = smallCompressor(f, false, 2);
    // Position: [k0 k1 | s0 s1]. Channel 0 of window 0: (1 * 1 + 3 * 3) / 4 = 2.5; channel 1: (2 + 6) / 2 = 4.
    op.stateCache = f.cache({CacheCodec::F32, true, 4, 0, 4}, {1, 2, 0, 5, 3, 6, kLog3, 5,  //
                                                               8, 1, 0, 0, 0, 1, kLog3, 0});
    f.run({op}, {{0, 1, 0}, {0, 3, 0}});
    const std::vector<float> out = f.read(op.out, 2);
    expectNear(firstOf(out, 0), normed(2.5, 4));
    expectNear(firstOf(out, 1), normed(2, 1));  // Window 1 knows nothing of window 0.
}

TEST_P(OpVectors, CompressLeavesRowsThatCloseNoWindow) {
    Compress op = smallCompressor(f, false, 3);
    op.out = f.tensor<float>(2, {7, 7, 7, 7, 7, 7});
    op.stateCache = f.cache({CacheCodec::F32, true, 4, 0, 4}, std::vector<float>(16, 1.0F));
    f.run({op}, OpFixture::rows(0, 3));
    const std::vector<float> out = f.read(op.out, 3);
    EXPECT_EQ(firstOf(out, 0), (std::vector<float>{7, 7}));
    EXPECT_EQ(firstOf(out, 2), (std::vector<float>{7, 7}));
    expectNear(firstOf(out, 1), {1, 1});
}

TEST_P(OpVectors, CompressOverlapsWithTheFirstHalvesOfTheWindowBefore) {
    Compress op = smallCompressor(f, true, 2);
    // Position: [k for the next window, k for the own | s for the next, s for the own], two channels each.
    op.stateCache = f.cache({CacheCodec::F32, true, 8, 0, 4}, {
                                                                  10, 20, 1, 2, 0,     0, 0,     0,      // 0
                                                                  30, 60, 5, 4, kLog3, 0, 0,     kLog3,  // 1
                                                                  90, 90, 7, 8, 9,     9, 0,     0,      // 2
                                                                  80, 80, 9, 6, 9,     9, kLog3, 0,      // 3
                                                              });
    f.run({op}, {{0, 1, 0}, {0, 3, 0}});
    const std::vector<float> out = f.read(op.out, 2);
    // First window: the four slots before it do not count. (1 + 5) / 2 = 3; (2 + 3 * 4) / 4 = 3.5.
    expectNear(firstOf(out, 0), normed(3, 3.5));
    // Second: weights 1, 3 (window 0, first halves) and 1, 3 (window 1, second halves): (10 + 90 + 7 + 27) / 8;
    // 1, 1, 1, 1: (20 + 60 + 8 + 6) / 4.
    expectNear(firstOf(out, 1), normed(134 / 8.0, 94 / 4.0));
}

TEST_P(OpVectors, CompressRotatesAtTheFirstPositionOfTheWindow) {
    Compress op = smallCompressor(f, false, 1);
    op.rope.frequencies = f.vector({.25F});
    op.stateCache = f.cache({CacheCodec::F32, true, 4, 0, 2}, {1, 1, 0, 0, 1, 1, 0, 0});
    f.run({op}, {{0, 5, 0}});
    expectNear(f.read(op.out, 1), {std::cos(1) - std::sin(1), std::sin(1) + std::cos(1)});  // 4 * .25
}

TEST_P(OpVectors, CompressRoundsTheMixtureBeforeTheNorm) {
    Compress rounded = smallCompressor(f, false, 1), exact = smallCompressor(f, false, 1);
    rounded.roundMixture = true;
    // 1.003 becomes 1 in bf16 (steps of 2^-7), 4 stays.
    rounded.stateCache = exact.stateCache =
        f.cache({CacheCodec::F32, true, 4, 0, 2}, {1.003F, 4, 0, 0, 1.003F, 4, 0, 0});
    f.run({rounded, exact}, {{0, 1, 0}});
    expectNear(f.read(rounded.out, 1), normed(1, 4));
    expectNear(f.read(exact.out, 1), normed(1.003F, 4));
}

TEST_P(OpVectors, CompressTransformsTheWholeRow) {
    Compress op = smallCompressor(f, false, 1);
    op.hadamard = true;
    op.norm = f.vector({2, 1});
    op.stateCache = f.cache({CacheCodec::F32, true, 4, 0, 2}, {3, 4, 0, 0, 3, 4, 0, 0});
    f.run({op}, {{0, 1, 0}});
    // Over the root mean square and times the norm: [6, 4] / sqrt(12.5); the transform gives sum and difference /
    // sqrt 2.
    expectNear(f.read(op.out, 1), {10 / 5.0, 2 / 5.0});
}

TEST_P(OpVectors, IndexQueryTransformsAndQuantisesEachHead) {
    const Rope still{f.vector({0}), 2};
    const Tensor exact = f.tensor<float>(8, {1, 2, 3, 4, 0, 0, 0, 8}),
                 rounded = f.tensor<float>(8, {1, 2, 3, 4, 0, 0, 0, 8});
    f.run({IndexQuery{exact, 2, 4, still, false}, IndexQuery{rounded, 2, 4, still, true}}, OpFixture::rows(9, 1));
    // Signs ++++, +-+-, ++--, +--+, over 2.
    expectNear(f.read(exact, 1), {5, -1, -2, 0, 4, -4, -4, 4});
    // Scale 1 each; 5 lies between the codes 4 and 6: to the even one, 4.
    EXPECT_EQ(f.read(rounded, 1), (std::vector<float>{4, -1, -2, 0, 4, -4, -4, 4}));
}

TEST_P(OpVectors, IndexQueryRotatesFirst) {
    const Tensor q = f.tensor<float>(2, {1, 0});
    f.run({IndexQuery{q, 1, 2, {f.vector({.5F}), 2}, false}}, OpFixture::rows(2, 1));
    // (cos 1, sin 1), then sum and difference over sqrt 2.
    expectNear(f.read(q, 1), {(std::cos(1) + std::sin(1)) / std::sqrt(2), (std::cos(1) - std::sin(1)) / std::sqrt(2)});
}

/// Two heads of two elements over index keys of two, ratio 4, the best two.
IndexSelect smallSelect(OpFixture& f, const std::vector<float>& q, const std::vector<float>& headWeights,
                        const std::vector<float>& keys) {
    IndexSelect op;
    op.q = f.tensor(4, q);
    op.headWeights = f.tensor(2, headWeights);
    op.heads = op.headDim = 2;
    op.scale = .5F;
    op.cache = f.cache({CacheCodec::F32, false, 2, 0, static_cast<uint32_t>(keys.size() / 2)}, keys);
    op.ratio = 4;
    op.topK = 2;
    op.selected = f.tensor<int32_t>(2, std::vector<int32_t>(headWeights.size(), 77));
    return op;
}

TEST_P(OpVectors, IndexSelectTakesAllWhileFewAreVisible) {
    // Positions 2, 3, 6, 7: none, one, one, two are visible, whatever their scores.
    const std::vector<float> ones(16, 1.0F);
    const IndexSelect op = smallSelect(f, ones, {-1, -1, -1, -1, -1, -1, -1, -1}, {1, 1, 9, 9, 5, 5});
    f.run({op}, {{0, 2, 0}, {0, 3, 0}, {0, 6, 0}, {0, 7, 0}});
    EXPECT_EQ(f.read<int32_t>(op.selected, 4), (std::vector<int32_t>{-1, -1, 0, -1, 0, -1, 0, 1}));
}

TEST_P(OpVectors, IndexSelectTakesTheLargestInAscendingOrder) {
    // Head 0 reads the first channel, head 1 the second. Scores: 5, 3, 9, 7 of which the first three are visible first.
    const IndexSelect op = smallSelect(f, {1, 0, 0, 1, 1, 0, 0, 1}, {2, 2, 2, 2}, {5, 0, 0, 3, 4, 5, 7, 0});
    f.run({op}, {{0, 11, 0}, {0, 15, 0}});
    EXPECT_EQ(f.read<int32_t>(op.selected, 2), (std::vector<int32_t>{0, 2, 2, 3}));
}

TEST_P(OpVectors, IndexSelectPrefersTheLowerIndexAmongEquals) {
    const IndexSelect op = smallSelect(f, {1, 0, 0, 1, 1, 0, 0, 1}, {2, 2, 2, 2}, {1, 0, 3, 0, 3, 0, 0, 3, 3, 0});
    f.run({op}, {{0, 15, 0}, {0, 19, 0}});
    EXPECT_EQ(f.read<int32_t>(op.selected, 2), (std::vector<int32_t>{1, 2, 1, 2}));
}

TEST_P(OpVectors, IndexSelectCutsOffBelowZeroBeforeWeighing) {
    // A negative weight makes a large product a low score, and a negative product counts as 0, which is then the best.
    const IndexSelect negative = smallSelect(f, {1, 0, 0, 1}, {-1, -2}, {5, 0, -9, -9, 1, 1, -1, 3});
    // Head by head, not over their sum: the first key has 4 from head 0 and nothing from head 1.
    const IndexSelect positive = smallSelect(f, {1, 0, 0, 1}, {2, 2}, {4, -9, 1, 1, 3, 0, -9, 0});
    f.run({negative, positive}, {{0, 15, 0}});
    // Scores: -2.5, 0, -1.5, -3, and 4, 2, 3, 0.
    EXPECT_EQ(f.read<int32_t>(negative.selected, 1), (std::vector<int32_t>{1, 2}));
    EXPECT_EQ(f.read<int32_t>(positive.selected, 1), (std::vector<int32_t>{0, 2}));
}

}  // namespace

}  // namespace lanternfish::ops
