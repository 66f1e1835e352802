#include "engine/format/printable.h"

#include <cstdint>
#include <format>

namespace lanternfish::format {

size_t utf8Length(std::string_view text) {
    if (text.empty())
        return 0;
    const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
    const uint8_t first = byte(0);
    if (first < 0x80)
        return 1;
    const size_t length = first >= 0xC2 && first < 0xE0   ? 2
                          : first >= 0xE0 && first < 0xF0 ? 3
                          : first >= 0xF0 && first < 0xF5 ? 4
                                                          : 0;
    if (length == 0 || text.size() < length)
        return 0;
    for (size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xC0) != 0x80)
            return 0;
    // Overlong forms, surrogates and what lies past U+10FFFF.
    const uint8_t second = byte(1);
    const bool bad = (first == 0xE0 && second < 0xA0) || (first == 0xED && second >= 0xA0) ||
                     (first == 0xF0 && second < 0x90) || (first == 0xF4 && second >= 0x90);
    return bad ? 0 : length;
}

std::string printable(std::string_view text, size_t limit) {
    std::string shown;
    while (!text.empty()) {
        if (shown.size() >= limit)
            return shown + "...";
        const size_t length = utf8Length(text);
        const auto first = static_cast<uint8_t>(text[0]);
        // U+0080 to U+009F are control characters too.
        const bool control =
            first < 0x20 || first == 0x7F || (first == 0xC2 && length == 2 && static_cast<uint8_t>(text[1]) < 0xA0);
        const size_t taken = length == 0 ? 1 : length;
        if (length == 0 || control)
            for (const char c : text.substr(0, taken))
                shown += std::format("\\x{:02X}", static_cast<uint8_t>(c));
        else
            shown += text.substr(0, taken);
        text.remove_prefix(taken);
    }
    return shown;
}

}  // namespace lanternfish::format
