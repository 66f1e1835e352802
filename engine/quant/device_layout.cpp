#include "engine/quant/device_layout.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>

#include "shaders/shared/device_layouts.h"

namespace lanternfish::quant {

namespace {

// Words of a device row are moved as the host's.
static_assert(std::endian::native == std::endian::little);

// What the decoders of shaders take for granted: their loads are aligned, and a block's fields fill the planes.
static_assert(LF_DEVICE_ALIGN % 16 == 0);
static_assert(LF_DEVICE_Q8_0_SCALES(LF_Q8_0_ELEMENTS) == LF_Q8_0_BYTES - 2);
static_assert(LF_DEVICE_MXFP4_SCALES(LF_MXFP4_ELEMENTS) == LF_MXFP4_BYTES - 1);
static_assert(LF_DEVICE_IQ2_XXS_SCALES(LF_IQ2_XXS_ELEMENTS) == LF_IQ2_XXS_BYTES - 2);
static_assert(LF_DEVICE_Q2_K_BLOCK_SCALES(LF_Q2_K_ELEMENTS) == LF_Q2_K_BYTES - 4);
// 16 blocks leave no gap: the bytes of the file, and no more.
static_assert(LF_DEVICE_Q8_0_ROW_BYTES(16 * LF_Q8_0_ELEMENTS) == 16 * LF_Q8_0_BYTES);
static_assert(LF_DEVICE_MXFP4_ROW_BYTES(16 * LF_MXFP4_ELEMENTS) == 16 * LF_MXFP4_BYTES);
static_assert(LF_DEVICE_IQ2_XXS_ROW_BYTES(16 * LF_IQ2_XXS_ELEMENTS) == 16 * LF_IQ2_XXS_BYTES);
static_assert(LF_DEVICE_Q2_K_ROW_BYTES(16 * LF_Q2_K_ELEMENTS) == 16 * LF_Q2_K_BYTES);

template <class T>
T load(const std::byte* from) {
    T value;
    std::memcpy(&value, from, sizeof(T));
    return value;
}

template <class T>
void store(std::byte* to, T value) {
    std::memcpy(to, &value, sizeof(T));
}

/// A field of all blocks: `bytes` from `inBlock` on of each go to `inRow` and after, one block's after the other's.
struct Plane {
    uint64_t inBlock = 0;
    uint64_t inRow = 0;
    uint64_t bytes = 0;
};

struct Blocks {
    uint64_t count = 0;
    uint64_t bytes = 0;
};

void packPlane(Blocks blocks, const Plane& plane, const std::byte* file, std::byte* device) {
    for (uint64_t b = 0; b < blocks.count; ++b)
        std::memcpy(device + plane.inRow + b * plane.bytes, file + b * blocks.bytes + plane.inBlock, plane.bytes);
}

void unpackPlane(Blocks blocks, const Plane& plane, const std::byte* device, std::byte* file) {
    for (uint64_t b = 0; b < blocks.count; ++b)
        std::memcpy(file + b * blocks.bytes + plane.inBlock, device + plane.inRow + b * plane.bytes, plane.bytes);
}

// The low four bits of 8 bytes, side by side, and back.
uint32_t gatherNibbles(uint64_t bytes) {
    uint64_t x = bytes & 0x0f0f0f0f0f0f0f0fU;
    x = (x | x >> 4U) & 0x00ff00ff00ff00ffU;
    x = (x | x >> 8U) & 0x0000ffff0000ffffU;
    return static_cast<uint32_t>(x | x >> 16U);
}

uint64_t spreadNibbles(uint32_t nibbles) {
    uint64_t x = nibbles;
    x = (x | x << 16U) & 0x0000ffff0000ffffU;
    x = (x | x << 8U) & 0x00ff00ff00ff00ffU;
    return (x | x << 4U) & 0x0f0f0f0f0f0f0f0fU;
}

// The low two bits of 8 bytes, side by side, and back.
uint16_t gatherPairs(uint64_t bytes) {
    uint64_t x = bytes & 0x0303030303030303U;
    x = (x | x >> 6U) & 0x000f000f000f000fU;
    x = (x | x >> 12U) & 0x000000ff000000ffU;
    return static_cast<uint16_t>(x | x >> 24U);
}

uint64_t spreadPairs(uint16_t pairs) {
    uint64_t x = pairs;
    x = (x | x << 24U) & 0x000000ff000000ffU;
    x = (x | x << 12U) & 0x000f000f000f000fU;
    return (x | x << 6U) & 0x0303030303030303U;
}

// File: byte j holds elements j and j + 16. Device: word w holds elements 8w to 8w + 7.
void packMxfp4Codes(const std::byte* file, std::byte* device) {
    for (uint64_t half = 0; half < 2; ++half) {
        const auto bytes = load<uint64_t>(file + 8 * half);
        store(device + 4 * half, gatherNibbles(bytes));
        store(device + 8 + 4 * half, gatherNibbles(bytes >> 4U));
    }
}

void unpackMxfp4Codes(const std::byte* device, std::byte* file) {
    for (uint64_t half = 0; half < 2; ++half) {
        const uint64_t low = spreadNibbles(load<uint32_t>(device + 4 * half));
        const uint64_t high = spreadNibbles(load<uint32_t>(device + 8 + 4 * half));
        store(file + 8 * half, low | high << 4U);
    }
}

// File: in each half, byte j holds elements j, j + 32, j + 64 and j + 96. Device: 16 bits hold elements 8n to 8n + 7.
void packQ2kCodes(const std::byte* file, std::byte* device) {
    for (uint64_t half = 0; half < LF_Q2_K_ELEMENTS / LF_Q2_K_HALF_ELEMENTS; ++half)
        for (uint64_t part = 0; part < LF_Q2_K_HALF_BYTES / 8; ++part) {
            const auto bytes = load<uint64_t>(file + half * LF_Q2_K_HALF_BYTES + 8 * part);
            for (uint64_t pair = 0; pair < 4; ++pair)
                store(device + half * LF_Q2_K_HALF_BYTES + 8 * pair + 2 * part, gatherPairs(bytes >> (2 * pair)));
        }
}

void unpackQ2kCodes(const std::byte* device, std::byte* file) {
    for (uint64_t half = 0; half < LF_Q2_K_ELEMENTS / LF_Q2_K_HALF_ELEMENTS; ++half)
        for (uint64_t part = 0; part < LF_Q2_K_HALF_BYTES / 8; ++part) {
            uint64_t bytes = 0;
            for (uint64_t pair = 0; pair < 4; ++pair)
                bytes |= spreadPairs(load<uint16_t>(device + half * LF_Q2_K_HALF_BYTES + 8 * pair + 2 * part))
                         << (2 * pair);
            store(file + half * LF_Q2_K_HALF_BYTES + 8 * part, bytes);
        }
}

/// What of a type is only moved, and the codes that are reordered on the way, if any.
struct Layout {
    std::array<Plane, 3> moved;  ///< Those of no bytes don't exist.
    Plane reordered;
    void (*pack)(const std::byte* file, std::byte* device) = nullptr;
    void (*unpack)(const std::byte* device, std::byte* file) = nullptr;
};

Layout layoutOf(Type type, uint64_t columns) {
    switch (type) {
        case Type::Q8_0:
            return {{Plane{LF_Q8_0_CODES, LF_DEVICE_Q8_0_CODES, LF_Q8_0_ELEMENTS},
                     Plane{LF_Q8_0_SCALE, LF_DEVICE_Q8_0_SCALES(columns), 2}},
                    {}};
        case Type::MXFP4:
            return {{Plane{LF_MXFP4_SCALE, LF_DEVICE_MXFP4_SCALES(columns), 1}},
                    {LF_MXFP4_CODES, LF_DEVICE_MXFP4_CODES, LF_MXFP4_ELEMENTS / 2},
                    packMxfp4Codes,
                    unpackMxfp4Codes};
        case Type::IQ2_XXS:
            return {{Plane{LF_IQ2_XXS_GROUPS, LF_DEVICE_IQ2_XXS_GROUPS, LF_IQ2_XXS_BYTES - 2},
                     Plane{LF_IQ2_XXS_SCALE, LF_DEVICE_IQ2_XXS_SCALES(columns), 2}},
                    {}};
        case Type::Q2_K:
            return {{Plane{LF_Q2_K_SCALES, LF_DEVICE_Q2_K_SCALES(columns), LF_Q2_K_CODES},
                     Plane{LF_Q2_K_SCALE, LF_DEVICE_Q2_K_BLOCK_SCALES(columns), 4}},
                    {LF_Q2_K_CODES, LF_DEVICE_Q2_K_CODES, LF_Q2_K_ELEMENTS / 4},
                    packQ2kCodes,
                    unpackQ2kCodes};
        case Type::F32:
        case Type::F16:
        case Type::BF16:
        case Type::I32:
            break;
    }
    return {{Plane{0, 0, rowBytes(type, columns)}}, {}};
}

Blocks blocksOf(Type type, uint64_t columns) {
    const TypeInfo& info = typeInfo(type);
    // A plain row is one plane, moved at once.
    return info.blockElements == 1 ? Blocks{1, columns * info.blockBytes}
                                   : Blocks{columns / info.blockElements, info.blockBytes};
}

}  // namespace

uint64_t deviceRowBytes(Type type, uint64_t columns) {
    switch (type) {
        case Type::Q8_0:
            return LF_DEVICE_Q8_0_ROW_BYTES(columns);
        case Type::MXFP4:
            return LF_DEVICE_MXFP4_ROW_BYTES(columns);
        case Type::IQ2_XXS:
            return LF_DEVICE_IQ2_XXS_ROW_BYTES(columns);
        case Type::Q2_K:
            return LF_DEVICE_Q2_K_ROW_BYTES(columns);
        case Type::I32:
            return rowBytes(type, columns);
        case Type::F32:
        case Type::F16:
        case Type::BF16:
            break;
    }
    return LF_DEVICE_PLAIN_ROW_BYTES(columns, uint64_t{typeInfo(type).blockBytes});
}

void packDeviceRow(Type type, uint64_t columns, std::span<const std::byte> fileRow, std::span<std::byte> deviceRow) {
    assert(fileRow.size() == rowBytes(type, columns) && deviceRow.size() == deviceRowBytes(type, columns));
    const Layout layout = layoutOf(type, columns);
    const Blocks blocks = blocksOf(type, columns);
    if (deviceRow.size() != fileRow.size())
        std::ranges::fill(deviceRow, std::byte{0});
    for (const Plane& plane : layout.moved)
        if (plane.bytes != 0)
            packPlane(blocks, plane, fileRow.data(), deviceRow.data());
    if (layout.pack != nullptr)
        for (uint64_t b = 0; b < blocks.count; ++b)
            layout.pack(fileRow.data() + b * blocks.bytes + layout.reordered.inBlock,
                        deviceRow.data() + layout.reordered.inRow + b * layout.reordered.bytes);
}

void unpackDeviceRow(Type type, uint64_t columns, std::span<const std::byte> deviceRow, std::span<std::byte> fileRow) {
    assert(fileRow.size() == rowBytes(type, columns) && deviceRow.size() == deviceRowBytes(type, columns));
    const Layout layout = layoutOf(type, columns);
    const Blocks blocks = blocksOf(type, columns);
    for (const Plane& plane : layout.moved)
        if (plane.bytes != 0)
            unpackPlane(blocks, plane, deviceRow.data(), fileRow.data());
    if (layout.unpack != nullptr)
        for (uint64_t b = 0; b < blocks.count; ++b)
            layout.unpack(deviceRow.data() + layout.reordered.inRow + b * layout.reordered.bytes,
                          fileRow.data() + b * blocks.bytes + layout.reordered.inBlock);
}

}  // namespace lanternfish::quant
