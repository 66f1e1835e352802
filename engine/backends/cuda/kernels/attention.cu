#include "engine/backends/cuda/kernels/keys.cuh"
#include "engine/backends/cuda/kernels/step.cuh"

namespace lanternfish::backends::cuda {
namespace {

constexpr uint32_t kThreads = 128;
constexpr uint32_t kHeld = 32;  // Sums of a thread: 8 heads of V4-Flash; longer ones take more than one pass.
constexpr uint32_t kMostPairs = kThreads / 2;

// What the threads of a block share besides the keys.
template <bool kFast>
struct Tile {
    Sum<kFast> partial[kThreads];
    float weights[kMostPairs];
    float highest[kMostPairs], total[kMostPairs], lowered[kMostPairs];
    uint32_t valid[kMostPairs];
};

template <bool kFast>
struct Attention {
    const LfAttention& p;
    const Keys& seen;
    uint32_t headDim, heads, keys;  // The last two of a tile.
    const float* query;
    float* tileKeys;
    Tile<kFast>& tile;

    // Zeros where there is no key.
    __device__ __forceinline__ void load(uint32_t first) const {
        for (uint32_t k = threadIdx.x; k < keys; k += kThreads)
            tile.valid[k] = seen.at(first + k) != nullptr ? 1 : 0;
        for (uint32_t i = threadIdx.x; i < keys * headDim; i += kThreads) {
            const uint32_t k = first + i / headDim;
            const uint8_t* const row = seen.at(k);
            tileKeys[i] = row != nullptr ? cacheElement(row, seen.cacheOf(k), i % headDim) : 0.0F;
        }
        __syncthreads();
    }

    __device__ __forceinline__ void score() const {
        const uint32_t local = threadIdx.x, pairs = heads * keys, lanes = kThreads / pairs;
        const uint32_t pair = local / lanes, h = pair / keys, k = pair % keys;
        Sum<kFast> sum = Sum<kFast>::zero();
        if (pair < pairs && blockIdx.x * heads + h < p.heads)
            for (uint32_t d = local % lanes; d < headDim; d += lanes)
                sum.addProduct(query[h * headDim + d], tileKeys[k * headDim + d]);
        tile.partial[local] = sum;
        __syncthreads();
        if (local < pairs) {
            Sum<kFast> all = Sum<kFast>::zero();
            for (uint32_t lane = 0; lane < lanes; ++lane)
                all.add(tile.partial[local * lanes + lane]);
            tile.weights[local] = tile.valid[local % keys] != 0 ? p.scale * all.rounded() : -infinity();
        }
        __syncthreads();
        if (local < heads)
            weigh(local, tile.weights + local * keys);
        __syncthreads();
    }

    // A head's weights of the tile's keys from their scores.
    __device__ __forceinline__ void weigh(uint32_t h, float* weights) const {
        float most = tile.highest[h];
        for (uint32_t k = 0; k < keys; ++k)
            most = larger(most, weights[k]);
        const float lower = exactExp(tile.highest[h] - most);
        float sum = tile.total[h] * lower;
        for (uint32_t k = 0; k < keys; ++k) {
            weights[k] = tile.valid[k] != 0 ? exactExp(weights[k] - most) : 0.0F;
            sum += weights[k];
        }
        tile.highest[h] = most;
        tile.lowered[h] = lower;
        tile.total[h] = sum;
    }

    // Elements `first` to `first` + kHeld * kThreads - 1 of the heads' results.
    __device__ __forceinline__ bool finish(const Step& step, const float* sinks, uint32_t first, float* result) const {
        const uint32_t local = threadIdx.x, firstHead = blockIdx.x * heads;
        __syncthreads();
        if (local < heads) {
            tile.highest[local] = sinks[smaller(firstHead + local, p.heads - 1)];
            tile.total[local] = 1.0F;
        }
        Sum<kFast> sums[kHeld];
#pragma unroll
        for (uint32_t i = 0; i < kHeld; ++i)
            sums[i] = Sum<kFast>::zero();
        for (uint32_t k = 0; k < seen.count; k += keys) {
            if (step.stopped())
                return false;
            load(k);
            score();
#pragma unroll
            for (uint32_t i = 0; i < kHeld; ++i) {
                const uint32_t at = first + i * kThreads + local;
                if (at < heads * headDim)
                    sums[i] = added(sums[i], at / headDim, at % headDim);
            }
        }
        __syncthreads();
#pragma unroll
        for (uint32_t i = 0; i < kHeld; ++i) {
            const uint32_t at = first + i * kThreads + local, h = at / headDim;
            if (h < heads && firstHead + h < p.heads)
                result[at] = sums[i].rounded() / tile.total[h];
        }
        return true;
    }

    __device__ __forceinline__ Sum<kFast> added(const Sum<kFast>& before, uint32_t h, uint32_t column) const {
        Sum<kFast> sum = Sum<kFast>::zero();
        sum.addProduct(before.high, tile.lowered[h]);
        if constexpr (!kFast)
            sum.addProduct(before.low, tile.lowered[h]);
        for (uint32_t k = 0; k < keys; ++k)
            sum.addProduct(tile.weights[h * keys + k], tileKeys[k * headDim + column]);
        return sum;
    }
};

}  // namespace
}  // namespace lanternfish::backends::cuda

// Some heads of one row per block. Keys come in tiles, decoded once for these heads; each head keeps a running maximum
// and sum. Which keys share a tile depends on a row's own keys only. Constants: elements of a head, heads and keys of a
// tile, whose product is 64 at most.
LF_KERNEL(attention, LfAttention, 128) {
    const LfAttention& p = arguments.params;
    const Step step(arguments);
    LF_DYNAMIC_SHARED(float, tileKeys);
    __shared__ Tile<kFast> tile;
    const uint32_t row = blockIdx.y;
    if (step.stopped() || row >= step.rows(LF_EXTENT_ROWS) || step.sequence(row) != p.sequence)
        return;
    const uint32_t headDim = arguments.constants[0], heads = arguments.constants[1];
    const Keys seen(arguments, row, step.position(row));
    const uint64_t query = (uint64_t{row} * p.heads + blockIdx.x * heads) * headDim;
    const Attention<kFast> attention{
        p, seen, headDim, heads, arguments.constants[2], bound<const float>(arguments, 1) + query, tileKeys, tile};
    // Every pass has the same scores.
    for (uint32_t first = 0; first < heads * headDim; first += kHeld * kThreads)
        if (!attention.finish(step, bound<const float>(arguments, 2), first, bound<float>(arguments, 6) + query))
            return;
}
