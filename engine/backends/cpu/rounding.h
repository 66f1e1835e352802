#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace lanternfish::backends::cpu {

/// Round to nearest even.
inline uint16_t toBf16(float value) {
    const auto bits = std::bit_cast<uint32_t>(value);
    if ((bits & 0x7FFFFFFFU) > 0x7F800000U)
        return static_cast<uint16_t>(bits >> 16U | 0x40U);  // Rounding could carry a NaN into an infinity.
    return static_cast<uint16_t>((bits + 0x7FFFU + (bits >> 16U & 1U)) >> 16U);
}

inline float fromBf16(uint16_t bits) {
    return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16U);
}

inline float roundToBf16(float value) {
    return fromBf16(toBf16(value));
}

/// The value of a scale byte; of those that the encoders below give.
inline float powerOfTwo(uint8_t exponent) {
    return std::bit_cast<float>(static_cast<uint32_t>(exponent) << 23U);
}

/// Codes of one block: bf16, then the smallest power-of-two scale that fits, then round to nearest even. Return the
/// scale's exponent plus 127. Spec 4.4, 4.5.
uint8_t encodeFp8(const float* x, size_t count, std::byte* codes);
/// Two codes a byte, the even element in the low half.
uint8_t encodeFp4(const float* x, size_t count, std::byte* codes);

}  // namespace lanternfish::backends::cpu
