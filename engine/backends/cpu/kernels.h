#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/backends/cpu/cpu_backend.h"
#include "engine/quant/types.h"

namespace lanternfish::backends::cpu {

/// The inner loops, compiled once per instruction set. Every dot product adds element k to lane k mod 16, in ascending
/// k, and then the lanes in one fixed tree: its bits depend on its two vectors only, never on what is computed beside
/// it. The exact math class sums in f64 and rounds once: the caches' roundings to few bits turn every last digit into a
/// chance of the other code, so that exact means as few wrong last digits as f32 activations allow. No kernel asks for
/// alignment or reads past its vectors.
struct Kernels {
    const char* name;

    /// `count` elements (whole blocks) of a weight row as f32.
    void (*decode)(quant::Type type, const std::byte* blocks, size_t count, float* out);

    /// `count` FP8 (e4m3) codes times `scale`.
    void (*decodeFp8)(const std::byte* codes, size_t count, float scale, float* out);

    /// `count` FP4 (e2m1) codes, the even one in the low half of a byte, times `scale`.
    void (*decodeFp4)(const std::byte* codes, size_t count, float scale, float* out);

    /// y[j][yOffset + i] = w_i . x[j] for wCount f32 rows at w + i * wStride and any number of x.
    void (*dotTile)(const float* w, size_t wStride, size_t wCount, const float* const* x, size_t xCount, size_t n,
                    float* const* y, size_t yOffset);

    /// The same for encoded rows, decoded piece by piece in passing; up to kFusedRows of x.
    void (*dotEncoded)(quant::Type type, const std::byte* w, size_t rowBytes, size_t wCount, const float* const* x,
                       size_t xCount, size_t n, float* const* y, size_t yOffset);

    /// out_h[d] += p_h[k] * keys_k[d], ascending k, for rows at out + h * outStride, p + h * pStride, keys + k * dim.
    void (*mixTile)(const float* keys, size_t keyCount, const float* p, size_t pStride, size_t headCount, size_t dim,
                    float* out, size_t outStride);
};

/// How many rows of x dotEncoded takes at once.
constexpr size_t kFusedRows = 4;

bool isaAvailable(Isa isa);

/// Isa::Auto: the best that this processor has. The others must be available.
const Kernels& selectKernels(Isa isa, MathClass math);

}  // namespace lanternfish::backends::cpu
