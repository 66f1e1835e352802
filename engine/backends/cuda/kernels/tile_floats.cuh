#pragma once

// A tile of products in f32, which takes weights of every type: those that are floats are few, and what reads them is
// sensitive. A thread has 4 outs and every eighth row.
#include "engine/backends/cuda/kernels/tile.cuh"

namespace lanternfish::backends::cuda {

constexpr uint32_t kFloatColumns = 32;  // That a block brings to shared memory at once.

struct FloatsStore {
    float x[kFloatColumns][kMostTileRows];
    float weights[2][kFloatColumns][kMostTileOuts];
};

template <uint32_t kFragments, bool kGated>
class FloatsTile {
public:
    __device__ __forceinline__ FloatsTile(const Tile& tile, FloatsStore& store) : m_tile(tile), m_store(store) {
#pragma unroll
        for (float& sum : m_sums)
            sum = 0.0F;
    }

    // False where the step was cancelled.
    __device__ __forceinline__ bool multiply(const Step& step) {
        for (uint32_t first = 0; first < m_tile.params().columns; first += kFloatColumns) {
            if (first % kStopColumns == 0 && step.stopped())
                return false;
            __syncthreads();
            loadX(first);
            loadWeight(0, first);
            if constexpr (kGated)
                loadWeight(1, first);
            __syncthreads();
            add<0>();
            if constexpr (kGated)
                add<1>();
        }
        return true;
    }

    __device__ __forceinline__ void storeSums() const {
#pragma unroll
        for (uint32_t i = 0; i < kSums; ++i)
            m_tile.store<kGated>(i / 4 * 8 + threadIdx.x % 8, threadIdx.x / 8 * 4 + i % 4, m_sums[i],
                                 m_sums[(kGated ? kSums : 0) + i]);
    }

private:
    static constexpr uint32_t kRows = kFragments * kFragmentRows, kSums = 4 * kFragments;

    // Neighbours take neighbouring rows, whose places in shared memory are in different banks.
    __device__ __forceinline__ void loadX(uint32_t first) {
        for (uint32_t unit = threadIdx.x; unit < kRows * 4; unit += m_tile.threads()) {
            const uint32_t row = unit % kRows, k = unit / kRows * 8;
            const float* const x = m_tile.xFloats(row);
#pragma unroll
            for (uint32_t i = 0; i < 8; ++i)
                m_store.x[k + i][row] = x != nullptr && first + k + i < m_tile.params().columns ? x[first + k + i] : 0;
        }
    }

    __device__ __forceinline__ void loadWeight(uint32_t which, uint32_t first) {
        const auto* const grid = bound<const uint32_t>(m_tile.arguments, 1);
        const uint32_t outs = m_tile.threads() / 2, columns = m_tile.params().columns;
#pragma unroll 1
        for (uint32_t unit = threadIdx.x; unit < outs * 4; unit += m_tile.threads()) {
            const uint32_t o = unit % outs, k = unit / outs * 8;
            float w[8] = {};
            if (first + k < columns)
                decode8(m_tile.type(which), m_tile.weightRow(which, o), first + k, columns, grid, w);
#pragma unroll
            for (uint32_t i = 0; i < 8; ++i)
                m_store.weights[which][k + i][o] = w[i];
        }
    }

    template <uint32_t kWhich>
    __device__ __forceinline__ void add() {
#pragma unroll 4
        for (uint32_t k = 0; k < kFloatColumns; ++k) {
            const float4 four = *reinterpret_cast<const float4*>(&m_store.weights[kWhich][k][threadIdx.x / 8 * 4]);
            const float w[4] = {four.x, four.y, four.z, four.w};
#pragma unroll
            for (uint32_t i = 0; i < kSums; ++i) {
                float& sum = m_sums[kWhich * kSums + i];
                sum = fmaf(m_store.x[k][i / 4 * 8 + threadIdx.x % 8], w[i % 4], sum);
            }
        }
    }

    const Tile& m_tile;
    FloatsStore& m_store;
    float m_sums[(kGated ? 2 : 1) * kSums];
};

}  // namespace lanternfish::backends::cuda
