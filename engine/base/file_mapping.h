#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "lanternfish/error.h"

namespace lanternfish::base {

/// A file mapped read-only into memory. Move-only; spans of it live as long as it does. Thread: any.
class FileMapping {
public:
    /// Errors: NotFound, Io (a directory, no permission, no address space).
    static Result<FileMapping> open(const std::filesystem::path& file);

    FileMapping(FileMapping&& other) noexcept;
    FileMapping& operator=(FileMapping&& other) noexcept;
    FileMapping(const FileMapping&) = delete;
    FileMapping& operator=(const FileMapping&) = delete;
    ~FileMapping();

    std::span<const std::byte> bytes() const { return {m_data, m_size}; }

private:
    FileMapping() = default;
    void close() noexcept;

    const std::byte* m_data = nullptr;
    size_t m_size = 0;
};

}  // namespace lanternfish::base
