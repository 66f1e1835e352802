#include <algorithm>
#include <bit>
#include <cstddef>

#include "engine/backends/vulkan/recorder.h"

namespace lanternfish::backends::vulkan {

namespace {

/// One workgroup goes over all entries of a row: as many invocations as the device allows.
uint32_t selectInvocations(const Recorder& recorder) {
    const VkPhysicalDeviceLimits& limits = recorder.limits();
    const uint32_t most = std::min(limits.maxComputeWorkGroupInvocations, limits.maxComputeWorkGroupSize[0]);
    return std::bit_floor(std::min(most, uint32_t{LF_SELECT_INVOCATIONS}));
}

}  // namespace

Result<void> write(Recorder& recorder, const ops::IndexSelect& op) {
    const shaders::LfIndex params{{}, 0, op.ratio, op.heads, op.headDim, op.topK, 0, recorder.rows(), 0, op.scale};
    Dispatch score{.shader = Shader::IndexScore};
    score.constants = {op.headDim};
    score.bindings = {Recorder::step(), recorder.read(op.q), recorder.read(op.headWeights),
                      Recorder::cacheOf(op.cache, false), Recorder::scores(true)};
    score.setPush(params);
    // The entries that a row sees depend on its position: neither they nor their scores are counted.
    score.count(uint64_t{4} * recorder.rows() * (op.q.dim + op.headWeights.dim));
    score.caches = {{op.cache, offsetof(shaders::LfIndex, cache)}};
    Dispatch select{.shader = Shader::IndexSelect};
    select.constants = {selectInvocations(recorder)};
    select.bindings = {Recorder::step(), Recorder::scores(false), recorder.written(op.selected)};
    select.setPush(params);
    select.count(uint64_t{4} * recorder.rows() * op.topK);
    select.caches = score.caches;
    recorder.add(Stage{{std::move(score), std::move(select)}, offsetof(shaders::LfIndex, sequence), true});
    return {};
}

}  // namespace lanternfish::backends::vulkan
