#include <cstddef>

#include "engine/backends/gpu/recorder.h"

namespace lanternfish::backends::gpu {

Result<void> write(Recorder& recorder, const ops::Compress& op) {
    LF_CHECK(checkShared(recorder, op.out.dim, "an entry"));
    Dispatch dispatch{.shader = Shader::Compress};
    dispatch.constants = {op.out.dim};
    LF_TRY(const Binding norm, recorder.whole(op.norm));
    dispatch.bindings = {Recorder::step(), Recorder::cacheOf(op.stateCache, false), recorder.written(op.out), norm,
                         recorder.angles(op.rope, op.ratio)};
    const uint32_t flags = LF_FINISH_NORM | LF_FINISH_WEIGHT | LF_FINISH_ROPE | (op.hadamard ? LF_FINISH_HADAMARD : 0) |
                           (op.roundMixture ? LF_FINISH_ROUND : 0) | (op.overlap ? LF_FINISH_OVERLAP : 0);
    dispatch.setPush(shaders::LfCompress{{}, 0, op.ratio, flags, op.rope.rotary, op.eps});
    dispatch.groups[0] = recorder.rows();
    // One row in `ratio` closes a window: it reads that, and the one before it where they overlap.
    const uint64_t entry = uint64_t{op.overlap ? 2U : 1U} * op.ratio * 8 * op.out.dim + uint64_t{4} * op.out.dim +
                           uint64_t{4} * op.rope.rotary;
    const uint64_t entries = divideUp(recorder.rows(), op.ratio), weight = uint64_t{4} * op.out.dim;
    dispatch.count(entries * entry + weight, entries * (entry + weight));
    dispatch.caches = {{op.stateCache, offsetof(shaders::LfCompress, cache)}};
    recorder.add(Stage{{std::move(dispatch)}, offsetof(shaders::LfCompress, sequence), false});
    return {};
}

}  // namespace lanternfish::backends::gpu
