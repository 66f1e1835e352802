#pragma once

#include <cstdint>

/// The 8-bit and 4-bit floats of the caches and of MXFP4, and their shared power-of-two scales.
namespace lanternfish::quant {

/// OCP e4m3fn: 448 at most, no infinities. To the nearest, ties to even; larger magnitudes become 448, NaN stays NaN.
uint8_t encodeE4m3(float value);
float decodeE4m3(uint8_t code);

/// e2m1: 0, .5, 1, 1.5, 2, 3, 4, 6 and their negatives, in the low four bits. To the nearest, ties to the even code;
/// larger magnitudes become 6. NaN has no code: it becomes 0. Code 8 reads as a zero without sign, as MXFP4 files mean
/// it.
uint8_t encodeE2m1(float value);
float decodeE2m1(uint8_t code);

/// The smallest power of two >= `value` (> 0) as e8m0, that is its exponent + 127. Infinity becomes 254, the largest
/// power; NaN becomes 255. Spec 4.3.
uint8_t encodeScale(float value);

/// 2^(code - 127). 255 is NaN.
float decodeScale(uint8_t code);

}  // namespace lanternfish::quant
