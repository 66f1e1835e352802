#include "engine/backends/gpu/shader_names.h"

#include <array>
#include <format>
#include <utility>

namespace lanternfish::backends::gpu {

namespace {
constexpr std::array<ShaderName, std::to_underlying(Shader::Count)> kShaders = {{
    {"attention", 7},     {"attention_fast", 7}, {"attention_merge", 5}, {"cache_commit", 3},
    {"combine", 5},       {"compress", 5},       {"dense_input", 4},     {"dequantise", 4},
    {"embed", 4},         {"entries", 2},        {"expert_sort", 3},     {"experts_down", 6},
    {"gemm", 3},          {"hc_post", 5},        {"hyper", 9},           {"hyper_project", 8},
    {"index_score", 5},   {"index_select", 3},   {"linear", 7},          {"matmul", 7},
    {"matvec", 8},        {"quantise", 3},       {"route", 6},           {"state_commit", 6},
    {"vector_finish", 5},
}};
}  // namespace

const ShaderName& shaderName(Shader shader) {
    return kShaders[std::to_underlying(shader)];
}

Result<Shader> shaderByName(const std::string& name) {
    if (name.empty())
        return Shader::Count;
    for (size_t i = 0; i < kShaders.size(); ++i)
        if (kShaders[i].name == name)
            return static_cast<Shader>(i);
    return makeError(ErrorCode::InvalidArgument, std::format("no shader '{}'", name));
}

}  // namespace lanternfish::backends::gpu
