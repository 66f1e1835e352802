#ifndef LF_SHADERS_SHARED_DEVICE_LAYOUTS_H
#define LF_SHADERS_SHARED_DEVICE_LAYOUTS_H

// How the rows of a weight lie in device memory: the bits of the file's blocks, in places where shaders and kernels
// load whole aligned words. At the end, rows of activations as bytes. Macros only: GLSL, C++ and CUDA include this
// file; engine/quant/device_layout packs rows.
//
// A row begins on LF_DEVICE_ALIGN bytes and is a sequence of planes, each of one kind of field for all of its blocks.
// Every plane begins on LF_DEVICE_ALIGN bytes too, what lies between is zero. Since a block's codes are whole pieces of
// 16 bytes, only the last plane can leave a gap: less than 16 bytes a row, and none where a row has a multiple of 16
// blocks (8 of Q8_0 and IQ2_XXS, 4 of Q2_K), as those of large models do. Offsets are in bytes from the beginning of
// the row; `columns` is whole blocks.
#include "shaders/shared/block_layouts.h"

#define LF_DEVICE_ALIGN 16
#define LF_DEVICE_ALIGNED(bytes) (((bytes) + LF_DEVICE_ALIGN - 1) / LF_DEVICE_ALIGN * LF_DEVICE_ALIGN)

// ---- F32, F16, BF16: as in the file. I32, which only tables have, keeps the file's rows without padding.
#define LF_DEVICE_PLAIN_ROW_BYTES(columns, elementBytes) LF_DEVICE_ALIGNED((columns) * (elementBytes))

// ---- Q8_0: 32 signed bytes per block | f16 scales.
#define LF_DEVICE_Q8_0_CODES 0
#define LF_DEVICE_Q8_0_SCALES(columns) LF_DEVICE_ALIGNED(columns)
#define LF_DEVICE_Q8_0_ROW_BYTES(columns) \
    (LF_DEVICE_Q8_0_SCALES(columns) + LF_DEVICE_ALIGNED((columns) / LF_Q8_0_ELEMENTS * 2))

// ---- MXFP4: 16 bytes per block | scale bytes. Unlike in the file, a word holds 8 consecutive elements: element i in
// bits 4i to 4i + 3.
#define LF_DEVICE_MXFP4_CODES 0
#define LF_DEVICE_MXFP4_SCALES(columns) LF_DEVICE_ALIGNED((columns) / 2)
#define LF_DEVICE_MXFP4_ROW_BYTES(columns) \
    (LF_DEVICE_MXFP4_SCALES(columns) + LF_DEVICE_ALIGNED((columns) / LF_MXFP4_ELEMENTS))

// ---- IQ2_XXS: 8 groups of two words per block, grid indices and signs as in the file | f16 scales.
#define LF_DEVICE_IQ2_XXS_GROUPS 0
#define LF_DEVICE_IQ2_XXS_SCALES(columns) \
    LF_DEVICE_ALIGNED((columns) / LF_IQ2_XXS_GROUP_ELEMENTS * LF_IQ2_XXS_GROUP_BYTES)
#define LF_DEVICE_IQ2_XXS_ROW_BYTES(columns) \
    (LF_DEVICE_IQ2_XXS_SCALES(columns) + LF_DEVICE_ALIGNED((columns) / LF_IQ2_XXS_ELEMENTS * 2))

// ---- Q2_K: 64 bytes of codes per block | 16 bytes of scales and minima per block | words of f16 scale, f16 minimum.
// In the file 8 consecutive elements take two bits of each of 8 bytes, so that four readers load the same words and use
// a quarter of them. Here a word holds the 16 consecutive elements that share a scale byte: element i in bits 2i and
// 2i + 1. So word, scale byte and 16 elements have the same number within the row.
#define LF_DEVICE_Q2_K_CODES 0
#define LF_DEVICE_Q2_K_SCALES(columns) LF_DEVICE_ALIGNED((columns) / 4)
#define LF_DEVICE_Q2_K_BLOCK_SCALES(columns) \
    (LF_DEVICE_Q2_K_SCALES(columns) + LF_DEVICE_ALIGNED((columns) / LF_Q2_K_SUB_ELEMENTS))
#define LF_DEVICE_Q2_K_ROW_BYTES(columns) \
    (LF_DEVICE_Q2_K_BLOCK_SCALES(columns) + LF_DEVICE_ALIGNED((columns) / LF_Q2_K_ELEMENTS * 4))

// ---- A row of activations as signed bytes with an f32 scale per LF_QUANTISED_BLOCK: what products with codes read
// where a device makes such rows once for all of them. The scales of a group lie behind its codes, so that any 16
// elements are 16 aligned bytes and a row is known by its address alone. Offsets of element k; a block is all of one
// row.
#define LF_QUANTISED_BLOCK 32
#define LF_QUANTISED_GROUP 128
#define LF_QUANTISED_GROUP_BYTES (LF_QUANTISED_GROUP + LF_QUANTISED_GROUP / LF_QUANTISED_BLOCK * 4)
#define LF_QUANTISED_CODE(k) ((k) / LF_QUANTISED_GROUP * LF_QUANTISED_GROUP_BYTES + (k) % LF_QUANTISED_GROUP)
#define LF_QUANTISED_SCALE(k)                                                   \
    ((k) / LF_QUANTISED_GROUP * LF_QUANTISED_GROUP_BYTES + LF_QUANTISED_GROUP + \
     (k) % LF_QUANTISED_GROUP / LF_QUANTISED_BLOCK * 4)
#define LF_QUANTISED_ROW_BYTES(columns) \
    (((columns) + LF_QUANTISED_GROUP - 1) / LF_QUANTISED_GROUP * LF_QUANTISED_GROUP_BYTES)

#endif
