#include "engine/cli/json_writer.h"

#include <charconv>
#include <cmath>
#include <format>

#include "engine/cli/text.h"

namespace lanternfish::cli {

std::string jsonString(std::string_view text) {
    std::string result = "\"";
    while (!text.empty()) {
        const size_t length = utf8Length(text);
        const std::string_view character = text.substr(0, length == 0 ? 1 : length);
        text.remove_prefix(character.size());
        if (length == 0) {
            result += "\uFFFD";
        } else if (character == "\"" || character == "\\") {
            result += '\\';
            result += character;
        } else if (character == "\n") {
            result += "\\n";
        } else if (static_cast<unsigned char>(character[0]) < 0x20 || character[0] == 0x7F) {
            result += std::format("\\u{:04x}", static_cast<unsigned>(character[0]));
        } else {
            result += character;
        }
    }
    return result + '"';
}

std::string jsonNumber(double value) {
    if (!std::isfinite(value)) {
        return "null";
    }
    char buffer[32];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
    return {buffer, end};
}

JsonWriter& JsonWriter::key(std::string_view name) {
    separate();
    m_text += jsonString(name) + ": ";
    m_afterKey = true;
    return *this;
}

JsonWriter& JsonWriter::open(char bracket) {
    separate();
    m_text += bracket;
    m_hasItems.push_back(false);
    return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
    const bool hadItems = m_hasItems.back();
    m_hasItems.pop_back();
    if (hadItems) {
        m_text += "\n" + std::string(2 * m_hasItems.size(), ' ');
    }
    m_text += bracket;
    return *this;
}

JsonWriter& JsonWriter::raw(std::string_view text) {
    separate();
    m_text += text;
    return *this;
}

void JsonWriter::separate() {
    if (m_afterKey) {
        m_afterKey = false;
        return;
    }
    if (!m_hasItems.empty()) {
        m_text += m_hasItems.back() ? ",\n" : "\n";
        m_text += std::string(2 * m_hasItems.size(), ' ');
        m_hasItems.back() = true;
    }
}

}  // namespace lanternfish::cli
