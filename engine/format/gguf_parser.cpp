#include "engine/format/gguf_parser.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <format>
#include <numeric>

#include "engine/format/gguf_types.h"
#include "engine/format/printable.h"

namespace lanternfish::format {

namespace {

// Far above any model (V4-Pro has about 2,500 tensors), and low enough that the tables of a file that only pretends to
// hold entries stay at a few megabytes.
constexpr uint64_t kMaxEntries = 1U << 16;
constexpr uint64_t kMaxNameBytes = 65535;  // The format's own bound on a key.
constexpr uint32_t kMaxArrayDepth = 4;
constexpr uint32_t kMaxDimensions = 4;

// What the smallest entry takes in the file.
constexpr uint64_t kLeastMetadataBytes = 8 + 4 + 1;
constexpr uint64_t kLeastTensorBytes = 8 + 4 + 8 + 4 + 8;
constexpr uint64_t kLeastStringBytes = 8;
constexpr uint64_t kLeastArrayBytes = 4 + 8;

// The format asks for multiples of 8; that also lets weights be read in place as floats.
constexpr uint64_t kLeastAlignment = 8;
constexpr uint64_t kMostAlignment = 1U << 20;

/// Sorts indices by name. Returns the index of an entry whose name another one has too, or nothing.
template <class Item, class Name>
std::optional<uint32_t> sortByName(const std::vector<Item>& items, std::vector<uint32_t>& order, Name nameOf) {
    order.resize(items.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return nameOf(items[a]) < nameOf(items[b]); });
    for (size_t i = 1; i < order.size(); ++i)
        if (nameOf(items[order[i - 1]]) == nameOf(items[order[i]]))
            return order[i];
    return std::nullopt;
}

}  // namespace

std::string Item::text() const {
    std::string shown(what);
    if (name)
        shown += std::format(" '{}'", printable(*name));
    if (index)
        shown += std::format("{} {}", name ? ", element" : "", *index);
    return shown;
}

GgufParser::GgufParser(std::string name, std::span<const std::byte> bytes) : m_bytes(bytes) {
    m_file.m_name = std::move(name);
    m_file.m_bytes = bytes;
}

Result<GgufFile> GgufParser::parse() {
    LF_CHECK(readPreamble());
    LF_CHECK(readMetadata());
    LF_CHECK(refuseSplit());
    LF_CHECK(readAlignment());
    LF_CHECK(readTensors());
    LF_CHECK(placeTensors());
    return std::move(m_file);
}

std::unexpected<Error> GgufParser::invalid(const Item& item, std::string_view problem) const {
    return makeError(ErrorCode::InvalidFile, std::format("{}: {}: {}", m_file.m_name, item.text(), problem));
}

Result<std::span<const std::byte>> GgufParser::take(const Item& item, uint64_t bytes) {
    if (bytes > left())
        return invalid(item, std::format("the file is truncated: expected {} bytes at offset {}, found {}", bytes,
                                         m_offset, left()));
    const auto taken = m_bytes.subspan(m_offset, bytes);
    m_offset += bytes;
    return taken;
}

template <class T>
Result<T> GgufParser::read(const Item& item) {
    LF_TRY(const auto bytes, take(item, sizeof(T)));
    T value;
    std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
}

Result<std::string_view> GgufParser::readString(const Item& item) {
    LF_TRY(const auto length, read<uint64_t>(item));
    LF_TRY(const auto bytes, take(item, length));
    return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Result<std::string_view> GgufParser::readName(const Item& item) {
    LF_TRY(const auto name, readString(item));
    if (name.empty() || name.size() > kMaxNameBytes)
        return invalid(item, std::format("expected 1 to {} bytes, found {}", kMaxNameBytes, name.size()));
    return name;
}

Result<void> GgufParser::checkCount(const Item& item, uint64_t count, uint64_t least) const {
    if (count > left() / least)
        return invalid(item, std::format("expected at most {}, as the file has {} more bytes, found {}", left() / least,
                                         left(), count));
    return {};
}

Result<void> GgufParser::readPreamble() {
    if (m_bytes.empty())
        return invalid({"magic"}, "expected 'GGUF', found an empty file");
    LF_TRY(const auto magic, take({"magic"}, std::min<uint64_t>(4, left())));
    const std::string_view text(reinterpret_cast<const char*>(magic.data()), magic.size());
    if (text != "GGUF")
        return invalid({"magic"}, std::format("expected 'GGUF', found '{}': this is not a GGUF file", printable(text)));
    LF_TRY(m_file.m_version, read<uint32_t>({"version"}));
    if (m_file.m_version != 2 && m_file.m_version != 3) {
        const uint32_t swapped = std::byteswap(m_file.m_version);
        return makeError(ErrorCode::Unsupported,
                         std::format("{}: version: expected 2 or 3, found {}{}", m_file.m_name, m_file.m_version,
                                     swapped == 2 || swapped == 3 ? ", which is a big-endian file" : ""));
    }
    LF_TRY(m_tensorCount, read<uint64_t>({"tensor count"}));
    LF_TRY(m_metadataCount, read<uint64_t>({"key count"}));
    LF_CHECK(checkCount({"tensor count"}, m_tensorCount, kLeastTensorBytes));
    LF_CHECK(checkCount({"key count"}, m_metadataCount, kLeastMetadataBytes));
    if (m_tensorCount > kMaxEntries || m_metadataCount > kMaxEntries)
        return invalid({"header"}, std::format("expected at most {} tensors and keys, found {} and {}", kMaxEntries,
                                               m_tensorCount, m_metadataCount));
    return {};
}

Result<void> GgufParser::readMetadata() {
    for (uint64_t i = 0; i < m_metadataCount; ++i) {
        LF_TRY(const auto key, readName({"name of key", {}, i}));
        LF_TRY(const ValueType type, readValueType(key));
        LF_TRY(const Value value, readValue(key, type));
        m_file.m_metadata.push_back({key, value});
    }
    const auto duplicate =
        sortByName(m_file.m_metadata, m_file.m_metadataOrder, [](const MetadataEntry& entry) { return entry.key; });
    if (duplicate)
        return invalid({"key", m_file.m_metadata[*duplicate].key}, "expected once, found more than once");
    return {};
}

Result<ValueType> GgufParser::readValueType(std::string_view key) {
    LF_TRY(const auto number, read<uint32_t>({"key", key}));
    if (number >= kValueTypeCount)
        return invalid({"key", key},
                       std::format("expected a value type from 0 to {}, found {}", kValueTypeCount - 1, number));
    return static_cast<ValueType>(number);
}

Result<Value> GgufParser::readValue(std::string_view key, ValueType type) {
    if (type == ValueType::Array)
        return readArray(key, 1);
    if (type == ValueType::String) {
        LF_TRY(const auto text, readString({"key", key}));
        return Value(type, std::as_bytes(std::span(text)));
    }
    LF_TRY(const auto bytes, take({"key", key}, valueBytes(type)));
    return Value(type, bytes);
}

Result<Value> GgufParser::readArray(std::string_view key, uint32_t depth) {
    if (depth > kMaxArrayDepth)
        return invalid({"key", key}, std::format("expected arrays nested at most {} deep, found more", kMaxArrayDepth));
    LF_TRY(const ValueType elementType, readValueType(key));
    LF_TRY(const auto count, read<uint64_t>({"key", key}));
    const size_t begin = m_offset;
    LF_CHECK(skipElements(key, elementType, count, depth));
    return Value(elementType, count, m_bytes.subspan(begin, m_offset - begin));
}

Result<void> GgufParser::skipElements(std::string_view key, ValueType type, uint64_t count, uint32_t depth) {
    const uint64_t least = type == ValueType::String  ? kLeastStringBytes
                           : type == ValueType::Array ? kLeastArrayBytes
                                                      : valueBytes(type);
    LF_CHECK(checkCount({"elements of key", key}, count, least));
    if (type != ValueType::String && type != ValueType::Array) {
        m_offset += count * least;
        return {};
    }
    for (uint64_t i = 0; i < count; ++i) {
        if (type == ValueType::Array)
            LF_CHECK(readArray(key, depth + 1));
        else
            LF_CHECK(readString({"key", key, i}));
    }
    return {};
}

Result<void> GgufParser::refuseSplit() const {
    const Value* count = m_file.find("split.count");
    if (count == nullptr || count->asUnsigned() == 0U || count->asUnsigned() == 1U)
        return {};
    return makeError(ErrorCode::Unsupported,
                     std::format("{}: key 'split.count': expected a model in one file, found a part of {} files",
                                 m_file.m_name, count->text()));
}

Result<void> GgufParser::readAlignment() {
    const Value* value = m_file.find("general.alignment");
    if (value == nullptr)
        return {};
    const auto alignment = value->asUnsigned();
    if (!alignment || *alignment < kLeastAlignment || *alignment > kMostAlignment || !std::has_single_bit(*alignment))
        return invalid({"key", "general.alignment"},
                       std::format("expected a power of two from {} to {}, found {} {}", kLeastAlignment,
                                   kMostAlignment, value->typeName(), value->text()));
    m_alignment = *alignment;
    return {};
}

Result<void> GgufParser::readTensors() {
    for (uint64_t i = 0; i < m_tensorCount; ++i) {
        LF_TRY(const TensorInfo tensor, readTensor(i));
        m_file.m_tensors.push_back(tensor);
    }
    const auto duplicate =
        sortByName(m_file.m_tensors, m_file.m_tensorOrder, [](const TensorInfo& tensor) { return tensor.name; });
    if (duplicate)
        return invalid({"tensor", m_file.m_tensors[*duplicate].name}, "expected once, found more than once");
    return {};
}

Result<TensorInfo> GgufParser::readTensor(uint64_t index) {
    TensorInfo tensor;
    LF_TRY(tensor.name, readName({"name of tensor", {}, index}));
    const Item item = {"tensor", tensor.name};
    LF_TRY(tensor.dimensions, readDimensions(item));
    LF_TRY(tensor.ggufType, read<uint32_t>(item));
    LF_CHECK(measure(tensor));
    LF_TRY(const auto offset, read<uint64_t>(item));
    if (offset % m_alignment != 0)
        return invalid(item, std::format("expected an offset that is a multiple of {}, found {}", m_alignment, offset));
    m_tensorOffsets.push_back(offset);
    return tensor;
}

Result<Dimensions> GgufParser::readDimensions(const Item& item) {
    LF_TRY(const auto count, read<uint32_t>(item));
    if (count < 1 || count > kMaxDimensions)
        return invalid(item, std::format("expected 1 to {} dimensions, found {}", kMaxDimensions, count));
    std::array<uint64_t, kMaxDimensions> sizes = {1, 1, 1, 1};
    for (uint32_t i = 0; i < count; ++i) {
        LF_TRY(sizes[i], read<uint64_t>(item));
        if (sizes[i] == 0)
            return invalid(item, std::format("dimension {}: expected at least 1, found 0", i));
    }
    return Dimensions(sizes, count);
}

/// Type, elements and bytes from the dimensions, with every product checked.
Result<void> GgufParser::measure(TensorInfo& tensor) const {
    const Item item = {"tensor", tensor.name};
    const auto type = findGgufType(tensor.ggufType);
    if (!type)
        return invalid(item, std::format("expected a tensor type of the format, found number {}", tensor.ggufType));
    tensor.typeName = type->name;
    if (quant::findType(tensor.ggufType))
        tensor.type = static_cast<quant::Type>(tensor.ggufType);
    const Dimensions& dimensions = tensor.dimensions;
    if (dimensions[0] % type->blockElements != 0)
        return invalid(item, std::format("expected rows of whole {} blocks of {} elements, found dimensions {}",
                                         type->name, type->blockElements, dimensions.text()));
    // No tensor has more blocks than the file has bytes, so comparing first also rules out an overflow.
    uint64_t blocks = dimensions[0] / type->blockElements;
    bool fits = blocks <= m_bytes.size() / type->blockBytes;
    for (size_t i = 1; i < dimensions.size() && fits; ++i) {
        fits = dimensions[i] <= m_bytes.size() / type->blockBytes / blocks;
        blocks *= fits ? dimensions[i] : 1;
    }
    if (!fits)
        return invalid(item, std::format("expected a tensor that fits into the file's {} bytes, found {} of {}",
                                         m_bytes.size(), dimensions.text(), type->name));
    tensor.elements = blocks * type->blockElements;
    tensor.bytes = blocks * type->blockBytes;
    return {};
}

/// Now that the end of the table is known, so is where the data begins.
Result<void> GgufParser::placeTensors() {
    const uint64_t begin = (m_offset + m_alignment - 1) / m_alignment * m_alignment;
    m_file.m_headerBytes = m_offset;
    const uint64_t dataBytes = begin <= m_bytes.size() ? m_bytes.size() - begin : 0;
    for (size_t i = 0; i < m_file.m_tensors.size(); ++i) {
        TensorInfo& tensor = m_file.m_tensors[i];
        const uint64_t offset = m_tensorOffsets[i];
        if (offset > dataBytes || tensor.bytes > dataBytes - offset)
            return invalid(
                {"tensor", tensor.name},
                std::format("the tensor leaves the file: expected {} bytes at offset {} of the data, found a "
                            "data section of {} bytes",
                            tensor.bytes, offset, dataBytes));
        tensor.data = m_bytes.subspan(begin + offset, tensor.bytes);
    }
    return {};
}

}  // namespace lanternfish::format
