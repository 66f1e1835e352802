#include "engine/base/cache_file.h"

#include <format>
#include <fstream>
#include <system_error>

namespace lanternfish {

uint64_t hashOf(std::span<const std::byte> bytes, uint64_t hash) {
    for (const std::byte byte : bytes)
        hash = (hash ^ static_cast<uint64_t>(byte)) * 0x100000001b3U;
    return hash;
}

Result<std::vector<std::byte>> readCacheFile(const std::filesystem::path& file, uint64_t most) {
    std::error_code failure;
    const auto status = std::filesystem::status(file, failure);
    if (status.type() == std::filesystem::file_type::not_found)
        return makeError(ErrorCode::NotFound, "there is none yet");
    // Reading from a pipe would wait.
    if (failure || !std::filesystem::is_regular_file(status))
        return makeError(ErrorCode::InvalidFile, "not a file");
    const uint64_t bytes = std::filesystem::file_size(file, failure);
    if (failure || bytes > most)
        return makeError(ErrorCode::InvalidFile, std::format("too large, {} bytes are allowed", most));
    std::vector<std::byte> content(bytes);
    std::ifstream stream(file, std::ios::binary);
    if (!stream.read(reinterpret_cast<char*>(content.data()), static_cast<std::streamsize>(bytes)))
        return makeError(ErrorCode::InvalidFile, "it can't be read");
    return content;
}

bool writeCacheFile(const std::filesystem::path& file, std::span<const std::byte> bytes) {
    std::error_code failure;
    std::filesystem::create_directories(file.parent_path(), failure);
    std::filesystem::path temporary = file;
    temporary += ".new";
    std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
    stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    stream.close();
    if (stream) {
        std::filesystem::rename(temporary, file, failure);
        if (!failure)
            return true;
    }
    std::filesystem::remove(temporary, failure);
    return false;
}

}  // namespace lanternfish
