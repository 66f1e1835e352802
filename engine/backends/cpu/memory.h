#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lanternfish/error.h"

namespace lanternfish::backends::cpu {

/// Zero-filled bytes on a cache line boundary; large pieces take memory only where they are touched. Move-only: what
/// has been moved from may only be assigned to or destroyed.
class AlignedBytes {
public:
    AlignedBytes() = default;

    /// Errors: OutOfMemory.
    static Result<AlignedBytes> create(uint64_t size);

    std::byte* data() { return m_data; }
    const std::byte* data() const { return m_data; }
    uint64_t size() const { return m_size; }

private:
    struct Free {
        void operator()(void* memory) const { std::free(memory); }
    };
    std::unique_ptr<void, Free> m_memory;
    std::byte* m_data = nullptr;  ///< Into m_memory.
    uint64_t m_size = 0;
};

/// Working memory of one op at a time. reset() gives everything back; after the largest op has run once, take() no
/// longer allocates. Thread: the one that submits, never inside a team's loop.
class Arena {
public:
    void reset();

    /// Uninitialised. Errors: OutOfMemory.
    template <class T>
    Result<T*> take(uint64_t count) {
        LF_TRY(std::byte * bytes, takeBytes(count, sizeof(T)));
        return reinterpret_cast<T*>(bytes);
    }

private:
    Result<std::byte*> takeBytes(uint64_t count, uint64_t size);

    std::vector<AlignedBytes> m_blocks;
    uint64_t m_used = 0;   ///< Of the last block.
    uint64_t m_total = 0;  ///< Taken since the last reset.
    uint64_t m_most = 0;   ///< Taken at once by any op so far.
};

/// f32 values in a file mapping, where nothing promises alignment.
class FloatView {
public:
    FloatView() = default;
    explicit FloatView(const std::byte* data) : m_data(data) {}

    float operator[](size_t i) const {
        float value;
        std::memcpy(&value, m_data + i * sizeof(float), sizeof(value));
        return value;
    }

private:
    const std::byte* m_data = nullptr;
};

}  // namespace lanternfish::backends::cpu
