#include "engine/ops/context_bytes.h"

#include <algorithm>

namespace lanternfish::ops {

namespace {

/// What rows of a sequence touch between them.
class Touched {
public:
    void add(const Reach& reach) {
        if (reach.count == 0)
            return;
        m_first = m_sum == 0 ? reach.first : std::min(m_first, reach.first);
        m_end = std::max(m_end, reach.end);
        m_sum += reach.count;
    }

    /// Rows come in ascending position, so that what they reach has no gaps as long as it is a window or all entries.
    uint64_t entries(bool shared) const { return shared ? std::min(m_sum, m_end - m_first) : m_sum; }

private:
    uint64_t m_first = 0, m_end = 0, m_sum = 0;
};

ByteCount countSequence(const ContextBytes& part, std::span<const Row> rows, uint32_t sequence, uint64_t entryBytes) {
    Touched all, together;
    uint64_t read = 0;
    for (size_t i = 0; i < rows.size(); ++i) {
        if (i % part.rowsTogether == 0) {
            read += together.entries(part.shared);
            together = {};
        }
        if (rows[i].sequence != sequence)
            continue;
        const Reach reach = part.reach(rows[i].position + 1);
        all.add(reach);
        together.add(reach);
    }
    read += together.entries(part.shared);
    return {part.least ? all.entries(part.shared) * entryBytes : 0, read * part.times * entryBytes};
}

}  // namespace

ReachOf windowReach(uint32_t window) {
    return [window](uint32_t seen) {
        const uint64_t count = std::min(seen, window);
        return Reach{seen - count, seen, count};
    };
}

ReachOf visibleReach(uint32_t ratio, uint32_t above) {
    return [ratio, above](uint32_t seen) {
        const uint64_t entries = seen / ratio;
        return entries > above ? Reach{0, entries, entries} : Reach{};
    };
}

ReachOf chosenReach(uint32_t ratio, uint32_t count) {
    return [ratio, count](uint32_t seen) {
        const uint64_t entries = seen / ratio;
        return Reach{0, entries, std::min<uint64_t>(entries, count)};
    };
}

ReachOf closingReach(uint32_t ratio, uint32_t tokens) {
    return [ratio, window = windowReach(tokens)](uint32_t seen) { return seen % ratio == 0 ? window(seen) : Reach{}; };
}

ReachOf groupsOf(ReachOf reach, uint32_t entries) {
    return [reach = std::move(reach), entries](uint32_t seen) {
        const uint64_t groups = (reach(seen).count + entries - 1) / entries;
        return Reach{0, groups, groups};
    };
}

ReachOf onceWhere(ReachOf reach) {
    return [reach = std::move(reach)](uint32_t seen) { return reach(seen).count != 0 ? Reach{0, 1, 1} : Reach{}; };
}

ByteCount& ByteCount::operator+=(const ByteCount& other) {
    least += other.least;
    moved += other.moved;
    return *this;
}

ByteCount countBytes(std::span<const ContextBytes> parts, std::span<const Row> rows, const CacheRowBytes& rowBytes) {
    uint32_t sequences = 0;
    for (const Row& row : rows)
        sequences = std::max(sequences, row.sequence + 1);
    ByteCount sum;
    for (const ContextBytes& part : parts)
        for (uint32_t sequence = 0; sequence < sequences; ++sequence)
            sum += countSequence(part, rows, sequence, part.bytes + (part.cache ? rowBytes(sequence, *part.cache) : 0));
    return sum;
}

}  // namespace lanternfish::ops
