#include "engine/cli/text.h"

#include <array>
#include <format>

namespace lanternfish::cli {

size_t utf8Length(std::string_view text) {
    if (text.empty()) {
        return 0;
    }
    const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const unsigned first = byte(0);
    if (first < 0x80) {
        return 1;
    }
    const size_t length = first >= 0xF5 ? 0 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
    for (size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) {
            return 0;
        }
    }
    // The second byte rules out overlong forms, surrogates and what lies beyond U+10FFFF.
    const bool bad = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F) ||
                     (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F);
    return bad ? 0 : length;
}

namespace {

/// Whether the character of `length` bytes that `text` begins with is a control character.
bool isControl(std::string_view text, size_t length) {
    const auto first = static_cast<unsigned char>(text[0]);
    // C1 controls are C2 80 to C2 9F in UTF-8.
    return (length == 1 && (first < 0x20 || first == 0x7F)) ||
           (length == 2 && first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0);
}

}  // namespace

std::string printable(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const size_t length = utf8Length(text);
        if (length == 0 || isControl(text, length)) {
            result += std::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
            text.remove_prefix(1);
        } else {
            result += text.substr(0, length);
            text.remove_prefix(length);
        }
    }
    return result;
}

std::string withoutControls(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const size_t length = utf8Length(text);
        const bool keep = length != 0 && (!isControl(text, length) || text[0] == '\n' || text[0] == '\t');
        result += keep ? text.substr(0, length) : "\uFFFD";
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return result;
}

namespace {

std::string scaled(uint64_t value, const std::array<const char*, 5>& units) {
    auto number = static_cast<double>(value);
    size_t unit = 0;
    while (number >= 999.5 && unit + 1 < units.size()) {
        number /= 1000;
        ++unit;
    }
    return unit == 0 ? std::format("{}{}", value, units[0]) : std::format("{:.3g}{}", number, units[unit]);
}

}  // namespace

std::string formatBytes(uint64_t bytes) {
    return scaled(bytes, {" bytes", " kB", " MB", " GB", " TB"});
}

std::string formatCount(uint64_t count) {
    return scaled(count, {"", " thousand", " million", " billion", " trillion"});
}

}  // namespace lanternfish::cli
