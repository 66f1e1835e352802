#include "engine/quant/encode.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "engine/quant/half.h"
#include "engine/quant/minifloat.h"
#include "shaders/shared/block_layouts.h"

namespace lanternfish::quant {

namespace {

template <class T>
void store(std::byte* to, T value) {
    std::memcpy(to, &value, sizeof(T));
}

float largestMagnitude(const float* values, int count) {
    float largest = 0;
    for (int i = 0; i < count; ++i)
        largest = std::max(largest, std::fabs(values[i]));
    return largest;
}

void encodeQ8(const float* values, std::byte* block) {
    const uint16_t bits = floatToHalf(largestMagnitude(values, LF_Q8_0_ELEMENTS) / 127);
    const float scale = halfToFloat(bits);
    store(block + LF_Q8_0_SCALE, bits);
    for (int i = 0; i < LF_Q8_0_ELEMENTS; ++i) {
        const float code = scale > 0 ? std::clamp(std::nearbyint(values[i] / scale), -127.0F, 127.0F) : 0;
        store(block + LF_Q8_0_CODES + i, static_cast<int8_t>(code));
    }
}

void encodeMxfp4(const float* values, std::byte* block) {
    const float inverseMax = std::bit_cast<float>(LF_INDEX_INVERSE_MAX_BITS);
    const uint8_t scaleCode = encodeScale(largestMagnitude(values, LF_MXFP4_ELEMENTS) * inverseMax);
    const float scale = decodeScale(scaleCode);
    store(block + LF_MXFP4_SCALE, scaleCode);
    constexpr int kHalf = LF_MXFP4_ELEMENTS / 2;
    for (int i = 0; i < kHalf; ++i) {
        const int low = encodeE2m1(values[i] / scale), high = encodeE2m1(values[i + kHalf] / scale);
        store(block + LF_MXFP4_CODES + i, static_cast<uint8_t>(low | high << 4));
    }
}

}  // namespace

void encodeRow(Type type, std::span<const float> values, std::span<std::byte> blocks) {
    const TypeInfo& info = typeInfo(type);
    assert(type != Type::I32 && type != Type::IQ2_XXS && type != Type::Q2_K);
    assert(values.size() % info.blockElements == 0 && blocks.size() == rowBytes(type, values.size()));
    std::byte* block = blocks.data();
    for (size_t i = 0; i < values.size(); i += info.blockElements, block += info.blockBytes) {
        const float* from = values.data() + i;
        switch (type) {
            case Type::F32:
                store(block, *from);
                break;
            case Type::F16:
                store(block, floatToHalf(*from));
                break;
            case Type::BF16:
                store(block, floatToBfloat16(*from));
                break;
            case Type::Q8_0:
                encodeQ8(from, block);
                break;
            case Type::MXFP4:
                encodeMxfp4(from, block);
                break;
            default:
                break;
        }
    }
}

}  // namespace lanternfish::quant
