#pragma once

// The words of CUDA C++ that aren't C++. Vector types, half and bfloat16 are the toolkit's own: its headers also
// compile for a host.

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_fp8.h>
#include <cuda_runtime_api.h>
#include <vector_functions.h>
#include <vector_types.h>

#include "device/kernel.h"

#define CUDA_EMULATOR 1

#undef __global__
#undef __device__
#undef __host__
#undef __shared__
#undef __constant__
#undef __launch_bounds__
#undef __grid_constant__
#undef __forceinline__

#define __global__
#define __device__
#define __host__
// Shared by the threads of a block, all of which run on one OS thread.
#define __shared__ static thread_local
#define __constant__
#define __launch_bounds__(...)
#define __grid_constant__
#define __forceinline__ inline __attribute__((always_inline))

#define threadIdx (::cuda_emulator::osThread.place->thread)
#define blockIdx (::cuda_emulator::osThread.place->block)
#define blockDim (::cuda_emulator::osThread.place->threads)
#define gridDim (::cuda_emulator::osThread.place->blocks)

/// CUDA_EMULATOR_KERNEL(entry) or CUDA_EMULATOR_KERNEL(entry, mostThreads), after the definition of a kernel outside of
/// namespaces: the driver finds it by this name, and launches with more threads fail as with __launch_bounds__.
#define CUDA_EMULATOR_KERNEL(entry, ...)                                                  \
    static const ::cuda_emulator::Registration cudaEmulatorRegistrationOf_##entry(#entry, \
                                                                                  &entry __VA_OPT__(, ) __VA_ARGS__);

/// `T* name`: the shared memory whose size a launch says.
#define CUDA_EMULATOR_DYNAMIC_SHARED(T, name) T* const name = static_cast<T*>(::cuda_emulator::dynamicShared())
