#include "engine/quant/cache_codec.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>
#include <vector>

#include "engine/quant/half.h"
#include "engine/quant/minifloat.h"

namespace lanternfish::quant {

namespace {

TEST(E4m3, EveryCodeSurvivesTheRoundTrip) {
    for (int code = 0; code < 256; ++code) {
        const float value = decodeE4m3(static_cast<uint8_t>(code));
        if ((code & 0x7f) == 0x7f)
            EXPECT_TRUE(std::isnan(value));
        else
            EXPECT_EQ(encodeE4m3(value), code);
    }
    EXPECT_EQ(decodeE4m3(0x7e), 448.0F);
    EXPECT_EQ(decodeE4m3(0x08), 0x1p-6F);
    EXPECT_EQ(decodeE4m3(0x01), 0x1p-9F);
}

TEST(E4m3, RoundsEveryMidpointToTheEvenCode) {
    for (uint8_t code = 0; code < 0x7e; ++code) {
        const float below = decodeE4m3(code), above = decodeE4m3(code + 1), middle = (below + above) / 2;
        EXPECT_EQ(encodeE4m3(middle), code % 2 == 0 ? code : code + 1) << "between " << below << " and " << above;
        EXPECT_EQ(encodeE4m3(std::nextafter(middle, 0.0F)), code);
        EXPECT_EQ(encodeE4m3(std::nextafter(middle, 1000.0F)), code + 1);
        EXPECT_EQ(encodeE4m3(-std::nextafter(middle, 1000.0F)), code + 0x81);
    }
    EXPECT_EQ(encodeE4m3(1e30F), 0x7e);
    EXPECT_EQ(encodeE4m3(-INFINITY), 0xfe);
}

TEST(E2m1, RoundsTiesToTheEvenCode) {
    // Spec 4.5.
    const std::pair<float, float> cases[] = {{.25F, 0}, {.75F, 1}, {1.25F, 1}, {1.75F, 2},
                                             {2.5F, 2}, {3.5F, 4}, {5, 4}};
    for (const auto& [value, expected] : cases) {
        EXPECT_EQ(decodeE2m1(encodeE2m1(value)), expected) << value;
        EXPECT_EQ(decodeE2m1(encodeE2m1(-value)), -expected) << value;
    }
    EXPECT_EQ(decodeE2m1(encodeE2m1(std::nextafter(5.0F, 6.0F))), 6);
    EXPECT_EQ(decodeE2m1(encodeE2m1(std::nextafter(3.5F, 0.0F))), 3);
    EXPECT_EQ(decodeE2m1(encodeE2m1(100)), 6);
}

TEST(Scale, IsTheNextPowerOfTwo) {
    EXPECT_EQ(decodeScale(encodeScale(1)), 1);
    EXPECT_EQ(decodeScale(encodeScale(std::nextafter(1.0F, 2.0F))), 2);
    EXPECT_EQ(decodeScale(encodeScale(std::nextafter(1.0F, 0.0F))), 1);
    EXPECT_EQ(decodeScale(encodeScale(0x1p-126F)), 0x1p-126F);
    EXPECT_EQ(decodeScale(encodeScale(INFINITY)), 0x1p127F);
    EXPECT_TRUE(std::isnan(decodeScale(encodeScale(NAN))));
}

TEST(KvRow, MatchesTheBlockOfTheSpecification) {
    // Spec 19; the rotary part keeps its bf16 values.
    std::vector<float> row = {.00099945068F, -.0123291016F, .5F,        -1,           3.703125F,
                              .333984375F,   -2.71875F,     .08984375F, .0123291016F, 3.703125F};
    roundKvRow(row, 2);
    const std::vector<float> expected = {.0009765625F, -.0126953125F, .5F,     -1,           3.75F,
                                         .34375F,      -2.75F,        .09375F, .0123291016F, 3.703125F};
    EXPECT_EQ(row, expected);
}

TEST(KvRow, PicksTheScaleOfTheSpecification) {
    // Spec 19: the scale of a block by its largest magnitude.
    const std::pair<float, float> cases[] = {{447, 1},        {448, 1},     {449, 2},          {224, .5F},   {225, 1},
                                             {3.5F, 0x1p-7F}, {7, 0x1p-6F}, {1e-4F, 0x1p-22F}, {0, 0x1p-22F}};
    for (const auto& [largest, scale] : cases) {
        std::vector<float> row(64, 0.0F);
        row[5] = -largest;
        std::vector<std::byte> bytes(packedKvBytes(64, 0));
        packKvRow(row, 0, bytes);
        // 447 and 449 are no bf16 values: they become 448.
        const bool roundsTo448 = largest == 449;
        EXPECT_EQ(decodeScale(static_cast<uint8_t>(bytes[64])), roundsTo448 ? 1.0F : scale) << largest;
    }
    EXPECT_EQ(decodeScale(encodeScale(449 * std::bit_cast<float>(0x3b124925))), 2.0F);
}

TEST(IndexRow, MatchesTheBlocksOfTheSpecification) {
    // Spec 19: two blocks, of scales 1 and 2.
    std::vector<float> row(64);
    const std::vector<float> first = {.25F, .75F, -1.25F, 1.75F, 2.5F, -3.5F, 5, .10009766F};
    const std::vector<float> second = {6.03125F, .5F, 1.5F, -2.5F};
    std::ranges::copy(first, row.begin());
    std::ranges::copy(second, row.begin() + 32);
    roundIndexRow(row);
    const std::vector<float> expectedFirst = {0, 1, -1, 2, 2, -4, 4, 0}, expectedSecond = {6, 0, 2, -2};
    EXPECT_EQ(std::vector(row.begin(), row.begin() + 8), expectedFirst);
    EXPECT_EQ(std::vector(row.begin() + 32, row.begin() + 36), expectedSecond);
}

TEST(IndexRow, ValuesBelowTheFloorVanishWithoutHarm) {
    std::vector<float> row(32, 0x1p-130F);
    roundIndexRow(row);
    EXPECT_EQ(row, std::vector<float>(32, 0.0F));
}

std::vector<float> randomRow(size_t dim, uint32_t seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    std::vector<float> row(dim);
    // Magnitudes over many exponents, so that blocks differ in scale.
    for (float& value : row)
        value = normal(random) * std::exp2(std::round(normal(random) * 6));
    return row;
}

TEST(PackedRows, HoldExactlyTheRoundedValues) {
    // The real sizes, short last blocks, no rotary part and nothing else, an odd size.
    const std::pair<size_t, uint32_t> shapes[] = {{512, 64}, {32, 8}, {128, 0}, {64, 64}, {77, 6}, {1, 0}};
    uint32_t seed = 1;
    for (const auto& [dim, rotary] : shapes)
        for (int repeat = 0; repeat < 20; ++repeat) {
            const std::vector<float> row = randomRow(dim, seed++);
            std::vector<float> rounded = row, unpacked(dim);
            roundKvRow(rounded, rotary);
            std::vector<std::byte> bytes(packedKvBytes(dim, rotary));
            packKvRow(row, rotary, bytes);
            unpackKvRow(bytes, rotary, unpacked);
            EXPECT_EQ(rounded, unpacked) << dim << ", " << rotary;

            rounded = row;
            roundIndexRow(rounded);
            bytes.resize(packedIndexBytes(dim));
            packIndexRow(row, bytes);
            unpackIndexRow(bytes, unpacked);
            EXPECT_EQ(rounded, unpacked) << dim;
        }
}

TEST(PackedRows, RoundingTwiceIsRoundingOnce) {
    for (uint32_t seed = 1; seed <= 50; ++seed) {
        std::vector<float> once = randomRow(512, seed);
        roundKvRow(once, 64);
        std::vector<float> twice = once;
        roundKvRow(twice, 64);
        EXPECT_EQ(once, twice);
    }
}

TEST(PackedRows, ErrByTheCodesPrecisionAtMost) {
    // bf16 then three bits of mantissa: 2^-9 + 2^-4 of a value in the normal range of the block, that is above 2^-6 of
    // the scale, or half a subnormal step (2^-10) of the scale below it. The scale is at most 2 * amax / 448.
    for (uint32_t seed = 1; seed <= 50; ++seed) {
        const std::vector<float> row = randomRow(64, seed);
        std::vector<float> rounded = row;
        roundKvRow(rounded, 0);
        float largest = 0;
        for (const float value : row)
            largest = std::max(largest, std::fabs(value));
        const float scale = 2 * largest * 1.01F / 448;
        for (size_t i = 0; i < row.size(); ++i)
            EXPECT_LE(std::fabs(rounded[i] - row[i]), std::fabs(row[i]) * (0x1p-8F + 0x1p-4F) + scale * 0x1p-10F);
    }
}

TEST(PackedRows, ANanSpoilsItsBlockOnly) {
    std::vector<float> row(128, 1.0F);
    row[3] = NAN;
    roundKvRow(row, 0);
    EXPECT_TRUE(std::isnan(row[0]));
    EXPECT_EQ(row[64], 1.0F);
}

}  // namespace

}  // namespace lanternfish::quant
