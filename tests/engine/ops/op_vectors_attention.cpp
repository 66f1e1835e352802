#include <cmath>

#include "tests/engine/ops/op_fixture.h"

/// Rope, caches and attention, against values worked out by hand or given by the specification.
namespace lanternfish::ops {

namespace {

std::vector<float> plainFrequencies() {
    std::vector<float> frequencies;
    for (int i = 0; i < 32; ++i)
        frequencies.push_back(static_cast<float>(std::pow(10000.0, -i / 32.0)));
    return frequencies;
}

/// Spec 4.2: base 160000, ramp from 15 to 25, factor 16.
std::vector<float> compressedFrequencies() {
    std::vector<float> frequencies;
    for (int i = 0; i < 32; ++i) {
        const double g = std::pow(160000.0, -i / 32.0), ramp = std::clamp((i - 15) / 10.0, 0.0, 1.0);
        frequencies.push_back(static_cast<float>(g * (1 - ramp) + g / 16 * ramp));
    }
    return frequencies;
}

struct RopeVector {
    size_t pair;
    double a, b;
};

// Spec 19: the pair (1, 2) rotated.
const std::vector<RopeVector> kPlainAt7 = {
    {0, -.560071, 2.164791}, {1, 2.230076, .163585}, {16, .857665, 2.065045}, {31, .998133, 2.000933}};
const std::vector<RopeVector> kCompressedAt1000 = {{0, -1.091380, 1.951638},
                                                   {1, -1.629346, -1.531415},
                                                   {16, -2.176581, -.512344},
                                                   {20, .370962, 2.205082},
                                                   {31, .998864, 2.000568}};

/// `count` elements 1, 2, 1, 2, ...: mean square 2.5.
std::vector<float> pairs(size_t count) {
    std::vector<float> values(count);
    for (size_t i = 0; i < count; ++i)
        values[i] = i % 2 == 0 ? 1.0F : 2.0F;
    return values;
}

/// The specification's constants have six decimals.
void expectRotated(std::span<const float> rotated, const std::vector<RopeVector>& expected, double scale) {
    for (const RopeVector& vector : expected) {
        EXPECT_NEAR(rotated[2 * vector.pair] * scale, vector.a, 1e-6) << "pair " << vector.pair;
        EXPECT_NEAR(rotated[2 * vector.pair + 1] * scale, vector.b, 1e-6) << "pair " << vector.pair;
    }
}

TEST_P(OpVectors, KvFinishNormsThenRotatesTheEnd) {
    // 66 elements, of which the last 64 rotate; the weights undo the norm.
    const WeightId norm = f.vector(std::vector<float>(66, static_cast<float>(std::sqrt(2.5))));
    const Tensor plain = f.tensor(66, pairs(66)), compressed = f.tensor(66, pairs(66));
    f.run({KvFinish{plain, norm, 0, {f.vector(plainFrequencies()), 64}}}, OpFixture::rows(7, 1));
    f.run({KvFinish{compressed, norm, 0, {f.vector(compressedFrequencies()), 64}}}, OpFixture::rows(1000, 1));
    const std::vector<float> atPlain = f.read(plain, 1), atCompressed = f.read(compressed, 1);
    expectNear({atPlain[0], atPlain[1]}, {1, 2});
    expectRotated(std::span(atPlain).subspan(2), kPlainAt7, 1);
    expectRotated(std::span(atCompressed).subspan(2), kCompressedAt1000, 1);
}

TEST_P(OpVectors, QFinishNormsEachHeadByItself) {
    std::vector<float> q = pairs(132);
    for (size_t i = 66; i < 132; ++i)
        q[i] *= -100;
    const Tensor tensor = f.tensor(132, q);
    f.run({QFinish{tensor, 2, 66, 0, {f.vector(plainFrequencies()), 64}}}, OpFixture::rows(7, 1));
    const std::vector<float> result = f.read(tensor, 1);
    expectRotated(std::span(result).subspan(2, 64), kPlainAt7, std::sqrt(2.5));
    expectRotated(std::span(result).subspan(68, 64), kPlainAt7, -std::sqrt(2.5));
}

TEST_P(OpVectors, OutputFinishRotatesBack) {
    std::vector<float> rotated = pairs(64);
    for (const RopeVector& vector : kCompressedAt1000) {
        rotated[2 * vector.pair] = static_cast<float>(vector.a);
        rotated[2 * vector.pair + 1] = static_cast<float>(vector.b);
    }
    std::vector<RopeVector> back;
    for (const RopeVector& vector : kCompressedAt1000)
        back.push_back({vector.pair, 1, 2});
    const Tensor out = f.tensor(64, rotated);
    f.run({OutputFinish{out, 1, 64, {f.vector(compressedFrequencies()), 64}}}, OpFixture::rows(1000, 1));
    expectRotated(f.read(out, 1), back, 1);
}

TEST_P(OpVectors, RopeAngleIsOneFloatProduct) {
    // Spec 4.2: near position 10^6 the f32 product lies on a grid of 1/16, far from the product in double.
    const float frequency = .687656045F;
    const float angle = 999999.0F * frequency;
    ASSERT_GT(std::fabs(angle - 999999.0 * frequency), 1e-3);
    const Tensor kv = f.tensor<float>(2, {1, 0});
    const WeightId norm = f.vector(std::vector<float>(2, static_cast<float>(std::sqrt(0.5))));
    f.run({KvFinish{kv, norm, 0, {f.vector({frequency}), 2}}}, OpFixture::rows(999999, 1));
    expectNear(f.read(kv, 1), {std::cos(double{angle}), std::sin(double{angle})});
}

TEST_P(OpVectors, CacheCommitStoresRowsAtTheirPositionInARing) {
    const uint32_t cache = f.cache({CacheCodec::F32, true, 1, 0, 4});
    const Tensor source = f.tensor<float>(1, {5, 6, 7, 8, 9});
    f.run({CacheCommit{source, cache, 1}}, OpFixture::rows(5, 5));
    EXPECT_EQ(f.readCache(cache, 0, 4, 1), (std::vector<float>{8, 9, 6, 7}));
}

TEST_P(OpVectors, CacheCommitStoresOnlyRowsThatCloseAWindow) {
    const uint32_t cache = f.cache({CacheCodec::F32, false, 1, 0, 3});
    const Tensor source = f.tensor<float>(1, {30, 40, 50, 60, 70, 80});
    f.run({CacheCommit{source, cache, 4}}, OpFixture::rows(3, 6));
    EXPECT_EQ(f.readCache(cache, 0, 3, 1), (std::vector<float>{30, 70, 0}));
}

TEST_P(OpVectors, CacheCommitRoundsThroughTheCodec) {
    // Spec 19: the FP8 block, with the same values once more as a rotary part that stays bf16; FP4 blocks.
    const std::vector<float> block = {.00099945068F, -.0123291016F, .5F,       -1,
                                      3.703125F,     .333984375F,   -2.71875F, .08984375F};
    std::vector<float> kv = block, expected = {.0009765625F, -.0126953125F, .5F, -1, 3.75F, .34375F, -2.75F, .09375F};
    kv.insert(kv.end(), block.begin(), block.end());
    expected.insert(expected.end(), block.begin(), block.end());
    const uint32_t kvCache = f.cache({CacheCodec::PackedKv, true, 16, 8, 8});
    f.run({CacheCommit{f.tensor(16, kv), kvCache, 1}}, OpFixture::rows(3, 1));
    EXPECT_EQ(f.readCache(kvCache, 3, 1, 16), expected);

    const uint32_t indexCache = f.cache({CacheCodec::PackedIndex, false, 8, 0, 8});
    const Tensor index = f.tensor<float>(8, {.25F, .75F, -1.25F, 1.75F, 2.5F, -3.5F, 5, .10009766F});
    f.run({CacheCommit{index, indexCache, 4}}, OpFixture::rows(3, 1));
    EXPECT_EQ(f.readCache(indexCache, 0, 1, 8), (std::vector<float>{0, 1, -1, 2, 2, -4, 4, 0}));
}

/// One head of one element: with q = scale = 1 a key is its own score and value.
Attention scalarAttention(OpFixture& f, const std::vector<float>& queries, uint32_t window, float sink) {
    Attention op;
    op.q = f.tensor(1, queries);
    op.heads = op.headDim = 1;
    op.scale = 1;
    op.sinks = f.vector({sink});
    op.window = window;
    op.out = f.empty(1, static_cast<uint32_t>(queries.size()));
    return op;
}

double softmaxMean(const std::vector<double>& keys, double sink) {
    double sum = 0, denominator = std::exp(sink);
    for (const double key : keys) {
        sum += std::exp(key) * key;
        denominator += std::exp(key);
    }
    return sum / denominator;
}

TEST_P(OpVectors, AttentionGivesTheSinkItsShare) {
    Attention op = scalarAttention(f, {1}, 3, .5F);
    op.rawCache = f.cache({CacheCodec::F32, true, 1, 0, 4}, {1, 2, 3, 100});
    f.run({op}, OpFixture::rows(2, 1));
    expectNear(f.read(op.out, 1), {2.4418689});  // Spec 19.
}

TEST_P(OpVectors, AttentionSeesTheWindowOnly) {
    // Rows 0 to 5 of a ring of 6; a window of 3.
    Attention op = scalarAttention(f, {1, 1, 1}, 3, -1);
    op.rawCache = f.cache({CacheCodec::F32, true, 1, 0, 6}, {.1F, .2F, .3F, .4F, .5F, .6F});
    f.run({op}, {{0, 0, 0}, {0, 2, 0}, {0, 5, 0}});
    expectNear(f.read(op.out, 3),
               {softmaxMean({.1}, -1), softmaxMean({.1, .2, .3}, -1), softmaxMean({.4, .5, .6}, -1)});
}

TEST_P(OpVectors, AttentionSeesAnEntryFromTheRowThatClosesIt) {
    Attention op = scalarAttention(f, {1, 1, 1}, 1, 0);
    op.rawCache = f.cache({CacheCodec::F32, true, 1, 0, 8}, std::vector<float>(8, .5F));
    op.compressedCache = f.cache({CacheCodec::F32, false, 1, 0, 4}, {1, 2, 100, 100});
    op.ratio = 4;
    f.run({op}, {{0, 2, 0}, {0, 3, 0}, {0, 7, 0}});
    expectNear(f.read(op.out, 3), {softmaxMean({.5}, 0), softmaxMean({.5, 1}, 0), softmaxMean({.5, 1, 2}, 0)});
}

TEST_P(OpVectors, AttentionSeesOnlySelectedEntries) {
    Attention op = scalarAttention(f, {1, 1}, 1, 0);
    op.rawCache = f.cache({CacheCodec::F32, true, 1, 0, 8}, std::vector<float>(8, .5F));
    op.compressedCache = f.cache({CacheCodec::F32, false, 1, 0, 4}, {1, 2, 3, 100});
    op.ratio = 2;
    op.selected = f.tensor<int32_t>(2, {0, 2, -1, -1});
    f.run({op}, {{0, 5, 0}, {0, 6, 0}});
    expectNear(f.read(op.out, 2), {softmaxMean({.5, 1, 3}, 0), softmaxMean({.5}, 0)});
}

TEST_P(OpVectors, AttentionSurvivesLargeScoresAndSinks) {
    Attention large = scalarAttention(f, {1000}, 2, 0), sunk = scalarAttention(f, {1}, 2, 1000);
    large.rawCache = sunk.rawCache = f.cache({CacheCodec::F32, true, 1, 0, 2}, {3, 4});
    f.run({large, sunk}, OpFixture::rows(1, 1));
    EXPECT_EQ(f.read(large.out, 1), std::vector<float>{4});
    EXPECT_EQ(f.read(sunk.out, 1), std::vector<float>{0});
}

TEST_P(OpVectors, AttentionKeepsHeadsApart) {
    // Two heads of two elements: head 0 looks along the first axis, head 1 along the second, scale 1/2.
    Attention op;
    op.q = f.tensor<float>(4, {2, 0, 0, -2});
    op.heads = op.headDim = 2;
    op.scale = .5F;
    op.sinks = f.vector({0, 1});
    op.window = 2;
    op.rawCache = f.cache({CacheCodec::F32, true, 2, 0, 2}, {1, 2, 3, 4});
    op.out = f.empty(4, 1);
    f.run({op}, OpFixture::rows(1, 1));
    // Scores of head 0: 1, 3 beside a sink of 0. Of head 1: -2, -4 beside a sink of 1.
    const double e = std::exp(1.0), d0 = e + e * e * e + 1, d1 = std::exp(-2) + std::exp(-4) + e;
    expectNear(f.read(op.out, 1), {(e + 3 * e * e * e) / d0, (2 * e + 4 * e * e * e) / d0,
                                   (std::exp(-2) + 3 * std::exp(-4)) / d1, (2 * std::exp(-2) + 4 * std::exp(-4)) / d1});
}

TEST_P(OpVectors, RowsOfTwoSequencesUseTheirOwnCaches) {
    // The fixture's sequence and another one, interleaved in a step.
    Attention op = scalarAttention(f, {1, 1, 1}, 4, -100);
    const Tensor source = f.tensor<float>(1, {1, 20, 3});
    op.rawCache = f.cache({CacheCodec::F32, true, 1, 0, 8});
    const SequenceCaches other{{f.take(f.backend().createCache({CacheCodec::F32, true, 1, 0, 8}))}};
    const std::vector<Op> ops = {CacheCommit{source, op.rawCache, 1}, op};
    const auto recording = f.take(f.backend().record(ops, {3, 0, MathClass::Exact}));
    const SequenceCaches* const sequences[] = {&f.sequence(), &other};
    const Row rows[] = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}};
    f.check(f.backend().submit(*recording, {rows, {}, sequences}, {}));
    f.check(f.backend().wait());
    expectNear(f.read(op.out, 3), {1, 20, softmaxMean({1, 3}, -100)});
}

}  // namespace

}  // namespace lanternfish::ops
