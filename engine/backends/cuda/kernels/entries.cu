#include "engine/backends/cuda/kernels/cache.cuh"
#include "engine/backends/cuda/kernels/decode.cuh"
#include "engine/backends/cuda/kernels/pack_row.cuh"
#include "engine/backends/cuda/kernels/step.cuh"
#include "engine/backends/cuda/kernels/vector.cuh"

namespace lanternfish::backends::cuda {
namespace {

// As many as are of use to the longest vectors: no order of sums is promised here.
constexpr uint32_t kThreads = 256;

__device__ __forceinline__ void commitState(const LfEntry& e, float* state, uint32_t position) {
    const uint32_t width = e.stateSpec.dim / 2;
    const float* const kv = at<const float>(e.x);
    const float* const score = at<const float>(e.score);
    const uint8_t* const ape = at<const uint8_t>(e.ape) + uint64_t{position % e.ratio} * e.apeRowBytes;
    float* const to = state + uint64_t{position % e.stateSpec.capacity} * e.stateSpec.dim;
    for (uint32_t k = threadIdx.x * 8; k < width; k += kThreads * 8) {
        float added[8];
        // Positions are never of a type with a grid.
        decode8(e.apeType, ape, k, width, nullptr, added);
#pragma unroll
        for (uint32_t i = 0; i < 8; ++i)
            if (k + i < width) {
                to[k + i] = kv[k + i];
                to[width + k + i] = score[k + i] + added[i];
            }
    }
    __syncthreads();
}

}  // namespace
}  // namespace lanternfish::backends::cuda

// What the projections of one row become, a block for each: a normed vector, a cache row, or a compressor's state and,
// where a window closes, its entry. Shared memory: the longest vector, whose length is constant 0, and a word per
// LF_INDEX_BLOCK of its elements.
LF_FAST_KERNEL(entries, LfEntries, 256, 4) {
    const Step step(arguments);
    LF_DYNAMIC_SHARED(float, v);
    if (step.stopped() || step.rows(LF_EXTENT_ROWS) == 0 || step.sequence(0) != arguments.params.sequence)
        return;
    const LfEntry e = bound<const LfEntry>(arguments, 1)[blockIdx.x];
    const uint32_t position = step.position(0);
    if (e.kind == LF_ENTRY_COMPRESS) {
        float* const state = at<float>(e.state);
        commitState(e, state, position);
        if ((position + 1) % e.ratio != 0)
            return;
        const Window window{state, e.stateSpec.dim, e.stateSpec.capacity, e.dim, e.ratio, e.flags};
        window.mix<kThreads>(position, v);
    } else {
        const float* const x = at<const float>(e.x);
        for (uint32_t d = threadIdx.x; d < e.dim; d += kThreads)
            v[d] = x[d];
        __syncthreads();
    }
    SharedVector<true, kThreads>(v, e.dim).finish(e.flags, e.eps, e.rotary, at<const float>(e.norm),
                                                  at<const float>(e.angles));
    float* const finished = at<float>(e.finished);
    for (uint32_t d = threadIdx.x; d < e.dim; d += kThreads)
        finished[d] = v[d];
    if (auto* const quantised = at<uint8_t>(e.quantised))
        storeVector<kThreads>(quantised, 0, v, e.dim);
    if (e.kind == LF_ENTRY_NORM)
        return;
    auto* const scales = reinterpret_cast<uint32_t*>(v + arguments.constants[0]);
    RowPacker<kThreads> packer(e.cacheSpec, v, scales);
    packer.findScales();
    const uint32_t slot = cacheSlot(e.cacheSpec, position / e.ratio);
    uint32_t* const words = cacheRow(at<uint32_t>(e.cache), e.cacheSpec, slot);
    for (uint32_t w = threadIdx.x; w < e.cacheSpec.pitch / 4; w += kThreads)
        words[w] = packer.word(w);
}
