#pragma once

#include <cstdint>
#include <string>

namespace lanternfish::tests {

/// One to four damages to `bytes`, the same for the same seed: bits, words, text, swapped and cut pieces, most of them
/// in the first `headerBytes`, where a file's structure lies.
std::string mutate(std::string bytes, size_t headerBytes, uint64_t seed);

}  // namespace lanternfish::tests
