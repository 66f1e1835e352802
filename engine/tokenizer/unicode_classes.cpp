#include "engine/tokenizer/unicode_classes.h"

#include <algorithm>
#include <array>

#include "engine/format/printable.h"
#include "engine/tokenizer/unicode_ranges.h"

namespace lanternfish::tokenizer {

namespace {

constexpr std::array<CharClass, 128> asciiClasses() {
    std::array<CharClass, 128> classes = {};
    for (char32_t c = 0; c < 128; ++c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool symbol = std::string_view("$+<=>^`|~").contains(static_cast<char>(c));
        classes[c] = letter                                ? CharClass::Letter
                     : c >= '0' && c <= '9'                ? CharClass::Number
                     : c == ' ' || (c >= 0x09 && c < 0x0E) ? CharClass::Space
                     : c < 0x20 || c == 0x7F               ? CharClass::Other
                     : symbol                              ? CharClass::Symbol
                                                           : CharClass::Punctuation;
    }
    return classes;
}

constexpr std::array<CharClass, 128> kAscii = asciiClasses();

char32_t decode(std::string_view text, size_t offset, size_t bytes) {
    const auto at = [&](size_t i) { return static_cast<uint8_t>(text[offset + i]); };
    char32_t code = at(0) & (bytes == 2 ? 0x1FU : bytes == 3 ? 0x0FU : 0x07U);
    for (size_t i = 1; i < bytes; ++i)
        code = code << 6 | (at(i) & 0x3FU);
    return code;
}

}  // namespace

CharClass classOf(char32_t code) {
    if (code < 128)
        return kAscii[code];
    const auto after = std::upper_bound(kUnicodeRanges.begin(), kUnicodeRanges.end(), code << 3 | 7U);
    return static_cast<CharClass>(*(after - 1) & 7U);
}

Char charAt(std::string_view text, size_t offset) {
    const auto first = static_cast<uint8_t>(text[offset]);
    if (first < 128)
        return {first, kAscii[first], 1};
    const size_t bytes = format::utf8Length(text.substr(offset));
    if (bytes == 0)
        return {0xFFFD, CharClass::Symbol, 1};
    const char32_t code = decode(text, offset, bytes);
    return {code, classOf(code), static_cast<uint8_t>(bytes)};
}

}  // namespace lanternfish::tokenizer
