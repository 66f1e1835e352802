#pragma once

#include <cstdint>
#include <string>

namespace lanternfish::tests {

/// One to four damages to `bytes`, the same for the same seed: bits, numbers, random bytes, swapped, copied and cut
/// pieces. Two thirds of the seeds aim at the first `headerBytes`, where a file's structure lies, the others at the
/// contents.
std::string mutate(std::string bytes, size_t headerBytes, uint64_t seed);

}  // namespace lanternfish::tests
