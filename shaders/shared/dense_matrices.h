#ifndef LF_SHADERS_SHARED_DENSE_MATRICES_H
#define LF_SHADERS_SHARED_DENSE_MATRICES_H

// Matrices that a library multiplies, and what makes them: kernels of CUDA that no shader has the name of.
#include <cstdint>

// ---- Elements of the matrices that a library multiplies, which LF_DENSE_BF16 rounds; each row begins on 16 bytes.
#define LF_DENSE_BF16 0
#define LF_DENSE_F32 1
// Elements of a row that a thread makes, and threads of a block.
#define LF_DENSE_ELEMENTS 8
#define LF_DENSE_THREADS 256

namespace lanternfish::shaders {

// Rows of a weight as a matrix.
struct LfDequantise {
    uint32_t columns, rowBytes;
    uint32_t first, rows;  // Of the part of the weight.
    uint32_t pitch;        // Elements from row to row of the matrix.
};

// Rows of x as a matrix, or of silu(min(gate, limit)) * clamp(up); zeros for rows beyond those of the step.
struct LfDenseInput {
    uint32_t columns, stride;  // Of x.
    uint32_t rows, pitch;      // Of the matrix.
    float limit;
};

// What a library multiplies: for each of the batch y = weight x, [rows, outs] f32. Pitches and strides are elements,
// from row to row and to the next of the batch; so is where the batch's first begin.
struct LfGemm {
    uint32_t format;  // LF_DENSE_*: of the weight and of x.
    uint32_t outs, rows, columns, batch;
    uint32_t weightFirst, weightPitch, weightStride;
    uint32_t xFirst, xPitch, xStride;
    uint32_t yFirst, yPitch, yStride;
};

}  // namespace lanternfish::shaders

#endif
