#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "engine/backends/gpu/gpu_device.h"

namespace lanternfish::backends::gpu {

/// What a workgroup of matmul computes of a product of many rows, and what a lane of it.
struct Tile {
    uint32_t rows = 0, outs = 0;
    uint32_t laneRows = 0, laneOuts = 0;

    constexpr uint32_t invocations() const { return rows / laneRows * (outs / laneOuts); }
    bool operator==(const Tile&) const = default;
};

/// What a tile is to serve.
struct TileNeed {
    uint32_t way = 0;  ///< LF_WAY_*.
    bool gated = false;
    uint32_t rows = 0;  ///< That read the same weight; of experts those of a typical one.
    uint32_t outs = 0;
    uint32_t outsPerGroup = UINT32_MAX;  ///< A tile is of one group.
    uint32_t weights = 1;                ///< Experts, each with rows of its own.
};

/// All there are, the largest first.
std::span<const Tile> knownTiles();

/// "32x64": rows, then outs.
std::string tileName(const Tile& tile);
/// Nothing for no name. Errors: InvalidArgument for a name of none.
Result<std::optional<Tile>> tileByName(const std::string& name);

/// Shared memory that a workgroup takes.
uint64_t sharedBytes(const Tile& tile, uint32_t way, bool gated);

/// The one tile for all of `needs`; nothing where the device has none. `only`: that one or none.
std::optional<Tile> chooseTile(const Limits& limits, std::span<const TileNeed> needs, const std::optional<Tile>& only);

}  // namespace lanternfish::backends::gpu
