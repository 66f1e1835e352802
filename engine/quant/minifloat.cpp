#include "engine/quant/minifloat.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "shaders/shared/block_layouts.h"

namespace lanternfish::quant {

namespace {

constexpr std::array<float, 8> kE2m1 = {LF_E2M1_VALUES};
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

}  // namespace

uint8_t encodeE4m3(float value) {
    const uint8_t sign = std::signbit(value) ? 0x80 : 0;
    if (std::isnan(value))
        return sign | 0x7f;
    const float magnitude = std::min(std::fabs(value), static_cast<float>(LF_E4M3_MAX));
    if (magnitude == 0)
        return sign;
    const int exponent = std::max(std::ilogb(magnitude), -6);
    const auto steps = static_cast<int>(std::nearbyint(std::ldexp(magnitude, 3 - exponent)));
    // 8 steps are one exponent: a carry out of the mantissa lands in the exponent by itself.
    return static_cast<uint8_t>(sign | ((exponent + 6) * 8 + steps));
}

float decodeE4m3(uint8_t code) {
    const int exponent = (code >> 3) & 15;
    const int mantissa = code & 7;
    if (exponent == 15 && mantissa == 7)
        return kNan;
    const float magnitude = exponent == 0 ? std::ldexp(static_cast<float>(mantissa), -9)
                                          : std::ldexp(static_cast<float>(8 + mantissa), exponent - 10);
    return (code & 0x80) != 0 ? -magnitude : magnitude;
}

uint8_t encodeE2m1(float value) {
    const float a = std::fabs(value);
    // The midpoints between neighbours; a tie goes up only where the upper code is even.
    const int code = (a > 0.25F) + (a >= 0.75F) + (a > 1.25F) + (a >= 1.75F) + (a > 2.5F) + (a >= 3.5F) + (a > 5.0F);
    return static_cast<uint8_t>(code | (std::signbit(value) ? 8 : 0));
}

float decodeE2m1(uint8_t code) {
    const float magnitude = kE2m1[code & 7];
    return (code & 8) != 0 && magnitude != 0 ? -magnitude : magnitude;
}

uint8_t encodeScale(float value) {
    if (std::isnan(value))
        return 255;
    const auto bits = std::bit_cast<uint32_t>(value);
    const uint32_t code = ((bits >> 23) & 255) + ((bits & 0x7fffff) != 0 ? 1 : 0);
    return static_cast<uint8_t>(std::min(code, 254u));
}

float decodeScale(uint8_t code) {
    return code == 255 ? kNan : std::ldexp(1.0F, code - 127);
}

}  // namespace lanternfish::quant
