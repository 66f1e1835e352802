#include "engine/backends/cuda/kernels/decode.cuh"
#include "engine/backends/cuda/kernels/step.cuh"

namespace lanternfish::backends::cuda {
namespace {

constexpr uint32_t kThreads = 256;
constexpr uint32_t kLanes = 8;  // That share an output.
constexpr uint32_t kMostHeld = LF_MAX_STREAMS * LF_PROJECT_PLACES;
static_assert(kMostHeld % kThreads == 0 && LF_PROJECT_PLACES % 8 == 0);

// The streams at this block's places, after the sublayer before.
__device__ __forceinline__ void hold(const KernelArguments<LfHyperProject>& arguments, uint32_t first, uint32_t places,
                                     float* held) {
    const LfHyperProject& p = arguments.params;
    const uint32_t n = p.streams;
    float* const streams = bound<float>(arguments, 3) + first;
    for (uint32_t i = threadIdx.x; i < n * places; i += kThreads)
        held[i] = streams[uint64_t{i / places} * p.hidden + i % places];
    __syncthreads();
    if (p.post == 0)
        return;
    const float* const sublayer = bound<const float>(arguments, 4) + first;
    const float* const post = bound<const float>(arguments, 5);
    const float* const comb = bound<const float>(arguments, 6);
    float mixed[kMostHeld / kThreads];
#pragma unroll
    for (uint32_t c = 0; c < kMostHeld / kThreads; ++c) {
        const uint32_t i = c * kThreads + threadIdx.x;
        if (i < n * places) {
            const uint32_t j = i / places, d = i % places;
            mixed[c] = post[j] * sublayer[d];
            for (uint32_t from = 0; from < n; ++from)
                mixed[c] = fmaf(comb[from * n + j], held[from * places + d], mixed[c]);
        }
    }
    __syncthreads();
#pragma unroll
    for (uint32_t c = 0; c < kMostHeld / kThreads; ++c) {
        const uint32_t i = c * kThreads + threadIdx.x;
        if (i < n * places) {
            held[i] = mixed[c];
            streams[uint64_t{i / places} * p.hidden + i % places] = mixed[c];
        }
    }
    __syncthreads();
}

}  // namespace
}  // namespace lanternfish::backends::cuda

// Before the mix of a hyper-connection, for one row: a block takes LF_PROJECT_PLACES places of the hidden vector in all
// streams, lets them take in the sublayer before (hc_post), and adds up its part of the projection and of the squares.
LF_FAST_KERNEL(hyper_project, LfHyperProject, 256) {
    const LfHyperProject& p = arguments.params;
    const Step step(arguments);
    __shared__ float held[kMostHeld];
    if (step.stopped() || step.rows(LF_EXTENT_ROWS) == 0)
        return;
    const uint32_t local = threadIdx.x, lane = local % kLanes;
    const uint32_t first = blockIdx.x * LF_PROJECT_PLACES;
    const uint32_t places = smaller(uint32_t{LF_PROJECT_PLACES}, p.hidden - first);
    hold(arguments, first, places, held);
    const auto* const grid = bound<const uint32_t>(arguments, 1);
    const auto* const weights = bound<const uint8_t>(arguments, 2);
    float* const projected = bound<float>(arguments, 7) + uint64_t{blockIdx.x} * (p.outs + 1);
    for (uint32_t base = 0; base < p.outs; base += kThreads / kLanes) {
        const uint32_t o = base + local / kLanes;
        const uint8_t* const row = weights + uint64_t{smaller(o, p.outs - 1)} * p.rowBytes;
        float sum = 0.0F;
#pragma unroll 4
        for (uint32_t at = lane * 8; at < p.streams * places; at += kLanes * 8) {
            // Places are a multiple of 8, so that a piece lies in one stream.
            float w[8];
            decode8(p.type, row, at / places * p.hidden + first + at % places, p.streams * p.hidden, grid, w);
#pragma unroll
            for (uint32_t i = 0; i < 8; ++i)
                sum = fmaf(w[i], held[at + i], sum);
        }
        sum = addLanes<kLanes>(sum);
        if (lane == 0 && o < p.outs)
            projected[o] = sum;
    }
    Sum<true> squares = Sum<true>::zero();
    for (uint32_t i = local; i < p.streams * places; i += kThreads)
        squares.addProduct(held[i], held[i]);
    const float all = addThreads<true, kThreads>(squares);
    if (local == 0)
        projected[p.outs] = all;
}
