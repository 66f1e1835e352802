#include "engine/format/gguf_value.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <format>
#include <limits>

#include "engine/format/printable.h"

namespace lanternfish::format {

namespace {

static_assert(std::endian::native == std::endian::little, "GGUF is read in place");

template <class T>
T load(std::span<const std::byte> bytes) {
    T value;
    std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
}

std::string_view asText(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

constexpr size_t kShownElements = 8;

}  // namespace

uint32_t valueBytes(ValueType type) {
    switch (type) {
        case ValueType::U8:
        case ValueType::I8:
        case ValueType::Bool:
            return 1;
        case ValueType::U16:
        case ValueType::I16:
            return 2;
        case ValueType::U32:
        case ValueType::I32:
        case ValueType::F32:
            return 4;
        case ValueType::U64:
        case ValueType::I64:
        case ValueType::F64:
            return 8;
        case ValueType::String:
        case ValueType::Array:
            break;
    }
    return 0;
}

std::string_view valueTypeName(ValueType type) {
    constexpr std::string_view kNames[kValueTypeCount] = {"u8",   "i8",     "u16",   "i16", "u32", "i32", "f32",
                                                          "bool", "string", "array", "u64", "i64", "f64"};
    return kNames[static_cast<uint32_t>(type)];
}

std::string Value::typeName() const {
    if (isArray())
        return std::format("array of {}", valueTypeName(m_elementType));
    return std::string(valueTypeName(m_type));
}

std::optional<int64_t> Value::asSigned() const {
    switch (m_type) {
        case ValueType::I8:
            return load<int8_t>(m_bytes);
        case ValueType::I16:
            return load<int16_t>(m_bytes);
        case ValueType::I32:
            return load<int32_t>(m_bytes);
        case ValueType::I64:
            return load<int64_t>(m_bytes);
        default:
            break;
    }
    const auto value = asUnsigned();
    if (!value || *value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
        return std::nullopt;
    return static_cast<int64_t>(*value);
}

std::optional<uint64_t> Value::asUnsigned() const {
    switch (m_type) {
        case ValueType::U8:
            return load<uint8_t>(m_bytes);
        case ValueType::U16:
            return load<uint16_t>(m_bytes);
        case ValueType::U32:
            return load<uint32_t>(m_bytes);
        case ValueType::U64:
            return load<uint64_t>(m_bytes);
        case ValueType::I8:
        case ValueType::I16:
        case ValueType::I32:
        case ValueType::I64:
            if (const int64_t value = *asSigned(); value >= 0)
                return static_cast<uint64_t>(value);
            break;
        default:
            break;
    }
    return std::nullopt;
}

std::optional<double> Value::asFloat() const {
    if (m_type == ValueType::F32)
        return load<float>(m_bytes);
    if (m_type == ValueType::F64)
        return load<double>(m_bytes);
    return std::nullopt;
}

std::optional<bool> Value::asBool() const {
    if (m_type != ValueType::Bool || load<uint8_t>(m_bytes) > 1)
        return std::nullopt;
    return load<uint8_t>(m_bytes) == 1;
}

std::optional<std::string_view> Value::asString() const {
    if (m_type != ValueType::String)
        return std::nullopt;
    return asText(m_bytes);
}

Value Value::element(uint64_t index) const {
    const uint32_t size = valueBytes(m_elementType);
    return {m_elementType, m_bytes.subspan(index * size, size)};
}

std::string Value::text() const {
    if (isArray()) {
        std::string shown = "[";
        StringArray strings(*this);
        const uint64_t wanted = m_elementType == ValueType::Array ? 0 : std::min<uint64_t>(m_count, kShownElements);
        for (uint64_t i = 0; i < wanted; ++i) {
            shown += i > 0 ? ", " : "";
            if (m_elementType == ValueType::String)
                shown += std::format("'{}'", printable(*strings.next(), 24));
            else
                shown += element(i).text();
        }
        if (wanted < m_count)
            shown += wanted > 0 ? ", ..." : "...";
        return shown + std::format("] ({})", m_count);
    }
    if (const auto value = asString())
        return std::format("'{}'", printable(*value));
    if (const auto value = asFloat())
        return m_type == ValueType::F32 ? std::format("{}", static_cast<float>(*value)) : std::format("{}", *value);
    if (m_type == ValueType::Bool) {
        const auto value = asBool();
        return !value ? std::format("{}", load<uint8_t>(m_bytes)) : *value ? "true" : "false";
    }
    if (const auto value = asUnsigned())
        return std::format("{}", *value);
    return std::format("{}", *asSigned());
}

std::optional<std::string_view> StringArray::next() {
    if (m_left == 0)
        return std::nullopt;
    --m_left;
    const auto length = load<uint64_t>(m_bytes);
    const std::string_view text = asText(m_bytes.subspan(sizeof(length), length));
    m_bytes = m_bytes.subspan(sizeof(length) + length);
    return text;
}

}  // namespace lanternfish::format
