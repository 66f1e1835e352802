#pragma once

#include <bit>
#include <cstdint>

namespace lanternfish::quant {

/// IEEE binary16 to f32, exact. NaN stays NaN.
float halfToFloat(uint16_t bits);

/// To the nearest binary16, ties to even; too large becomes infinity.
uint16_t floatToHalf(float value);

inline float bfloat16ToFloat(uint16_t bits) {
    return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
}

/// To the nearest bfloat16, ties to even; NaN stays NaN.
inline uint16_t floatToBfloat16(float value) {
    const auto bits = std::bit_cast<uint32_t>(value);
    if (value != value)
        return static_cast<uint16_t>((bits >> 16) | 0x40);  // Rounding could carry a NaN's payload into infinity.
    return static_cast<uint16_t>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

inline float roundToBfloat16(float value) {
    return bfloat16ToFloat(floatToBfloat16(value));
}

}  // namespace lanternfish::quant
