#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lanternfish::tokenizer {

/// The GPT-2 alphabet, in which vocabularies write bytes: printable Latin-1 characters stand for themselves, the other
/// bytes for U+0100 onwards in their order.
std::string toAlphabet(uint8_t byte);

/// Appends the bytes that `text` spells. False, with `bytes` as before, when a character is not of the alphabet.
bool appendBytes(std::string_view text, std::string& bytes);

}  // namespace lanternfish::tokenizer
