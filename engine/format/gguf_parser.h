#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/format/gguf.h"

namespace lanternfish::format {

/// Names a part of a file for a message; put into words only when there is one.
struct Item {
    std::string_view what;  ///< "key", "tensor", "magic"
    std::optional<std::string_view> name = {};
    std::optional<uint64_t> index = {};

    std::string text() const;
};

/// Reads one GGUF header from untrusted bytes. Every read is checked against the bytes that are left, every table grows
/// only as its entries are read, and work is linear in the header but for sorting the names. Use once.
class GgufParser {
public:
    GgufParser(std::string name, std::span<const std::byte> bytes);

    Result<GgufFile> parse();

private:
    Result<void> readPreamble();
    Result<void> readMetadata();
    Result<void> readAlignment();
    Result<void> refuseSplit() const;
    Result<void> readTensors();
    Result<void> placeTensors();

    Result<Value> readValue(std::string_view key, ValueType type);
    Result<Value> readArray(std::string_view key, uint32_t depth);
    Result<void> skipElements(std::string_view key, ValueType type, uint64_t count, uint32_t depth);
    Result<ValueType> readValueType(std::string_view key);
    Result<std::string_view> readString(const Item& item);
    Result<std::string_view> readName(const Item& item);
    Result<TensorInfo> readTensor(uint64_t index);
    Result<Dimensions> readDimensions(const Item& item);
    Result<void> measure(TensorInfo& tensor) const;

    Result<void> checkCount(const Item& item, uint64_t count, uint64_t least) const;
    template <class T>
    Result<T> read(const Item& item);
    Result<std::span<const std::byte>> take(const Item& item, uint64_t bytes);
    std::unexpected<Error> invalid(const Item& item, std::string_view problem) const;

    uint64_t left() const { return m_bytes.size() - m_offset; }

    GgufFile m_file;
    std::span<const std::byte> m_bytes;
    size_t m_offset = 0;
    uint64_t m_tensorCount = 0;
    uint64_t m_metadataCount = 0;
    uint64_t m_alignment = 32;
    std::vector<uint64_t> m_tensorOffsets;
};

}  // namespace lanternfish::format
