#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/backends/gpu/features.h"
#include "engine/backends/gpu/shader_names.h"

namespace lanternfish::backends::vulkan {

using gpu::Feature;
using gpu::Features;
using gpu::Shader;
using gpu::shaderName;

/// One compilation of a shader, for devices that have `features`.
struct ShaderModule {
    std::string_view shader;
    uint32_t features = 0;  ///< Bits of Features.
    std::span<const uint32_t> words;

    bool uses(Feature feature) const { return (features >> static_cast<unsigned>(feature) & 1U) != 0; }
};

/// The variant that uses most of `features` and nothing else; there must be one.
const ShaderModule& shaderModule(Shader shader, const Features& features);

/// Every module of this build.
std::span<const ShaderModule> shaderModules();

}  // namespace lanternfish::backends::vulkan
