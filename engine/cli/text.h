#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lanternfish::cli {

/// Bytes of the UTF-8 character that `text` begins with; 0 when it begins with none.
size_t utf8Length(std::string_view text);

/// `text` for a terminal: control characters and what is not UTF-8 as \xHH, so that a file's strings can't steer it.
std::string printable(std::string_view text);

/// `text` as a model wrote it, but U+FFFD for control characters other than line ends and tabs: a model must not steer
/// the terminal either. `text` must be UTF-8.
std::string withoutControls(std::string_view text);

/// "9.5 GB", in powers of 1000.
std::string formatBytes(uint64_t bytes);

/// "24.9 million"
std::string formatCount(uint64_t count);

}  // namespace lanternfish::cli
