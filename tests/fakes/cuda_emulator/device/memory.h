#pragma once

// Loads and stores that say how a cache should treat them. Here they are loads and stores, but their alignment is
// checked, as a device does for every access: host processors don't mind.

#include <cstddef>
#include <cstdint>

namespace cuda_emulator {

[[noreturn]] void misaligned(const void* address, std::size_t alignment);

template <class T>
const T& aligned(const T* address) {
    if (reinterpret_cast<std::uintptr_t>(address) % alignof(T) != 0) {
        misaligned(address, alignof(T));
    }
    return *address;
}

}  // namespace cuda_emulator

#define CUDA_EMULATOR_LOAD(name)                \
    template <class T>                          \
    inline T name(const T* address) {           \
        return cuda_emulator::aligned(address); \
    }
CUDA_EMULATOR_LOAD(__ldg)
CUDA_EMULATOR_LOAD(__ldca)
CUDA_EMULATOR_LOAD(__ldcg)
CUDA_EMULATOR_LOAD(__ldcs)
CUDA_EMULATOR_LOAD(__ldcv)
CUDA_EMULATOR_LOAD(__ldlu)
#undef CUDA_EMULATOR_LOAD

#define CUDA_EMULATOR_STORE(name)           \
    template <class T>                      \
    inline void name(T* address, T value) { \
        cuda_emulator::aligned(address);    \
        *address = value;                   \
    }
CUDA_EMULATOR_STORE(__stcg)
CUDA_EMULATOR_STORE(__stcs)
CUDA_EMULATOR_STORE(__stwb)
CUDA_EMULATOR_STORE(__stwt)
#undef CUDA_EMULATOR_STORE

template <class T>
inline std::size_t __cvta_generic_to_shared(const T* address) {
    return reinterpret_cast<std::size_t>(address);
}
