#include "engine/backends/gpu/tiles.h"

#include <algorithm>
#include <array>
#include <format>

#include "shaders/shared/dispatch_params.h"

namespace lanternfish::backends::gpu {

namespace {

// The more sums a lane has, the more products it makes of what it reads from shared memory. None has more invocations
// than the 128 that every device allows; in the 16 KiB that every device has, there is one for each way.
constexpr std::array kTiles = {Tile{64, 64, 8, 4}, Tile{32, 64, 4, 4}, Tile{32, 32, 4, 2}, Tile{16, 64, 4, 4},
                               Tile{16, 32, 4, 2}, Tile{8, 64, 2, 4},  Tile{8, 32, 2, 2}};

// Fewer leave compute units idle. Graphics processors have 8 to 170, and Vulkan's core does not tell; a processor has
// few threads, and tiles of 64 outs cost lavapipe two thirds of what those of 32 do.
constexpr uint64_t kEnoughGroups = 128, kEnoughOfProcessor = 8;

bool fits(const Limits& limits, const TileNeed& need, const Tile& tile) {
    return tile.invocations() <= limits.invocations && sharedBytes(tile, need.way, need.gated) <= limits.sharedBytes &&
           (need.outsPerGroup == UINT32_MAX || need.outsPerGroup % tile.outs == 0);
}

uint64_t groupsOf(const TileNeed& need, const Tile& tile) {
    return uint64_t{need.weights} * ((need.outs + tile.outs - 1) / tile.outs) *
           ((need.rows + tile.rows - 1) / tile.rows);
}

/// Not mostly empty where there is a lower one, and not too few.
bool suits(const TileNeed& need, const Tile& tile, uint64_t enough) {
    return (need.rows > tile.rows / 2 || tile.rows == kTiles.back().rows) && groupsOf(need, tile) >= enough;
}

}  // namespace

std::span<const Tile> knownTiles() {
    return kTiles;
}

std::string tileName(const Tile& tile) {
    return std::format("{}x{}", tile.rows, tile.outs);
}

Result<std::optional<Tile>> tileByName(const std::string& name) {
    if (name.empty())
        return std::nullopt;
    std::string known;
    for (const Tile& tile : kTiles) {
        if (tileName(tile) == name)
            return tile;
        known += (known.empty() ? "" : ", ") + tileName(tile);
    }
    return makeError(ErrorCode::InvalidArgument, std::format("no tile '{}'; expected one of {}", name, known));
}

uint64_t sharedBytes(const Tile& tile, uint32_t way, bool gated) {
    const uint64_t words = way == LF_WAY_DOT ? 8 : way == LF_WAY_HALF ? 16 : 32;
    const uint64_t weights = gated ? 2 : 1, scaled = way == LF_WAY_FLOAT ? 0 : 1;
    return 4 * (words * (tile.rows + 1) + weights * words * (tile.outs + 1) +
                scaled * (9 * tile.rows + weights * 4 * tile.outs) + 2 * tile.rows + 6);
}

std::optional<Tile> chooseTile(const Limits& limits, std::span<const TileNeed> needs, const std::optional<Tile>& only) {
    const uint64_t enough = limits.processor ? kEnoughOfProcessor : kEnoughGroups;
    std::optional<Tile> least;
    for (const Tile& tile : kTiles) {
        if ((only && tile != *only) ||
            !std::ranges::all_of(needs, [&](const TileNeed& need) { return fits(limits, need, tile); }))
            continue;
        if (std::ranges::all_of(needs, [&](const TileNeed& need) { return suits(need, tile, enough); }))
            return tile;
        least = tile;
    }
    return least;
}

}  // namespace lanternfish::backends::gpu
