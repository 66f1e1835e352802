#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/file_mapping.h"
#include "engine/format/gguf_value.h"
#include "engine/quant/types.h"
#include "lanternfish/error.h"

namespace lanternfish::format {

/// Most elements that an array getter copies unless told otherwise: far above any vocabulary, far below memory.
constexpr uint64_t kMaxArrayElements = 1U << 20;

struct MetadataEntry {
    std::string_view key;
    Value value;
};

/// One to four sizes, the contiguous one first; each at least 1.
class Dimensions {
public:
    Dimensions() = default;
    Dimensions(const std::array<uint64_t, 4>& sizes, uint32_t count) : m_sizes(sizes), m_count(count) {}

    size_t size() const { return m_count; }
    uint64_t operator[](size_t i) const { return m_sizes[i]; }
    const uint64_t* begin() const { return m_sizes.data(); }
    const uint64_t* end() const { return m_sizes.data() + m_count; }

    /// "[4096, 256]"
    std::string text() const;

private:
    std::array<uint64_t, 4> m_sizes = {1, 1, 1, 1};
    uint32_t m_count = 0;
};

struct TensorInfo {
    std::string_view name;
    uint32_t ggufType = 0;
    std::string_view typeName;        ///< "Q8_0"
    std::optional<quant::Type> type;  ///< Nothing for a type of the format that this engine does not compute with.
    Dimensions dimensions;
    uint64_t elements = 0;
    uint64_t bytes = 0;
    std::span<const std::byte> data;  ///< Into the mapping; aligned to general.alignment.
};

/// A GGUF file of version 2 or 3, mapped and checked as a container: every count, length, type, size and offset in it
/// has been compared with the file before this object exists. What the values mean is the model's business. Reading it
/// touches the header's pages only. Movable; views stay valid across moves. Thread: any.
class GgufFile {
public:
    /// Errors: NotFound, Io, InvalidFile, Unsupported (another version, a part of a split model), OutOfMemory.
    static Result<GgufFile> open(const std::filesystem::path& file);

    /// The same for bytes that the caller keeps alive; `name` is for messages.
    static Result<GgufFile> parse(std::string name, std::span<const std::byte> bytes);

    const std::string& name() const { return m_name; }
    uint32_t version() const { return m_version; }
    uint64_t fileBytes() const { return m_bytes.size(); }

    /// Everything before the tensors' data: metadata and tensor table.
    std::span<const std::byte> header() const { return m_bytes.first(m_headerBytes); }

    std::span<const MetadataEntry> metadata() const { return m_metadata; }
    const Value* find(std::string_view key) const;

    // A missing key or a value of another kind is InvalidFile. Any integer type that fits will do for an integer, F32
    // and F64 for a float, which must be finite.
    Result<uint32_t> requireU32(std::string_view key) const;
    Result<uint64_t> requireU64(std::string_view key) const;
    Result<float> requireF32(std::string_view key) const;
    Result<bool> requireBool(std::string_view key) const;
    Result<std::string_view> requireString(std::string_view key) const;
    Result<std::vector<uint32_t>> requireU32Array(std::string_view key, uint64_t maxCount = kMaxArrayElements) const;
    Result<std::vector<float>> requireF32Array(std::string_view key, uint64_t maxCount = kMaxArrayElements) const;
    Result<std::vector<std::string_view>> requireStringArray(std::string_view key,
                                                             uint64_t maxCount = kMaxArrayElements) const;

    // The same, but an absent key gives `fallback`.
    Result<uint32_t> optionalU32(std::string_view key, uint32_t fallback) const;
    Result<uint64_t> optionalU64(std::string_view key, uint64_t fallback) const;
    Result<float> optionalF32(std::string_view key, float fallback) const;
    Result<bool> optionalBool(std::string_view key, bool fallback) const;
    Result<std::string_view> optionalString(std::string_view key, std::string_view fallback) const;

    std::span<const TensorInfo> tensors() const { return m_tensors; }
    const TensorInfo* findTensor(std::string_view name) const;

private:
    friend class GgufParser;
    GgufFile() = default;

    Result<const Value*> require(std::string_view key, std::string_view expected) const;
    Result<const Value*> requireArray(std::string_view key, std::string_view expected, uint64_t maxCount) const;
    Result<uint64_t> requireInteger(std::string_view key, uint64_t most) const;
    std::unexpected<Error> wrongValue(std::string_view key, std::string_view expected, const Value& found) const;

    std::string m_name;
    std::optional<base::FileMapping> m_mapping;
    std::span<const std::byte> m_bytes;
    uint32_t m_version = 0;
    size_t m_headerBytes = 0;
    std::vector<MetadataEntry> m_metadata;
    std::vector<TensorInfo> m_tensors;
    // Indices in the order of the names, to find one by bisection.
    std::vector<uint32_t> m_metadataOrder;
    std::vector<uint32_t> m_tensorOrder;
};

}  // namespace lanternfish::format
