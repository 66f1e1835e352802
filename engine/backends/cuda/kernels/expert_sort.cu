#include "engine/backends/cuda/kernels/step.cuh"

namespace lanternfish::backends::cuda {
namespace {

constexpr uint32_t kThreads = LF_SORT_WARPS * 32;
constexpr uint32_t kAll = 0xffffffffU;

// The sum over this and the lower lanes.
__device__ __forceinline__ uint32_t addLowerLanes(uint32_t value) {
#pragma unroll
    for (uint32_t distance = 1; distance < 32; distance *= 2) {
        const uint32_t other = __shfl_up_sync(kAll, value, distance);
        value += threadIdx.x % 32 >= distance ? other : 0;
    }
    return value;
}

// The sum over this and the lower threads, and over all.
struct Scan {
    uint32_t upTo, all;
};

__device__ __forceinline__ Scan addLowerThreads(uint32_t value) {
    __shared__ uint32_t warps[LF_SORT_WARPS];
    Scan scan{addLowerLanes(value), 0};
    __syncthreads();
    if (threadIdx.x % 32 == 31)
        warps[threadIdx.x / 32] = scan.upTo;
    __syncthreads();
    uint32_t before = 0;
#pragma unroll
    for (uint32_t warp = 0; warp < LF_SORT_WARPS; ++warp) {
        before += warp < threadIdx.x / 32 ? warps[warp] : 0;
        scan.all += warps[warp];
    }
    scan.upTo += before;
    return scan;
}

struct Pairs {
    const int32_t* ids;
    uint32_t begin, end;  // Of this warp.
    uint32_t experts;

    // That of this lane in the turn that begins at `turn`; what is none is `experts`.
    __device__ __forceinline__ uint32_t expert(uint32_t turn) const {
        const uint32_t i = turn + threadIdx.x % 32;
        const int32_t id = i < end ? ids[i] : -1;
        return id >= 0 && uint32_t(id) < experts ? uint32_t(id) : experts;
    }
    // The lanes with the same expert as this one.
    __device__ __forceinline__ uint32_t alike(uint32_t expert) const {
        uint32_t lanes = kAll;
        for (uint32_t bits = experts, bit = 0; bits != 0; bits >>= 1, ++bit) {
            const uint32_t ones = __ballot_sync(kAll, int((expert >> bit) & 1U));
            lanes &= ((expert >> bit) & 1U) != 0 ? ones : ~ones;
        }
        return lanes;
    }
    // Calls function(pair, expert, rank, count) for the pairs in ascending turns of 32: count lanes have the same
    // expert, rank of them are lower ones.
    template <class Function>
    __device__ __forceinline__ void forEach(const Function& function) const {
        for (uint32_t turn = begin; turn < end; turn += 32) {
            const uint32_t lane = threadIdx.x % 32, mine = expert(turn), lanes = alike(mine);
            __syncwarp();
            function(turn + lane, mine, uint32_t(__popc(lanes & ((1U << lane) - 1U))), uint32_t(__popc(lanes)));
            __syncwarp();
        }
    }
};

// Makes places of the counts of each warp, `counts`, and cuts the pairs of each expert into tiles.
__device__ __forceinline__ void cutTiles(uint32_t experts, uint32_t tileRows, uint32_t* counts, uint32_t* sorted) {
    uint32_t place = 0, tiles = 0;
    for (uint32_t begin = 0; begin < experts; begin += kThreads) {
        const uint32_t e = begin + threadIdx.x;
        uint32_t count = 0;
        for (uint32_t warp = 0; e < experts && warp < LF_SORT_WARPS; ++warp)
            count += counts[warp * experts + e];
        const uint32_t own = (count + tileRows - 1) / tileRows;
        const Scan placed = addLowerThreads(count), cut = addLowerThreads(own);
        uint32_t at = place + placed.upTo - count;
        for (uint32_t i = 0; i < own; ++i) {
            uint32_t* const tile = sorted + 1 + 3 * (tiles + cut.upTo - own + i);
            tile[0] = e;
            tile[1] = at + i * tileRows;
            tile[2] = smaller(count - i * tileRows, tileRows);
        }
        for (uint32_t warp = 0; e < experts && warp < LF_SORT_WARPS; ++warp) {
            const uint32_t of = counts[warp * experts + e];
            counts[warp * experts + e] = at;
            at += of;
        }
        place += placed.all;
        tiles += cut.all;
    }
    if (threadIdx.x == 0)
        sorted[0] = tiles;
}

}  // namespace
}  // namespace lanternfish::backends::cuda

// Brings the pairs of row and choice into the order of their experts, and cuts those of each expert into tiles of rows,
// as shaders/ops/expert_sort.comp does. Each warp counts and then places a part of the pairs, in ascending order, so
// that within an expert pairs ascend. Constants: experts, rows of a tile.
LF_FAST_KERNEL(expert_sort, LfExpertSort, LF_SORT_WARPS * 32) {
    LF_DYNAMIC_SHARED(uint32_t, counts);  // Of each expert for each warp.
    const Step step(arguments);
    const LfExpertSort& p = arguments.params;
    const uint32_t experts = arguments.constants[0], warp = threadIdx.x / 32;
    const uint32_t rows = smaller(step.rows(LF_EXTENT_ROWS), p.firstRow + p.rowLimit);
    const uint32_t count = (rows - smaller(p.firstRow, rows)) * p.used;
    const uint32_t part = (count + kThreads - 1) / kThreads * 32;
    const Pairs pairs{bound<const int32_t>(arguments, 1) + uint64_t{p.firstRow} * p.used, smaller(warp * part, count),
                      smaller((warp + 1) * part, count), experts};
    uint32_t* const sorted = bound<uint32_t>(arguments, 2);
    for (uint32_t i = threadIdx.x; i < LF_SORT_WARPS * experts; i += kThreads)
        counts[i] = 0;
    __syncthreads();
    uint32_t* const own = counts + warp * experts;
    pairs.forEach([&](uint32_t, uint32_t expert, uint32_t rank, uint32_t alike) {
        if (expert < experts && rank == 0)
            own[expert] += alike;
    });
    __syncthreads();
    cutTiles(experts, arguments.constants[1], counts, sorted);
    __syncthreads();
    uint32_t* const to = sorted + 1 + uint64_t{3} * p.tiles;
    pairs.forEach([&](uint32_t pair, uint32_t expert, uint32_t rank, uint32_t alike) {
        const uint32_t place = expert < experts ? own[expert] : 0;
        __syncwarp();
        if (expert == experts)
            return;
        to[place + rank] = pair;
        if (rank + 1 == alike)
            own[expert] = place + alike;
    });
}
