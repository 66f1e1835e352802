#include "engine/backends/cuda/kernels/keys.cuh"
#include "engine/backends/cuda/kernels/step.cuh"

namespace lanternfish::backends::cuda {
namespace {

constexpr uint32_t kLanes = LF_HEAD_LANES;  // Of a head.
constexpr uint32_t kHeld = 8;               // Vectors of a lane.
constexpr uint32_t kTilesPerLook = 16;      // At the word that cancels.
constexpr uint32_t kMostKeys = kLanes;
constexpr uint32_t kLineBytes = 128;
static_assert(kLanes == 16, "two heads to a warp");

__device__ __forceinline__ float dot(const float4& a, const float4& b, float sum) {
    return fmaf(a.w, b.w, fmaf(a.z, b.z, fmaf(a.y, b.y, fmaf(a.x, b.x, sum))));
}

__device__ __forceinline__ void scale(float4& a, float by) {
    a.x *= by, a.y *= by, a.z *= by, a.w *= by;
}

__device__ __forceinline__ void addProduct(float4& sum, float a, const float4& b) {
    sum.x = fmaf(a, b.x, sum.x), sum.y = fmaf(a, b.y, sum.y);
    sum.z = fmaf(a, b.z, sum.z), sum.w = fmaf(a, b.w, sum.w);
}

// kDim: elements of a head where it is known, else 0. Vectors of a key are kPitch, zeros fill them up.
template <uint32_t kDim>
struct FastAttention {
    const KernelArguments<LfAttention>& arguments;
    const Keys& seen;
    float4* keys;  // Of a tile.
    uint32_t* valid;
    uint32_t begin, end;  // Keys of this block.

    __device__ __forceinline__ uint32_t dim() const { return kDim != 0 ? kDim : arguments.constants[0]; }
    // Vectors of a lane, in all.
    __device__ __forceinline__ uint32_t held() const { return divideUp(dim(), 4 * kLanes); }
    __device__ __forceinline__ uint32_t tile() const { return arguments.constants[2]; }
    __device__ __forceinline__ bool isPart() const { return arguments.constants[4] != 0; }

    // Asks for all lines of the keys at once, so that memory is waited for once and not once a tile.
    __device__ __forceinline__ void prefetch() const {
        const uint32_t lines = divideUp(larger(seen.p.raw.pitch, seen.p.entries.pitch), kLineBytes) + 1;
        for (uint32_t i = threadIdx.x; i < (end - begin) * lines; i += blockDim.x) {
            const uint32_t k = begin + i / lines, pitch = seen.cacheOf(k).pitch;
            if (const uint8_t* const row = seen.at(k))
                prefetchLine(row + smaller(i % lines * kLineBytes, pitch - 1));
        }
    }

    // Zeros where there is no key.
    __device__ __forceinline__ void load(uint32_t first) const {
        if (threadIdx.x < tile())
            valid[threadIdx.x] = first + threadIdx.x < end && seen.at(first + threadIdx.x) != nullptr ? 1 : 0;
        const uint32_t pieces = held() * kLanes / 2;
#pragma unroll 2
        for (uint32_t i = threadIdx.x; i < tile() * pieces; i += blockDim.x) {
            const uint32_t k = first + i / pieces, d = i % pieces * 8;
            const uint8_t* const row = k < end ? seen.at(k) : nullptr;
            float x[8] = {};
            if (row != nullptr)
                cacheElements8(row, seen.cacheOf(k), d, x);
            keys[2 * i] = float4{x[0], x[1], x[2], x[3]};
            keys[2 * i + 1] = float4{x[4], x[5], x[6], x[7]};
        }
    }

    __device__ __forceinline__ float4 queryVector(const float* query, uint32_t d) const {
        if (dim() % 4 == 0)
            return d < dim() ? *reinterpret_cast<const float4*>(query + d) : float4{};
        return float4{d < dim() ? query[d] : 0.0F, d + 1 < dim() ? query[d + 1] : 0.0F,
                      d + 2 < dim() ? query[d + 2] : 0.0F, d + 3 < dim() ? query[d + 3] : 0.0F};
    }

    // A lane's part of the score of a key, the vectors of which from `from` on it leaves in `key`.
    __device__ __forceinline__ float product(const float4* all, const float* query, const float4 (&q)[kHeld],
                                             uint32_t from, float4 (&key)[kHeld]) const {
        const uint32_t lane = threadIdx.x % kLanes;
        float sums[4] = {};
        if constexpr (kDim != 0) {
#pragma unroll
            for (uint32_t j = 0; j < kHeld; ++j) {
                key[j] = all[j * kLanes + lane];
                sums[j % 4] = dot(q[j], key[j], sums[j % 4]);
            }
        } else {
            for (uint32_t j = 0; j < held(); ++j)
                sums[0] = dot(queryVector(query, 4 * (j * kLanes + lane)), all[j * kLanes + lane], sums[0]);
#pragma unroll
            for (uint32_t j = 0; j < kHeld; ++j)
                key[j] = from + j < held() ? all[(from + j) * kLanes + lane] : float4{};
        }
        return addLanes<kLanes>((sums[0] + sums[1]) + (sums[2] + sums[3]));
    }

    // The head of this thread over all keys; a lane's vectors from `from` on. False: the step was cancelled.
    __device__ __forceinline__ bool attend(const Step& step, const float* query, uint32_t from, float4 (&sums)[kHeld],
                                           float& highest, float& total) const {
        const uint32_t pitch = held() * kLanes;
        float4 q[kHeld];
#pragma unroll
        for (uint32_t j = 0; j < kHeld; ++j) {
            q[j] = kDim != 0 ? queryVector(query, 4 * (threadIdx.x % kLanes + j * kLanes)) : float4{};
            sums[j] = float4{};
        }
        uint32_t tiles = 0;
        for (uint32_t first = begin; first < end; first += tile()) {
            if (++tiles % kTilesPerLook == 0 && step.stopped())
                return false;
            __syncthreads();
            load(first);
            __syncthreads();
#pragma unroll 1
            for (uint32_t k = 0; k < tile(); ++k) {
                if (valid[k] == 0)
                    continue;
                float4 key[kHeld];
                const float score = seen.p.scale * product(keys + k * pitch, query, q, from, key);
                if (score > highest) {
                    const float lower = exactExp(highest - score);
                    highest = score;
                    total *= lower;
#pragma unroll
                    for (uint32_t j = 0; j < kHeld; ++j)
                        scale(sums[j], lower);
                }
                const float weight = exactExp(score - highest);
                total += weight;
#pragma unroll
                for (uint32_t j = 0; j < kHeld; ++j)
                    addProduct(sums[j], weight, key[j]);
            }
        }
        return true;
    }

    __device__ __forceinline__ void store(const float4 (&sums)[kHeld], uint32_t from, float factor, float* to) const {
#pragma unroll
        for (uint32_t j = 0; j < kHeld; ++j) {
            const uint32_t d = 4 * (threadIdx.x % kLanes + (from + j) * kLanes);
            const float x[4] = {sums[j].x * factor, sums[j].y * factor, sums[j].z * factor, sums[j].w * factor};
            // Parts begin on two elements.
            if (dim() % 4 == 0 && d < dim()) {
                reinterpret_cast<float2*>(to + d)[0] = float2{x[0], x[1]};
                reinterpret_cast<float2*>(to + d)[1] = float2{x[2], x[3]};
            } else {
#pragma unroll
                for (uint32_t e = 0; e < 4; ++e)
                    if (d + e < dim())
                        to[d + e] = x[e];
            }
        }
    }

    __device__ __forceinline__ void run(const Step& step) const {
        const LfAttention& p = arguments.params;
        const uint32_t row = blockIdx.y, firstHead = blockIdx.x * arguments.constants[1];
        const uint32_t wanted = firstHead + threadIdx.x / kLanes, head = smaller(wanted, p.heads - 1);
        const float* const query = bound<const float>(arguments, 1) + (uint64_t{row} * p.heads + head) * dim();
        const float sink = bound<const float>(arguments, 2)[head];
        float* const result =
            bound<float>(arguments, 6) + (isPart() ? partOf(row, head, blockIdx.z, p.heads, p.splits, dim())
                                                   : (uint64_t{row} * p.heads + head) * dim());
        // A head of up to 512 elements takes one pass. Every pass has the same scores.
        for (uint32_t from = 0; from < held(); from += kHeld) {
            // The sink itself counts once: here, or where the parts come together.
            float highest = isPart() ? -kFar : sink, total = isPart() ? 0.0F : 1.0F;
            float4 sums[kHeld];
            if (!attend(step, query, from, sums, highest, total))
                return;
            if (wanted >= p.heads)
                continue;
            store(sums, from, isPart() ? 1.0F : 1.0F / total, result);
            if (isPart() && from == 0 && threadIdx.x % kLanes == 0) {
                result[dim()] = highest;
                result[dim() + 1] = total;
            }
        }
    }
};

}  // namespace
}  // namespace lanternfish::backends::cuda

// Heads of one row, LF_HEAD_LANES lanes each. Keys come in tiles; a key is read and decoded once for these heads, and
// taken from shared memory once for its score and its part of the sums. A lane holds its share of a head's query and of
// its sums in registers. Constants: elements of a head; heads of a block; keys of a tile, LF_HEAD_LANES at most;
// threads; whether the block has a part of the keys, for attention_merge. Shared memory: the keys of a tile.
LF_FAST_KERNEL(attention_fast, LfAttention, 512) {
    const LfAttention& p = arguments.params;
    const Step step(arguments);
    LF_DYNAMIC_SHARED(float4, keys);
    __shared__ uint32_t valid[kMostKeys];
    const uint32_t row = blockIdx.y;
    if (step.stopped() || row >= step.rows(LF_EXTENT_ROWS) || step.sequence(row) != p.sequence)
        return;
    const Keys seen(arguments, row, step.position(row));
    uint32_t begin = 0, end = seen.count;
    const bool isPart = arguments.constants[4] != 0;
    if (isPart) {
        const uint32_t each = keysOfSplit(seen.count, p.splits, arguments.constants[2]);
        begin = blockIdx.z * each;
        end = smaller(begin + each, seen.count);
        // There are splits for the longest context.
        if (begin >= end)
            return;
    }
    if (arguments.constants[0] == 512) {
        const FastAttention<512> attention{arguments, seen, keys, valid, begin, end};
        if (isPart)
            attention.prefetch();
        attention.run(step);
    } else {
        FastAttention<0>{arguments, seen, keys, valid, begin, end}.run(step);
    }
}
