// The one kernel of the emulated cuBLAS. It is part of libcuda.so.1, as all kernels here are.
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <library_types.h>

#include "blas/gemm.h"

namespace {

constexpr int kRows = kEmulatedGemmRows, kColumns = kEmulatedGemmColumns;

// The types share nothing but their size, so that an element's bits are looked at.
float valueOf(const void* from, int64_t i, int32_t type) {
    if (type == CUDA_R_32F) {
        return static_cast<const float*>(from)[i];
    }
    const uint16_t bits = static_cast<const uint16_t*>(from)[i];
    if (type == CUDA_R_16BF) {
        return __builtin_bit_cast(float, static_cast<uint32_t>(bits) << 16);
    }
    return static_cast<float>(__builtin_bit_cast(_Float16, bits));
}

}  // namespace

// A block is one thread, whose sums a host's compiler keeps in vectors. Products are summed in f32, in ascending order.
extern "C" __global__ void __launch_bounds__(1) emulatedCublasGemm(const EmulatedGemm p) {
    const int32_t firstRow = static_cast<int32_t>(blockIdx.x) * kRows;
    const int32_t firstColumn = static_cast<int32_t>(blockIdx.y) * kColumns;
    const int64_t offsetA = blockIdx.z * p.strideA, offsetB = blockIdx.z * p.strideB;
    const int32_t rows = p.m - firstRow < kRows ? p.m - firstRow : kRows;
    const int32_t columns = p.n - firstColumn < kColumns ? p.n - firstColumn : kColumns;
    float sums[kColumns][kRows] = {};
    for (int64_t l = 0; l < p.k; ++l) {
        float a[kRows] = {};
        for (int32_t i = 0; i < rows; ++i) {
            const int64_t row = firstRow + i;
            a[i] = valueOf(p.a, offsetA + (p.transposedA != 0 ? l + row * p.lda : row + l * p.lda), p.type);
        }
        for (int32_t j = 0; j < columns; ++j) {
            const int64_t column = firstColumn + j;
            const float b =
                valueOf(p.b, offsetB + (p.transposedB != 0 ? column + l * p.ldb : l + column * p.ldb), p.type);
            for (int32_t i = 0; i < kRows; ++i) {
                sums[j][i] += a[i] * b;
            }
        }
    }
    for (int32_t j = 0; j < columns; ++j) {
        float* const c = p.c + blockIdx.z * p.strideC + (firstColumn + j) * p.ldc + firstRow;
        for (int32_t i = 0; i < rows; ++i) {
            // C isn't read where it counts for nothing: it may be no number.
            c[i] = p.beta == 0.0f ? p.alpha * sums[j][i] : p.alpha * sums[j][i] + p.beta * c[i];
        }
    }
}
CUDA_EMULATOR_KERNEL(emulatedCublasGemm, 1)
