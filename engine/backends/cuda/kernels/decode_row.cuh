#pragma once

// Products of weights with one vector, for the decode of a single row in the fast class. A warp shares LF_DECODE_ROWS
// rows of a weight; neighbouring lanes read neighbouring pieces of 16 bytes, each weight byte is read once. The vector
// beside codes is one of bytes, which its maker has stored; every block copies it to shared memory, 16 bytes at a time.
#include "engine/backends/cuda/kernels/codes.cuh"
#include "engine/backends/cuda/kernels/quantise.cuh"

namespace lanternfish::backends::cuda {

constexpr uint32_t kDecodeWarps = LF_DECODE_INVOCATIONS / 32;
constexpr uint32_t kDecodeOuts = kDecodeWarps * LF_DECODE_ROWS;
constexpr uint32_t kGridEntries = 256;
static_assert(LF_DECODE_INVOCATIONS % 32 == 0);

// Shared memory for parts of vectors that take up to kUnits units.
template <uint32_t kUnits>
struct VectorStore {
    static_assert(kUnits % 8 == 0, "places are exchanged among eight units");

    alignas(16) uint32_t words[4 * kUnits];
    float scales[kUnits / 2];
    alignas(16) int16_t sums[kUnits];
    uint2 grid[kGridEntries];

    __device__ __forceinline__ Held held(uint32_t first) const {
        return {reinterpret_cast<const uint4*>(words), scales, sums, grid, first};
    }

    // Elements that one part may have.
    static __device__ __forceinline__ uint32_t most(uint32_t type) { return (hasCodes(type) ? 16 : 4) * kUnits; }
    static __device__ __forceinline__ uint32_t unitsOf(uint32_t type, uint32_t count) {
        return hasCodes(type) ? count / 16 : (count + 7) / 8 * 2;
    }

    // Copies the grid, from binding 1.
    __device__ __forceinline__ void loadGrid(const uint32_t* table) {
        for (uint32_t i = threadIdx.x; i < kGridEntries; i += LF_DECODE_INVOCATIONS)
            grid[i] = loadWeight<uint2>(table + 2 * i);
    }

    // `count` elements of x from `from` on, as units from `first` on. Beside codes x is a row of bytes, else of floats.
    // The block has to wait before it reads them.
    __device__ __forceinline__ void hold(uint32_t type, const uint8_t* x, uint32_t from, uint32_t count,
                                         uint32_t first) {
        if (type == kQ2_K)
            holdCodes<true>(x, from, count, first);
        else if (hasCodes(type))
            holdCodes<false>(x, from, count, first);
        else
            holdFloats(reinterpret_cast<const float*>(x) + from, count, first);
    }

private:
    // Zeros up to a whole number of pieces, as the rows of weights have them.
    __device__ __forceinline__ void holdFloats(const float* x, uint32_t count, uint32_t first) {
        const uint32_t end = (count + 7) / 8 * 8;
        for (uint32_t i = threadIdx.x; i < end; i += LF_DECODE_INVOCATIONS)
            words[4 * Held::placeOf(first + i / 4) + i % 4] = i < count ? floatToBits(x[i]) : 0;
    }

    template <bool kTransposed>
    __device__ __forceinline__ void holdCodes(const uint8_t* x, uint32_t from, uint32_t count, uint32_t first) {
        auto* const units = reinterpret_cast<uint4*>(words);
        for (uint32_t u = threadIdx.x; u < count / 16; u += LF_DECODE_INVOCATIONS) {
            const uint4 codes = loadCodes(x, from + 16 * u);
            units[Held::placeOf(first + u)] = kTransposed ? transposed(codes) : codes;
            if constexpr (kTransposed)
                sums[first + u] = int16_t(sumOfUnit(codes));
        }
        for (uint32_t b = threadIdx.x; b < count / LF_QUANTISED_BLOCK; b += LF_DECODE_INVOCATIONS)
            scales[first / 2 + b] = loadByteScale(x, from + LF_QUANTISED_BLOCK * b);
    }
};

// kTurns pieces of each row, all of which are under way before the first is used.
template <class Format, uint32_t kTurns, uint32_t kRows>
__device__ __forceinline__ void multiplyPieces(const uint8_t* const (&rows)[kRows], uint32_t columns, uint32_t from,
                                               uint32_t k, const Held& held, float (&sums)[kRows]) {
    typename Format::Piece pieces[kTurns][kRows];
#pragma unroll
    for (uint32_t turn = 0; turn < kTurns; ++turn)
#pragma unroll
        for (uint32_t r = 0; r < kRows; ++r)
            pieces[turn][r] = Format::load(rows[r], from + k + turn * 32 * Format::kElements, columns);
#pragma unroll
    for (uint32_t turn = 0; turn < kTurns; ++turn) {
        const typename Format::Vector x = Format::read(held, k + turn * 32 * Format::kElements);
#pragma unroll
        for (uint32_t r = 0; r < kRows; ++r)
            sums[r] += Format::dot(pieces[turn][r], x, held);
    }
}

// A lane's part of the products of rows with the part of a vector that is held, `count` elements from `from` on.
template <class Format, uint32_t kRows>
__device__ __forceinline__ void multiplyRows(const uint8_t* const (&rows)[kRows], uint32_t columns, uint32_t from,
                                             uint32_t count, const Held& held, float (&sums)[kRows]) {
    constexpr uint32_t kTurn = 32 * Format::kElements;
    uint32_t k = threadIdx.x % 32 * Format::kElements;
    for (; k + kTurn < count; k += 2 * kTurn)
        multiplyPieces<Format, 2>(rows, columns, from, k, held, sums);
    if (k < count)
        multiplyPieces<Format, 1>(rows, columns, from, k, held, sums);
}

// Asks for a row that this warp is going to read, before the block is done with the vector.
__device__ __forceinline__ void prefetchRow(const uint8_t* row, uint32_t rowBytes) {
    constexpr uint32_t kLine = 128;
    for (uint32_t at = threadIdx.x % 32 * kLine; at < rowBytes; at += 32 * kLine)
        prefetchLine(row + at);
}

// Row r of those of this warp, in part `block` of the rows, kDecodeOuts of them.
__device__ __forceinline__ uint32_t outOf(uint32_t block, uint32_t r) {
    return block * kDecodeOuts + r * kDecodeWarps + threadIdx.x / 32;
}

}  // namespace lanternfish::backends::cuda
