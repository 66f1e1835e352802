#pragma once

#include <algorithm>
#include <set>
#include <span>

#include "engine/backends/gpu/gpu_device.h"

namespace lanternfish::backends::gpu {

/// A buffer that a dispatch touches.
struct Use {
    const DeviceBuffer* buffer = nullptr;
    bool written = false;
};

/// Which dispatches must wait for those before them.
class Hazards {
public:
    /// Takes the next dispatch: a barrier belongs before it where it touches what one since the last barrier has
    /// touched, unless both only read.
    bool mustWait(std::span<const Use> uses) {
        const bool conflict = std::ranges::any_of(uses, [&](const Use& use) {
            return m_writes.contains(use.buffer) || (use.written && m_reads.contains(use.buffer));
        });
        if (conflict)
            clear();
        for (const Use& use : uses)
            (use.written ? m_writes : m_reads).insert(use.buffer);
        return conflict;
    }

    /// After a barrier that stands there for another reason.
    void clear() {
        m_reads.clear();
        m_writes.clear();
    }

private:
    std::set<const DeviceBuffer*> m_reads, m_writes;
};

}  // namespace lanternfish::backends::gpu
