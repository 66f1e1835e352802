#pragma once

// Products of tensor cores, by one warp of which all 32 lanes take part: D += A · B, of 16 rows, 8 columns and a depth
// of 16 halves or 32 bytes. With g = lane / 4 and t = lane % 4 a lane holds
//   of D: (g, 2t), (g, 2t + 1), (g + 8, 2t), (g + 8, 2t + 1)
//   of A, row by row: registers 0 to 3 are rows g, g + 8, g, g + 8; 0 and 1 are of the first half of the depth
//   of B, column by column: registers 0 and 1 are column g of the first and of the second half of the depth
// where register `t` of a half holds its elements from t times the elements per register on, the first in the low bits.
#include <cstdint>

namespace lanternfish::backends::cuda {

/// Of f16, summed in f32. From compute capability 8.0 on; before, in two halves.
__device__ __forceinline__ void mmaHalf(float (&d)[4], const uint32_t (&a)[4], const uint32_t (&b)[2]) {
#ifdef CUDA_EMULATOR
    cudaEmulatorMma16816Half(d, a, b);
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 800
    for (int half = 0; half < 2; ++half) {
        asm("mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5}, {%6}, {%0,%1,%2,%3};"
            : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
            : "r"(a[2 * half]), "r"(a[2 * half + 1]), "r"(b[half]));
    }
#else
    asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#endif
}

/// Of bfloat16, summed in f32. From compute capability 8.0 on; before, it ends the launch: host code chooses kernels
/// that do without.
__device__ __forceinline__ void mmaBFloat16(float (&d)[4], const uint32_t (&a)[4], const uint32_t (&b)[2]) {
#ifdef CUDA_EMULATOR
    cudaEmulatorMma16816BFloat16(d, a, b);
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 800
    __trap();
#else
    asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#endif
}

/// Of signed bytes, summed in i32. From compute capability 8.0 on; before, in parts.
__device__ __forceinline__ void mmaS8(int32_t (&d)[4], const uint32_t (&a)[4], const uint32_t (&b)[2]) {
#ifdef CUDA_EMULATOR
    cudaEmulatorMma16832S8(d, a, b);
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 800
    for (int half = 0; half < 2; ++half) {
        for (int rows = 0; rows < 2; ++rows) {
            asm("mma.sync.aligned.m8n8k16.row.col.s32.s8.s8.s32 {%0,%1}, {%2}, {%3}, {%0,%1};"
                : "+r"(d[2 * rows]), "+r"(d[2 * rows + 1])
                : "r"(a[2 * half + rows]), "r"(b[half]));
        }
    }
#else
    asm("mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+r"(d[0]), "+r"(d[1]), "+r"(d[2]), "+r"(d[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#endif
}

}  // namespace lanternfish::backends::cuda
