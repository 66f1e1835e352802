#include "engine/quant/types.h"

#include <array>

#include "shaders/shared/block_layouts.h"

namespace lanternfish::quant {

namespace {
constexpr std::array kTypes = {
    TypeInfo{Type::F32, "F32", 1, 4},
    TypeInfo{Type::F16, "F16", 1, 2},
    TypeInfo{Type::Q8_0, "Q8_0", LF_Q8_0_ELEMENTS, LF_Q8_0_BYTES},
    TypeInfo{Type::Q2_K, "Q2_K", LF_Q2_K_ELEMENTS, LF_Q2_K_BYTES},
    TypeInfo{Type::IQ2_XXS, "IQ2_XXS", LF_IQ2_XXS_ELEMENTS, LF_IQ2_XXS_BYTES},
    TypeInfo{Type::I32, "I32", 1, 4},
    TypeInfo{Type::BF16, "BF16", 1, 2},
    TypeInfo{Type::MXFP4, "MXFP4", LF_MXFP4_ELEMENTS, LF_MXFP4_BYTES},
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
