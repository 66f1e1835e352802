#pragma once

// Products of weights with a vector in shared memory, 16 bytes of the weight to a lane. A vector beside codes is bytes
// too, with a scale per 32 elements.
#include "engine/backends/cuda/kernels/decode.cuh"

namespace lanternfish::backends::cuda {

// A part of a vector in shared memory, in units of 16 bytes.
struct Held {
    const uint4* units;
    const float* scales;  // Of codes: one per two units.
    const int16_t* sums;  // Of codes for Q2_K: those of a unit.
    const uint2* grid;
    uint32_t first;  // Unit where the part begins.

    // Where unit u lies: so that the lanes of a quarter warp, which read units 1, 2 or 4 apart, read different banks.
    static __device__ __forceinline__ uint32_t placeOf(uint32_t u) { return u ^ ((u >> 3) & 7U); }
    __device__ __forceinline__ uint4 unit(uint32_t u) const { return units[placeOf(first + u)]; }
    __device__ __forceinline__ float scale(uint32_t block) const { return scales[first / 2 + block]; }
};

__host__ __device__ constexpr bool hasCodes(uint32_t type) {
    return type == kQ8_0 || type == kMXFP4 || type == kIQ2_XXS || type == kQ2_K;
}

__device__ __forceinline__ int dotUnit(uint32_t a, uint32_t b, uint32_t c, uint32_t d, const uint4& x, int sum) {
    return dotBytes(d, x.w, dotBytes(c, x.z, dotBytes(b, x.y, dotBytes(a, x.x, sum))));
}

__device__ __forceinline__ int sumOfUnit(const uint4& x) {
    constexpr uint32_t kOnes = 0x01010101U;
    return dotUnit(kOnes, kOnes, kOnes, kOnes, x, 0);
}

// Byte i of word j becomes byte j of word i.
__device__ __forceinline__ uint4 transposed(const uint4& x) {
    const uint32_t a = __byte_perm(x.x, x.y, 0x5140U), b = __byte_perm(x.z, x.w, 0x5140U);
    const uint32_t c = __byte_perm(x.x, x.y, 0x7362U), d = __byte_perm(x.z, x.w, 0x7362U);
    return {__byte_perm(a, b, 0x5410U), __byte_perm(a, b, 0x7632U), __byte_perm(c, d, 0x5410U),
            __byte_perm(c, d, 0x7632U)};
}

// ---- Formats. kElements are what 16 bytes hold; Piece is what a lane loads of a row for them, Vector what it reads of
// the part held, from its element k on.

struct Q8Format {
    static constexpr uint32_t kElements = 16;
    struct Piece {
        uint4 codes;
        uint32_t scale;
    };
    struct Vector {
        uint4 codes;
        float scale;
    };
    static __device__ __forceinline__ Piece load(const uint8_t* row, uint32_t k, uint32_t columns) {
        return {loadOnce(row + LF_DEVICE_Q8_0_CODES + k),
                loadWeight<uint16_t>(row + LF_DEVICE_Q8_0_SCALES(columns) + k / LF_Q8_0_ELEMENTS * 2)};
    }
    static __device__ __forceinline__ Vector read(const Held& held, uint32_t k) {
        return {held.unit(k / 16), held.scale(k / 32)};
    }
    static __device__ __forceinline__ float dot(const Piece& w, const Vector& x, const Held&) {
        const int sum = dotUnit(w.codes.x, w.codes.y, w.codes.z, w.codes.w, x.codes, 0);
        return halfToFloat(w.scale) * x.scale * float(sum);
    }
};

struct Mxfp4Format {
    static constexpr uint32_t kElements = 32;
    struct Piece {
        uint4 codes;
        uint32_t scale;
    };
    struct Vector {
        uint4 low, high;
        float scale;
    };
    static __device__ __forceinline__ Piece load(const uint8_t* row, uint32_t k, uint32_t columns) {
        return {loadOnce(row + LF_DEVICE_MXFP4_CODES + k / 2),
                loadWeight<uint8_t>(row + LF_DEVICE_MXFP4_SCALES(columns) + k / LF_MXFP4_ELEMENTS)};
    }
    static __device__ __forceinline__ Vector read(const Held& held, uint32_t k) {
        return {held.unit(k / 16), held.unit(k / 16 + 1), held.scale(k / 32)};
    }
    // The signed bytes 2 * e2m1 of eight codes: both magnitudes with either sign by table, then by sign.
    static __device__ __forceinline__ uint2 doubled(uint32_t codes) {
        const uint32_t which = codes & 0x77777777U, sign = 0x32103210U | ((codes & 0x88888888U) >> 1);
        const uint32_t low = __byte_perm(0x03020100U, 0x0c080604U, which);
        const uint32_t high = __byte_perm(0x03020100U, 0x0c080604U, which >> 16);
        const uint32_t minusLow = __byte_perm(0xfdfeff00U, 0xf4f8fafcU, which);
        const uint32_t minusHigh = __byte_perm(0xfdfeff00U, 0xf4f8fafcU, which >> 16);
        return {__byte_perm(low, minusLow, sign & 0xffffU), __byte_perm(high, minusHigh, sign >> 16)};
    }
    static __device__ __forceinline__ float dot(const Piece& w, const Vector& x, const Held&) {
        const uint2 a = doubled(w.codes.x), b = doubled(w.codes.y), c = doubled(w.codes.z), d = doubled(w.codes.w);
        const int sum = dotUnit(a.x, a.y, b.x, b.y, x.low, dotUnit(c.x, c.y, d.x, d.y, x.high, 0));
        return halfScale(w.scale) * x.scale * float(sum);
    }
};

struct Iq2XxsFormat {
    static constexpr uint32_t kElements = 64;
    struct Piece {
        uint4 groups;  // Grid indices, signs and scale of one, then of the next.
        uint32_t scale;
    };
    struct Vector {
        uint4 codes[4];
        float2 scales;
    };
    static __device__ __forceinline__ Piece load(const uint8_t* row, uint32_t k, uint32_t columns) {
        return {loadOnce(row + LF_DEVICE_IQ2_XXS_GROUPS + k / 4),
                loadWeight<uint16_t>(row + LF_DEVICE_IQ2_XXS_SCALES(columns) + k / LF_IQ2_XXS_ELEMENTS * 2)};
    }
    static __device__ __forceinline__ Vector read(const Held& held, uint32_t k) {
        const uint32_t u = k / 16;
        return {{held.unit(u), held.unit(u + 1), held.unit(u + 2), held.unit(u + 3)},
                {held.scale(k / 32), held.scale(k / 32 + 1)}};
    }
    // Negates the bytes of `magnitudes`, none of which is zero, whose bit in the low four of `signs` is set.
    static __device__ __forceinline__ uint32_t withSigns(uint32_t magnitudes, uint32_t signs) {
        const uint32_t ones = ((signs & 15U) * 0x00204081U) & 0x01010101U;
        return (magnitudes ^ (ones * 255U)) + ones;
    }
    static __device__ __forceinline__ int octet(uint32_t entry, uint32_t index, uint32_t low, uint32_t high,
                                                const Held& held, int sum) {
        const uint2 magnitudes = held.grid[entry & 255U];
        const uint32_t signs = signsOf(index & 127U);
        return dotBytes(withSigns(magnitudes.x, signs), low, dotBytes(withSigns(magnitudes.y, signs >> 4), high, sum));
    }
    static __device__ __forceinline__ int group(uint32_t entries, uint32_t word, const uint4& a, const uint4& b,
                                                const Held& held) {
        int sum = octet(entries, word, a.x, a.y, held, 0);
        sum = octet(entries >> 8, word >> LF_IQ2_XXS_SIGN_BITS, a.z, a.w, held, sum);
        sum = octet(entries >> 16, word >> (2 * LF_IQ2_XXS_SIGN_BITS), b.x, b.y, held, sum);
        return octet(entries >> 24, word >> (3 * LF_IQ2_XXS_SIGN_BITS), b.z, b.w, held, sum);
    }
    static __device__ __forceinline__ float dot(const Piece& w, const Vector& x, const Held& held) {
        const float scale = halfToFloat(w.scale);
        const float first = groupScaleOf(scale, w.groups.y) * x.scales.x *
                            float(group(w.groups.x, w.groups.y, x.codes[0], x.codes[1], held));
        return fmaf(groupScaleOf(scale, w.groups.w) * x.scales.y,
                    float(group(w.groups.z, w.groups.w, x.codes[2], x.codes[3], held)), first);
    }
};

// Here the bytes of a unit of the vector are in another order: word j has elements j, j + 4, j + 8 and j + 12, which is
// how two bits of each come out of a word of codes.
struct Q2kFormat {
    static constexpr uint32_t kElements = 64;
    struct Piece {
        uint4 codes;
        uint32_t subs, scales;
    };
    struct Vector {
        uint4 codes[4];
        uint2 sums;  // A short for each.
        float2 scales;
    };
    static __device__ __forceinline__ Piece load(const uint8_t* row, uint32_t k, uint32_t columns) {
        return {loadOnce(row + LF_DEVICE_Q2_K_CODES + k / 4),
                loadWeight<uint32_t>(row + LF_DEVICE_Q2_K_SCALES(columns) + k / LF_Q2_K_SUB_ELEMENTS),
                loadWeight<uint32_t>(row + LF_DEVICE_Q2_K_BLOCK_SCALES(columns) + k / LF_Q2_K_ELEMENTS * 4)};
    }
    static __device__ __forceinline__ Vector read(const Held& held, uint32_t k) {
        const uint32_t u = k / 16;
        const int16_t* const sums = held.sums + held.first + u;
        return {{held.unit(u), held.unit(u + 1), held.unit(u + 2), held.unit(u + 3)},
                {uint16_t(sums[0]) | uint32_t{uint16_t(sums[1])} << 16,
                 uint16_t(sums[2]) | uint32_t{uint16_t(sums[3])} << 16},
                {held.scale(k / 32), held.scale(k / 32 + 1)}};
    }
    // Sixteen elements: what s and m are multiplied with, each of which has four bits.
    static __device__ __forceinline__ void add(uint32_t codes, uint32_t sub, const uint4& x, uint32_t sum, int& scaled,
                                               int& lowered) {
        constexpr uint32_t kPairs = 0x03030303U;
        const int dot =
            dotUnit(codes & kPairs, (codes >> 2) & kPairs, (codes >> 4) & kPairs, (codes >> 6) & kPairs, x, 0);
        scaled += int(sub & 15U) * dot;
        lowered += int((sub >> 4) & 15U) * int(int16_t(sum));
    }
    static __device__ __forceinline__ float dot(const Piece& w, const Vector& x, const Held&) {
        int scaled[2] = {0, 0}, lowered[2] = {0, 0};
        add(w.codes.x, w.subs, x.codes[0], x.sums.x, scaled[0], lowered[0]);
        add(w.codes.y, w.subs >> 8, x.codes[1], x.sums.x >> 16, scaled[0], lowered[0]);
        add(w.codes.z, w.subs >> 16, x.codes[2], x.sums.y, scaled[1], lowered[1]);
        add(w.codes.w, w.subs >> 24, x.codes[3], x.sums.y >> 16, scaled[1], lowered[1]);
        const float scale = halfToFloat(w.scales & 0xffffU), minimum = halfToFloat(w.scales >> 16);
        const float first = scale * float(scaled[0]) - minimum * float(lowered[0]);
        const float second = scale * float(scaled[1]) - minimum * float(lowered[1]);
        return fmaf(x.scales.x, first, x.scales.y * second);
    }
};

__device__ __forceinline__ float dotFloats(const float (&w)[4], const uint4& x, float sum) {
    sum = fmaf(w[0], bitsToFloat(x.x), sum);
    sum = fmaf(w[1], bitsToFloat(x.y), sum);
    sum = fmaf(w[2], bitsToFloat(x.z), sum);
    return fmaf(w[3], bitsToFloat(x.w), sum);
}

template <bool kHalf>
struct ShortFormat {
    static constexpr uint32_t kElements = 8;
    struct Piece {
        uint4 pairs;
    };
    struct Vector {
        uint4 low, high;
    };
    static __device__ __forceinline__ Piece load(const uint8_t* row, uint32_t k, uint32_t) {
        return {loadOnce(row + 2 * k)};
    }
    static __device__ __forceinline__ Vector read(const Held& held, uint32_t k) {
        return {held.unit(k / 4), held.unit(k / 4 + 1)};
    }
    static __device__ __forceinline__ float dot(const Piece& w, const Vector& x, const Held&) {
        float low[4], high[4];
        decodePair<kHalf>(w.pairs.x, low[0], low[1]);
        decodePair<kHalf>(w.pairs.y, low[2], low[3]);
        decodePair<kHalf>(w.pairs.z, high[0], high[1]);
        decodePair<kHalf>(w.pairs.w, high[2], high[3]);
        return dotFloats(high, x.high, dotFloats(low, x.low, 0.0F));
    }
};

struct FloatFormat {
    static constexpr uint32_t kElements = 4;
    struct Piece {
        uint4 values;
    };
    struct Vector {
        uint4 values;
    };
    static __device__ __forceinline__ Piece load(const uint8_t* row, uint32_t k, uint32_t) {
        return {loadOnce(row + 4 * k)};
    }
    static __device__ __forceinline__ Vector read(const Held& held, uint32_t k) { return {held.unit(k / 4)}; }
    static __device__ __forceinline__ float dot(const Piece& w, const Vector& x, const Held&) {
        const float values[4] = {bitsToFloat(w.values.x), bitsToFloat(w.values.y), bitsToFloat(w.values.z),
                                 bitsToFloat(w.values.w)};
        return dotFloats(values, x.values, 0.0F);
    }
};

// Calls `function` with the format of a type, which is the same in the whole block.
template <class Function>
__device__ __forceinline__ void withFormat(uint32_t type, const Function& function) {
    switch (type) {
        case kQ8_0:
            return function(Q8Format{});
        case kMXFP4:
            return function(Mxfp4Format{});
        case kIQ2_XXS:
            return function(Iq2XxsFormat{});
        case kQ2_K:
            return function(Q2kFormat{});
        case kF32:
            return function(FloatFormat{});
        case kF16:
            return function(ShortFormat<true>{});
        default:
            return function(ShortFormat<false>{});
    }
}

}  // namespace lanternfish::backends::cuda
