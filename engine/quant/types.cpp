#include "engine/quant/types.h"

#include <array>

namespace lanternfish::quant {

namespace {
constexpr std::array kTypes = {
    TypeInfo{Type::F32, "F32", 1, 4},
    TypeInfo{Type::F16, "F16", 1, 2},
    TypeInfo{Type::Q8_0, "Q8_0", 32, 34},
    TypeInfo{Type::Q2_K, "Q2_K", 256, 84},
    TypeInfo{Type::IQ2_XXS, "IQ2_XXS", 256, 66},
    TypeInfo{Type::I32, "I32", 1, 4},
    TypeInfo{Type::BF16, "BF16", 1, 2},
    TypeInfo{Type::MXFP4, "MXFP4", 32, 17},
};
}  // namespace

std::optional<TypeInfo> findType(uint32_t ggufNumber) {
    for (const TypeInfo& info : kTypes)
        if (static_cast<uint32_t>(info.type) == ggufNumber)
            return info;
    return std::nullopt;
}

const TypeInfo& typeInfo(Type type) {
    for (const TypeInfo& info : kTypes)
        if (info.type == type)
            return info;
    return kTypes[0];
}

}  // namespace lanternfish::quant
