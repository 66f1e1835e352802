#include "engine/backends/cuda/kernels/quantise.cuh"
#include "engine/backends/cuda/kernels/step.cuh"

namespace lanternfish::backends::cuda {
namespace {

constexpr uint32_t kThreads = 256;
constexpr uint32_t kMostMixed = 2 * LF_MAX_STREAMS + LF_MAX_STREAMS * LF_MAX_STREAMS;
static_assert(LF_MAX_STREAMS * LF_MAX_STREAMS <= kThreads, "a thread for each element of the matrix");

// Lanes that share an output's splits where the order of sums is free.
constexpr uint32_t kSplitLanes = 8;

// What the splits of the projection add up to for each output, factor and scale applied, to `mixed`.
template <bool kFast>
__device__ __forceinline__ void mixWeights(const KernelArguments<LfHyper>& arguments, uint32_t row, bool head,
                                           float factor, float* mixed) {
    const LfHyper& p = arguments.params;
    const float* const projected = bound<const float>(arguments, 2) + uint64_t{row} * p.outs;
    const float* const base = bound<const float>(arguments, 3);
    const float* const scale = bound<const float>(arguments, 4);
    const uint32_t n = p.streams, lanes = kFast ? kSplitLanes : 1, lane = threadIdx.x % lanes;
    // All lanes of a warp go on while one has an output.
    for (uint32_t begin = 0; begin < p.outs; begin += kThreads / lanes) {
        const uint32_t j = begin + threadIdx.x / lanes;
        Sum<kFast> m = Sum<kFast>::zero();
        if (j < p.outs)
#pragma unroll 8
            for (uint32_t s = lane; s < p.splits; s += lanes)
                m.add(projected[s * p.splitStride + j]);
        float sum = m.rounded();
        if constexpr (kFast)
            sum = addLanes<kSplitLanes>(sum);
        if (j >= p.outs || lane != 0)
            continue;
        const float value = fmaf(sum * factor, scale[head ? 0 : smaller(j / n, 2U)], base[j]);
        mixed[j] = j < n ? sigmoid(value) + p.hcEps : j < 2 * n ? 2.0F * sigmoid(value) : value;
    }
    __syncthreads();
}

// The square matrix that mixes streams, in shared memory; a thread has an element.
class Mixing {
public:
    __device__ __forceinline__ Mixing(float* matrix, uint32_t n) : m_matrix(matrix), m_n(n) {}

    __device__ __forceinline__ void sinkhorn(uint32_t iterations, float eps) {
        const uint32_t k = threadIdx.x;
        const bool mine = k < m_n * m_n;
        float value = 0.0F;
        if (mine) {
            const float* const row = m_matrix + k / m_n * m_n;
            float largest = row[0];
            for (uint32_t j = 1; j < m_n; ++j)
                largest = larger(largest, row[j]);
            value = exactExp(m_matrix[k] - largest);
        }
        set(mine, value);
        normalise(m_n, 1, 0.0F);
        if (mine)
            m_matrix[k] += eps;
        __syncthreads();
        normalise(1, m_n, eps);
        for (uint32_t pass = 1; pass < iterations; ++pass) {
            normalise(m_n, 1, eps);
            normalise(1, m_n, eps);
        }
    }

private:
    // Divides the elements i * outer + j * inner by eps + their sum over j. Each thread adds up in the same order.
    __device__ __forceinline__ void normalise(uint32_t outer, uint32_t inner, float eps) {
        const uint32_t k = threadIdx.x;
        const bool mine = k < m_n * m_n;
        float value = 0.0F;
        if (mine) {
            const uint32_t i = outer == 1 ? k % m_n : k / m_n;
            float sum = eps;
            for (uint32_t j = 0; j < m_n; ++j)
                sum += m_matrix[i * outer + j * inner];
            value = m_matrix[k] / sum;
        }
        set(mine, value);
    }

    __device__ __forceinline__ void set(bool mine, float value) {
        __syncthreads();
        if (mine)
            m_matrix[threadIdx.x] = value;
        __syncthreads();
    }

    float* m_matrix;
    uint32_t m_n;
};

}  // namespace
}  // namespace lanternfish::backends::cuda

// After the projection of the streams: their norm, the mixing weights, the weighted sum and its norm. Constants:
// whether it collapses output rows with `pre` weights only; whether the projection has the squares of its part behind
// its outputs.
LF_KERNEL(hyper, LfHyper, 256, 2) {
    const LfHyper& p = arguments.params;
    const bool head = arguments.constants[0] != 0, hasSquares = arguments.constants[1] != 0;
    const Step step(arguments);
    __shared__ float mixed[kMostMixed];
    const uint32_t local = threadIdx.x, row = blockIdx.x, n = p.streams;
    if (step.stopped() || row >= step.rows(head ? LF_EXTENT_OUTPUTS : LF_EXTENT_ROWS))
        return;
    const uint32_t from = head ? step.outputRow(row) : row;
    const float* const streams = bound<const float>(arguments, 1) + uint64_t{from} * n * p.hidden;
    const float* const projected = bound<const float>(arguments, 2);
    Sum<kFast> squares = Sum<kFast>::zero();
    if (hasSquares)
        for (uint32_t s = local; s < p.splits; s += kThreads)
            squares.add(projected[s * p.splitStride + p.outs]);
    else
        for (uint32_t i = local; i < n * p.hidden; i += kThreads)
            squares.addProduct(streams[i], streams[i]);
    float factor = inverseSqrt(addThreads<kFast, kThreads>(squares) / float(n * p.hidden) + p.normEps);
    mixWeights<kFast>(arguments, row, head, factor, mixed);
    if (!head) {
        Mixing(mixed + 2 * n, n).sinkhorn(p.iterations, p.hcEps);
        float* const post = bound<float>(arguments, 7) + uint64_t{row} * n;
        float* const comb = bound<float>(arguments, 8) + uint64_t{row} * n * n;
        for (uint32_t j = local; j < n; j += kThreads)
            post[j] = mixed[n + j];
        for (uint32_t j = local; j < n * n; j += kThreads)
            comb[j] = mixed[2 * n + j];
    }
    float* const normed = bound<float>(arguments, 6) + uint64_t{row} * p.hidden;
    squares = Sum<kFast>::zero();
    // Nothing writes the streams here, so that the loads of several places are under way together.
#pragma unroll 4
    for (uint32_t d = local; d < p.hidden; d += kThreads) {
        Sum<kFast> sum = Sum<kFast>::zero();
#pragma unroll
        for (uint32_t s = 0; s < LF_MAX_STREAMS; ++s)
            if (s < n)
                sum.addProduct(mixed[s], loadWeight<float>(streams + uint64_t{s} * p.hidden + d));
        const float value = sum.rounded();
        normed[d] = value;
        squares.addProduct(value, value);
    }
    factor = inverseSqrt(addThreads<kFast, kThreads>(squares) / float(p.hidden) + p.normEps);
    const float* const norm = bound<const float>(arguments, 5);
    auto* const quantised = bound<uint8_t>(arguments, 9);
    if (kFast && quantised != nullptr) {
        uint8_t* const bytes = quantised + uint64_t{row} * LF_QUANTISED_ROW_BYTES(p.hidden);
#pragma unroll 4
        for (uint32_t d = local; d < p.hidden; d += kThreads) {
            const float value = normed[d] * (factor * loadWeight<float>(norm + d));
            normed[d] = value;
            storeQuantised(bytes, d, value);
        }
        return;
    }
#pragma unroll 4
    for (uint32_t d = local; d < p.hidden; d += kThreads)
        normed[d] *= factor * loadWeight<float>(norm + d);
}
