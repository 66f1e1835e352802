#include "driver/memory.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <format>
#include <span>

#include "scheduler/shared_memory.h"

namespace cuda_emulator {
namespace {

constexpr std::size_t kAlignment = 512;
constexpr unsigned char kGuard = 0xb5;
#ifdef CUDA_EMULATOR_ASAN
constexpr std::size_t kGuardBytes = 0;  // AddressSanitizer has its own, and says where.
#else
constexpr std::size_t kGuardBytes = 512;
#endif

unsigned char* pointerTo(std::uint64_t address) {
    return reinterpret_cast<unsigned char*>(address);
}

std::size_t rounded(std::size_t bytes) {
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace

Memory::~Memory() {
    for (const auto& [address, allocation] : m_allocations) {
        std::free(pointerTo(address) - kGuardBytes);
    }
}

std::uint64_t Memory::allocate(std::size_t bytes) {
    const std::scoped_lock lock(m_mutex);
    if (bytes > m_capacity || rounded(bytes) > m_capacity - m_used) {
        return 0;
    }
    void* memory = nullptr;
    if (posix_memalign(&memory, kAlignment, kGuardBytes + bytes + kGuardBytes) != 0) {
        return 0;
    }
    unsigned char* const data = static_cast<unsigned char*>(memory) + kGuardBytes;
    std::memset(memory, kGuard, kGuardBytes);
    std::memset(data, kPoison, bytes);
    std::memset(data + bytes, kGuard, kGuardBytes);
    const auto address = reinterpret_cast<std::uint64_t>(data);
    m_allocations[address] = {.bytes = bytes, .number = ++m_numbers};
    m_used += rounded(bytes);
    return address;
}

bool Memory::free(std::uint64_t address) {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_allocations.find(address);
    if (found == m_allocations.end()) {
        return false;
    }
    m_used -= rounded(found->second.bytes);
    std::free(pointerTo(address) - kGuardBytes);
    m_allocations.erase(found);
    return true;
}

std::optional<Memory::Range> Memory::allocationAt(std::uint64_t address) const {
    const std::scoped_lock lock(m_mutex);
    auto found = m_allocations.upper_bound(address);
    if (found == m_allocations.begin()) {
        return std::nullopt;
    }
    --found;
    if (address - found->first >= found->second.bytes) {
        return std::nullopt;
    }
    return Range{found->first, found->second.bytes};
}

bool Memory::holds(std::uint64_t address, std::size_t bytes) const {
    const std::scoped_lock lock(m_mutex);
    auto found = m_allocations.upper_bound(address);
    if (found == m_allocations.begin()) {
        return false;
    }
    --found;
    const std::uint64_t offset = address - found->first;
    return offset <= found->second.bytes && bytes <= found->second.bytes - offset;
}

std::optional<std::string> Memory::findDamage() {
    const std::scoped_lock lock(m_mutex);
    const auto isDamage = [](unsigned char byte) { return byte != kGuard; };
    for (const auto& [address, allocation] : m_allocations) {
        const std::span before(pointerTo(address) - kGuardBytes, kGuardBytes);
        const std::span behind(pointerTo(address) + allocation.bytes, kGuardBytes);
        const auto earlier = std::ranges::find_if(before, isDamage);
        const auto later = std::ranges::find_if(behind, isDamage);
        if (earlier == before.end() && later == behind.end()) {
            continue;
        }
        const std::string where = later != behind.end()
                                      ? std::format("{} bytes behind the end", later - behind.begin())
                                      : std::format("{} bytes before the begin", before.end() - earlier);
        std::ranges::fill(before, kGuard);
        std::ranges::fill(behind, kGuard);
        return std::format("wrote {} of allocation {}, of {} bytes at {:#x}", where, allocation.number,
                           allocation.bytes, address);
    }
    return std::nullopt;
}

std::uint64_t Memory::used() const {
    const std::scoped_lock lock(m_mutex);
    return m_used;
}

std::size_t Memory::count() const {
    const std::scoped_lock lock(m_mutex);
    return m_allocations.size();
}

}  // namespace cuda_emulator
