#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "lanternfish/error.h"

/// Files that only save time: what they hold can be made again, and anybody may have changed them.
namespace lanternfish {

/// FNV-1a, 64 bits: finds accidents, not forgeries.
constexpr uint64_t kEmptyHash = 0xcbf29ce484222325U;
uint64_t hashOf(std::span<const std::byte> bytes, uint64_t hash = kEmptyHash);

/// All of a file. Errors: NotFound, InvalidFile for what is no file of at most `most` bytes that can be read.
Result<std::vector<std::byte>> readCacheFile(const std::filesystem::path& file, uint64_t most);

/// Writes beside the file first, then in its place, so that no crash leaves half of it; makes its folder. What two
/// programs write at the same time may get mixed. False: it was left as it was.
bool writeCacheFile(const std::filesystem::path& file, std::span<const std::byte> bytes);

}  // namespace lanternfish
