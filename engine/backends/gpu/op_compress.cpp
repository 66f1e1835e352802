#include <cstddef>

#include "engine/backends/gpu/recorder.h"

namespace lanternfish::backends::gpu {

std::vector<ops::ContextBytes> compressorBytes(const ops::Compress& op) {
    // A value and a score for each channel: of two windows that overlap, either reads its own half of a state.
    const uint64_t channels = uint64_t{8} * op.out.dim, vector = uint64_t{4} * op.out.dim;
    const ops::ReachOf window = ops::closingReach(op.ratio, (op.overlap ? 2U : 1U) * op.ratio);
    return {{.bytes = channels, .reach = window},
            {.bytes = vector + uint64_t{4} * op.rope.rotary, .reach = ops::onceWhere(window)},
            {.bytes = vector, .reach = ops::onceWhere(window), .shared = true}};
}

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
    dispatch.context = compressorBytes(op);
    dispatch.caches = {{op.stateCache, offsetof(shaders::LfCompress, cache)}};
    recorder.add(Stage{{std::move(dispatch)}, offsetof(shaders::LfCompress, sequence), false});
    return {};
}

}  // namespace lanternfish::backends::gpu
