#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "lanternfish/tokenizer.h"

namespace lanternfish::tokenizer {

/// Token texts to ids. Open addressing, sized once; holds views of the texts.
class TextIndex {
public:
    explicit TextIndex(size_t most);

    /// The first id given for a text stays.
    void insert(std::string_view text, TokenId id);
    std::optional<TokenId> find(std::string_view text) const;

private:
    struct Slot {
        std::string_view text;
        TokenId id = -1;
    };
    size_t slotOf(std::string_view text) const;

    std::vector<Slot> m_slots;
    size_t m_mask = 0;
};

}  // namespace lanternfish::tokenizer
