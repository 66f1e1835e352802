#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace lanternfish::format {

/// A tensor type of the GGUF format, whether or not this engine computes with it (quant::findType says).
struct GgufType {
    uint32_t number;
    std::string_view name;
    uint32_t blockElements;
    uint32_t blockBytes;
};

/// Nothing for a number that the format does not define.
std::optional<GgufType> findGgufType(uint32_t number);

}  // namespace lanternfish::format
