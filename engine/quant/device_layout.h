#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/quant/types.h"

namespace lanternfish::quant {

/// Bytes of a row of `columns` elements (whole blocks) in the layout of shaders/shared/device_layouts.h.
uint64_t deviceRowBytes(Type type, uint64_t columns);

/// Moves the bits of a row in the file's blocks (rowBytes, any alignment) to their places in a device row
/// (deviceRowBytes, any alignment), and zeroes what lies between.
void packDeviceRow(Type type, uint64_t columns, std::span<const std::byte> fileRow, std::span<std::byte> deviceRow);

/// The inverse: the bytes of the file.
void unpackDeviceRow(Type type, uint64_t columns, std::span<const std::byte> deviceRow, std::span<std::byte> fileRow);

}  // namespace lanternfish::quant
