#include "engine/quant/cache_codec.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>

#include "engine/quant/half.h"
#include "engine/quant/minifloat.h"
#include "shaders/shared/block_layouts.h"

namespace lanternfish::quant {

namespace {

constexpr float kKvFloor = static_cast<float>(LF_KV_AMAX_FLOOR);
constexpr float kKvInverseMax = std::bit_cast<float>(LF_KV_INVERSE_MAX_BITS);
constexpr float kIndexFloor = std::bit_cast<float>(LF_INDEX_AMAX_FLOOR_BITS);
constexpr float kIndexInverseMax = std::bit_cast<float>(LF_INDEX_INVERSE_MAX_BITS);

static_assert(448.0F * kKvInverseMax == 1.0F);
static_assert(6.0F * kIndexInverseMax == 1.0F);
static_assert(LF_KV_ROW_BYTES(512, 64) == 448 + 7 + 1 + 128);
static_assert(LF_INDEX_ROW_BYTES(128) == 64 + 4);

/// The scale of a block whose values are those of `block` in bf16.
uint8_t blockScale(std::span<const float> block, float floor, float inverseMax) {
    float largest = floor;
    for (const float value : block) {
        const float magnitude = std::fabs(roundToBfloat16(value));
        if (std::isnan(magnitude))
            return 255;
        largest = std::max(largest, magnitude);
    }
    return encodeScale(largest * inverseMax);
}

uint8_t kvScale(std::span<const float> block) {
    return blockScale(block, kKvFloor, kKvInverseMax);
}
uint8_t indexScale(std::span<const float> block) {
    return blockScale(block, kIndexFloor, kIndexInverseMax);
}

/// Calls body(first, count) for each block of `count` elements.
template <class Body>
void forBlocks(size_t elements, size_t block, Body&& body) {
    for (size_t first = 0; first < elements; first += block)
        body(first, std::min(block, elements - first));
}

template <class T>
void store(std::byte* to, T value) {
    std::memcpy(to, &value, sizeof(T));
}

template <class T>
T load(const std::byte* from) {
    T value;
    std::memcpy(&value, from, sizeof(T));
    return value;
}

}  // namespace

void roundKvRow(std::span<float> row, uint32_t rotary) {
    assert(rotary <= row.size());
    const size_t coded = row.size() - rotary;
    forBlocks(coded, LF_KV_BLOCK, [&](size_t first, size_t count) {
        const float scale = decodeScale(kvScale(row.subspan(first, count)));
        for (float& value : row.subspan(first, count))
            value = decodeE4m3(encodeE4m3(roundToBfloat16(value) / scale)) * scale;
    });
    for (float& value : row.last(rotary))
        value = roundToBfloat16(value);
}

size_t packedKvBytes(size_t dim, uint32_t rotary) {
    return LF_KV_ROW_BYTES(dim, rotary);
}

void packKvRow(std::span<const float> row, uint32_t rotary, std::span<std::byte> bytes) {
    assert(rotary <= row.size() && bytes.size() == packedKvBytes(row.size(), rotary));
    const size_t dim = row.size();
    std::ranges::fill(bytes, std::byte{0});
    forBlocks(dim - rotary, LF_KV_BLOCK, [&](size_t first, size_t count) {
        const uint8_t scaleCode = kvScale(row.subspan(first, count));
        const float scale = decodeScale(scaleCode);
        store(&bytes[LF_KV_SCALES(dim, rotary) + first / LF_KV_BLOCK], scaleCode);
        for (size_t i = first; i < first + count; ++i)
            store(&bytes[i], encodeE4m3(roundToBfloat16(row[i]) / scale));
    });
    for (size_t i = 0; i < rotary; ++i)
        store(&bytes[LF_KV_ROTARY(dim, rotary) + 2 * i], floatToBfloat16(row[dim - rotary + i]));
}

void unpackKvRow(std::span<const std::byte> bytes, uint32_t rotary, std::span<float> row) {
    assert(rotary <= row.size() && bytes.size() == packedKvBytes(row.size(), rotary));
    const size_t dim = row.size();
    for (size_t i = 0; i < dim - rotary; ++i) {
        const auto scaleCode = load<uint8_t>(&bytes[LF_KV_SCALES(dim, rotary) + i / LF_KV_BLOCK]);
        row[i] = decodeE4m3(load<uint8_t>(&bytes[i])) * decodeScale(scaleCode);
    }
    for (size_t i = 0; i < rotary; ++i)
        row[dim - rotary + i] = bfloat16ToFloat(load<uint16_t>(&bytes[LF_KV_ROTARY(dim, rotary) + 2 * i]));
}

void roundIndexRow(std::span<float> row) {
    forBlocks(row.size(), LF_INDEX_BLOCK, [&](size_t first, size_t count) {
        const float scale = decodeScale(indexScale(row.subspan(first, count)));
        for (float& value : row.subspan(first, count))
            value = decodeE2m1(encodeE2m1(roundToBfloat16(value) / scale)) * scale;
    });
}

size_t packedIndexBytes(size_t dim) {
    return LF_INDEX_ROW_BYTES(dim);
}

void packIndexRow(std::span<const float> row, std::span<std::byte> bytes) {
    assert(bytes.size() == packedIndexBytes(row.size()));
    std::ranges::fill(bytes, std::byte{0});
    forBlocks(row.size(), LF_INDEX_BLOCK, [&](size_t first, size_t count) {
        const uint8_t scaleCode = indexScale(row.subspan(first, count));
        const float scale = decodeScale(scaleCode);
        store(&bytes[LF_INDEX_SCALES(row.size()) + first / LF_INDEX_BLOCK], scaleCode);
        for (size_t i = first; i < first + count; ++i) {
            const int code = encodeE2m1(roundToBfloat16(row[i]) / scale) << (i % 2 * 4);
            bytes[i / 2] |= static_cast<std::byte>(code);
        }
    });
}

void unpackIndexRow(std::span<const std::byte> bytes, std::span<float> row) {
    assert(bytes.size() == packedIndexBytes(row.size()));
    for (size_t i = 0; i < row.size(); ++i) {
        const auto codes = load<uint8_t>(&bytes[i / 2]);
        const auto scaleCode = load<uint8_t>(&bytes[LF_INDEX_SCALES(row.size()) + i / LF_INDEX_BLOCK]);
        row[i] = decodeE2m1((codes >> (i % 2 * 4)) & 15) * decodeScale(scaleCode);
    }
}

}  // namespace lanternfish::quant
