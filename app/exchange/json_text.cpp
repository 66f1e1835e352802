#include "app/exchange/json_text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace lanternfish::exchange {

namespace {

constexpr char kShortest = 0;

/// The letter after the backslash, or kShortest where only \u00XX will do.
char escapeLetter(char c) {
    switch (c) {
        case '"':
        case '\\':
            return c;
        case '\b':
            return 'b';
        case '\f':
            return 'f';
        case '\n':
            return 'n';
        case '\r':
            return 'r';
        case '\t':
            return 't';
        default:
            return kShortest;
    }
}

bool needsEscape(char c) {
    const auto code = static_cast<unsigned char>(c);
    return code < 0x20 || code == 0x7f || c == '"' || c == '\\';
}

template <class Number>
void appendNumber(QByteArray& text, Number value) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    text.append(digits.data(), end - digits.data());
}

}  // namespace

void appendJsonString(QByteArray& text, QByteArrayView utf8) {
    constexpr std::string_view kHex = "0123456789abcdef";
    text += '"';
    qsizetype copied = 0;
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        const char c = utf8[i];
        if (!needsEscape(c)) {
            continue;
        }
        text.append(utf8.sliced(copied, i - copied));
        copied = i + 1;
        text += '\\';
        if (const char letter = escapeLetter(c); letter != kShortest) {
            text += letter;
        } else {
            const auto code = static_cast<unsigned char>(c);
            text.append("u00").append(kHex[code >> 4]).append(kHex[code & 15]);
        }
    }
    text.append(utf8.sliced(copied));
    text += '"';
}

QByteArray& JsonObject::open(QByteArrayView key) {
    if (!m_first) {
        m_text += ',';
    }
    m_first = false;
    m_text += '"';
    m_text.append(key);
    m_text.append("\":");
    return m_text;
}

void JsonObject::add(QByteArrayView key, const QString& value) {
    appendJsonString(open(key), value.toUtf8());
}

void JsonObject::add(QByteArrayView key, std::string_view value) {
    appendJsonString(open(key), QByteArrayView(value.data(), static_cast<qsizetype>(value.size())));
}

void JsonObject::add(QByteArrayView key, qint64 value) {
    appendNumber(open(key), value);
}

void JsonObject::add(QByteArrayView key, double value) {
    // A negative zero would read back as the integer 0.
    appendNumber(open(key), std::isfinite(value) && value != 0 ? value : 0.0);
}

void JsonObject::add(QByteArrayView key, bool value) {
    open(key).append(value ? "true" : "false");
}

}  // namespace lanternfish::exchange
