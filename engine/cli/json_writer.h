#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

namespace lanternfish::cli {

/// Text as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
std::string jsonString(std::string_view text);

/// The shortest decimal that reads back as the same double; what JSON can't say (infinities, NaN) becomes null.
std::string jsonNumber(double value);

/// Writes one JSON document, two blanks deep per level. The caller keeps keys and values in order.
class JsonWriter {
public:
    JsonWriter& beginObject() { return open('{'); }
    JsonWriter& endObject() { return close('}'); }
    JsonWriter& beginArray() { return open('['); }
    JsonWriter& endArray() { return close(']'); }

    JsonWriter& key(std::string_view name);

    JsonWriter& value(std::string_view text) { return raw(jsonString(text)); }
    JsonWriter& value(const char* text) { return raw(jsonString(text)); }
    JsonWriter& value(const std::string& text) { return raw(jsonString(text)); }
    JsonWriter& value(bool truth) { return raw(truth ? "true" : "false"); }
    JsonWriter& value(double number) { return raw(jsonNumber(number)); }
    template <std::integral Number>
        requires(!std::same_as<Number, bool>)
    JsonWriter& value(Number number) {
        return raw(std::to_string(number));
    }
    JsonWriter& null() { return raw("null"); }

    template <class Value>
    JsonWriter& field(std::string_view name, const Value& content) {
        return key(name).value(content);
    }

    /// The document with its final newline.
    std::string finish() { return m_text + "\n"; }

private:
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);
    JsonWriter& raw(std::string_view text);
    void separate();

    std::string m_text;
    std::vector<bool> m_hasItems;  ///< Per open bracket.
    bool m_afterKey = false;
};

}  // namespace lanternfish::cli
