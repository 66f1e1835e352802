#include "engine/quant/device_layout.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <random>
#include <string>
#include <vector>

#include "engine/quant/decode.h"
#include "engine/quant/half.h"
#include "shaders/shared/device_layouts.h"
#include "shaders/shared/iq2_tables.h"

namespace lanternfish::quant {

void PrintTo(const TypeInfo& info, std::ostream* out) {
    *out << info.name;
}

namespace {

using Bytes = std::vector<std::byte>;

constexpr Type kTypes[] = {Type::F32,  Type::F16,     Type::BF16, Type::I32,
                           Type::Q8_0, Type::IQ2_XXS, Type::Q2_K, Type::MXFP4};
// Around the multiples at which planes begin and rows end, and lengths of real weights in each type's blocks.
constexpr uint64_t kBlockCounts[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 64, 65, 129};

Bytes randomBytes(size_t count, uint32_t seed) {
    std::mt19937 random(seed);
    Bytes bytes(count);
    for (std::byte& byte : bytes)
        byte = static_cast<std::byte>(random());
    return bytes;
}

Bytes packed(Type type, uint64_t columns, std::span<const std::byte> file) {
    Bytes device(deviceRowBytes(type, columns), std::byte{0xa5});
    packDeviceRow(type, columns, file, device);
    return device;
}

Bytes unpacked(Type type, uint64_t columns, std::span<const std::byte> device) {
    Bytes file(rowBytes(type, columns), std::byte{0x5a});
    unpackDeviceRow(type, columns, device, file);
    return file;
}

size_t countBits(const Bytes& bytes) {
    size_t count = 0;
    for (const std::byte byte : bytes)
        count += static_cast<size_t>(std::popcount(static_cast<unsigned char>(byte)));
    return count;
}

class DeviceLayout : public testing::TestWithParam<TypeInfo> {
protected:
    Type type() const { return GetParam().type; }
};

TEST_P(DeviceLayout, UnpackingGivesTheBytesOfTheFile) {
    for (const uint64_t blocks : kBlockCounts) {
        SCOPED_TRACE(testing::Message() << blocks << " blocks");
        const uint64_t columns = blocks * GetParam().blockElements;
        const Bytes file = randomBytes(rowBytes(type(), columns), static_cast<uint32_t>(blocks));
        EXPECT_EQ(unpacked(type(), columns, packed(type(), columns, file)), file);
    }
}

TEST_P(DeviceLayout, EveryBitOfTheFileHasItsOwnPlaceAndTheRestIsZero) {
    for (const uint64_t blocks : {1, 3}) {
        const uint64_t columns = blocks * GetParam().blockElements;
        Bytes file(rowBytes(type(), columns));
        Bytes seen(deviceRowBytes(type(), columns));
        EXPECT_EQ(packed(type(), columns, file), seen) << "zeros give zeros";
        for (size_t bit = 0; bit < 8 * file.size(); ++bit) {
            file[bit / 8] = std::byte{1} << (bit % 8);
            const Bytes device = packed(type(), columns, file);
            file[bit / 8] = {};
            ASSERT_EQ(countBits(device), 1) << "bit " << bit;
            for (size_t i = 0; i < device.size(); ++i) {
                ASSERT_EQ(seen[i] & device[i], std::byte{}) << "bit " << bit << " in byte " << i << ", taken before";
                seen[i] |= device[i];
            }
        }
        EXPECT_EQ(countBits(seen), 8 * file.size());
    }
}

TEST_P(DeviceLayout, RowsAreWholeAlignedPieces) {
    for (const uint64_t blocks : kBlockCounts) {
        const uint64_t columns = blocks * GetParam().blockElements;
        const uint64_t file = rowBytes(type(), columns), device = deviceRowBytes(type(), columns);
        if (type() == Type::I32) {
            EXPECT_EQ(device, file);
            continue;
        }
        EXPECT_EQ(device % LF_DEVICE_ALIGN, 0) << columns << " columns";
        EXPECT_GE(device, file) << columns << " columns";
        EXPECT_LT(device, file + LF_DEVICE_ALIGN) << columns << " columns";
    }
}

std::vector<TypeInfo> allTypes() {
    std::vector<TypeInfo> all;
    for (const Type type : kTypes)
        all.push_back(typeInfo(type));
    return all;
}

INSTANTIATE_TEST_SUITE_P(Types, DeviceLayout, testing::ValuesIn(allTypes()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(DeviceLayoutData, KeepsTheBlocksOfTheReferenceVectors) {
    for (const Type type : {Type::F16, Type::BF16, Type::Q8_0, Type::MXFP4, Type::IQ2_XXS, Type::Q2_K}) {
        const TypeInfo& info = typeInfo(type);
        SCOPED_TRACE(info.name);
        std::ifstream stream(
            std::filesystem::path(LANTERNFISH_TEST_DATA "/quant") / (std::string(info.name) + ".blocks"),
            std::ios::binary);
        ASSERT_TRUE(stream);
        const std::vector<char> read{std::istreambuf_iterator<char>(stream), {}};
        Bytes file(read.size());
        std::memcpy(file.data(), read.data(), read.size());
        const uint64_t columns = file.size() / info.blockBytes * info.blockElements;
        ASSERT_EQ(rowBytes(type, columns), file.size());
        EXPECT_EQ(unpacked(type, columns, packed(type, columns, file)), file);
    }
}

// ---- What the layouts say of each element, against the decoder of the file's blocks.

template <class T>
T at(const Bytes& bytes, uint64_t offset) {
    T value;
    EXPECT_LE(offset + sizeof(T), bytes.size());
    EXPECT_EQ(offset % sizeof(T), 0) << "no aligned load";
    std::memcpy(&value, bytes.data() + offset, sizeof(T));
    return value;
}

float halfAt(const Bytes& row, uint64_t offset) {
    return halfToFloat(at<uint16_t>(row, offset));
}

/// Element e of a device row by the macros alone; scales as in block_layouts.h.
float elementOf(Type type, const Bytes& row, uint64_t columns, uint64_t e) {
    if (type == Type::Q8_0)
        return halfAt(row, LF_DEVICE_Q8_0_SCALES(columns) + e / 32 * 2) * at<int8_t>(row, LF_DEVICE_Q8_0_CODES + e);
    if (type == Type::MXFP4) {
        constexpr float kValues[] = {LF_E2M1_VALUES};
        const uint32_t code = at<uint32_t>(row, LF_DEVICE_MXFP4_CODES + e / 8 * 4) >> (e % 8 * 4);
        const float scale = std::ldexp(1.0F, at<uint8_t>(row, LF_DEVICE_MXFP4_SCALES(columns) + e / 32) - 127);
        return kValues[code & 7U] * ((code & 8U) != 0 ? -scale : scale);
    }
    if (type == Type::IQ2_XXS) {
        constexpr uint32_t kGrid[] = {LF_IQ2_XXS_GRID};
        constexpr uint8_t kSigns[] = {LF_IQ2_SIGNS};
        const uint64_t group = LF_DEVICE_IQ2_XXS_GROUPS + e / 32 * 8;
        const uint64_t octet = e % 32 / 8;
        const auto signs = at<uint32_t>(row, group + 4);
        const uint32_t entry = (at<uint32_t>(row, group) >> (8 * octet)) & 255U;
        const uint32_t magnitude = (kGrid[2 * entry + e % 8 / 4] >> (e % 4 * 8)) & 255U;
        const float scale = halfAt(row, LF_DEVICE_IQ2_XXS_SCALES(columns) + e / 256 * 2);
        const float value = scale * (0.5F + static_cast<float>(signs >> 28U)) * 0.25F * static_cast<float>(magnitude);
        return (kSigns[(signs >> (7 * octet)) & 127U] >> (e % 8) & 1) != 0 ? -value : value;
    }
    const uint64_t scales = LF_DEVICE_Q2_K_BLOCK_SCALES(columns) + e / 256 * 4;
    const auto sub = at<uint8_t>(row, LF_DEVICE_Q2_K_SCALES(columns) + e / 16);
    const uint32_t code = (at<uint32_t>(row, LF_DEVICE_Q2_K_CODES + e / 16 * 4) >> (2 * (e % 16))) & 3U;
    return halfAt(row, scales) * static_cast<float>(sub & 15) * static_cast<float>(code) -
           halfAt(row, scales + 2) * static_cast<float>(sub >> 4);
}

TEST(DeviceLayoutMacros, SayWhereEachElementIs) {
    for (const Type type : {Type::Q8_0, Type::MXFP4, Type::IQ2_XXS, Type::Q2_K})
        for (const uint64_t blocks : {1, 3, 8, 17}) {
            SCOPED_TRACE(testing::Message() << typeInfo(type).name << ", " << blocks << " blocks");
            const uint64_t columns = blocks * typeInfo(type).blockElements;
            Bytes file = randomBytes(rowBytes(type, columns), 7);
            // No infinities and no numbers that are none: exponents of f16 below 31, of e8m0 below 255.
            for (uint64_t b = 0; b < blocks; ++b)
                for (const uint64_t byte : {LF_Q8_0_SCALE + 1, LF_Q2_K_SCALE + 1, LF_Q2_K_MINIMUM + 1})
                    if (byte < typeInfo(type).blockBytes)
                        file[b * typeInfo(type).blockBytes + (type == Type::MXFP4 ? 0 : byte)] &= std::byte{0x3f};
            std::vector<float> expected(columns);
            decodeRow(type, file, expected);
            const Bytes device = packed(type, columns, file);
            for (uint64_t e = 0; e < columns; ++e)
                ASSERT_FLOAT_EQ(elementOf(type, device, columns, e), expected[e]) << "element " << e;
        }
}

}  // namespace

}  // namespace lanternfish::quant
