#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/backends/vulkan/features.h"

namespace lanternfish::backends::vulkan {

enum class Shader : uint8_t {
    Attention,
    AttentionFast,
    AttentionMerge,
    CacheCommit,
    Combine,
    Compress,
    Embed,
    Entries,
    ExpertSort,
    ExpertsDown,
    HcPost,
    Hyper,
    HyperProject,
    IndexScore,
    IndexSelect,
    Linear,
    Matmul,
    Matvec,
    Route,
    StateCommit,
    VectorFinish,
    Count,
};

struct ShaderCode {
    std::string_view name;
    uint32_t bindings = 0;
};

/// One compilation of a shader, for devices that have `features`.
struct ShaderModule {
    std::string_view shader;
    uint32_t features = 0;  ///< Bits of Features.
    std::span<const uint32_t> words;

    bool uses(Feature feature) const { return (features >> static_cast<unsigned>(feature) & 1U) != 0; }
};

const ShaderCode& shaderCode(Shader shader);

/// The variant that uses most of `features` and nothing else; there must be one.
const ShaderModule& shaderModule(Shader shader, const Features& features);

/// Every module of this build.
std::span<const ShaderModule> shaderModules();

}  // namespace lanternfish::backends::vulkan
