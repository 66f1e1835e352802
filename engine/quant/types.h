#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace lanternfish::quant {

/// How the elements of a weight are stored. Values are the type numbers of GGUF.
enum class Type : uint32_t {
    F32 = 0,
    F16 = 1,
    Q8_0 = 8,
    Q2_K = 10,
    IQ2_XXS = 16,
    I32 = 26,
    BF16 = 30,
    MXFP4 = 39,
};

struct TypeInfo {
    Type type;
    std::string_view name;
    uint32_t blockElements;  ///< Elements of one block; a row is whole blocks.
    uint32_t blockBytes;
};

/// Nothing for a number that this engine does not read.
std::optional<TypeInfo> findType(uint32_t ggufNumber);

const TypeInfo& typeInfo(Type type);

/// Bytes of one row of `columns` elements; columns must be whole blocks.
inline uint64_t rowBytes(Type type, uint64_t columns) {
    const TypeInfo& info = typeInfo(type);
    return columns / info.blockElements * info.blockBytes;
}

}  // namespace lanternfish::quant
