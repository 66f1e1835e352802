#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>

#include "lanternfish/error.h"

namespace lanternfish::cli {

/// A file that appears under its name only when it is whole: written beside it as NAME.part, renamed by commit(),
/// removed when that never comes. Through a link it is the link's target that appears. Errors: Io.
class OutputFile {
public:
    static Result<OutputFile> create(const std::filesystem::path& file);

    OutputFile(OutputFile&& other) noexcept;
    OutputFile& operator=(OutputFile&&) = delete;
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;
    ~OutputFile();

    /// Remembers a failure for commit().
    void write(std::span<const std::byte> bytes);
    bool failed() const { return !m_stream.good(); }
    Result<void> commit();

private:
    explicit OutputFile(const std::filesystem::path& file);

    std::filesystem::path m_file;
    std::filesystem::path m_part;
    std::ofstream m_stream;
    bool m_open = false;
};

/// The whole of `file`, which must not be larger than `most` bytes. Errors: NotFound, Io, InvalidArgument.
Result<std::string> readFile(const std::filesystem::path& file, size_t most);

}  // namespace lanternfish::cli
