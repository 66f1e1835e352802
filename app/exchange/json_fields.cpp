#include "app/exchange/json_fields.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <format>
#include <nlohmann/json.hpp>
#include <QStringDecoder>
#include <QTimeZone>

namespace lanternfish::exchange {

namespace {

using nlohmann::json;

constexpr size_t kShown = 60;
constexpr qsizetype kHashBytes = 32;

/// For an error: what a value is, without all of it.
std::string brief(const json& value) {
    if (value.is_string()) {
        const std::string& text = value.get_ref<const std::string&>();
        return text.size() <= kShown ? std::format("'{}'", text) : std::format("a text of {} bytes", text.size());
    }
    return value.is_structured() ? std::format("an {}", value.type_name()) : value.dump();
}

}  // namespace

QString exactText(std::string_view utf8) {
    QStringDecoder decoder(QStringConverter::Utf8, QStringConverter::Flag::ConvertInitialBom);
    return decoder(QByteArrayView(utf8.data(), static_cast<qsizetype>(utf8.size())));
}

JsonFields::JsonFields(const json& object, std::string where) : m_object(object), m_where(std::move(where)) {
    if (!m_object.is_object()) {
        fail(std::format("expected an object, found {}", brief(m_object)));
    }
}

void JsonFields::fail(const std::string& message) {
    if (!m_failure) {
        m_failure = Error{ErrorCode::InvalidFile, std::format("{}: {}", m_where, message), nullptr};
    }
}

void JsonFields::take(const Result<void>& inner) {
    if (!inner && !m_failure) {
        m_failure = inner.error();
    }
}

void JsonFields::wrong(const char* key, std::string_view expected, const json& found) {
    if (!m_failure) {
        m_failure = Error{ErrorCode::InvalidFile,
                          std::format("{}: expected {}, found {}", place(key), expected, brief(found)), nullptr};
    }
}

const json* JsonFields::find(const char* key, bool required) {
    m_asked.insert(key);
    const auto member = m_object.find(key);
    if (!m_object.is_object() || member == m_object.end()) {
        if (required) {
            fail(std::format("expected a member '{}', found none", key));
        }
        return nullptr;
    }
    return &*member;
}

std::optional<std::string_view> JsonFields::stringOf(const json& value) {
    return value.is_string() ? std::optional<std::string_view>(value.get_ref<const std::string&>()) : std::nullopt;
}

QString JsonFields::textOf(const char* key, bool required) {
    const json* value = find(key, required);
    if (value == nullptr) {
        return {};
    }
    const std::optional<std::string_view> text = stringOf(*value);
    if (!text) {
        wrong(key, "a text", *value);
    }
    return exactText(text.value_or(""));
}

QString JsonFields::text(const char* key) {
    return textOf(key, true);
}

QString JsonFields::optionalText(const char* key) {
    return textOf(key, false);
}

std::optional<qint64> JsonFields::optionalInteger(const char* key, qint64 least, qint64 most) {
    const json* value = find(key, false);
    if (value == nullptr) {
        return std::nullopt;
    }
    const bool fits = value->is_number_integer() &&
                      (!value->is_number_unsigned() ||
                       value->get<quint64>() <= static_cast<quint64>(std::numeric_limits<qint64>::max()));
    const qint64 integer = fits ? value->get<qint64>() : 0;
    if (!fits || integer < least || integer > most) {
        wrong(key, std::format("a whole number from {} to {}", least, most), *value);
        return least > 0 ? least : most < 0 ? most : 0;
    }
    return integer;
}

qint64 JsonFields::integer(const char* key, qint64 least, qint64 most) {
    find(key, true);
    return optionalInteger(key, least, most).value_or(0);
}

double JsonFields::optionalNumber(const char* key) {
    const json* value = find(key, false);
    if (value == nullptr) {
        return 0;
    }
    const double number = value->is_number() ? value->get<double>() : 0;
    if (!value->is_number() || !std::isfinite(number)) {
        wrong(key, "a number", *value);
    }
    return number;
}

double JsonFields::number(const char* key, double least, double most) {
    const json* value = find(key, true);
    const double number = optionalNumber(key);
    if (value != nullptr && value->is_number() && !(number >= least && number <= most)) {
        wrong(key, std::format("a number from {} to {}", least, most), *value);
    }
    return number;
}

bool JsonFields::flag(const char* key) {
    const json* value = find(key, false);
    if (value != nullptr && !value->is_boolean()) {
        wrong(key, "true or false", *value);
    }
    return value != nullptr && value->is_boolean() && value->get<bool>();
}

QDateTime JsonFields::time(const char* key) {
    return QDateTime::fromMSecsSinceEpoch(integer(key), QTimeZone::UTC);
}

std::optional<QDateTime> JsonFields::optionalTime(const char* key) {
    return optionalInteger(key).transform(
        [](qint64 value) { return QDateTime::fromMSecsSinceEpoch(value, QTimeZone::UTC); });
}

QByteArray JsonFields::hash(const char* key) {
    const json* value = find(key, true);
    const std::string_view digits = value == nullptr ? std::string_view() : stringOf(*value).value_or("");
    const QByteArray bytes = QByteArray::fromHex(QByteArray(digits.data(), std::ssize(digits)));
    if (value != nullptr && (bytes.size() != kHashBytes || std::string_view(bytes.toHex()) != digits)) {
        wrong(key, "64 lower case hexadecimal digits", *value);
    }
    return bytes;
}

QByteArray JsonFields::base64(const char* key) {
    const json* value = find(key, true);
    const std::optional<std::string_view> text = value == nullptr ? std::nullopt : stringOf(*value);
    if (!text) {
        if (value != nullptr) {
            wrong(key, "a text in base64", *value);
        }
        return {};
    }
    auto decoded = QByteArray::fromBase64Encoding(QByteArray::fromRawData(text->data(), std::ssize(*text)),
                                                  QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.toBase64().size() != std::ssize(*text)) {
        wrong(key, "a text in base64 with padding", *value);
    }
    return std::move(decoded.decoded);
}

quint64 JsonFields::decimal(const char* key) {
    const json* value = find(key, true);
    const std::string_view digits = value == nullptr ? std::string_view() : stringOf(*value).value_or("");
    quint64 number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool canonical =
        error == std::errc() && end == digits.data() + digits.size() && std::to_string(number) == digits;
    if (value != nullptr && !canonical) {
        wrong(key, "a whole number from 0 to 18446744073709551615 as a text", *value);
    }
    return number;
}

std::optional<quint64> JsonFields::optionalDecimal(const char* key) {
    return find(key, false) == nullptr ? std::nullopt : std::optional(decimal(key));
}

const json* JsonFields::container(const char* key, bool array) {
    const json* value = find(key, false);
    if (value != nullptr && (array ? !value->is_array() : !value->is_object())) {
        wrong(key, array ? "an array" : "an object", *value);
        return nullptr;
    }
    return value;
}

const json* JsonFields::object(const char* key) {
    return container(key, false);
}

const json* JsonFields::array(const char* key) {
    return container(key, true);
}

Result<void> JsonFields::finish() {
    if (!m_failure) {
        for (const auto& [key, value] : m_object.items()) {
            if (!m_asked.contains(key)) {
                fail(std::format("expected only members of the format, found '{}'", key.substr(0, kShown)));
                break;
            }
        }
    }
    return m_failure ? Result<void>(std::unexpected(*m_failure)) : Result<void>();
}

}  // namespace lanternfish::exchange
