#pragma once

// Matrices for products that a library makes: eight elements of one.
#include "engine/backends/cuda/kernels/decode.cuh"
#include "engine/backends/cuda/kernels/step.cuh"
#include "shaders/shared/dense_matrices.h"

namespace lanternfish::backends::cuda {

static_assert(LF_DENSE_ELEMENTS == 8);

// From element `at` on, a multiple of 8.
__device__ __forceinline__ void storeDense(uint32_t format, uint8_t* matrix, uint64_t at, const float (&v)[8]) {
    if (format == LF_DENSE_F32) {
        auto* const to = reinterpret_cast<float4*>(matrix + 4 * at);
        to[0] = float4{v[0], v[1], v[2], v[3]};
        to[1] = float4{v[4], v[5], v[6], v[7]};
        return;
    }
    uint32_t pairs[4];
#pragma unroll
    for (uint32_t i = 0; i < 4; ++i)
        pairs[i] = bfloatBits(v[2 * i]) | bfloatBits(v[2 * i + 1]) << 16;
    *reinterpret_cast<uint4*>(matrix + 2 * at) = uint4{pairs[0], pairs[1], pairs[2], pairs[3]};
}

}  // namespace lanternfish::backends::cuda
