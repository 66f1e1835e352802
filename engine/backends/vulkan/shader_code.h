#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace lanternfish::backends::vulkan {

enum class Shader : uint8_t {
    Attention,
    CacheCommit,
    Combine,
    Compress,
    Embed,
    HcPost,
    Hyper,
    IndexScore,
    IndexSelect,
    Linear,
    Route,
    StateCommit,
    VectorFinish,
    Count,
};

struct ShaderCode {
    std::string_view name;
    uint32_t bindings = 0;
    std::span<const uint32_t> words;
};

const ShaderCode& shaderCode(Shader shader);

}  // namespace lanternfish::backends::vulkan
