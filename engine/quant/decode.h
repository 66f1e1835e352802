#pragma once

#include <cstddef>
#include <span>

#include "engine/quant/types.h"

namespace lanternfish::quant {

/// The values of a row in the file's blocks, bit for bit those that the format defines. `blocks` has exactly the bytes
/// of out.size() elements, which are whole blocks; any alignment. Every type but I32. Scalar: the reference for faster
/// kernels.
void decodeRow(Type type, std::span<const std::byte> blocks, std::span<float> out);

}  // namespace lanternfish::quant
