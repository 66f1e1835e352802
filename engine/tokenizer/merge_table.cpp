#include "engine/tokenizer/merge_table.h"

#include <bit>

namespace lanternfish::tokenizer {

MergeTable::MergeTable(size_t most) : m_slots(std::bit_ceil(2 * most + 1)), m_mask(m_slots.size() - 1) {}

void MergeTable::insert(TokenId left, TokenId right, Merge merge) {
    const uint64_t pair = pairOf(left, right);
    size_t slot = slotOf(pair);
    while (m_slots[slot].merge.rank != kNoMerge) {
        if (m_slots[slot].pair == pair)
            return;
        slot = (slot + 1) & m_mask;
    }
    m_slots[slot] = {pair, merge};
}

}  // namespace lanternfish::tokenizer
