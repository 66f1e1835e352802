#include "engine/tokenizer/text_index.h"

#include <bit>
#include <functional>

namespace lanternfish::tokenizer {

TextIndex::TextIndex(size_t most) : m_slots(std::bit_ceil(2 * most + 1)), m_mask(m_slots.size() - 1) {}

size_t TextIndex::slotOf(std::string_view text) const {
    size_t slot = std::hash<std::string_view>{}(text)&m_mask;
    while (m_slots[slot].id >= 0 && m_slots[slot].text != text)
        slot = (slot + 1) & m_mask;
    return slot;
}

void TextIndex::insert(std::string_view text, TokenId id) {
    Slot& slot = m_slots[slotOf(text)];
    if (slot.id < 0)
        slot = {text, id};
}

std::optional<TokenId> TextIndex::find(std::string_view text) const {
    const Slot& slot = m_slots[slotOf(text)];
    return slot.id >= 0 ? std::optional(slot.id) : std::nullopt;
}

}  // namespace lanternfish::tokenizer
