#include <cmath>
#include <random>

#include "tests/engine/ops/op_fixture.h"

/// What must hold whatever the values are (spec 19, structural properties).
namespace lanternfish::ops {

namespace {

std::vector<float> randomValues(size_t count, uint32_t seed, float scale = 1) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, scale);
    std::vector<float> values(count);
    for (float& value : values)
        value = normal(random);
    return values;
}

std::vector<double> widen(const std::vector<float>& values) {
    return {values.begin(), values.end()};
}

double dot(std::span<const float> a, std::span<const float> b) {
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i)
        sum += double{a[i]} * b[i];
    return sum;
}

TEST_P(OpVectors, HadamardTransformIsItsOwnInverseAndKeepsDotProducts) {
    const Rope still{f.vector({0}), 2};
    for (const uint32_t dim : {2u, 4u, 16u, 128u, 512u}) {
        const std::vector<float> values = randomValues(2 * dim, dim);
        const Tensor q = f.tensor(2 * dim, values);
        const IndexQuery op{q, 2, dim, still, false};
        f.run({op}, OpFixture::rows(0, 1));
        const std::vector<float> once = f.read(q, 1);
        const std::span<const float> a(once), b(values);
        // log2(dim) roundings of terms of the size of the norm, in f32.
        const double norm = std::sqrt(dot(b, b)), bound = 1e-6 * norm * norm;
        EXPECT_NEAR(dot(a.first(dim), a.last(dim)), dot(b.first(dim), b.last(dim)), bound) << dim;
        f.run({op}, OpFixture::rows(0, 1));
        expectNear(f.read(q, 1), widen(values), 2e-6);
    }
}

TEST_P(OpVectors, CombinationMatrixIsDoublyStochastic) {
    for (const uint32_t streams : {2u, 4u, 5u}) {
        const uint32_t maps = (2 + streams) * streams, rows = 20;
        HcPre op;
        op.streams = f.tensor(streams * 8, randomValues(size_t{rows} * streams * 8, 1));
        op.fn = f.matrix(maps, streams * 8, randomValues(maps * streams * 8, 2, .1F));
        op.base = f.vector(randomValues(maps, 3, .3F));
        op.scale = f.vector({1, 1, 1});
        op.norm = f.vector(std::vector<float>(8, 1.0F));
        op.streamCount = streams;
        op.sinkhornIterations = 20;
        op.normEps = op.hcEps = 1e-6F;
        op.normed = f.empty(8, rows);
        op.post = f.empty(streams, rows);
        op.comb = f.empty(streams * streams, rows);
        f.run({op}, OpFixture::rows(0, rows));
        const std::vector<float> comb = f.read(op.comb, rows);
        for (uint32_t r = 0; r < rows; ++r)
            for (uint32_t i = 0; i < streams; ++i) {
                double row = 0, column = 0;
                for (uint32_t j = 0; j < streams; ++j) {
                    row += comb[(r * streams + i) * streams + j];
                    column += comb[(r * streams + j) * streams + i];
                }
                EXPECT_NEAR(row, 1, 1e-4) << "row " << i;
                EXPECT_NEAR(column, 1, 1e-5) << "column " << i;  // The last pass was over columns.
            }
    }
}

TEST_P(OpVectors, IdenticalStreamsStayIdenticalUnderTheIdentity) {
    const uint32_t dim = 5;
    const std::vector<float> one = randomValues(dim, 4);
    std::vector<float> streams, identity(16);
    for (size_t s = 0; s < 4; ++s) {
        streams.insert(streams.end(), one.begin(), one.end());
        identity[s * 5] = 1;
    }
    const Tensor tensor = f.tensor(4 * dim, streams);
    f.run({HcPost{f.tensor(dim, randomValues(dim, 5)), f.tensor<float>(4, {.7F, .7F, .7F, .7F}), f.tensor(16, identity),
                  tensor, 4}},
          OpFixture::rows(0, 1));
    const std::vector<float> result = f.read(tensor, 1);
    EXPECT_NE(result[0], streams[0]);
    for (size_t i = dim; i < result.size(); ++i)
        EXPECT_EQ(result[i], result[i % dim]);
}

/// The attention of a layer without compression over 20 tokens from `first` on: [20, 2 * 8].
std::vector<float> plainAttention(const BackendCase& backend, uint32_t first) {
    constexpr uint32_t kRows = 20, kHeads = 2, kDim = 8, kWindow = 6;
    OpFixture f{backend};
    const Rope rope{f.vector({1, .1F, .01F}), 6};
    const Tensor q = f.tensor(kHeads * kDim, randomValues(kRows * kHeads * kDim, 6));
    const Tensor kv = f.tensor(kDim, randomValues(kRows * kDim, 7));
    Attention attention{q, kHeads, kDim, .5F, f.vector({.3F, -.2F}),        kWindow,
                        0, {},     0,    {},  f.empty(kHeads * kDim, kRows)};
    attention.rawCache = f.cache({CacheCodec::F32, true, kDim, 6, kRows + kWindow});
    const WeightId norm = f.vector(std::vector<float>(kDim, 1.0F));
    f.run({QFinish{q, kHeads, kDim, 1e-6F, rope}, KvFinish{kv, norm, 1e-6F, rope},
           CacheCommit{kv, attention.rawCache, 1}, attention, OutputFinish{attention.out, kHeads, kDim, rope}},
          OpFixture::rows(first, kRows));
    // The first rows look back to before the first token when that is not position 0.
    const std::vector<float> out = f.read(attention.out, kRows);
    return {out.begin() + kWindow * kHeads * kDim, out.end()};
}

TEST_P(OpVectors, AttentionWithoutCompressionDependsOnDistancesOnly) {
    const std::vector<float> here = plainAttention(GetParam(), 0), there = plainAttention(GetParam(), 1000);
    // An angle of at most 1020 is an f32 with an error of 2^-15; queries, keys and the result turn by that much.
    for (size_t i = 0; i < here.size(); ++i)
        EXPECT_NEAR(here[i], there[i], 4 * 0x1p-15 * 2) << "element " << i;
    EXPECT_NE(here, there);
}

/// A small layer with overlapping compression and an indexer, over 40 tokens in chunks. Returns the attention of all
/// rows.
std::vector<float> compressedAttention(const BackendCase& backend, uint32_t chunk, uint32_t topK, bool select) {
    constexpr uint32_t kRows = 40, kDim = 8, kRatio = 4;
    OpFixture f{backend};
    const Rope rope{f.vector({.9F, .05F}), 4};
    const WeightId norm = f.vector(randomValues(kDim, 1)), ape = f.matrix(kRatio, 2 * kDim, randomValues(8 * kDim, 2));
    const WeightId sinks = f.vector({.1F});
    const uint32_t ring = f.cache({CacheCodec::PackedKv, true, kDim, 4, 16});
    const uint32_t state = f.cache({CacheCodec::F32, true, 4 * kDim, 0, 16});
    const uint32_t entries = f.cache({CacheCodec::PackedKv, false, kDim, 4, 10});
    std::vector<float> result;
    for (uint32_t first = 0; first < kRows; first += chunk) {
        const uint32_t count = std::min(chunk, kRows - first);
        const auto rowsOf = [&](uint32_t dim, uint32_t seed) {
            const std::vector<float> all = randomValues(size_t{kRows} * dim, seed);
            return f.tensor(dim, std::vector(all.begin() + first * dim, all.begin() + (first + count) * dim));
        };
        const Tensor q = rowsOf(kDim, 3), kv = rowsOf(kDim, 4), k = rowsOf(2 * kDim, 5), s = rowsOf(2 * kDim, 6);
        const Tensor headWeights = rowsOf(1, 7), entry = f.empty(kDim, count), out = f.empty(kDim, count);
        const Tensor selected = f.empty(topK, count);
        const Attention attention{
            q, 1, kDim, .4F, sinks, 5, ring, entries, kRatio, select ? std::optional(selected) : std::nullopt, out};
        f.run(
            {KvFinish{kv, norm, 1e-6F, rope}, CacheCommit{kv, ring, 1}, StateCommit{k, s, ape, kRatio, state},
             Compress{state, kRatio, true, true, false, norm, 1e-6F, rope, entry}, CacheCommit{entry, entries, kRatio},
             IndexSelect{q, headWeights, 1, kDim, 1, entries, kRatio, topK, selected}, attention},
            OpFixture::rows(first, count));
        const std::vector<float> part = f.read(out, count);
        result.insert(result.end(), part.begin(), part.end());
    }
    return result;
}

TEST_P(OpVectors, ChunksOfAnySizeGiveTheSameBits) {
    const std::vector<float> whole = compressedAttention(GetParam(), 1, 3, true);
    // The rings hold 16 rows: 8 back for the compressor, so that a chunk is 9 at most.
    for (const uint32_t chunk : {2u, 3u, 4u, 7u, 9u})
        EXPECT_EQ(compressedAttention(GetParam(), chunk, 3, true), whole) << "chunk " << chunk;
}

TEST_P(OpVectors, SelectingEveryEntryIsDenseAttention) {
    const std::vector<float> dense = compressedAttention(GetParam(), 5, 1, false);
    EXPECT_EQ(compressedAttention(GetParam(), 5, 10, true), dense);
    EXPECT_EQ(compressedAttention(GetParam(), 5, 30, true), dense);
    EXPECT_NE(compressedAttention(GetParam(), 5, 3, true), dense);
}

}  // namespace

}  // namespace lanternfish::ops
