#include "engine/cli/output_file.h"

#include <format>
#include <system_error>
#include <utility>

namespace lanternfish::cli {

OutputFile::OutputFile(const std::filesystem::path& file)
    : m_file(file), m_part(file), m_stream((m_part += ".part"), std::ios::binary | std::ios::trunc) {
    m_open = m_stream.is_open();
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : m_file(std::move(other.m_file)),
      m_part(std::move(other.m_part)),
      m_stream(std::move(other.m_stream)),
      m_open(std::exchange(other.m_open, false)) {}

OutputFile::~OutputFile() {
    if (m_open) {
        m_stream.close();
        std::error_code ignored;
        std::filesystem::remove(m_part, ignored);
    }
}

Result<OutputFile> OutputFile::create(const std::filesystem::path& file) {
    std::error_code ignored;
    std::filesystem::path target = file;
    // Renaming onto a link would put the file in the link's place, and /dev/stdout is one.
    if (std::filesystem::is_symlink(file, ignored)) {
        std::error_code error;
        target = std::filesystem::canonical(file, error);
        if (error) {
            return makeError(ErrorCode::Io, std::format("{}: expected a file to write, found a link that can't be "
                                                        "followed: {}",
                                                        file.string(), error.message()));
        }
    }
    if (!target.has_filename() ||
        (std::filesystem::exists(target, ignored) && !std::filesystem::is_regular_file(target, ignored))) {
        return makeError(ErrorCode::Io,
                         std::format("\"{}\": expected a file to write, found something else", file.string()));
    }
    OutputFile output(target);
    if (!output.m_open) {
        return makeError(ErrorCode::Io, std::format("{}: can't be written", output.m_part.string()));
    }
    return output;
}

void OutputFile::write(std::span<const std::byte> bytes) {
    m_stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

Result<void> OutputFile::commit() {
    m_stream.close();
    if (!m_stream.good()) {
        return makeError(ErrorCode::Io, std::format("{}: writing failed (is the disk full?)", m_part.string()));
    }
    std::error_code error;
    std::filesystem::rename(m_part, m_file, error);
    if (error) {
        return makeError(ErrorCode::Io, std::format("{}: can't be put in place: {}", m_file.string(), error.message()));
    }
    m_open = false;
    return {};
}

Result<std::string> readFile(const std::filesystem::path& file, size_t most) {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        return makeError(ErrorCode::NotFound, std::format("{}: no such file", file.string()));
    }
    std::ifstream stream(file, std::ios::binary);
    if (!stream || std::filesystem::is_directory(file, error)) {
        return makeError(ErrorCode::Io, std::format("{}: can't be read", file.string()));
    }
    // In pieces: the size that a file states need not be what it gives (a pipe, a device).
    std::string content;
    char piece[1 << 16];
    while (stream.read(piece, sizeof piece) || stream.gcount() > 0) {
        content.append(piece, static_cast<size_t>(stream.gcount()));
        if (content.size() > most) {
            return makeError(ErrorCode::InvalidArgument,
                             std::format("{}: expected at most {} bytes, found more", file.string(), most));
        }
    }
    return content;
}

}  // namespace lanternfish::cli
