#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

/// The roundings that the model was trained with for its caches. round* gives the values that a cache keeps, pack* the
/// bytes of shaders/shared/block_layouts.h that hold exactly these values, unpack* the values again. A block that holds
/// a NaN becomes NaN as a whole, where its scale is kept.
namespace lanternfish::quant {

/// bf16, then all but the last `rotary` elements (<= row.size()) to e4m3fn with a power-of-two scale per 64. Spec 4.4.
void roundKvRow(std::span<float> row, uint32_t rotary);
size_t packedKvBytes(size_t dim, uint32_t rotary);
void packKvRow(std::span<const float> row, uint32_t rotary, std::span<std::byte> bytes);
void unpackKvRow(std::span<const std::byte> bytes, uint32_t rotary, std::span<float> row);

/// bf16, then e2m1 with a power-of-two scale per 32 elements. Spec 4.5.
void roundIndexRow(std::span<float> row);
size_t packedIndexBytes(size_t dim);
void packIndexRow(std::span<const float> row, std::span<std::byte> bytes);
void unpackIndexRow(std::span<const std::byte> bytes, std::span<float> row);

}  // namespace lanternfish::quant
