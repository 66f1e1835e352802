#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace cuda_emulator {

/// The memory of a card: each allocation apart, poisoned, between guards. Device addresses are addresses of the host.
/// Safe for threads.
class Memory {
public:
    explicit Memory(std::uint64_t capacity) : m_capacity(capacity) {}
    ~Memory();
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;

    /// 0: doesn't fit.
    std::uint64_t allocate(std::size_t bytes);
    bool free(std::uint64_t address);
    struct Range {
        std::uint64_t address = 0;
        std::size_t bytes = 0;
    };
    /// The allocation that `address` lies in.
    std::optional<Range> allocationAt(std::uint64_t address) const;
    /// Whether all of these bytes belong to one allocation.
    bool holds(std::uint64_t address, std::size_t bytes) const;
    /// What was written beyond an allocation, in words. Found damage is repaired.
    std::optional<std::string> findDamage();

    std::uint64_t capacity() const { return m_capacity; }
    std::uint64_t used() const;
    std::size_t count() const;

private:
    struct Allocation {
        std::size_t bytes = 0;
        std::uint64_t number = 0;
    };

    const std::uint64_t m_capacity;
    mutable std::mutex m_mutex;
    std::map<std::uint64_t, Allocation> m_allocations;
    std::uint64_t m_used = 0;
    std::uint64_t m_numbers = 0;
};

}  // namespace cuda_emulator
