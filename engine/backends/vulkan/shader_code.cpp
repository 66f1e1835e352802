#include "engine/backends/vulkan/shader_code.h"

#include <array>
#include <utility>

namespace lanternfish::backends::vulkan {

namespace {

constexpr uint32_t kAttention[] = {
#include "attention.spv.inc"
};
constexpr uint32_t kCacheCommit[] = {
#include "cache_commit.spv.inc"
};
constexpr uint32_t kCombine[] = {
#include "combine.spv.inc"
};
constexpr uint32_t kCompress[] = {
#include "compress.spv.inc"
};
constexpr uint32_t kEmbed[] = {
#include "embed.spv.inc"
};
constexpr uint32_t kHcPost[] = {
#include "hc_post.spv.inc"
};
constexpr uint32_t kHyper[] = {
#include "hyper.spv.inc"
};
constexpr uint32_t kIndexScore[] = {
#include "index_score.spv.inc"
};
constexpr uint32_t kIndexSelect[] = {
#include "index_select.spv.inc"
};
constexpr uint32_t kLinear[] = {
#include "linear.spv.inc"
};
constexpr uint32_t kRoute[] = {
#include "route.spv.inc"
};
constexpr uint32_t kStateCommit[] = {
#include "state_commit.spv.inc"
};
constexpr uint32_t kVectorFinish[] = {
#include "vector_finish.spv.inc"
};

constexpr std::array<ShaderCode, std::to_underlying(Shader::Count)> kShaders = {{
    {"attention", 7, kAttention},
    {"cache_commit", 3, kCacheCommit},
    {"combine", 5, kCombine},
    {"compress", 5, kCompress},
    {"embed", 4, kEmbed},
    {"hc_post", 5, kHcPost},
    {"hyper", 9, kHyper},
    {"index_score", 5, kIndexScore},
    {"index_select", 3, kIndexSelect},
    {"linear", 7, kLinear},
    {"route", 6, kRoute},
    {"state_commit", 6, kStateCommit},
    {"vector_finish", 5, kVectorFinish},
}};

}  // namespace

const ShaderCode& shaderCode(Shader shader) {
    return kShaders[std::to_underlying(shader)];
}

}  // namespace lanternfish::backends::vulkan
