#include "engine/quant/half.h"

#include <algorithm>
#include <cmath>

namespace lanternfish::quant {

float halfToFloat(uint16_t bits) {
    const int exponent = (bits >> 10) & 31;
    const int mantissa = bits & 1023;
    const uint32_t sign = static_cast<uint32_t>(bits & 0x8000) << 16;
    float magnitude;
    if (exponent == 31)
        magnitude = std::bit_cast<float>(0x7f800000u | static_cast<uint32_t>(mantissa) << 13);
    else if (exponent == 0)
        magnitude = std::ldexp(static_cast<float>(mantissa), -24);
    else
        magnitude = std::ldexp(static_cast<float>(1024 + mantissa), exponent - 25);
    return std::bit_cast<float>(std::bit_cast<uint32_t>(magnitude) | sign);
}

uint16_t floatToHalf(float value) {
    const uint16_t sign = std::signbit(value) ? 0x8000 : 0;
    const float magnitude = std::fabs(value);
    if (std::isnan(value))
        return sign | 0x7e00;
    if (magnitude >= 65520.0F)  // Halfway between the largest binary16 and the next power of two: ties go up.
        return sign | 0x7c00;
    if (magnitude == 0)
        return sign;
    const int exponent = std::max(std::ilogb(magnitude), -14);
    const auto steps = static_cast<int>(std::nearbyint(std::ldexp(magnitude, 10 - exponent)));
    // 1024 steps are one exponent: a carry out of the mantissa lands in the exponent by itself.
    return static_cast<uint16_t>(sign | (((exponent + 14) << 10) + steps));
}

}  // namespace lanternfish::quant
