#pragma once

#include <cstddef>

namespace cuda_emulator {

/// What uninitialised memory holds: a NaN in every float format, and minus one.
constexpr unsigned char kPoison = 0xff;

/// A block's dynamic shared memory. It ends where the launch says: what is written beyond is found.
class DynamicShared {
public:
    DynamicShared() = default;
    ~DynamicShared();
    DynamicShared(const DynamicShared&) = delete;
    DynamicShared& operator=(const DynamicShared&) = delete;

    bool resize(std::size_t bytes);
    void poison();
    bool isIntact() const;
    void* data() const { return m_data; }

private:
    void free();

    std::size_t m_bytes = 0;
    void* m_allocation = nullptr;
    unsigned char* m_data = nullptr;
};

/// The __shared__ variables of all kernels, as the calling OS thread has them: the thread-local memory of the library.
class StaticShared {
public:
    /// Finds it for the calling OS thread.
    void locate();
    /// Overwrites it, except for the emulator's own `osThread`.
    void poison();

private:
    void* m_memory = nullptr;
    std::size_t m_bytes = 0;
};

}  // namespace cuda_emulator
