#include "engine/quant/decode.h"

#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "engine/quant/half.h"
#include "engine/quant/minifloat.h"
#include "shaders/shared/block_layouts.h"
#include "shaders/shared/iq2_tables.h"

namespace lanternfish::quant {

namespace {

constexpr std::array<uint32_t, LF_IQ2_XXS_GRID_WORDS> kGrid = {LF_IQ2_XXS_GRID};
constexpr std::array<uint8_t, LF_IQ2_SIGNS_COUNT> kSigns = {LF_IQ2_SIGNS};

// The layouts in the header are offsets; these are the same blocks as their fields add up.
static_assert(LF_Q8_0_CODES == LF_Q8_0_SCALE + 2 && LF_Q8_0_BYTES == LF_Q8_0_CODES + LF_Q8_0_ELEMENTS);
static_assert(LF_MXFP4_CODES == LF_MXFP4_SCALE + 1 && LF_MXFP4_BYTES == LF_MXFP4_CODES + LF_MXFP4_ELEMENTS / 2);
static_assert(LF_IQ2_XXS_GROUPS == LF_IQ2_XXS_SCALE + 2 &&
              LF_IQ2_XXS_BYTES ==
                  LF_IQ2_XXS_GROUPS + LF_IQ2_XXS_ELEMENTS / LF_IQ2_XXS_GROUP_ELEMENTS * LF_IQ2_XXS_GROUP_BYTES);
static_assert(LF_IQ2_XXS_GROUP_BYTES == LF_IQ2_XXS_GROUP_SIGNS + 4 &&
              LF_IQ2_XXS_GROUP_SCALE_SHIFT == 4 * LF_IQ2_XXS_SIGN_BITS);
static_assert(LF_Q2_K_CODES == LF_Q2_K_SCALES + LF_Q2_K_ELEMENTS / LF_Q2_K_SUB_ELEMENTS &&
              LF_Q2_K_SCALE == LF_Q2_K_CODES + LF_Q2_K_ELEMENTS / 4 && LF_Q2_K_MINIMUM == LF_Q2_K_SCALE + 2 &&
              LF_Q2_K_BYTES == LF_Q2_K_MINIMUM + 2);

constexpr bool signsHaveEvenParity() {
    for (size_t i = 0; i < kSigns.size(); ++i)
        if ((kSigns[i] & 127u) != i || std::popcount(kSigns[i]) % 2 != 0)
            return false;
    return true;
}
static_assert(signsHaveEvenParity());

template <class T>
T load(const std::byte* from) {
    T value;
    std::memcpy(&value, from, sizeof(T));
    return value;
}

float loadHalf(const std::byte* from) {
    return halfToFloat(load<uint16_t>(from));
}

void decodeQ8(const std::byte* block, float* out) {
    const float scale = loadHalf(block + LF_Q8_0_SCALE);
    for (int i = 0; i < LF_Q8_0_ELEMENTS; ++i)
        out[i] = scale * static_cast<float>(load<int8_t>(block + LF_Q8_0_CODES + i));
}

void decodeMxfp4(const std::byte* block, float* out) {
    // In double: 2^128 is a scale that files may hold, though no f32 is that large.
    const double scale = std::ldexp(1.0, load<uint8_t>(block + LF_MXFP4_SCALE) - 127);
    constexpr int kHalf = LF_MXFP4_ELEMENTS / 2;
    for (int i = 0; i < kHalf; ++i) {
        const auto codes = load<uint8_t>(block + LF_MXFP4_CODES + i);
        out[i] = static_cast<float>(scale * decodeE2m1(codes & 15));
        out[i + kHalf] = static_cast<float>(scale * decodeE2m1(codes >> 4));
    }
}

void decodeIq2Xxs(const std::byte* block, float* out) {
    const float scale = loadHalf(block + LF_IQ2_XXS_SCALE);
    for (int group = 0; group < LF_IQ2_XXS_ELEMENTS / LF_IQ2_XXS_GROUP_ELEMENTS; ++group) {
        const std::byte* at = block + LF_IQ2_XXS_GROUPS + group * LF_IQ2_XXS_GROUP_BYTES;
        const auto word = load<uint32_t>(at + LF_IQ2_XXS_GROUP_SIGNS);
        const float groupScale = scale * (0.5F + static_cast<float>(word >> LF_IQ2_XXS_GROUP_SCALE_SHIFT)) * 0.25F;
        for (int i = 0; i < LF_IQ2_XXS_GROUP_ELEMENTS; ++i) {
            const int octet = i / 8;
            const auto entry = load<uint8_t>(at + octet);
            const uint32_t magnitude = (kGrid[entry * 2u + (i % 8) / 4] >> (8 * (i % 4))) & 255;
            const uint32_t signs = kSigns[(word >> (LF_IQ2_XXS_SIGN_BITS * octet)) & 127];
            const bool negative = ((signs >> (i % 8)) & 1) != 0;
            const float value = groupScale * static_cast<float>(magnitude);
            *out++ = negative ? -value : value;
        }
    }
}

void decodeQ2k(const std::byte* block, float* out) {
    const double scale = loadHalf(block + LF_Q2_K_SCALE);
    const double minimum = loadHalf(block + LF_Q2_K_MINIMUM);
    for (int i = 0; i < LF_Q2_K_ELEMENTS; ++i) {
        const auto sub = load<uint8_t>(block + LF_Q2_K_SCALES + i / LF_Q2_K_SUB_ELEMENTS);
        const int half = i / LF_Q2_K_HALF_ELEMENTS, element = i % LF_Q2_K_HALF_ELEMENTS;
        const auto codes =
            load<uint8_t>(block + LF_Q2_K_CODES + half * LF_Q2_K_HALF_BYTES + element % LF_Q2_K_HALF_BYTES);
        const int code = (codes >> (2 * (element / LF_Q2_K_HALF_BYTES))) & 3;
        // Both products are exact in f32 too, so that this rounds once however it is computed.
        out[i] = static_cast<float>(scale * (sub & 15) * code - minimum * (sub >> 4));
    }
}

}  // namespace

void decodeRow(Type type, std::span<const std::byte> blocks, std::span<float> out) {
    const TypeInfo& info = typeInfo(type);
    assert(type != Type::I32);
    assert(out.size() % info.blockElements == 0 && blocks.size() == rowBytes(type, out.size()));
    const std::byte* block = blocks.data();
    for (size_t i = 0; i < out.size(); i += info.blockElements, block += info.blockBytes) {
        float* to = out.data() + i;
        switch (type) {
            case Type::F32:
                *to = load<float>(block);
                break;
            case Type::F16:
                *to = loadHalf(block);
                break;
            case Type::BF16:
                *to = bfloat16ToFloat(load<uint16_t>(block));
                break;
            case Type::Q8_0:
                decodeQ8(block, to);
                break;
            case Type::MXFP4:
                decodeMxfp4(block, to);
                break;
            case Type::IQ2_XXS:
                decodeIq2Xxs(block, to);
                break;
            case Type::Q2_K:
                decodeQ2k(block, to);
                break;
            case Type::I32:
                break;
        }
    }
}

}  // namespace lanternfish::quant
