#include "engine/format/gguf.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <new>

#include "engine/format/gguf_parser.h"
#include "engine/format/printable.h"

namespace lanternfish::format {

namespace {

/// The entry of `items` named `name`, found through `order`; null when there is none.
template <class Item, class Name>
const Item* bisect(const std::vector<Item>& items, const std::vector<uint32_t>& order, std::string_view name,
                   Name nameOf) {
    const auto found = std::lower_bound(order.begin(), order.end(), name, [&](uint32_t index, std::string_view wanted) {
        return nameOf(items[index]) < wanted;
    });
    return found != order.end() && nameOf(items[*found]) == name ? &items[*found] : nullptr;
}

bool isFiniteFloat(double value) {
    return std::abs(value) <= static_cast<double>(std::numeric_limits<float>::max());
}

}  // namespace

std::string Dimensions::text() const {
    std::string shown = "[";
    for (size_t i = 0; i < m_count; ++i)
        shown += std::format("{}{}", i > 0 ? ", " : "", m_sizes[i]);
    return shown + "]";
}

Result<GgufFile> GgufFile::open(const std::filesystem::path& file) {
    LF_TRY(auto mapping, base::FileMapping::open(file));
    LF_TRY(auto gguf, parse(file.string(), mapping.bytes()));
    gguf.m_mapping = std::move(mapping);
    return gguf;
}

Result<GgufFile> GgufFile::parse(std::string name, std::span<const std::byte> bytes) {
    name = printable(name, 512);
    try {
        return GgufParser(name, bytes).parse();
    } catch (const std::bad_alloc&) {
        return makeError(ErrorCode::OutOfMemory, name + ": there is no memory for the tables of its header");
    }
}

const Value* GgufFile::find(std::string_view key) const {
    const auto* entry = bisect(m_metadata, m_metadataOrder, key, [](const MetadataEntry& item) { return item.key; });
    return entry != nullptr ? &entry->value : nullptr;
}

const TensorInfo* GgufFile::findTensor(std::string_view name) const {
    return bisect(m_tensors, m_tensorOrder, name, [](const TensorInfo& item) { return item.name; });
}

std::unexpected<Error> GgufFile::wrongValue(std::string_view key, std::string_view expected, const Value& found) const {
    return makeError(ErrorCode::InvalidFile, std::format("{}: key '{}': expected {}, found {} {}", m_name,
                                                         printable(key), expected, found.typeName(), found.text()));
}

Result<const Value*> GgufFile::require(std::string_view key, std::string_view expected) const {
    const Value* value = find(key);
    if (value == nullptr)
        return makeError(ErrorCode::InvalidFile,
                         std::format("{}: key '{}' is missing, expected {}", m_name, printable(key), expected));
    return value;
}

Result<uint64_t> GgufFile::requireInteger(std::string_view key, uint64_t most) const {
    const std::string expected = std::format("an integer from 0 to {}", most);
    LF_TRY(const Value* value, require(key, expected));
    const auto number = value->asUnsigned();
    if (!number || *number > most)
        return wrongValue(key, expected, *value);
    return *number;
}

Result<uint32_t> GgufFile::requireU32(std::string_view key) const {
    LF_TRY(const uint64_t value, requireInteger(key, std::numeric_limits<uint32_t>::max()));
    return static_cast<uint32_t>(value);
}

Result<uint64_t> GgufFile::requireU64(std::string_view key) const {
    return requireInteger(key, std::numeric_limits<uint64_t>::max());
}

Result<float> GgufFile::requireF32(std::string_view key) const {
    constexpr std::string_view kExpected = "a finite float";
    LF_TRY(const Value* value, require(key, kExpected));
    const auto number = value->asFloat();
    if (!number || !isFiniteFloat(*number))
        return wrongValue(key, kExpected, *value);
    return static_cast<float>(*number);
}

Result<bool> GgufFile::requireBool(std::string_view key) const {
    LF_TRY(const Value* value, require(key, "a bool"));
    const auto flag = value->asBool();
    if (!flag)
        return wrongValue(key, "a bool of 0 or 1", *value);
    return *flag;
}

Result<std::string_view> GgufFile::requireString(std::string_view key) const {
    LF_TRY(const Value* value, require(key, "a string"));
    const auto text = value->asString();
    if (!text)
        return wrongValue(key, "a string", *value);
    return *text;
}

Result<const Value*> GgufFile::requireArray(std::string_view key, std::string_view expected, uint64_t maxCount) const {
    LF_TRY(const Value* value, require(key, expected));
    if (!value->isArray())
        return wrongValue(key, expected, *value);
    if (value->count() > maxCount)
        return wrongValue(key, std::format("at most {} elements", maxCount), *value);
    return value;
}

Result<std::vector<uint32_t>> GgufFile::requireU32Array(std::string_view key, uint64_t maxCount) const {
    constexpr std::string_view kExpected = "an array of integers from 0 to 4294967295";
    LF_TRY(const Value* array, requireArray(key, kExpected, maxCount));
    std::vector<uint32_t> numbers;
    // An empty array has no elements that could be of the wrong type.
    if (array->count() > 0 && valueBytes(array->elementType()) == 0)
        return wrongValue(key, kExpected, *array);
    numbers.reserve(array->count());
    for (uint64_t i = 0; i < array->count(); ++i) {
        const Value element = array->element(i);
        const auto number = element.asUnsigned();
        if (!number || *number > std::numeric_limits<uint32_t>::max())
            return wrongValue(std::format("{}[{}]", key, i), "an integer from 0 to 4294967295", element);
        numbers.push_back(static_cast<uint32_t>(*number));
    }
    return numbers;
}

Result<std::vector<float>> GgufFile::requireF32Array(std::string_view key, uint64_t maxCount) const {
    constexpr std::string_view kExpected = "an array of floats";
    LF_TRY(const Value* array, requireArray(key, kExpected, maxCount));
    std::vector<float> numbers;
    if (array->count() > 0 && valueBytes(array->elementType()) == 0)
        return wrongValue(key, kExpected, *array);
    numbers.reserve(array->count());
    for (uint64_t i = 0; i < array->count(); ++i) {
        const Value element = array->element(i);
        const auto number = element.asFloat();
        if (!number || !isFiniteFloat(*number))
            return wrongValue(std::format("{}[{}]", key, i), "a finite float", element);
        numbers.push_back(static_cast<float>(*number));
    }
    return numbers;
}

Result<std::vector<std::string_view>> GgufFile::requireStringArray(std::string_view key, uint64_t maxCount) const {
    constexpr std::string_view kExpected = "an array of strings";
    LF_TRY(const Value* array, requireArray(key, kExpected, maxCount));
    if (array->elementType() != ValueType::String)
        return wrongValue(key, kExpected, *array);
    std::vector<std::string_view> texts;
    texts.reserve(array->count());
    StringArray strings(*array);
    while (const auto text = strings.next())
        texts.push_back(*text);
    return texts;
}

Result<uint32_t> GgufFile::optionalU32(std::string_view key, uint32_t fallback) const {
    return find(key) != nullptr ? requireU32(key) : fallback;
}

Result<uint64_t> GgufFile::optionalU64(std::string_view key, uint64_t fallback) const {
    return find(key) != nullptr ? requireU64(key) : fallback;
}

Result<float> GgufFile::optionalF32(std::string_view key, float fallback) const {
    return find(key) != nullptr ? requireF32(key) : fallback;
}

Result<bool> GgufFile::optionalBool(std::string_view key, bool fallback) const {
    return find(key) != nullptr ? requireBool(key) : fallback;
}

Result<std::string_view> GgufFile::optionalString(std::string_view key, std::string_view fallback) const {
    return find(key) != nullptr ? requireString(key) : fallback;
}

}  // namespace lanternfish::format
