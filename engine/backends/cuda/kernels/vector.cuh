#pragma once

// A vector in shared memory, what finishes it, and its bytes; the whole block takes part in every call.
#include "engine/backends/cuda/kernels/codec.cuh"
#include "engine/backends/cuda/kernels/quantise.cuh"

namespace lanternfish::backends::cuda {

template <bool kFast, uint32_t kThreads>
class SharedVector {
public:
    __device__ __forceinline__ SharedVector(float* v, uint32_t dim) : m_v(v), m_dim(dim) {}

    // `flags` in the order of their bits; `angles` are the cosines and sines of the pairs in turn.
    __device__ __forceinline__ void finish(uint32_t flags, float eps, uint32_t rotary, const float* norm,
                                           const float* angles) {
        if ((flags & LF_FINISH_NORM) != 0)
            normalise(eps, (flags & LF_FINISH_WEIGHT) != 0 ? norm : nullptr);
        if ((flags & LF_FINISH_ROPE) != 0)
            rotate(rotary, (flags & LF_FINISH_INVERSE) != 0 ? -1.0F : 1.0F, angles);
        if ((flags & LF_FINISH_HADAMARD) != 0)
            hadamard();
        if ((flags & LF_FINISH_QUANTISE) != 0)
            quantise();
    }

private:
    __device__ __forceinline__ void normalise(float eps, const float* weights) {
        Sum<kFast> squares = Sum<kFast>::zero();
        for (uint32_t d = threadIdx.x; d < m_dim; d += kThreads)
            squares.addProduct(m_v[d], m_v[d]);
        const float factor = inverseSqrt(addThreads<kFast, kThreads>(squares) / float(m_dim) + eps);
        for (uint32_t d = threadIdx.x; d < m_dim; d += kThreads)
            m_v[d] *= weights != nullptr ? factor * weights[d] : factor;
        __syncthreads();
    }

    __device__ __forceinline__ void rotate(uint32_t rotary, float direction, const float* angles) {
        for (uint32_t i = threadIdx.x; i < rotary / 2; i += kThreads) {
            const uint32_t at = m_dim - rotary + 2 * i;
            const float c = angles[2 * i], s = direction * angles[2 * i + 1];
            const float a = m_v[at], b = m_v[at + 1];
            m_v[at] = a * c - b * s;
            m_v[at + 1] = a * s + b * c;
        }
        __syncthreads();
    }

    __device__ __forceinline__ void hadamard() {
        for (uint32_t half = 1; half < m_dim; half *= 2) {
            for (uint32_t i = threadIdx.x; i < m_dim / 2; i += kThreads) {
                const uint32_t at = i / half * 2 * half + i % half;
                const float a = m_v[at], b = m_v[at + half];
                m_v[at] = a + b;
                m_v[at + half] = a - b;
            }
            __syncthreads();
        }
        const float scale = 1.0F / squareRoot(float(m_dim));
        for (uint32_t d = threadIdx.x; d < m_dim; d += kThreads)
            m_v[d] *= scale;
        __syncthreads();
    }

    // A warp a block.
    __device__ __forceinline__ void quantise() {
        static_assert(LF_INDEX_BLOCK == 32, "an element a lane");
        const uint32_t lane = threadIdx.x % 32;
        for (uint32_t first = threadIdx.x / 32 * 32; first < m_dim; first += kThreads) {
            const bool mine = first + lane < m_dim;
            const float value = mine ? m_v[first + lane] : 0.0F;
            const float largest =
                largestOfLanes(larger(bitsToFloat(LF_INDEX_AMAX_FLOOR_BITS), fabsf(roundToBfloat(value))));
            const bool numbers = __ballot_sync(0xffffffffU, isNumber(value) ? 0 : 1) == 0;
            const uint32_t code = numbers ? encodeScale(largest * bitsToFloat(LF_INDEX_INVERSE_MAX_BITS)) : 255U;
            if (mine)
                m_v[first + lane] = decodeE2m1(encodeE2m1(scaleDown(value, code))) * decodeScale(code);
        }
        __syncthreads();
    }

    float* m_v;
    uint32_t m_dim;
};

// Elements from `first` on of a row as bytes, a warp a block; both ends are those of blocks.
template <uint32_t kThreads>
__device__ __forceinline__ void storeVector(uint8_t* row, uint32_t first, const float* v, uint32_t dim) {
    for (uint32_t d = threadIdx.x; d < dim; d += kThreads)
        storeQuantised(row, first + d, v[d]);
}

// A compressor's state as the window sees it. A token's second half is for its own window, its first for the next one.
struct Window {
    const float* state;
    uint32_t stateDim, capacity, dim, ratio, flags;

    __device__ __forceinline__ const float* valuesAt(uint32_t position, uint32_t own) const {
        const uint32_t half = (flags & LF_FINISH_OVERLAP) != 0 && position >= own ? dim : 0;
        return state + uint64_t{position % capacity} * stateDim + half;
    }

    // The softmax over the tokens of the window that `position` closes, channel by channel, to `v`.
    template <uint32_t kThreads>
    __device__ __forceinline__ void mix(uint32_t position, float* v) const {
        const uint32_t own = position / ratio * ratio;
        const uint32_t first = (flags & LF_FINISH_OVERLAP) != 0 && own > 0 ? own - ratio : own;
        const uint32_t scores = stateDim / 2;
        for (uint32_t d = threadIdx.x; d < dim; d += kThreads) {
            float highest = -infinity();
            for (uint32_t at = first; at < own + ratio; ++at)
                highest = larger(highest, valuesAt(at, own)[scores + d]);
            float sum = 0.0F, mixture = 0.0F;
            for (uint32_t at = first; at < own + ratio; ++at) {
                const float* const values = valuesAt(at, own);
                const float weight = exactExp(values[scores + d] - highest);
                sum += weight;
                mixture = fmaf(weight, values[d], mixture);
            }
            mixture /= sum;
            v[d] = (flags & LF_FINISH_ROUND) != 0 ? roundToBfloat(mixture) : mixture;
        }
        __syncthreads();
    }
};

}  // namespace lanternfish::backends::cuda
