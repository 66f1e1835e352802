#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lanternfish/error.h"

namespace lanternfish::backends::gpu {

/// What dispatches run: a shader of shaders/ops, and a kernel of the same name on CUDA. DenseInput and Dequantise are
/// kernels alone, and Gemm is a product of a library.
enum class Shader : uint8_t {
    Attention,
    AttentionFast,
    AttentionMerge,
    CacheCommit,
    Combine,
    Compress,
    DenseInput,
    Dequantise,
    Embed,
    Entries,
    ExpertSort,
    ExpertsDown,
    Gemm,
    HcPost,
    Hyper,
    HyperProject,
    IndexScore,
    IndexSelect,
    Linear,
    Matmul,
    Matvec,
    Quantise,
    Route,
    StateCommit,
    VectorFinish,
    Count,
};

struct ShaderName {
    std::string_view name;
    uint32_t bindings = 0;
};

const ShaderName& shaderName(Shader shader);
/// Count for no name. Errors: InvalidArgument for a name of none.
Result<Shader> shaderByName(const std::string& name);

}  // namespace lanternfish::backends::gpu
