#include "engine/backends/cuda/kernels/cache.cuh"
#include "engine/backends/cuda/kernels/step.cuh"

namespace lanternfish::backends::cuda {
namespace {

constexpr uint32_t kThreads = 128;
constexpr uint32_t kHeads = 64;  // Of a tile.
constexpr uint32_t kChunk = 8;   // Vectors of a head or an entry that a tile holds at a time.
// One more than there are, so that vectors of one head lie in different banks; for products, rows of entries as well.
constexpr uint32_t kHeadPitch = kHeads + 1, kEntryPitch = LF_SCORE_ENTRIES + 1, kProductPitch = kHeads + 4;
constexpr uint32_t kStaged = 4096;  // Bytes of packed entries: those of heads of up to 224 elements.
static_assert(kThreads == 4 * LF_SCORE_ENTRIES && 4 * kChunk == LF_INDEX_BLOCK);

struct Tile {
    // The heads' vectors and the entries', then, in the same place, the products by entry.
    union {
        float4 vectors[kChunk * (kHeadPitch + kEntryPitch)];
        float products[LF_SCORE_ENTRIES * kProductPitch];
    };
    float partial[kThreads];
    uint4 staged[kStaged / 16];
};

// A block's heads and entries.
struct Scores {
    const LfCache& cache;
    const float* query;      // Of the row.
    const uint8_t* entries;  // The block's first.
    uint32_t dim, heads, count;
    bool staged;
    Tile& tile;

    // Packed rows lie next to each other, and 32 of them begin on 128 bytes.
    __device__ __forceinline__ void stage() const {
        const uint32_t bytes = count * cache.pitch;
        for (uint32_t i = threadIdx.x; i < bytes / 16; i += kThreads)
            tile.staged[i] = reinterpret_cast<const uint4*>(entries)[i];
        auto* const words = reinterpret_cast<uint32_t*>(tile.staged);
        for (uint32_t i = bytes / 16 * 4 + threadIdx.x; i < bytes / 4; i += kThreads)
            words[i] = reinterpret_cast<const uint32_t*>(entries)[i];
    }

    __device__ __forceinline__ void loadHeads(uint32_t firstHead, uint32_t chunk) const {
#pragma unroll
        for (uint32_t i = threadIdx.x; i < kHeads * kChunk; i += kThreads) {
            const uint32_t head = firstHead + i / kChunk, d = 4 * (chunk + i % kChunk);
            float4 value{};
            if (head < heads && d < dim) {
                const float* const from = query + head * dim + d;
                value = dim % 4 == 0 ? *reinterpret_cast<const float4*>(from)
                                     : float4{from[0], d + 1 < dim ? from[1] : 0.0F, d + 2 < dim ? from[2] : 0.0F,
                                              d + 3 < dim ? from[3] : 0.0F};
            }
            tile.vectors[i % kChunk * kHeadPitch + i / kChunk] = value;
        }
    }

    __device__ __forceinline__ void loadEntries(uint32_t chunk) const {
        const uint32_t entry = threadIdx.x / 4, pair = threadIdx.x % 4, d = 4 * chunk + 8 * pair;
        const uint8_t* const row =
            (staged ? reinterpret_cast<const uint8_t*>(tile.staged) : entries) + entry * cache.pitch;
        float x[8] = {};
        if (entry < count && staged && d + 8 <= dim) {
            const float scale = decodeScale(row[LF_INDEX_SCALES(dim) + d / LF_INDEX_BLOCK]);
            const uint32_t codes = *reinterpret_cast<const uint32_t*>(row + d / 2);
#pragma unroll
            for (uint32_t i = 0; i < 8; ++i)
                x[i] = decodeE2m1(codes >> (4 * i)) * scale;
        } else if (entry < count && d < dim) {
            cacheElements8(row, cache, d, x);
        }
        float4* const to = tile.vectors + kChunk * kHeadPitch + 2 * pair * kEntryPitch + entry;
        to[0] = float4{x[0], x[1], x[2], x[3]};
        to[kEntryPitch] = float4{x[4], x[5], x[6], x[7]};
    }

    // Leaves the products of the tile's heads in it.
    __device__ __forceinline__ void multiply(uint32_t firstHead) const {
        // Heads i + 16 n and entries j + 8 n.
        const uint32_t i = threadIdx.x % 16, j = threadIdx.x / 16;
        float sums[4][4] = {};
        for (uint32_t chunk = 0; 4 * chunk < dim; chunk += kChunk) {
            __syncthreads();
            loadHeads(firstHead, chunk);
            loadEntries(chunk);
            __syncthreads();
#pragma unroll 2
            for (uint32_t v = 0; v < kChunk; ++v) {
                float4 q[4], key[4];
#pragma unroll
                for (uint32_t n = 0; n < 4; ++n) {
                    q[n] = tile.vectors[v * kHeadPitch + i + 16 * n];
                    key[n] = tile.vectors[kChunk * kHeadPitch + v * kEntryPitch + j + 8 * n];
                }
#pragma unroll
                for (uint32_t n = 0; n < 16; ++n) {
                    float& sum = sums[n / 4][n % 4];
                    const float4 &a = q[n / 4], &b = key[n % 4];
                    sum = fmaf(a.w, b.w, fmaf(a.z, b.z, fmaf(a.y, b.y, fmaf(a.x, b.x, sum))));
                }
            }
        }
        __syncthreads();
#pragma unroll
        for (uint32_t n = 0; n < 16; ++n)
            tile.products[(j + 8 * (n % 4)) * kProductPitch + i + 16 * (n / 4)] = sums[n / 4][n % 4];
        __syncthreads();
    }
};

// Larger scores have larger ranks; what is no number comes last, both zeros are equal.
__device__ __forceinline__ uint32_t rankOf(float score) {
    if (!isNumber(score))
        score = -infinity();
    const uint32_t bits = score == 0.0F ? 0 : floatToBits(score);
    return (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
}

}  // namespace
}  // namespace lanternfish::backends::cuda

// Scores of LF_SCORE_ENTRIES entries for one row: a product of its heads with the entries by tiles, four heads and four
// entries for each thread. A product adds up its elements in their order, and four threads share an entry's heads in
// theirs, in both classes, so that bits don't depend on tiles. Constant: elements of a head.
LF_KERNEL(index_score, LfIndex, 128) {
    const LfIndex& p = arguments.params;
    const Step step(arguments);
    __shared__ Tile tile;
    const uint32_t local = threadIdx.x, row = p.firstRow + blockIdx.y;
    if (step.stopped() || row >= smaller(step.rows(LF_EXTENT_ROWS), p.firstRow + p.rowLimit) ||
        step.sequence(row) != p.sequence)
        return;
    const uint32_t visible = (step.position(row) + 1) / p.ratio, first = blockIdx.x * LF_SCORE_ENTRIES;
    if (visible <= p.topK || first >= visible)
        return;
    const uint32_t dim = arguments.constants[0], count = smaller(uint32_t{LF_SCORE_ENTRIES}, visible - first);
    const bool staged = p.cache.codec == LF_CODEC_INDEX && LF_SCORE_ENTRIES * p.cache.pitch <= kStaged;
    const Scores scores{p.cache,
                        bound<const float>(arguments, 1) + uint64_t{row} * p.heads * dim,
                        cacheRow(bound<const uint8_t>(arguments, 3), p.cache, first),
                        dim,
                        p.heads,
                        count,
                        staged,
                        tile};
    if (staged)
        scores.stage();
    const float* const weights = bound<const float>(arguments, 2) + uint64_t{row} * p.heads;
    float score = 0.0F;
    for (uint32_t firstHead = 0; firstHead < p.heads; firstHead += kHeads) {
        scores.multiply(firstHead);
        const uint32_t heads = smaller(kHeads, p.heads - firstHead);
        for (uint32_t h = local % 4; h < heads; h += 4) {
            const float product = tile.products[local / 4 * kProductPitch + h];
            if (!(product <= 0.0F))
                score = fmaf(p.scale * weights[firstHead + h], product, score);
        }
    }
    tile.partial[local] = score;
    __syncthreads();
    if (local < count) {
        const float* const parts = tile.partial + 4 * local;
        bound<uint32_t>(arguments, 4)[uint64_t{blockIdx.y} * p.scoreStride + first + local] =
            rankOf(parts[0] + parts[1] + parts[2] + parts[3]);
    }
}
