#include <algorithm>
#include <cstddef>

#include "engine/backends/gpu/recorder.h"
#include "shaders/shared/block_layouts.h"

namespace lanternfish::backends::gpu {

Result<void> write(Recorder& recorder, const ops::CacheCommit& op) {
    LF_CHECK(checkShared(recorder, op.source.dim / LF_INDEX_BLOCK, "scales"));
    Dispatch dispatch{.shader = Shader::CacheCommit};
    dispatch.constants = {divideUp(op.source.dim, LF_INDEX_BLOCK)};
    dispatch.bindings = {Recorder::step(), recorder.read(op.source), Recorder::cacheOf(op.cache, true)};
    dispatch.setPush(shaders::LfCommit{{}, 0, op.ratio});
    dispatch.groups[0] = recorder.rows();
    // A row that is stored is read, and becomes one of the cache.
    dispatch.context = {
        {.cache = op.cache, .bytes = uint64_t{4} * op.source.dim, .reach = ops::closingReach(op.ratio, 1)}};
    dispatch.caches = {{op.cache, offsetof(shaders::LfCommit, cache)}};
    recorder.add(Stage{{std::move(dispatch)}, offsetof(shaders::LfCommit, sequence), false});
    return {};
}

Result<void> write(Recorder& recorder, const ops::StateCommit& op) {
    const Weight& ape = recorder.weight(op.ape);
    LF_TRY(const Binding words, recorder.whole(op.ape));
    Dispatch dispatch{.shader = Shader::StateCommit};
    dispatch.bindings = {Recorder::step(),     recorder.tables(),       words,
                         recorder.read(op.kv), recorder.read(op.score), Recorder::cacheOf(op.cache, true)};
    dispatch.setPush(shaders::LfStateCommit{{}, 0, op.ratio, static_cast<uint32_t>(ape.source.type), ape.rowBytes});
    dispatch.groups[0] = divideUp(op.kv.dim, 64 * 8);
    dispatch.groups[1] = recorder.rows();
    const uint64_t vectors = uint64_t{16} * op.kv.dim * recorder.rows();
    dispatch.count(vectors + uint64_t{ape.rowBytes} * std::min(recorder.rows(), op.ratio),
                   vectors + uint64_t{ape.rowBytes} * recorder.rows());
    dispatch.caches = {{op.cache, offsetof(shaders::LfStateCommit, cache)}};
    recorder.add(Stage{{std::move(dispatch)}, offsetof(shaders::LfStateCommit, sequence), false});
    return {};
}

}  // namespace lanternfish::backends::gpu
