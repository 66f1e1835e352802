#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "lanternfish/error.h"

namespace lanternfish::cli {

struct PlainRead {
    uint64_t bytes = 0;        ///< Read in one timed pass.
    uint64_t bufferBytes = 0;  ///< Of distinct memory; smaller than `bytes` when that is read more than once.
    unsigned threads = 0;
    double seconds = 0;  ///< Of the fastest pass.

    double bytesPerSecond() const { return seconds > 0 ? static_cast<double>(bytes) / seconds : 0; }
};

/// How fast this computer can read `bytes` bytes of memory that hold the beginning of `file`, doing nothing with them:
/// the ceiling for decoding a token that reads as many. threads 0: one per core. Errors: Io, OutOfMemory.
Result<PlainRead> measurePlainRead(const std::filesystem::path& file, uint64_t bytes, unsigned threads);

}  // namespace lanternfish::cli
