#pragma once

// How a kernel is written. The same source is compiled by nvcc for devices and, for tests, by a C++ compiler with
// tests/fakes/cuda_emulator/device.h included before it.
#include <cstdint>

#include "shaders/shared/block_layouts.h"
#include "shaders/shared/device_layouts.h"
#include "shaders/shared/dispatch_params.h"
#include "shaders/shared/kernel_arguments.h"

namespace lanternfish::backends::cuda {

using namespace shaders;

/// Binding `i` as an array of T.
template <class T, class Params>
__device__ __forceinline__ T* bound(const KernelArguments<Params>& arguments, int i) {
    return reinterpret_cast<T*>(arguments.buffers[i]);
}

}  // namespace lanternfish::backends::cuda

#ifdef CUDA_EMULATOR
#define LF_FIRST(first, ...) first
#define LF_REGISTER_KERNEL(entry, ...) CUDA_EMULATOR_KERNEL(entry, LF_FIRST(__VA_ARGS__))
#define LF_DYNAMIC_SHARED(T, name) CUDA_EMULATOR_DYNAMIC_SHARED(T, name)
#else
#define LF_REGISTER_KERNEL(entry, ...)
// Shared memory whose size the launch says; 16-byte aligned.
#define LF_DYNAMIC_SHARED(T, name)                            \
    extern __shared__ __align__(16) unsigned char lfShared[]; \
    T* const name = reinterpret_cast<T*>(lfShared)
#endif

// Mistakes on order: tests compile a kernel once more with each, to see that it is caught.
#ifdef LF_PLANT_MISSING_BARRIER
#define LF_PLANTED_BARRIER() static_cast<void>(0)
#else
#define LF_PLANTED_BARRIER() __syncthreads()
#endif
#ifdef LF_PLANT_OUT_OF_BOUNDS
#define LF_PLANTED_INDEX(index) ((index) + 1)
#else
#define LF_PLANTED_INDEX(index) (index)
#endif

// Begins the body of kernel `name`, which has `arguments` and `kFast`, the math class. The entries are name_exact and
// name_fast; they are launched with as many threads per block as the third argument says. A fourth is how many blocks
// at least are to fit a multiprocessor.
#define LF_KERNEL(name, Params, ...)                                                                                  \
    namespace lanternfish::backends::cuda {                                                                           \
    template <bool kFast>                                                                                             \
    __device__ __forceinline__ void name##Body(const KernelArguments<Params>& arguments);                             \
    }                                                                                                                 \
    extern "C" __global__ void __launch_bounds__(__VA_ARGS__)                                                         \
        name##_exact(const __grid_constant__ lanternfish::shaders::KernelArguments<lanternfish::shaders::Params> a) { \
        lanternfish::backends::cuda::name##Body<false>(a);                                                            \
    }                                                                                                                 \
    LF_REGISTER_KERNEL(name##_exact, __VA_ARGS__)                                                                     \
    extern "C" __global__ void __launch_bounds__(__VA_ARGS__)                                                         \
        name##_fast(const __grid_constant__ lanternfish::shaders::KernelArguments<lanternfish::shaders::Params> a) {  \
        lanternfish::backends::cuda::name##Body<true>(a);                                                             \
    }                                                                                                                 \
    LF_REGISTER_KERNEL(name##_fast, __VA_ARGS__)                                                                      \
    template <bool kFast>                                                                                             \
    __device__ __forceinline__ void lanternfish::backends::cuda::name##Body(const KernelArguments<Params>& arguments)

// The same for a kernel that only the fast class has: name_fast.
#define LF_FAST_KERNEL(name, Params, ...)                                                                            \
    namespace lanternfish::backends::cuda {                                                                          \
    __device__ __forceinline__ void name##Body(const KernelArguments<Params>& arguments);                            \
    }                                                                                                                \
    extern "C" __global__ void __launch_bounds__(__VA_ARGS__)                                                        \
        name##_fast(const __grid_constant__ lanternfish::shaders::KernelArguments<lanternfish::shaders::Params> a) { \
        lanternfish::backends::cuda::name##Body(a);                                                                  \
    }                                                                                                                \
    LF_REGISTER_KERNEL(name##_fast, __VA_ARGS__)                                                                     \
    __device__ __forceinline__ void lanternfish::backends::cuda::name##Body(const KernelArguments<Params>& arguments)
