#pragma once

// Functions whose bits are the same on every device and in the emulator: basic operations, which IEEE 754 rounds, and
// nothing of a library. See shaders/ops/math.glsl, whose precision they share.
#include "engine/backends/cuda/kernels/bits.cuh"

namespace lanternfish::backends::cuda {

__device__ __forceinline__ bool isNumber(float x) {
    return (floatToBits(x) & 0x7fffffffU) <= 0x7f800000U;
}

__device__ __forceinline__ float notANumber() {
    return bitsToFloat(0x7fc00000U);
}

__device__ __forceinline__ float infinity() {
    return bitsToFloat(0x7f800000U);
}

// To about one unit in the last place.
__device__ __forceinline__ float exactExp(float x) {
    if (!(x > -103.0F))
        return isNumber(x) ? 0.0F : x;
    if (x > 88.8F)
        return infinity();
    const float n = rintf(x * 1.44269504F);
    float r = fmaf(n, -0.693145752F, x);
    r = fmaf(n, -1.42860677e-6F, r);
    float q = 1.0F / 5040.0F;
    q = fmaf(q, r, 1.0F / 720.0F);
    q = fmaf(q, r, 1.0F / 120.0F);
    q = fmaf(q, r, 1.0F / 24.0F);
    q = fmaf(q, r, 1.0F / 6.0F);
    q = fmaf(q, r, 0.5F);
    q = fmaf(q, r, 1.0F);
    q = fmaf(q, r, 1.0F);
    const int e = int(n), first = e / 2;
    return q * bitsToFloat(uint32_t(first + 127) << 23) * bitsToFloat(uint32_t(e - first + 127) << 23);
}

// 2 atanh(s) for |s| <= 0.18.
__device__ __forceinline__ float twoAtanh(float s) {
    const float z = s * s;
    float q = 1.0F / 13.0F;
    q = fmaf(q, z, 1.0F / 11.0F);
    q = fmaf(q, z, 1.0F / 9.0F);
    q = fmaf(q, z, 1.0F / 7.0F);
    q = fmaf(q, z, 1.0F / 5.0F);
    q = fmaf(q, z, 1.0F / 3.0F);
    return 2.0F * fmaf(s * z, q, s);
}

// log(1 + y) for y >= 0.
__device__ __forceinline__ float logOnePlus(float y) {
    // The negated comparison takes what is no number along.
    if (!(y >= 0.42F))
        return twoAtanh(y / (2.0F + y));
    const uint32_t bits = floatToBits(1.0F + y);
    int e = int(bits >> 23) - 127;
    float m = bitsToFloat((bits & 0x7fffffU) | 0x3f800000U);
    if (m > 1.41421356F) {
        m *= 0.5F;
        ++e;
    }
    return fmaf(float(e), 0.693147181F, twoAtanh((m - 1.0F) / (m + 1.0F)));
}

__device__ __forceinline__ float sigmoid(float x) {
    return 1.0F / (1.0F + exactExp(-x));
}

// silu(min(gate, limit)) * clamp(up, limit); no limit where it is 0.
__device__ __forceinline__ float swiGlu(float gate, float up, float limit) {
    if (limit > 0.0F) {
        gate = smaller(gate, limit);
        up = smaller(larger(up, -limit), limit);
    }
    return gate * sigmoid(gate) * up;
}

__device__ __forceinline__ uint32_t bfloatBits(float x) {
    const uint32_t bits = floatToBits(x);
    if (!isNumber(x))
        return (bits >> 16) | 0x40U;
    return (bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16;
}

__device__ __forceinline__ float roundToBfloat(float x) {
    return bitsToFloat(bfloatBits(x) << 16);
}

// 1 / sqrt(x), refined after two roundings.
__device__ __forceinline__ float inverseSqrt(float x) {
    const float y = 1.0F / sqrtf(x);
    const float e = fmaf(-x * y, y, 1.0F);
    return fmaf(0.5F * y, e, y);
}

// Here the root is correctly rounded.
__device__ __forceinline__ float squareRoot(float x) {
    return x > 0.0F ? sqrtf(x) : x;
}

// A sum in two parts, about twice as precise as one f32; see shaders/ops/math.glsl. The fast class has one part.
template <bool kFast>
struct Sum {
    float high, low;

    static __device__ __forceinline__ Sum from(float value) { return {value, 0.0F}; }
    static __device__ __forceinline__ Sum zero() { return {0.0F, 0.0F}; }

    __device__ __forceinline__ void add(float value) {
        const float total = high + value;
        const float part = total - high;
        const float lost = (high - (total - part)) + (value - part);
        low = low + lost;
        high = total;
    }
    __device__ __forceinline__ void addProduct(float a, float b) {
        const float product = a * b;
        const float lost = fmaf(a, b, -product);
        add(product);
        low = low + lost;
    }
    __device__ __forceinline__ void add(const Sum& other) {
        add(other.high);
        add(other.low);
    }
    __device__ __forceinline__ float rounded() const { return high + low; }
};

template <>
struct Sum<true> {
    float high;

    static __device__ __forceinline__ Sum from(float value) { return {value}; }
    static __device__ __forceinline__ Sum zero() { return {0.0F}; }
    __device__ __forceinline__ void add(float value) { high += value; }
    __device__ __forceinline__ void addProduct(float a, float b) { high = fmaf(a, b, high); }
    __device__ __forceinline__ void add(const Sum& other) { high += other.high; }
    __device__ __forceinline__ float rounded() const { return high; }
};

// The sum over `kLanes` neighbours of a warp, for each of them. Every lane of the warp takes part.
template <uint32_t kLanes = 32>
__device__ __forceinline__ float addLanes(float value) {
#pragma unroll
    for (uint32_t half = kLanes / 2; half > 0; half /= 2)
        value += __shfl_xor_sync(0xffffffffU, value, int(half));
    return value;
}

template <uint32_t kLanes = 32>
__device__ __forceinline__ float largestOfLanes(float value) {
#pragma unroll
    for (uint32_t half = kLanes / 2; half > 0; half /= 2)
        value = larger(value, __shfl_xor_sync(0xffffffffU, value, int(half)));
    return value;
}

// The sum over all threads of a block, for each of them. In the exact class by a tree, whose order is that of the
// Vulkan backend.
template <bool kFast, uint32_t kThreads>
__device__ __forceinline__ float addThreads(Sum<kFast> sum) {
    const uint32_t local = threadIdx.x;
    if constexpr (kFast) {
        __shared__ float warps[kThreads / 32];
        const float mine = addLanes(sum.high);
        __syncthreads();
        if (local % 32 == 0)
            warps[local / 32] = mine;
        __syncthreads();
        float all = 0.0F;
#pragma unroll
        for (uint32_t warp = 0; warp < kThreads / 32; ++warp)
            all += warps[warp];
        return all;
    } else {
        __shared__ Sum<kFast> lanes[kThreads];
        __syncthreads();
        lanes[local] = sum;
        __syncthreads();
        for (uint32_t half = kThreads / 2; half > 0; half /= 2) {
            if (local < half) {
                sum.add(lanes[local + half]);
                lanes[local] = sum;
            }
            __syncthreads();
        }
        return lanes[0].rounded();
    }
}

}  // namespace lanternfish::backends::cuda
