#pragma once

// What a block of matmul computes: a tile of rows and outs, of one weight or, gated, of two.
#include "engine/backends/cuda/kernels/decode.cuh"
#include "engine/backends/cuda/kernels/step.cuh"

namespace lanternfish::backends::cuda {

// Rows of a fragment; a tile has one, two, four or eight of them.
constexpr uint32_t kFragmentRows = 8;
constexpr uint32_t kMostTileRows = 64, kMostTileOuts = 64;
constexpr uint32_t kMostTileWarps = kMostTileOuts / LF_MATMUL_WARP_OUTS;
constexpr uint32_t kNoRow = 0xffffffffU;
// Columns between two looks whether a long product is still wanted.
constexpr uint32_t kStopColumns = 4096;

// Where the rows of the tile are read and written.
struct TileRows {
    uint32_t from[kMostTileRows], to[kMostTileRows];
};

struct Tile {
    const KernelArguments<LfMatmul>& arguments;
    const TileRows& rows;
    uint32_t count;  // Rows that there are.
    uint32_t firstOut;
    const uint8_t *weight, *up;  // Row 0 of the tile's expert.
    const uint8_t* x;            // Row 0: of bytes where codes are multiplied, else of floats.
    uint32_t group;              // Column of a row of x where the tile's own begin.

    __device__ __forceinline__ const LfMatmul& params() const { return arguments.params; }
    __device__ __forceinline__ uint32_t type(uint32_t which) const { return arguments.constants[which]; }
    __device__ __forceinline__ uint32_t threads() const { return arguments.constants[7] / LF_MATMUL_WARP_OUTS * 32; }
    // That of out `o` of the tile; the last one's for what is beyond.
    __device__ __forceinline__ const uint8_t* weightRow(uint32_t which, uint32_t o) const {
        const uint32_t row = smaller(firstOut + o, params().outs - 1);
        return which == 0 ? weight + uint64_t{row} * params().rowBytes : up + uint64_t{row} * params().upRowBytes;
    }
    // Null for a row that there isn't; where its bytes are, and where its floats.
    __device__ __forceinline__ const uint8_t* xBytes(uint32_t row) const {
        const uint32_t from = rows.from[row];
        return from == kNoRow ? nullptr : x + uint64_t{from} * LF_QUANTISED_ROW_BYTES(params().xStride);
    }
    __device__ __forceinline__ const float* xFloats(uint32_t row) const {
        const uint32_t from = rows.from[row];
        return from == kNoRow ? nullptr : reinterpret_cast<const float*>(x) + uint64_t{from} * params().xStride + group;
    }
    // Sums of one out of the tile and one row of it; `up` counts where the tile is gated.
    template <bool kGated>
    __device__ __forceinline__ void store(uint32_t row, uint32_t o, float value, float up) const {
        if (row >= count || firstOut + o >= params().outs)
            return;
        float* const y = bound<float>(arguments, 4) + uint64_t{rows.to[row]} * params().yStride;
        y[params().firstOut + firstOut + o] = kGated ? swiGlu(value, up, params().limit) : value;
    }
};

}  // namespace lanternfish::backends::cuda
