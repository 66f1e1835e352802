#include "engine/tokenizer/byte_alphabet.h"

#include <array>

#include "engine/tokenizer/unicode_classes.h"

namespace lanternfish::tokenizer {

namespace {

constexpr char32_t kFirstStandIn = 0x100;

struct Alphabet {
    std::array<char32_t, 256> ofByte = {};
    std::array<int16_t, 512> ofCharacter = {};  ///< -1: not of the alphabet.
};

constexpr Alphabet makeAlphabet() {
    Alphabet alphabet;
    alphabet.ofCharacter.fill(-1);
    char32_t standIn = kFirstStandIn;
    for (uint32_t byte = 0; byte < 256; ++byte) {
        const bool itself = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
        const char32_t character = itself ? byte : standIn++;
        alphabet.ofByte[byte] = character;
        alphabet.ofCharacter[character] = static_cast<int16_t>(byte);
    }
    return alphabet;
}

constexpr Alphabet kAlphabet = makeAlphabet();

}  // namespace

std::string toAlphabet(uint8_t byte) {
    const char32_t character = kAlphabet.ofByte[byte];
    if (character < 0x80)
        return {static_cast<char>(character)};
    return {static_cast<char>(0xC0 | character >> 6), static_cast<char>(0x80 | (character & 0x3F))};
}

bool appendBytes(std::string_view text, std::string& bytes) {
    const size_t before = bytes.size();
    for (size_t offset = 0; offset < text.size();) {
        const Char c = charAt(text, offset);
        if (c.code >= kAlphabet.ofCharacter.size() || kAlphabet.ofCharacter[c.code] < 0) {
            bytes.resize(before);
            return false;
        }
        bytes += static_cast<char>(kAlphabet.ofCharacter[c.code]);
        offset += c.bytes;
    }
    return true;
}

}  // namespace lanternfish::tokenizer
