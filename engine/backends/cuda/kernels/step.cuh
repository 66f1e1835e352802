#pragma once

// Binding 0 of every kernel: the step. Written by the host before, and its cancel word during, the work.
#include "engine/backends/cuda/kernels/bits.cuh"

namespace lanternfish::backends::cuda {

class Step {
public:
    template <class Params>
    explicit __device__ __forceinline__ Step(const KernelArguments<Params>& arguments)
        : m_words(bound<const uint32_t>(arguments, 0)) {}

    __device__ __forceinline__ uint32_t rows(uint32_t extent) const {
        return m_words[extent == LF_EXTENT_ROWS ? LF_STEP_ROW_COUNT : LF_STEP_OUTPUT_COUNT];
    }
    __device__ __forceinline__ uint32_t sequence(uint32_t row) const { return ofRow(row, 0); }
    __device__ __forceinline__ uint32_t position(uint32_t row) const { return ofRow(row, 1); }
    __device__ __forceinline__ uint32_t token(uint32_t row) const { return ofRow(row, 2); }
    __device__ __forceinline__ uint32_t outputRow(uint32_t i) const { return m_words[m_words[LF_STEP_OUTPUTS] + i]; }

    // Whether a later row of the step goes to the same row of a ring, which keeps the newest.
    __device__ __forceinline__ bool overtaken(uint32_t row, const LfCache& cache, uint32_t ratio) const {
        const uint32_t index = position(row) / ratio, last = ofRow(row, 3) / ratio;
        if (cache.ring == 0 || last - index < cache.capacity)
            return false;
        for (uint32_t later = row + 1; later < rows(LF_EXTENT_ROWS); ++later)
            if (sequence(later) == sequence(row) && (position(later) + 1) % ratio == 0 &&
                (position(later) / ratio - index) % cache.capacity == 0)
                return true;
        return false;
    }

    // Whether the step was cancelled; the same answer in the whole block, all of which asks.
    __device__ __forceinline__ bool stopped() const {
        __shared__ uint32_t word;
        __syncthreads();
        if (threadIdx.x == 0)
            word = static_cast<const volatile uint32_t*>(m_words)[LF_STEP_CANCEL];
        __syncthreads();
        return word != 0;
    }

private:
    __device__ __forceinline__ uint32_t ofRow(uint32_t row, uint32_t word) const {
        return m_words[LF_STEP_ROWS + row * LF_STEP_ROW_WORDS + word];
    }

    const uint32_t* m_words;
};

}  // namespace lanternfish::backends::cuda
