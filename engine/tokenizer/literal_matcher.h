#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "lanternfish/tokenizer.h"

namespace lanternfish::tokenizer {

/// Finds the literals of special tokens in text: the leftmost, the longest among those that begin there. Holds views
/// of the literals.
class LiteralMatcher {
public:
    struct Literal {
        std::string_view text;
        TokenId id;
    };

    explicit LiteralMatcher(std::vector<Literal> literals);

    struct Match {
        size_t offset;  ///< The text's size when there is no further one.
        size_t bytes;
        TokenId id;
    };
    Match find(std::string_view text, size_t offset) const;

private:
    const Literal* longestAt(std::string_view text) const;

    std::vector<Literal> m_literals;  // Sorted by text.
    std::array<bool, 256> m_begins = {};
};

}  // namespace lanternfish::tokenizer
