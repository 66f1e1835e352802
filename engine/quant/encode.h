#pragma once

#include <cstddef>
#include <span>

#include "engine/quant/types.h"

namespace lanternfish::quant {

/// Writes `values` (whole blocks, finite) as a row of F32, F16, BF16, Q8_0 or MXFP4, each value at its nearest code for
/// the block's scale. `blocks` has exactly the row's bytes. For tests and measurements: the engine reads weights, it
/// makes none.
void encodeRow(Type type, std::span<const float> values, std::span<std::byte> blocks);

}  // namespace lanternfish::quant
