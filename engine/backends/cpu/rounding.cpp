#include "engine/backends/cpu/rounding.h"

#include <algorithm>
#include <cmath>

#include "shaders/shared/block_layouts.h"

namespace lanternfish::backends::cpu {

namespace {

uint8_t scaleExponent(const float* x, size_t count, float floor, float inverseMax) {
    float largest = floor;
    for (size_t i = 0; i < count; ++i)
        largest = std::max(largest, std::fabs(roundToBf16(x[i])));
    const auto bits = std::bit_cast<uint32_t>(largest * inverseMax);
    const uint32_t exponent = (bits >> 23U) + ((bits & 0x7FFFFFU) != 0 ? 1U : 0U);
    return static_cast<uint8_t>(std::min(exponent, 254U));
}

/// magnitude: 0 to 448. Above 2^-6 the code is the value's own top bits, rounded; below, a multiple of 2^-9.
uint8_t e4m3Magnitude(float magnitude) {
    if (magnitude < 0x1p-6F)
        return static_cast<uint8_t>(std::nearbyint(magnitude * 0x1p9F));
    const auto bits = std::bit_cast<uint32_t>(magnitude);
    const uint32_t rounded = (bits + 0x7FFFFU + (bits >> 20U & 1U)) >> 20U;
    return static_cast<uint8_t>(rounded - ((127U - 7U) << 3U));
}

/// magnitude: 0 to 6.
uint8_t e2m1Magnitude(float magnitude) {
    if (magnitude < 2.0F)
        return static_cast<uint8_t>(std::nearbyint(magnitude * 2.0F));
    if (magnitude < 4.0F)
        return static_cast<uint8_t>(std::nearbyint(magnitude) + 2.0F);
    return static_cast<uint8_t>(std::nearbyint(magnitude * 0.5F) + 4.0F);
}

/// A NaN becomes the largest code: garbage in, defined garbage out.
float clampMagnitude(float value, float most) {
    const float magnitude = std::fabs(value);
    return magnitude < most ? magnitude : most;
}

}  // namespace

uint8_t encodeFp8(const float* x, size_t count, std::byte* codes) {
    const uint8_t exponent = scaleExponent(x, count, static_cast<float>(LF_KV_AMAX_FLOOR),
                                           std::bit_cast<float>(uint32_t{LF_KV_INVERSE_MAX_BITS}));
    const float scale = powerOfTwo(exponent);
    for (size_t i = 0; i < count; ++i) {
        const float value = roundToBf16(x[i]) / scale;
        const unsigned sign = std::signbit(value) ? 0x80U : 0U;
        codes[i] = static_cast<std::byte>(sign | e4m3Magnitude(clampMagnitude(value, float{LF_E4M3_MAX})));
    }
    return exponent;
}

uint8_t encodeFp4(const float* x, size_t count, std::byte* codes) {
    const uint8_t exponent = scaleExponent(x, count, std::bit_cast<float>(uint32_t{LF_INDEX_AMAX_FLOOR_BITS}),
                                           std::bit_cast<float>(uint32_t{LF_INDEX_INVERSE_MAX_BITS}));
    const float scale = powerOfTwo(exponent);
    for (size_t i = 0; i < count; ++i) {
        const float value = roundToBf16(x[i]) / scale;
        const unsigned sign = std::signbit(value) ? 8U : 0U;
        const unsigned code = sign | e2m1Magnitude(clampMagnitude(value, float{LF_E2M1_MAX}));
        codes[i / 2] = i % 2 == 0 ? static_cast<std::byte>(code) : codes[i / 2] | static_cast<std::byte>(code << 4U);
    }
    return exponent;
}

}  // namespace lanternfish::backends::cpu
