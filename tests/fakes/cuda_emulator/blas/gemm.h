#pragma once

#include <stdint.h>

/// The parameter of kernel emulatedCublasGemm: C = alpha op(A) op(B) + beta C for each of the batch, column by column
/// as cuBLAS has them. op(A): [m, k], op(B): [k, n], C: [m, n]. Strides are elements from one of the batch to the next.
struct EmulatedGemm {
    const void* a;
    const void* b;
    float* c;
    int64_t strideA, strideB, strideC;
    int64_t lda, ldb, ldc;
    int32_t m, n, k;
    int32_t transposedA, transposedB;
    int32_t type;  ///< A cudaDataType: what A and B have.
    float alpha, beta;
};

/// Of C that a block computes.
enum { kEmulatedGemmRows = 64, kEmulatedGemmColumns = 8 };
