#pragma once

#include <cstdint>
#include <string_view>

namespace lanternfish::tokenizer {

/// General category of a character, as far as the pre-tokenizer tells them apart. Space is White_Space.
enum class CharClass : uint8_t { Other, Letter, Mark, Number, Punctuation, Symbol, Space };

CharClass classOf(char32_t code);

struct Char {
    char32_t code = 0;
    CharClass charClass = CharClass::Other;
    uint8_t bytes = 0;  ///< 1 to 4.
};

/// The character at `offset` (below text.size()). A byte that begins no well-formed character stands for itself and
/// has the class of U+FFFD.
Char charAt(std::string_view text, size_t offset);

}  // namespace lanternfish::tokenizer
