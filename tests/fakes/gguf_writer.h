#pragma once

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lanternfish::fakes {

/// Writes small GGUF files for tests, whole ones and broken ones: the public fields replace what would be right.
class GgufWriter {
public:
    std::string magic = "GGUF";
    uint32_t version = 3;
    uint64_t alignment = 32;  ///< What tensors are laid out with; the key is written only by u32("general.alignment").
    std::optional<uint64_t> tensorCount;
    std::optional<uint64_t> keyCount;

    template <class T>
    static std::string raw(T value) {
        std::string bytes(sizeof(T), '\0');
        std::memcpy(bytes.data(), &value, sizeof(T));
        return bytes;
    }
    static std::string text(std::string_view value) { return raw<uint64_t>(value.size()) + std::string(value); }

    /// A key with `payload` as it shall stand in the file; `type` is the format's number.
    GgufWriter& key(std::string_view name, uint32_t type, std::string_view payload) {
        m_keys += text(name) + raw(type) + std::string(payload);
        ++m_keyCount;
        return *this;
    }
    GgufWriter& u32(std::string_view name, uint32_t value) { return key(name, 4, raw(value)); }
    GgufWriter& i32(std::string_view name, int32_t value) { return key(name, 5, raw(value)); }
    GgufWriter& u64(std::string_view name, uint64_t value) { return key(name, 10, raw(value)); }
    GgufWriter& f32(std::string_view name, float value) { return key(name, 6, raw(value)); }
    GgufWriter& boolean(std::string_view name, bool value) { return key(name, 7, raw<uint8_t>(value ? 1 : 0)); }
    GgufWriter& string(std::string_view name, std::string_view value) { return key(name, 8, text(value)); }
    GgufWriter& i32Array(std::string_view name, const std::vector<int32_t>& values) { return array(name, 5, values); }
    GgufWriter& f32Array(std::string_view name, const std::vector<float>& values) { return array(name, 6, values); }
    GgufWriter& stringArray(std::string_view name, const std::vector<std::string>& values) {
        std::string payload = raw<uint32_t>(8) + raw<uint64_t>(values.size());
        for (const std::string& value : values)
            payload += text(value);
        return key(name, 9, payload);
    }

    /// A tensor after the ones before it; `offset` replaces its place.
    GgufWriter& tensor(std::string_view name, const std::vector<uint64_t>& dimensions, uint32_t type,
                       std::string_view data, std::optional<uint64_t> offset = {}) {
        m_data.resize((m_data.size() + alignment - 1) / alignment * alignment);
        m_infos += text(name) + raw(static_cast<uint32_t>(dimensions.size()));
        for (const uint64_t size : dimensions)
            m_infos += raw(size);
        m_infos += raw(type) + raw(offset.value_or(m_data.size()));
        m_data += data;
        ++m_tensorCount;
        return *this;
    }

    std::string header() const {
        return magic + raw(version) + raw(tensorCount.value_or(m_tensorCount)) + raw(keyCount.value_or(m_keyCount)) +
               m_keys + m_infos;
    }

    std::string bytes() const {
        std::string file = header();
        file.resize((file.size() + alignment - 1) / alignment * alignment);
        return file + m_data;
    }

    void write(const std::filesystem::path& file) const {
        const std::string content = bytes();
        std::ofstream(file, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
    }

private:
    template <class T>
    GgufWriter& array(std::string_view name, uint32_t type, const std::vector<T>& values) {
        std::string payload = raw(type) + raw<uint64_t>(values.size());
        for (const T value : values)
            payload += raw(value);
        return key(name, 9, payload);
    }

    std::string m_keys;
    std::string m_infos;
    std::string m_data;
    uint64_t m_keyCount = 0;
    uint64_t m_tensorCount = 0;
};

/// A sound file with values of most types, an array of an array and two tensors.
inline std::string smallGguf() {
    GgufWriter writer;
    writer.u32("general.alignment", 32).string("general.name", "small").boolean("flag", true).f32("f", 2);
    writer.stringArray("list", {"a", "bc", ""}).i32Array("numbers", {1, 2, 3}).u64("big", 1ULL << 40);
    writer.key("nested", 9,
               GgufWriter::raw<uint32_t>(9) + GgufWriter::raw<uint64_t>(1) + GgufWriter::raw<uint32_t>(0) +
                   GgufWriter::raw<uint64_t>(2) + "xy");
    writer.tensor("w", {32, 2}, 8, std::string(68, 'x')).tensor("v", {3}, 0, "abcdabcdabcd");
    return writer.bytes();
}

}  // namespace lanternfish::fakes
