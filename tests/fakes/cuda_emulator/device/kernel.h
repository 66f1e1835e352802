#pragma once

// How a kernel makes itself known to the emulated driver, and what of an OS thread belongs to the emulator.

#include <vector_types.h>

#include <array>
#include <cstddef>
#include <memory>
#include <utility>

namespace cuda_emulator {

/// What the driver knows of a kernel: how to call it with the `void**` of a launch, and the sizes of its parameters, so
/// that they can be copied when it is launched.
struct Kernel {
    static constexpr std::size_t kMostParameters = 16;

    const char* name = nullptr;
    void (*function)() = nullptr;
    void (*call)(void (*function)(), void* const* parameters) = nullptr;
    std::size_t parameterCount = 0;
    std::array<std::size_t, kMostParameters> parameterSizes{};
    unsigned mostThreads = 1024;  // __launch_bounds__, where it was given to CUDA_EMULATOR_KERNEL.
};

template <class... Parameters, std::size_t... I>
Kernel describe(const char* name, void (*function)(Parameters...), unsigned mostThreads, std::index_sequence<I...>) {
    static_assert(sizeof...(Parameters) <= Kernel::kMostParameters);
    static_assert((std::is_trivially_copyable_v<Parameters> && ...), "parameters are copied as bytes");
    Kernel kernel{.name = name, .function = reinterpret_cast<void (*)()>(function)};
    kernel.call = [](void (*erased)(), [[maybe_unused]] void* const* parameters) {
        reinterpret_cast<void (*)(Parameters...)>(erased)(
            *static_cast<const std::remove_const_t<Parameters>*>(parameters[I])...);
    };
    kernel.parameterCount = sizeof...(Parameters);
    ((kernel.parameterSizes[I] = sizeof(Parameters)), ...);
    kernel.mostThreads = mostThreads;
    return kernel;
}

/// Adds a kernel to those that cuModuleGetFunction finds. Called while the library is loaded.
struct Registration {
    explicit Registration(const Kernel& kernel);

    template <class... Parameters>
    Registration(const char* name, void (*function)(Parameters...), unsigned mostThreads = 1024)
        : Registration(describe(name, function, mostThreads, std::index_sequence_for<Parameters...>{})) {}
};

/// The place of a CUDA thread in its grid.
struct Place {
    uint3 thread{};
    uint3 block{};
    dim3 threads;
    dim3 blocks;
};

class BlockRunner;

/// All that the emulator keeps per OS thread. It has no destructor: shared memory is `thread_local` too, and what is so
/// in this library is overwritten before each block, except for this.
struct OsThread {
    static constexpr int kMostContexts = 16;

    const Place* place = nullptr;  // Of the running CUDA thread.
    BlockRunner* runner = nullptr;
    void* contexts[kMostContexts] = {};  // The stack of current contexts.
    int contextCount = 0;
};

extern constinit thread_local OsThread osThread;

/// The dynamic shared memory of the running block.
void* dynamicShared();

}  // namespace cuda_emulator
