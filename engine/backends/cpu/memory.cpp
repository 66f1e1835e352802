#include "engine/backends/cpu/memory.h"

#include <algorithm>
#include <format>
#include <limits>
#include <utility>

namespace lanternfish::backends::cpu {

Result<AlignedBytes> AlignedBytes::create(uint64_t size) {
    AlignedBytes bytes;
    const uint64_t rounded = std::max<uint64_t>(size, 1);
    if (rounded <= std::numeric_limits<size_t>::max() / 2)
        bytes.m_data.reset(static_cast<std::byte*>(
            ::operator new[](static_cast<size_t>(rounded), std::align_val_t{64}, std::nothrow)));
    if (bytes.m_data == nullptr)
        return makeError(ErrorCode::OutOfMemory, std::format("no memory for {} bytes", size));
    std::memset(bytes.m_data.get(), 0, static_cast<size_t>(rounded));
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
