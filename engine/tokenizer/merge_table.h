#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "lanternfish/tokenizer.h"

namespace lanternfish::tokenizer {

/// Which neighbouring tokens become which token, and how early. Open addressing, sized once.
class MergeTable {
public:
    static constexpr uint32_t kNoMerge = std::numeric_limits<uint32_t>::max();

    struct Merge {
        uint32_t rank = kNoMerge;  ///< The lowest goes first.
        TokenId result = -1;
    };

    explicit MergeTable(size_t most);

    /// The first merge given for a pair stays.
    void insert(TokenId left, TokenId right, Merge merge);

    /// Rank kNoMerge when the pair has none.
    Merge find(TokenId left, TokenId right) const {
        const uint64_t pair = pairOf(left, right);
        size_t slot = slotOf(pair);
        while (m_slots[slot].pair != pair && m_slots[slot].merge.rank != kNoMerge)
            slot = (slot + 1) & m_mask;
        return m_slots[slot].merge;
    }

private:
    struct Slot {
        uint64_t pair = std::numeric_limits<uint64_t>::max();
        Merge merge;
    };

    static uint64_t pairOf(TokenId left, TokenId right) {
        return static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32 | static_cast<uint32_t>(right);
    }
    size_t slotOf(uint64_t pair) const {
        pair ^= pair >> 29;
        pair *= 0x9E3779B97F4A7C15U;  // 2^64 over the golden ratio: spreads neighbouring ids over the high bits.
        return static_cast<size_t>(pair >> 32) & m_mask;
    }

    std::vector<Slot> m_slots;
    size_t m_mask = 0;
};

}  // namespace lanternfish::tokenizer
