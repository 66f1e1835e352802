#include "engine/backends/cuda/kernels/bits.cuh"
#include "engine/backends/cuda/kernels/step.cuh"

namespace lanternfish::backends::cuda {
namespace {

constexpr uint32_t kMostThreads = LF_SELECT_INVOCATIONS;
constexpr uint32_t kDigits = 256;
// Scores are much alike in their first byte: neighbours count in copies of their own.
constexpr uint32_t kCopies = 8;
constexpr uint32_t kWarpDigits = kDigits / 32;  // Of a lane.

struct Shared {
    uint32_t counts[kDigits * kCopies];
    uint32_t digits[kDigits];
    uint32_t threshold, wanted;
    uint32_t above[kMostThreads / 32], equal[kMostThreads / 32];  // Of the warps' runs.
};

// The sum over this lane and those before it.
__device__ __forceinline__ uint32_t scanLanes(uint32_t value) {
#pragma unroll
    for (uint32_t step = 1; step < 32; step *= 2) {
        const uint32_t before = __shfl_up_sync(0xffffffffU, value, step);
        value += threadIdx.x % 32 >= step ? before : 0;
    }
    return value;
}

// Ranks of a row, four at a time.
struct Ranks {
    const uint4* vectors;
    uint32_t visible;

    // The ranks of vector i that are there, each with its number.
    template <class Use>
    __device__ __forceinline__ void each(uint32_t i, const Use& use) const {
        const uint4 four = vectors[i];
        const uint32_t ranks[4] = {four.x, four.y, four.z, four.w};
#pragma unroll
        for (uint32_t e = 0; e < 4; ++e)
            if (4 * i + e < visible)
                use(ranks[e], 4 * i + e);
    }
};

// By one warp: the digit that the last of `wanted` entries has, from the highest on, and how many of those with this
// digit get in.
__device__ __forceinline__ void chooseDigit(Shared& shared, uint32_t wanted, uint32_t known, uint32_t shift) {
    const uint32_t lane = threadIdx.x % 32;
    const uint32_t* const counts = shared.digits + lane * kWarpDigits;
    uint32_t sum = 0;
#pragma unroll
    for (uint32_t i = 0; i < kWarpDigits; ++i)
        sum += counts[i];
    const uint32_t upTo = scanLanes(sum), all = __shfl_sync(0xffffffffU, upTo, 31);
    // One lane has it: entries above its digits are fewer than wanted, with them they are enough.
    uint32_t above = all - upTo;
    if (above >= wanted || above + sum < wanted)
        return;
    uint32_t digit = kWarpDigits - 1;
    while (digit > 0 && above + counts[digit] < wanted)
        above += counts[digit--];
    shared.wanted = wanted - above;
    shared.threshold = known | (lane * kWarpDigits + digit) << shift;
}

// The rank of the last entry that gets in, a byte at a time.
__device__ __forceinline__ void findThreshold(const Ranks& ranks, uint32_t topK, Shared& shared) {
    const uint32_t local = threadIdx.x, copy = local % kCopies;
    if (local == 0) {
        shared.threshold = 0;
        shared.wanted = topK;
    }
    uint32_t mask = 0;
    for (int shift = 24; shift >= 0; shift -= 8) {
        for (uint32_t i = local; i < kDigits * kCopies; i += blockDim.x)
            shared.counts[i] = 0;
        __syncthreads();
        const uint32_t known = shared.threshold, wanted = shared.wanted;
        for (uint32_t i = local; 4 * i < ranks.visible; i += blockDim.x)
            ranks.each(i, [&](uint32_t rank, uint32_t) {
                if ((rank & mask) == known)
                    atomicAdd(&shared.counts[((rank >> shift) & 255U) * kCopies + copy], 1U);
            });
        __syncthreads();
        for (uint32_t digit = local; digit < kDigits; digit += blockDim.x) {
            uint32_t sum = 0;
#pragma unroll
            for (uint32_t c = 0; c < kCopies; ++c)
                sum += shared.counts[digit * kCopies + c];
            shared.digits[digit] = sum;
        }
        __syncthreads();
        if (local < 32)
            chooseDigit(shared, wanted, known, uint32_t(shift));
        __syncthreads();
        mask |= 255U << shift;
    }
}

// All entries above the threshold and the first of those at it, in ascending order. A warp goes over a run of its own,
// twice: to count, so that one scan says where each run goes, and to store.
__device__ __forceinline__ void store(const Ranks& ranks, Shared& shared, int32_t* selected) {
    const uint32_t warp = threadIdx.x / 32, lane = threadIdx.x % 32, warps = blockDim.x / 32;
    const uint32_t threshold = shared.threshold, wanted = shared.wanted;
    const uint32_t vectors = (ranks.visible + 3) / 4;
    // Whole turns of a warp.
    const uint32_t run = (vectors + 32 * warps - 1) / (32 * warps) * 32;
    const uint32_t begin = smaller(warp * run, vectors), end = smaller(begin + run, vectors);
    uint32_t above = 0, equal = 0;
    for (uint32_t i = begin + lane; i < end; i += 32)
        ranks.each(i, [&](uint32_t rank, uint32_t) {
            above += rank > threshold ? 1 : 0;
            equal += rank == threshold ? 1 : 0;
        });
    above = scanLanes(above);
    equal = scanLanes(equal);
    if (lane == 31) {
        shared.above[warp] = above;
        shared.equal[warp] = equal;
    }
    __syncthreads();
    above = 0;
    equal = 0;
    for (uint32_t other = 0; other < warp; ++other) {
        above += shared.above[other];
        equal += shared.equal[other];
    }
    for (uint32_t first = begin; first < end; first += 32) {
        // Both numbers of a vector in one word: a turn has 128 of each at most.
        uint32_t mine = 0;
        if (first + lane < end)
            ranks.each(first + lane, [&](uint32_t rank, uint32_t) {
                mine += rank > threshold ? 1U : 0U;
                mine += rank == threshold ? 1U << 16 : 0U;
            });
        const uint32_t upTo = scanLanes(mine), all = __shfl_sync(0xffffffffU, upTo, 31);
        uint32_t aboveMine = above + ((upTo - mine) & 0xffffU), equalMine = equal + ((upTo - mine) >> 16);
        if (mine != 0)
            ranks.each(first + lane, [&](uint32_t rank, uint32_t entry) {
                const bool isAbove = rank > threshold, isEqual = rank == threshold;
                if (isAbove || (isEqual && equalMine < wanted))
                    selected[aboveMine + smaller(equalMine, wanted)] = int32_t(entry);
                aboveMine += isAbove ? 1 : 0;
                equalMine += isEqual ? 1 : 0;
            });
        above += all & 0xffffU;
        equal += all >> 16;
    }
}

}  // namespace
}  // namespace lanternfish::backends::cuda

// Radix select: the rank of the last entry that gets in, a byte at a time, then all entries in ascending order.
// Constant: threads, a multiple of 32.
LF_KERNEL(index_select, LfIndex, LF_SELECT_INVOCATIONS, 1) {
    const LfIndex& p = arguments.params;
    const Step step(arguments);
    __shared__ Shared shared;
    const uint32_t row = p.firstRow + blockIdx.x;
    if (step.stopped() || row >= smaller(step.rows(LF_EXTENT_ROWS), p.firstRow + p.rowLimit) ||
        step.sequence(row) != p.sequence)
        return;
    const uint32_t visible = (step.position(row) + 1) / p.ratio;
    int32_t* const selected = bound<int32_t>(arguments, 2) + uint64_t{row} * p.topK;
    if (visible <= p.topK) {
        for (uint32_t j = threadIdx.x; j < p.topK; j += blockDim.x)
            selected[j] = j < visible ? int32_t(j) : -1;
        return;
    }
    const Ranks ranks{bound<const uint4>(arguments, 1) + uint64_t{blockIdx.x} * (p.scoreStride / 4), visible};
    findThreshold(ranks, p.topK, shared);
    store(ranks, shared, selected);
}
