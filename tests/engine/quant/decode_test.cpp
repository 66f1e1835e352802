#include "engine/quant/decode.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "engine/quant/encode.h"
#include "engine/quant/half.h"
#include "shaders/shared/block_layouts.h"
#include "shaders/shared/iq2_tables.h"

namespace lanternfish::quant {

namespace {

const std::filesystem::path kData = LANTERNFISH_TEST_DATA "/quant";
constexpr Type kBlockTypes[] = {Type::F16, Type::BF16, Type::Q8_0, Type::MXFP4, Type::IQ2_XXS, Type::Q2_K};

std::vector<std::byte> readFile(const std::string& name) {
    std::ifstream file(kData / name, std::ios::binary);
    EXPECT_TRUE(file) << name;
    const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    std::vector<std::byte> result(bytes.size());
    std::memcpy(result.data(), bytes.data(), bytes.size());
    return result;
}

TEST(Decode, GivesTheBitsOfTheReferenceVectors) {
    for (const Type type : kBlockTypes) {
        const TypeInfo& info = typeInfo(type);
        SCOPED_TRACE(info.name);
        const std::vector<std::byte> blocks = readFile(std::string(info.name) + ".blocks");
        const std::vector<std::byte> expectedBytes = readFile(std::string(info.name) + ".f32");
        std::vector<float> expected(expectedBytes.size() / 4);
        std::memcpy(expected.data(), expectedBytes.data(), expectedBytes.size());
        ASSERT_EQ(blocks.size(), rowBytes(type, expected.size()));

        std::vector<float> decoded(expected.size());
        decodeRow(type, blocks, decoded);
        for (size_t i = 0; i < expected.size(); ++i)
            ASSERT_EQ(std::bit_cast<uint32_t>(decoded[i]), std::bit_cast<uint32_t>(expected[i])) << "element " << i;
    }
}

TEST(Decode, ReadsBlocksAtAnyAlignment) {
    std::vector<std::byte> blocks = readFile("Q2_K.blocks");
    std::vector<float> aligned(256), shifted(256);
    decodeRow(Type::Q2_K, std::span(blocks).first(84), aligned);
    blocks.insert(blocks.begin(), std::byte{0});
    decodeRow(Type::Q2_K, std::span(blocks).subspan(1, 84), shifted);
    EXPECT_EQ(aligned, shifted);
}

TEST(TypeTable, AgreesWithTheFormatsIndex) {
    std::ifstream file(kData / "index.json");
    const nlohmann::json index = nlohmann::json::parse(file);
    for (const Type type : kBlockTypes) {
        const TypeInfo& info = typeInfo(type);
        const nlohmann::json& entry = index.at(std::string(info.name));
        EXPECT_EQ(entry.at("ggml_type"), static_cast<uint32_t>(type)) << info.name;
        EXPECT_EQ(entry.at("block_elements"), info.blockElements) << info.name;
        EXPECT_EQ(entry.at("block_bytes"), info.blockBytes) << info.name;
        EXPECT_EQ(findType(static_cast<uint32_t>(type))->name, info.name);
    }
    EXPECT_FALSE(findType(2).has_value());
    EXPECT_FALSE(findType(0xffffffff).has_value());
}

TEST(Tables, AreThoseOfTheFormat) {
    constexpr uint32_t kGrid[] = {LF_IQ2_XXS_GRID};
    constexpr uint8_t kSigns[] = {LF_IQ2_SIGNS};
    const std::vector<std::byte> grid = readFile("grid_IQ2_XXS.i8"), signs = readFile("ksigns.u8");
    ASSERT_EQ(grid.size(), sizeof(kGrid));
    ASSERT_EQ(signs.size(), sizeof(kSigns));
    for (size_t i = 0; i < grid.size(); ++i)
        ASSERT_EQ((kGrid[i / 4] >> (i % 4 * 8)) & 255, static_cast<uint32_t>(grid[i])) << "element " << i;
    EXPECT_EQ(std::memcmp(signs.data(), kSigns, sizeof(kSigns)), 0);
}

TEST(Half, EveryValueSurvivesTheRoundTrip) {
    for (uint32_t bits = 0; bits < 0x10000; ++bits) {
        const float value = halfToFloat(static_cast<uint16_t>(bits));
        if (std::isnan(value))
            EXPECT_TRUE(std::isnan(halfToFloat(floatToHalf(value))));
        else
            ASSERT_EQ(floatToHalf(value), bits);
    }
}

TEST(Half, RoundsToNearestEven) {
    EXPECT_EQ(floatToHalf(1.0F), 0x3c00);
    EXPECT_EQ(floatToHalf(-2.0F), 0xc000);
    EXPECT_EQ(floatToHalf(1 + 0x1p-11F), 0x3c00);             // Tie, down to even.
    EXPECT_EQ(floatToHalf(1 + 3 * 0x1p-11F), 0x3c02);         // Tie, up to even.
    EXPECT_EQ(floatToHalf(1 + 0x1p-11F + 0x1p-20F), 0x3c01);  // Just above a tie.
    EXPECT_EQ(floatToHalf(65504.0F), 0x7bff);
    EXPECT_EQ(floatToHalf(65519.0F), 0x7bff);
    EXPECT_EQ(floatToHalf(65520.0F), 0x7c00);
    EXPECT_EQ(floatToHalf(0x1p-24F), 0x0001);
    EXPECT_EQ(floatToHalf(0x1p-25F), 0x0000);  // Tie, down to even.
    EXPECT_EQ(floatToHalf(3 * 0x1p-26F), 0x0001);
    EXPECT_EQ(floatToHalf(std::nextafter(0x1p-14F, 0.0F)), 0x0400);  // Carries from subnormal to normal.
}

TEST(Bfloat16, RoundsToNearestEvenAndKeepsNan) {
    EXPECT_EQ(floatToBfloat16(1.0F), 0x3f80);
    EXPECT_EQ(floatToBfloat16(1 + 0x1p-8F), 0x3f80);
    EXPECT_EQ(floatToBfloat16(1 + 3 * 0x1p-8F), 0x3f82);
    EXPECT_EQ(floatToBfloat16(1 + 0x1p-8F + 0x1p-20F), 0x3f81);
    EXPECT_EQ(floatToBfloat16(std::numeric_limits<float>::max()), 0x7f80);
    EXPECT_TRUE(std::isnan(roundToBfloat16(std::bit_cast<float>(0x7fffffffu))));
    EXPECT_TRUE(std::isnan(roundToBfloat16(std::bit_cast<float>(0x7f800001u))));
}

TEST(Encode, ErrsByHalfAStepAtMost) {
    std::vector<float> values(64);
    for (size_t i = 0; i < values.size(); ++i)
        values[i] = std::sin(static_cast<float>(i) * 1.7F) * (i < 32 ? 1.0F : 30.0F);
    // Half a step of the block's scale: amax / 127 for Q8_0, whose f16 rounding adds 2^-11 of amax. The widest step of
    // e2m1 is a third of its largest value, and the scale's rounding up may double it.
    const struct {
        Type type;
        float bound;
    } cases[] = {{Type::F32, 0},
                 {Type::F16, 0x1p-11F},
                 {Type::BF16, 0x1p-8F},
                 {Type::Q8_0, 0.5F / 127 + 0x1p-11F},
                 {Type::MXFP4, 1 / 3.0F}};
    for (const auto& [type, bound] : cases) {
        SCOPED_TRACE(typeInfo(type).name);
        std::vector<std::byte> blocks(rowBytes(type, values.size()));
        encodeRow(type, values, blocks);
        std::vector<float> decoded(values.size());
        decodeRow(type, blocks, decoded);
        for (size_t i = 0; i < values.size(); ++i)
            EXPECT_LE(std::fabs(decoded[i] - values[i]), bound * (i < 32 ? 1.0F : 30.0F)) << "element " << i;
    }
}

TEST(Encode, KeepsValuesThatTheTypeHolds) {
    // In units of a power of two these are codes of both types: 127 and 6 set the scales.
    std::vector<float> q8(32), mxfp4(32);
    const float codes[] = {0, .5F, 1, 1.5F, 2, 3, 4, 6};
    for (size_t i = 0; i < 32; ++i) {
        q8[i] = (static_cast<float>(i) * 8 - 121) * 0.25F;
        mxfp4[i] = codes[i % 8] * (i < 16 ? 0.125F : -0.125F);
    }
    q8[31] = 127 * 0.25F;
    for (const auto& [type, values] : {std::pair{Type::Q8_0, q8}, std::pair{Type::MXFP4, mxfp4}}) {
        std::vector<std::byte> blocks(rowBytes(type, 32));
        encodeRow(type, values, blocks);
        std::vector<float> decoded(32);
        decodeRow(type, blocks, decoded);
        EXPECT_EQ(decoded, values);
    }
}

TEST(Mxfp4, ScaleIsAPowerOfTwoOverItsWholeRange) {
    std::vector<std::byte> block(17, std::byte{0x21});  // Codes 1 and 2: 0.5 and 1.
    std::vector<float> out(32);
    for (const auto& [scale, expected] : {std::pair{0, 0x1p-128F}, {1, 0x1p-127F}, {127, 0.5F}, {255, 0x1p127F}}) {
        block[0] = static_cast<std::byte>(scale);
        decodeRow(Type::MXFP4, block, out);
        EXPECT_EQ(out[0], expected);
        EXPECT_EQ(out[16], expected * 2);
    }
}

}  // namespace

}  // namespace lanternfish::quant
