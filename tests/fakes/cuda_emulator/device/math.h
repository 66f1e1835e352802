#pragma once

// Integer and floating point intrinsics of single threads. Approximate ones are exact here, or as good as the host's.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

using std::max;
using std::min;

inline int __popc(unsigned x) {
    return std::popcount(x);
}
inline int __popcll(unsigned long long x) {
    return std::popcount(x);
}
inline int __clz(int x) {
    return std::countl_zero(static_cast<unsigned>(x));
}
inline int __clzll(long long x) {
    return std::countl_zero(static_cast<unsigned long long>(x));
}
inline int __ffs(int x) {
    return __builtin_ffs(x);
}
inline int __ffsll(long long x) {
    return __builtin_ffsll(x);
}
inline unsigned __brev(unsigned x) {
    unsigned reversed = 0;
    for (int i = 0; i < 32; ++i) {
        reversed |= (x >> i & 1u) << (31 - i);
    }
    return reversed;
}
inline int __mulhi(int a, int b) {
    return static_cast<int>((static_cast<std::int64_t>(a) * b) >> 32);
}
inline unsigned __umulhi(unsigned a, unsigned b) {
    return static_cast<unsigned>((static_cast<std::uint64_t>(a) * b) >> 32);
}
inline unsigned __funnelshift_l(unsigned low, unsigned high, unsigned shift) {
    const std::uint64_t both = static_cast<std::uint64_t>(high) << 32 | low;
    return static_cast<unsigned>(both << (shift & 31) >> 32);
}
inline unsigned __funnelshift_r(unsigned low, unsigned high, unsigned shift) {
    const std::uint64_t both = static_cast<std::uint64_t>(high) << 32 | low;
    return static_cast<unsigned>(both >> (shift & 31));
}
inline unsigned __byte_perm(unsigned low, unsigned high, unsigned selector) {
    const std::uint64_t both = static_cast<std::uint64_t>(high) << 32 | low;
    unsigned result = 0;
    for (int i = 0; i < 4; ++i) {
        result |= static_cast<unsigned>(both >> 8 * (selector >> 4 * i & 7) & 0xff) << 8 * i;
    }
    return result;
}

inline int __dp4a(int a, int b, int c) {
    unsigned sum = static_cast<unsigned>(c);
    for (int i = 0; i < 32; i += 8) {
        sum += static_cast<unsigned>(static_cast<std::int8_t>(a >> i) * static_cast<std::int8_t>(b >> i));
    }
    return static_cast<int>(sum);
}
inline unsigned __dp4a(unsigned a, unsigned b, unsigned c) {
    for (int i = 0; i < 32; i += 8) {
        c += (a >> i & 0xff) * (b >> i & 0xff);
    }
    return c;
}

namespace cuda_emulator {

/// `operation` on each of the four bytes.
template <class Operation>
unsigned bytewise(unsigned a, unsigned b, Operation operation) {
    unsigned result = 0;
    for (int i = 0; i < 32; i += 8) {
        result |=
            (static_cast<unsigned>(operation(static_cast<int>(a >> i & 0xff), static_cast<int>(b >> i & 0xff))) & 0xff)
            << i;
    }
    return result;
}

}  // namespace cuda_emulator

inline unsigned __vadd4(unsigned a, unsigned b) {
    return cuda_emulator::bytewise(a, b, [](int x, int y) { return x + y; });
}
inline unsigned __vsub4(unsigned a, unsigned b) {
    return cuda_emulator::bytewise(a, b, [](int x, int y) { return x - y; });
}
inline unsigned __vcmpeq4(unsigned a, unsigned b) {
    return cuda_emulator::bytewise(a, b, [](int x, int y) { return x == y ? 0xff : 0; });
}
inline unsigned __vcmpne4(unsigned a, unsigned b) {
    return cuda_emulator::bytewise(a, b, [](int x, int y) { return x != y ? 0xff : 0; });
}

inline unsigned __float_as_uint(float x) {
    return std::bit_cast<unsigned>(x);
}
inline int __float_as_int(float x) {
    return std::bit_cast<int>(x);
}
inline float __uint_as_float(unsigned x) {
    return std::bit_cast<float>(x);
}
inline float __int_as_float(int x) {
    return std::bit_cast<float>(x);
}
inline unsigned long long __double_as_ull(double x) {
    return std::bit_cast<unsigned long long>(x);
}

// Conversions clamp, and make a NaN zero, where those of C++ are undefined.
namespace cuda_emulator {

template <class Integer>
Integer clamped(float x) {
    constexpr float kEnd = sizeof(Integer) == 4 ? (static_cast<Integer>(-1) < 0 ? 0x1p31f : 0x1p32f) : 0;
    constexpr float kBegin = static_cast<Integer>(-1) < 0 ? -kEnd : 0.0f;
    if (!(x > kBegin)) {
        return std::isnan(x) ? 0 : static_cast<Integer>(kBegin);
    }
    return x >= kEnd ? static_cast<Integer>(-1) < 0 ? static_cast<Integer>(0x7fffffff) : static_cast<Integer>(-1)
                     : static_cast<Integer>(x);
}

}  // namespace cuda_emulator

inline int __float2int_rn(float x) {
    return cuda_emulator::clamped<int>(nearbyintf(x));
}
inline int __float2int_rz(float x) {
    return cuda_emulator::clamped<int>(truncf(x));
}
inline int __float2int_rd(float x) {
    return cuda_emulator::clamped<int>(floorf(x));
}
inline int __float2int_ru(float x) {
    return cuda_emulator::clamped<int>(ceilf(x));
}
inline unsigned __float2uint_rn(float x) {
    return cuda_emulator::clamped<unsigned>(nearbyintf(x));
}
inline unsigned __float2uint_rz(float x) {
    return cuda_emulator::clamped<unsigned>(truncf(x));
}
inline float __int2float_rn(int x) {
    return static_cast<float>(x);
}
inline float __uint2float_rn(unsigned x) {
    return static_cast<float>(x);
}

// Each rounds on its own; a compiler may not contract them, which fused products of their own names are for.
inline float __fmaf_rn(float a, float b, float c) {
    return fmaf(a, b, c);
}
inline float __fadd_rn(float a, float b) {
    return a + b;
}
inline float __fsub_rn(float a, float b) {
    return a - b;
}
inline float __fmul_rn(float a, float b) {
    return a * b;
}
inline float __fdiv_rn(float a, float b) {
    return a / b;
}
inline float __frcp_rn(float x) {
    return 1.0f / x;
}
inline float __fsqrt_rn(float x) {
    return sqrtf(x);
}
inline float __frsqrt_rn(float x) {
    return static_cast<float>(1.0 / std::sqrt(static_cast<double>(x)));
}
inline float rsqrtf(float x) {
    return __frsqrt_rn(x);
}
inline float __fdividef(float a, float b) {
    return a / b;
}
inline float __expf(float x) {
    return expf(x);
}
inline float __exp10f(float x) {
    return powf(10.0f, x);
}
inline float __logf(float x) {
    return logf(x);
}
inline float __log2f(float x) {
    return log2f(x);
}
inline float __sinf(float x) {
    return sinf(x);
}
inline float __cosf(float x) {
    return cosf(x);
}
inline float __powf(float x, float y) {
    return powf(x, y);
}
inline float __saturatef(float x) {
    return x > 0.0f ? fminf(x, 1.0f) : 0.0f;
}
