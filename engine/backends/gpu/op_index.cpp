#include <algorithm>
#include <bit>
#include <cstddef>

#include "engine/backends/gpu/recorder.h"

namespace lanternfish::backends::gpu {

namespace {

/// One workgroup goes over all entries of a row: as many invocations as the device allows.
uint32_t selectInvocations(const Recorder& recorder) {
    return std::bit_floor(std::min(recorder.limits().invocations, uint32_t{LF_SELECT_INVOCATIONS}));
}

}  // namespace

Result<void> write(Recorder& recorder, const ops::IndexSelect& op) {
    const shaders::LfIndex params{{}, 0, op.ratio, op.heads, op.headDim, op.topK, 0, recorder.rows(), 0, op.scale};
    Dispatch score{.shader = Shader::IndexScore};
    score.constants = {op.headDim};
    score.bindings = {Recorder::step(), recorder.read(op.q), recorder.read(op.headWeights),
                      Recorder::cacheOf(op.cache, false), Recorder::scores(true)};
    score.setPush(params);
    // Only rows with a choice: a query for each group of entries, keys, and a score for each.
    const ops::ReachOf scored = ops::visibleReach(op.ratio, op.topK);
    const uint64_t query = uint64_t{4} * (op.q.dim + op.headWeights.dim);
    score.context = {{.bytes = query, .reach = ops::onceWhere(scored), .times = 0},
                     {.bytes = query, .reach = ops::groupsOf(scored, LF_SCORE_ENTRIES), .least = false},
                     {.cache = op.cache, .reach = scored, .shared = true},
                     {.bytes = 4, .reach = scored}};
    score.caches = {{op.cache, offsetof(shaders::LfIndex, cache)}};
    Dispatch select{.shader = Shader::IndexSelect};
    select.constants = {selectInvocations(recorder)};
    select.bindings = {Recorder::step(), Recorder::scores(false), recorder.written(op.selected)};
    select.setPush(params);
    select.count(uint64_t{4} * recorder.rows() * op.topK);
    // A digit of the threshold in each of four passes, then those that get in.
    select.context = {{.bytes = 4, .reach = scored, .times = 5}};
    select.caches = score.caches;
    recorder.add(Stage{{std::move(score), std::move(select)}, offsetof(shaders::LfIndex, sequence), true});
    return {};
}

}  // namespace lanternfish::backends::gpu
