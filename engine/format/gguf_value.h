#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lanternfish::format {

/// The types of metadata values. Values are the numbers of GGUF.
enum class ValueType : uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, String, Array, U64, I64, F64 };

constexpr uint32_t kValueTypeCount = 13;

/// Bytes of one value of a fixed-size type; 0 for String and Array.
uint32_t valueBytes(ValueType type);

std::string_view valueTypeName(ValueType type);

/// One metadata value: a view into the file, whose bounds the reader has checked. Copies are cheap; lives as long as
/// the GgufFile. Thread: any.
class Value {
public:
    Value(ValueType type, std::span<const std::byte> bytes) : m_type(type), m_bytes(bytes) {}
    Value(ValueType elementType, uint64_t count, std::span<const std::byte> bytes)
        : m_type(ValueType::Array), m_elementType(elementType), m_count(count), m_bytes(bytes) {}

    ValueType type() const { return m_type; }
    bool isArray() const { return m_type == ValueType::Array; }
    ValueType elementType() const { return m_elementType; }  ///< Arrays only.
    uint64_t count() const { return m_count; }               ///< Elements of an array.

    /// The payload: a scalar's bytes, a string's text, an array's elements as they stand in the file.
    std::span<const std::byte> bytes() const { return m_bytes; }

    /// "u32", "array of string".
    std::string typeName() const;

    /// A short rendering for people: "42", "'text'", "[0, 0, 4, ...] (43)".
    std::string text() const;

    // Nothing when the value is of another type or does not fit.
    std::optional<uint64_t> asUnsigned() const;
    std::optional<int64_t> asSigned() const;
    std::optional<double> asFloat() const;  ///< F32 and F64 only.
    std::optional<bool> asBool() const;
    std::optional<std::string_view> asString() const;

    /// Element `index` of an array of a fixed-size type; index < count().
    Value element(uint64_t index) const;

private:
    ValueType m_type;
    ValueType m_elementType = ValueType::U8;
    uint64_t m_count = 0;
    std::span<const std::byte> m_bytes;
};

/// Walks the elements of an array of strings.
class StringArray {
public:
    explicit StringArray(const Value& array) : m_left(array.count()), m_bytes(array.bytes()) {}

    /// The next string, or nothing after the last.
    std::optional<std::string_view> next();

private:
    uint64_t m_left;
    std::span<const std::byte> m_bytes;
};

}  // namespace lanternfish::format
