#ifndef LF_SHADERS_SHARED_BLOCK_LAYOUTS_H
#define LF_SHADERS_SHARED_BLOCK_LAYOUTS_H

// How weights lie in the file and rows in a packed cache. Macros only: GLSL, C++ and CUDA include this file. Counts are
// in elements, sizes and offsets in bytes; everything is little-endian. engine/quant asserts that the sizes agree with
// the type table there.

// ---- Q8_0: x = scale * code. One f16 scale, then 32 signed bytes.
#define LF_Q8_0_ELEMENTS 32
#define LF_Q8_0_BYTES 34
#define LF_Q8_0_SCALE 0
#define LF_Q8_0_CODES 2

// ---- MXFP4: x = 2^(scale - 127) * e2m1(code). One scale byte, then 16 bytes; byte j holds element j in its low four
// bits and element j + 16 in its high ones.
#define LF_MXFP4_ELEMENTS 32
#define LF_MXFP4_BYTES 17
#define LF_MXFP4_SCALE 0
#define LF_MXFP4_CODES 1

// ---- IQ2_XXS: one f16 scale, then 8 groups of 32 elements. A group is four grid indices (a byte each, 8 elements
// each) and a 32-bit word: four 7-bit sign indices from the lowest bit on, then 4 bits of group scale. x = scale * (0.5
// + groupScale) * 0.25 * grid * sign. Tables: iq2_tables.h.
#define LF_IQ2_XXS_ELEMENTS 256
#define LF_IQ2_XXS_BYTES 66
#define LF_IQ2_XXS_SCALE 0
#define LF_IQ2_XXS_GROUPS 2
#define LF_IQ2_XXS_GROUP_BYTES 8
#define LF_IQ2_XXS_GROUP_ELEMENTS 32
#define LF_IQ2_XXS_GROUP_SIGNS 4
#define LF_IQ2_XXS_SIGN_BITS 7
#define LF_IQ2_XXS_GROUP_SCALE_SHIFT 28

// ---- Q2_K: 16 bytes of scales (low four bits: scale, high four: minimum) for 16 elements each, 64 bytes of 2-bit
// codes, f16 scale, f16 minimum. x = scale * s * code - minimum * m. Codes come in two halves of 128 elements, 32 bytes
// each; element e of a half is bits 2 * (e / 32) of byte e mod 32.
#define LF_Q2_K_ELEMENTS 256
#define LF_Q2_K_BYTES 84
#define LF_Q2_K_SCALES 0
#define LF_Q2_K_CODES 16
#define LF_Q2_K_SCALE 80
#define LF_Q2_K_MINIMUM 82
#define LF_Q2_K_SUB_ELEMENTS 16
#define LF_Q2_K_HALF_ELEMENTS 128
#define LF_Q2_K_HALF_BYTES 32

// ---- e2m1 magnitudes by code 0..7; bit 3 of a code is the sign.
#define LF_E2M1_VALUES 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0
#define LF_E2M1_MAX 6.0
#define LF_E4M3_MAX 448.0

// ---- A packed KV row: e4m3 codes of the first dim - rotary elements, one e8m0 scale byte per 64 of them (the last
// block may be shorter), padding to an even offset, bf16 of the rotary part.
#define LF_KV_BLOCK 64
#define LF_KV_BLOCKS(dim, rotary) (((dim) - (rotary) + LF_KV_BLOCK - 1) / LF_KV_BLOCK)
#define LF_KV_SCALES(dim, rotary) ((dim) - (rotary))
#define LF_KV_ROTARY(dim, rotary) (((dim) - (rotary) + LF_KV_BLOCKS(dim, rotary) + 1) / 2 * 2)
#define LF_KV_ROW_BYTES(dim, rotary) (LF_KV_ROTARY(dim, rotary) + 2 * (rotary))
// The smallest scale is that of an amax of 1e-4; the inverse of the largest code as f32 bits (spec 4.4).
#define LF_KV_AMAX_FLOOR 1e-4
#define LF_KV_INVERSE_MAX_BITS 0x3b124925

// ---- A packed index row: e2m1 codes, the even element in the low four bits, then one e8m0 scale byte per 32 elements
// (the last block may be shorter).
#define LF_INDEX_BLOCK 32
#define LF_INDEX_BLOCKS(dim) (((dim) + LF_INDEX_BLOCK - 1) / LF_INDEX_BLOCK)
#define LF_INDEX_SCALES(dim) (((dim) + 1) / 2)
#define LF_INDEX_ROW_BYTES(dim) (LF_INDEX_SCALES(dim) + LF_INDEX_BLOCKS(dim))
// 6 * 2^-126 and the f32 nearest to 1/6, as bits (spec 4.5).
#define LF_INDEX_AMAX_FLOOR_BITS 0x01c00000
#define LF_INDEX_INVERSE_MAX_BITS 0x3e2aaaab

#endif
