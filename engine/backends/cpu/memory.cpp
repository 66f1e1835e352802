#include "engine/backends/cpu/memory.h"

#include <algorithm>
#include <format>
#include <limits>
#include <memory>
#include <utility>

namespace lanternfish::backends::cpu {

namespace {
constexpr size_t kAlignment = 64;  // A cache line.
}

Result<AlignedBytes> AlignedBytes::create(uint64_t size) {
    AlignedBytes bytes;
    // calloc leaves large pieces to the system, which has them zeroed when they are first touched: a ring for a window
    // that a damaged file calls huge takes no more memory than the context uses of it. Writing zeros would take it all,
    // in one thread and with nobody looking at the cancel flag.
    if (size <= std::numeric_limits<size_t>::max() / 2)
        bytes.m_memory.reset(std::calloc(static_cast<size_t>(size) + kAlignment, 1));
    if (bytes.m_memory == nullptr)
        return makeError(ErrorCode::OutOfMemory, std::format("no memory for {} bytes", size));
    size_t space = static_cast<size_t>(size) + kAlignment;
    void* start = bytes.m_memory.get();
    bytes.m_data = static_cast<std::byte*>(std::align(kAlignment, static_cast<size_t>(size), start, space));
    bytes.m_size = size;
    return bytes;
}

void Arena::reset() {
    m_most = std::max(m_most, m_total);
    // Several blocks mean that the first was too small: make room for one that is not.
    if (m_blocks.size() > 1)
        m_blocks.clear();
    m_used = 0;
    m_total = 0;
}

Result<std::byte*> Arena::takeBytes(uint64_t count, uint64_t size) {
    if (count > std::numeric_limits<uint64_t>::max() / 2 / size)
        return makeError(ErrorCode::OutOfMemory, std::format("no memory for {} elements of {} bytes", count, size));
    const uint64_t bytes = (count * size + 63) / 64 * 64;
    m_total += bytes;
    if (m_blocks.empty() || m_blocks.back().size() - m_used < bytes) {
        LF_TRY(AlignedBytes block, AlignedBytes::create(std::max(bytes, m_most)));
        m_blocks.push_back(std::move(block));
        m_used = 0;
    }
    std::byte* const start = m_blocks.back().data() + m_used;
    m_used += bytes;
    return start;
}

}  // namespace lanternfish::backends::cpu
