#include "scheduler/shared_memory.h"

#include <link.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "device/kernel.h"

namespace cuda_emulator {

constinit thread_local OsThread osThread;

namespace {

constexpr std::size_t kAlignment = 128;
#ifdef CUDA_EMULATOR_ASAN
constexpr std::size_t kGuardBytes = 0;  // AddressSanitizer's own redzones are better.
#else
constexpr std::size_t kGuardBytes = 1024;
#endif
constexpr unsigned char kGuard = 0xb5;

// A compiler may remember that it has written osThread before a memset that it doesn't know to be of it.
[[gnu::noinline]] void fill(void* memory, int value, std::size_t bytes) {
    std::memset(memory, value, bytes);
    asm volatile("" : : "r"(memory) : "memory");
}

struct Found {
    std::uintptr_t inside;
    void* memory;
    std::size_t bytes;
};

int visitModule(dl_phdr_info* info, std::size_t, void* data) {
    auto& found = *static_cast<Found*>(data);
    bool isOurs = false;
    std::size_t bytes = 0;
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const ElfW(Phdr)& header = info->dlpi_phdr[i];
        const std::uintptr_t begin = info->dlpi_addr + header.p_vaddr;
        if (header.p_type == PT_LOAD) {
            isOurs |= found.inside >= begin && found.inside - begin < header.p_memsz;
        } else if (header.p_type == PT_TLS) {
            bytes = header.p_memsz;
        }
    }
    if (isOurs && info->dlpi_tls_data) {
        found.memory = info->dlpi_tls_data;
        found.bytes = bytes;
    }
    return isOurs;
}

}  // namespace

DynamicShared::~DynamicShared() {
    free();
}

void DynamicShared::free() {
    std::free(m_allocation);
    m_allocation = nullptr;
    m_data = nullptr;
    m_bytes = 0;
}

bool DynamicShared::resize(std::size_t bytes) {
    if (m_allocation && bytes == m_bytes) {
        return true;
    }
    free();
    // Even where a launch asks for none there is an address, whose guard tells of its use.
    if (posix_memalign(&m_allocation, kAlignment, kGuardBytes + bytes + kGuardBytes) != 0) {
        m_allocation = nullptr;
        return false;
    }
    m_bytes = bytes;
    m_data = static_cast<unsigned char*>(m_allocation) + kGuardBytes;
    std::memset(m_allocation, kGuard, kGuardBytes);
    std::memset(m_data + m_bytes, kGuard, kGuardBytes);
    return true;
}

void DynamicShared::poison() {
    std::memset(m_data, kPoison, m_bytes);
}

bool DynamicShared::isIntact() const {
    const unsigned char* before = m_data - kGuardBytes;
    const unsigned char* behind = m_data + m_bytes;
    for (std::size_t i = 0; i < kGuardBytes; ++i) {
        if (before[i] != kGuard || behind[i] != kGuard) {
            return false;
        }
    }
    return true;
}

void StaticShared::locate() {
    // The loader gives a thread its copy at the first access.
    volatile int* const own = &osThread.contextCount;
    *own = *own;
    Found found{.inside = reinterpret_cast<std::uintptr_t>(&visitModule), .memory = nullptr, .bytes = 0};
    dl_iterate_phdr(visitModule, &found);
    m_memory = found.memory;
    m_bytes = found.bytes;
}

void StaticShared::poison() {
    if (m_memory) {
        const OsThread own = osThread;
        fill(m_memory, kPoison, m_bytes);
        osThread = own;
    }
}

}  // namespace cuda_emulator
