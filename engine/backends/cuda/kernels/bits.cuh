#pragma once

// Bits of numbers, loads and what else is a single instruction of a device. Each has a way for the host.
#include "engine/backends/cuda/kernels/kernel.cuh"

namespace lanternfish::backends::cuda {

__device__ __forceinline__ float bitsToFloat(uint32_t bits) {
    return __builtin_bit_cast(float, bits);
}

__device__ __forceinline__ uint32_t floatToBits(float value) {
    return __builtin_bit_cast(uint32_t, value);
}

// The smaller and the larger of two; the first where one of them is no number, as in GLSL.
template <class T>
__device__ __forceinline__ T smaller(T a, T b) {
    return b < a ? b : a;
}
template <class T>
__device__ __forceinline__ T larger(T a, T b) {
    return a < b ? b : a;
}

__device__ __forceinline__ float halfToFloat(uint32_t bits) {
#ifdef __CUDA_ARCH__
    float value;
    asm("{.reg .b16 h; cvt.u16.u32 h, %1; cvt.f32.f16 %0, h;}" : "=f"(value) : "r"(bits));
    return value;
#else
    const uint32_t exponent = (bits >> 10) & 31U, mantissa = bits & 0x3ffU;
    const float magnitude = exponent == 0    ? float(mantissa) * (1.0F / 16777216.0F)
                            : exponent == 31 ? bitsToFloat(0x7f800000U | (mantissa << 13))
                                             : bitsToFloat(((exponent + 112U) << 23) | (mantissa << 13));
    return (bits & 0x8000U) != 0 ? -magnitude : magnitude;
#endif
}

// Words, shorts and bytes of a weight, which neighbours read too; or of what else nothing writes while the kernel runs.
template <class T>
__device__ __forceinline__ T loadWeight(const void* from) {
    return __ldg(static_cast<const T*>(from));
}

// 16 bytes of a weight that a kernel reads once: they take no room in the L1 cache.
__device__ __forceinline__ uint4 loadOnce(const void* from) {
#ifdef __CUDA_ARCH__
    uint4 value;
    asm("ld.global.nc.L1::no_allocate.v4.u32 {%0, %1, %2, %3}, [%4];"
        : "=r"(value.x), "=r"(value.y), "=r"(value.z), "=r"(value.w)
        : "l"(__cvta_generic_to_global(from)));
    return value;
#else
    return loadWeight<uint4>(from);
#endif
}

// Asks for the line of a weight ahead of its use.
__device__ __forceinline__ void prefetchLine([[maybe_unused]] const void* at) {
#ifdef __CUDA_ARCH__
    asm volatile("prefetch.global.L2 [%0];" : : "l"(__cvta_generic_to_global(at)));
#endif
}

// Sum plus the products of four signed bytes.
__device__ __forceinline__ int dotBytes(uint32_t a, uint32_t b, int sum) {
    return __dp4a(int(a), int(b), sum);
}

// The nearest whole number as a byte; 0 for what is no number.
__device__ __forceinline__ uint32_t roundToByte(float value) {
    return value == value ? uint32_t(int(rintf(value))) & 255U : 0;
}

template <class T>
__device__ __forceinline__ T* at(LfAddress address) {
    return reinterpret_cast<T*>(uint64_t{address.high} << 32 | address.low);
}

}  // namespace lanternfish::backends::cuda
