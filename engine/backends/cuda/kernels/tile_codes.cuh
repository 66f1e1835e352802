#pragma once

// A tile of products of weights that are codes, on tensor cores. Activations are bytes with a scale per 32 columns,
// which come to shared memory as they are, a chunk at a time. A warp has 16 outs and all rows of the tile, so that it
// alone reads its weights: they pass shared memory as they are, and become bytes in the registers that a tensor core
// takes. While a chunk is multiplied, the next one is on its way to registers.
#include "engine/backends/cuda/kernels/codes.cuh"
#include "engine/backends/cuda/kernels/mma.cuh"
#include "engine/backends/cuda/kernels/quantise.cuh"
#include "engine/backends/cuda/kernels/tile.cuh"

namespace lanternfish::backends::cuda {

constexpr uint32_t kBlock = 32;  // Columns of a product of tensor cores, and of a scale.
static_assert(kBlock == LF_QUANTISED_BLOCK);
constexpr uint32_t kChunkBlocks = 2, kChunk = kChunkBlocks * kBlock;
constexpr uint32_t kMostPieces = 4;  // Of 16 bytes: a row of Q8_0 in a chunk.

// A row of a weight in a chunk, as it lies in memory.
struct RawRow {
    uint4 pieces[kMostPieces];
    uint32_t scales[2];
};

__device__ __forceinline__ RawRow loadRaw(uint32_t type, const uint8_t* row, uint32_t k, uint32_t columns) {
    RawRow raw{};
    switch (type) {
        case kQ8_0:
#pragma unroll
            for (uint32_t i = 0; i < 4; ++i)
                if (k + 16 * i < columns)
                    raw.pieces[i] = loadWeight<uint4>(row + LF_DEVICE_Q8_0_CODES + k + 16 * i);
            raw.scales[0] = loadWeight<uint32_t>(row + LF_DEVICE_Q8_0_SCALES(columns) + k / LF_Q8_0_ELEMENTS * 2);
            break;
        case kMXFP4:
#pragma unroll
            for (uint32_t i = 0; i < 2; ++i)
                if (k + 32 * i < columns)
                    raw.pieces[i] = loadWeight<uint4>(row + LF_DEVICE_MXFP4_CODES + k / 2 + 16 * i);
            raw.scales[0] = loadWeight<uint16_t>(row + LF_DEVICE_MXFP4_SCALES(columns) + k / LF_MXFP4_ELEMENTS);
            break;
        case kIQ2_XXS:
            raw.pieces[0] = loadWeight<uint4>(row + LF_DEVICE_IQ2_XXS_GROUPS + k / 4);
            raw.scales[0] = loadWeight<uint16_t>(row + LF_DEVICE_IQ2_XXS_SCALES(columns) + k / LF_IQ2_XXS_ELEMENTS * 2);
            break;
        default:
            raw.pieces[0] = loadWeight<uint4>(row + LF_DEVICE_Q2_K_CODES + k / 4);
            raw.scales[0] = loadWeight<uint32_t>(row + LF_DEVICE_Q2_K_SCALES(columns) + k / LF_Q2_K_SUB_ELEMENTS);
            raw.scales[1] = loadWeight<uint32_t>(row + LF_DEVICE_Q2_K_BLOCK_SCALES(columns) + k / LF_Q2_K_ELEMENTS * 4);
            break;
    }
    return raw;
}

// The outs of a warp in 32 columns, as a lane gives them to a tensor core: elements 8t to 8t + 7 of rows g and g + 8.
struct Fragment {
    uint32_t codes[4];
    float scales[2];
};

// Weights of a warp in shared memory. Pieces of the same number lie together; the gap behind 16 of them lets lanes that
// read the halves of two pieces use different banks.
struct WarpWeights {
    uint4 pieces[kMostPieces][LF_MATMUL_WARP_OUTS + 4];
    float scales[kChunkBlocks][LF_MATMUL_WARP_OUTS];
    float minimum[LF_MATMUL_WARP_OUTS];
    uint32_t subs[LF_MATMUL_WARP_OUTS];

    __device__ __forceinline__ void store(uint32_t type, uint32_t row, const RawRow& raw) {
        pieces[0][row] = raw.pieces[0];
        switch (type) {
            case kQ8_0:
#pragma unroll
                for (uint32_t i = 1; i < 4; ++i)
                    pieces[i][row] = raw.pieces[i];
                setScales(row, halfToFloat(raw.scales[0] & 0xffffU), halfToFloat(raw.scales[0] >> 16));
                break;
            case kMXFP4:
                pieces[1][row] = raw.pieces[1];
                setScales(row, halfScale(raw.scales[0] & 255U), halfScale(raw.scales[0] >> 8));
                break;
            case kIQ2_XXS: {
                const float scale = halfToFloat(raw.scales[0]);
                setScales(row, groupScaleOf(scale, raw.pieces[0].y), groupScaleOf(scale, raw.pieces[0].w));
                break;
            }
            default: {
                const float scale = halfToFloat(raw.scales[1] & 0xffffU);
                setScales(row, scale, scale);
                minimum[row] = halfToFloat(raw.scales[1] >> 16);
                subs[row] = raw.scales[0];
                break;
            }
        }
    }

    __device__ __forceinline__ Fragment fragment(uint32_t type, uint32_t block, const uint2* grid) const {
        const uint32_t g = threadIdx.x % 32 / 4;
        Fragment f;
#pragma unroll
        for (uint32_t half = 0; half < 2; ++half) {
            const uint32_t row = g + 8 * half;
            f.scales[half] = scales[block][row];
            const uint2 codes = type == kQ8_0      ? ofQ8(row, block)
                                : type == kMXFP4   ? ofMxfp4(row, block)
                                : type == kIQ2_XXS ? ofIq2Xxs(row, block, grid)
                                                   : ofQ2k(row, block);
            f.codes[half] = codes.x;
            f.codes[half + 2] = codes.y;
        }
        return f;
    }

    // What is taken off the products of Q2_K: the sums of activations times minima, which are bytes too.
    __device__ __forceinline__ Fragment minima(uint32_t block) const {
        const uint32_t g = threadIdx.x % 32 / 4;
        Fragment f;
#pragma unroll
        for (uint32_t half = 0; half < 2; ++half) {
            f.scales[half] = -minimum[g + 8 * half];
            f.codes[half] = f.codes[half + 2] = (sub(g + 8 * half, block) >> 4) * 0x01010101U;
        }
        return f;
    }

private:
    static __device__ __forceinline__ uint32_t part() { return threadIdx.x % 4; }

    __device__ __forceinline__ void setScales(uint32_t row, float first, float second) {
        scales[0][row] = first;
        scales[1][row] = second;
    }
    // Scale and minimum, four bits each, of this lane's eight elements of Q2_K.
    __device__ __forceinline__ uint32_t sub(uint32_t row, uint32_t block) const {
        return (subs[row] >> (8 * (2 * block + part() / 2))) & 255U;
    }

    __device__ __forceinline__ uint2 ofQ8(uint32_t row, uint32_t block) const {
        return reinterpret_cast<const uint2*>(&pieces[2 * block + part() / 2][row])[part() % 2];
    }
    __device__ __forceinline__ uint2 ofMxfp4(uint32_t row, uint32_t block) const {
        return Mxfp4Format::doubled(reinterpret_cast<const uint32_t*>(&pieces[block][row])[part()]);
    }
    __device__ __forceinline__ uint2 ofIq2Xxs(uint32_t row, uint32_t block, const uint2* grid) const {
        const uint2 group = reinterpret_cast<const uint2*>(&pieces[0][row])[block];
        const uint2 magnitudes = grid[(group.x >> (8 * part())) & 255U];
        const uint32_t signs = signsOf((group.y >> (LF_IQ2_XXS_SIGN_BITS * part())) & 127U);
        return {Iq2XxsFormat::withSigns(magnitudes.x, signs), Iq2XxsFormat::withSigns(magnitudes.y, signs >> 4)};
    }
    // Codes times their scales, which is at most 45: one scale remains for all 32 columns.
    __device__ __forceinline__ uint2 ofQ2k(uint32_t row, uint32_t block) const {
        const uint32_t codes = reinterpret_cast<const uint16_t*>(&pieces[0][row])[4 * block + part()];
        const uint32_t scale = sub(row, block) & 15U;
        return {spreadPairs(codes & 255U) * scale, spreadPairs(codes >> 8) * scale};
    }
    // Two bits each of four elements as bytes.
    static __device__ __forceinline__ uint32_t spreadPairs(uint32_t codes) {
        const uint32_t x = (codes | (codes << 12)) & 0x000f000fU;
        return (x | (x << 6)) & 0x03030303U;
    }
};

// Activations of a block in shared memory: eight bytes for each lane of a tensor core's column.
struct TileActivations {
    alignas(16) uint2 codes[kChunkBlocks][kMostTileRows][4];
    float scales[kChunkBlocks][kMostTileRows];
};

struct CodesStore {
    TileActivations x[2];
    WarpWeights weights[kMostTileWarps][2];
    uint2 grid[256];
};

template <uint32_t kFragments, bool kGated>
class CodesTile {
public:
    __device__ __forceinline__ CodesTile(const Tile& tile, CodesStore& store) : m_tile(tile), m_store(store) {
        if (warpLoads())
            m_row = tile.weightRow(which(), warp() * LF_MATMUL_WARP_OUTS + lane() % LF_MATMUL_WARP_OUTS);
#pragma unroll
        for (float& sum : m_sums)
            sum = 0.0F;
    }

    // False where the step was cancelled.
    __device__ __forceinline__ bool multiply(const Step& step) {
        const uint32_t columns = m_tile.params().columns;
        if (m_tile.type(0) == kIQ2_XXS || (kGated && m_tile.type(1) == kIQ2_XXS))
            for (uint32_t i = threadIdx.x; i < 256; i += m_tile.threads())
                m_store.grid[i] = loadWeight<uint2>(bound<const uint32_t>(m_tile.arguments, 1) + 2 * i);
        load(0);
        for (uint32_t first = 0; first < columns; first += kChunk) {
            if (first % kStopColumns == 0 && step.stopped())
                return false;
            TileActivations& x = m_store.x[first / kChunk % 2];
            store(x);
            // The other buffer of activations may still be read, that of weights is the warp's own.
            __syncthreads();
            if (first + kChunk < columns)
                load(first + kChunk);
#pragma unroll 1
            for (uint32_t block = 0; block < kChunkBlocks && first + block * kBlock < columns; ++block)
                addBlock(x, block);
        }
        return true;
    }

    __device__ __forceinline__ void storeSums() const {
        const uint32_t o = warp() * LF_MATMUL_WARP_OUTS + lane() / 4;
#pragma unroll
        for (uint32_t i = 0; i < kSums; ++i) {
            const uint32_t row = i / 4 * kFragmentRows + lane() % 4 * 2 + i % 2;
            m_tile.store<kGated>(row, o + i % 4 / 2 * 8, m_sums[i], m_sums[(kGated ? kSums : 0) + i]);
        }
    }

private:
    static constexpr uint32_t kRows = kFragments * kFragmentRows, kSums = 4 * kFragments;
    static constexpr uint32_t kUnits = kRows * kChunk / 16;  // Of 16 bytes, in a chunk.
    // A tile of the most rows has four warps, lower ones may have two.
    static constexpr uint32_t kLeastThreads = kRows == kMostTileRows ? 128 : 64;
    static constexpr uint32_t kTurns = (kUnits + kLeastThreads - 1) / kLeastThreads;
    // Added to whole numbers below 2^22, whose bits are those of a float then.
    static constexpr int32_t kShift = 0x4b400000;

    static __device__ __forceinline__ uint32_t lane() { return threadIdx.x % 32; }
    static __device__ __forceinline__ uint32_t warp() { return threadIdx.x / 32; }
    // A lane loads a row of the weights, in the lower half of the warp of the first.
    static __device__ __forceinline__ uint32_t which() { return kGated ? lane() / LF_MATMUL_WARP_OUTS : 0; }
    static __device__ __forceinline__ bool warpLoads() { return kGated || lane() < LF_MATMUL_WARP_OUTS; }

    __device__ __forceinline__ void load(uint32_t first) {
        const uint32_t columns = m_tile.params().columns;
        if (warpLoads())
            m_raw = loadRaw(m_tile.type(which()), m_row, first, columns);
#pragma unroll
        for (uint32_t turn = 0; turn < kTurns; ++turn) {
            const uint32_t unit = turn * m_tile.threads() + threadIdx.x;
            if (unit >= kUnits)
                break;
            const uint32_t k = first + unit / (2 * kRows) * kBlock + unit % 2 * 16;
            const uint8_t* const row = m_tile.xBytes(unit / 2 % kRows);
            const bool there = row != nullptr && k < columns;
            m_x[turn] = there ? loadCodes(row, m_tile.group + k) : uint4{};
            m_scales[turn] = there ? loadByteScale(row, m_tile.group + k) : 0.0F;
        }
    }

    __device__ __forceinline__ void store(TileActivations& x) {
#pragma unroll
        for (uint32_t turn = 0; turn < kTurns; ++turn) {
            const uint32_t unit = turn * m_tile.threads() + threadIdx.x;
            if (unit >= kUnits)
                break;
            const uint32_t block = unit / (2 * kRows), row = unit / 2 % kRows;
            *reinterpret_cast<uint4*>(&x.codes[block][row][unit % 2 * 2]) = m_x[turn];
            if (unit % 2 == 0)
                x.scales[block][row] = m_scales[turn];
        }
        // Slower lanes may still read the last chunk.
        __syncwarp();
        if (warpLoads())
            m_store.weights[warp()][which()].store(m_tile.type(which()), lane() % LF_MATMUL_WARP_OUTS, m_raw);
    }

    __device__ __forceinline__ void addBlock(const TileActivations& x, uint32_t block) {
#pragma unroll
        for (uint32_t w = 0; w < (kGated ? 2 : 1); ++w) {
            const WarpWeights& weights = m_store.weights[warp()][w];
            const uint32_t type = m_tile.type(w);
            addFragment(weights.fragment(type, block, m_store.grid), x, block, w);
            if (type == kQ2_K)
                addFragment(weights.minima(block), x, block, w);
        }
    }

    __device__ __forceinline__ void addFragment(const Fragment& f, const TileActivations& x, uint32_t block,
                                                uint32_t which) {
        const float shift = bitsToFloat(kShift);
#pragma unroll
        for (uint32_t n = 0; n < kFragments; ++n) {
            if (n * kFragmentRows >= m_tile.count)
                break;
            const uint2 codes = x.codes[block][n * kFragmentRows + lane() / 4][lane() % 4];
            const float2 scales =
                *reinterpret_cast<const float2*>(&x.scales[block][n * kFragmentRows + lane() % 4 * 2]);
            const uint32_t b[2] = {codes.x, codes.y};
            int32_t products[4] = {kShift, kShift, kShift, kShift};
            mmaS8(products, f.codes, b);
#pragma unroll
            for (uint32_t i = 0; i < 4; ++i) {
                const float product = f.scales[i / 2] * (bitsToFloat(uint32_t(products[i])) - shift);
                float& sum = m_sums[which * kSums + 4 * n + i];
                sum = fmaf(i % 2 == 0 ? scales.x : scales.y, product, sum);
            }
        }
    }

    const Tile& m_tile;
    CodesStore& m_store;
    const uint8_t* m_row = nullptr;
    RawRow m_raw;
    uint4 m_x[kTurns];
    float m_scales[kTurns];
    float m_sums[(kGated ? 2 : 1) * kSums];
};

}  // namespace lanternfish::backends::cuda
