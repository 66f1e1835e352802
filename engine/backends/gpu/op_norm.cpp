#include "engine/backends/gpu/recorder.h"
#include "shaders/shared/device_layouts.h"

namespace lanternfish::backends::gpu {

namespace {

/// Finishes `heads` vectors of every row of `x`.
struct Finish {
    ops::Tensor x, y;
    uint32_t heads = 1;
    uint32_t flags = 0;
    float eps = 0;
    std::optional<ops::WeightId> weight;
    std::optional<ops::Rope> rope;
    bool quantised = false;  ///< Products take what comes of it.
};

Result<void> writeFinish(Recorder& recorder, const Finish& op) {
    const uint32_t count = recorder.count(op.x.extent);
    if (count == 0)
        return {};
    const uint32_t dim = op.x.dim / op.heads;
    LF_CHECK(checkShared(recorder, dim, "a vector"));
    Dispatch dispatch{.shader = Shader::VectorFinish};
    dispatch.constants = {dim};
    Binding weight = recorder.tables();
    if (op.weight) {
        LF_TRY(weight, recorder.whole(*op.weight));
    }
    dispatch.bindings = {Recorder::step(), recorder.read(op.x), recorder.written(op.y), weight,
                         op.rope ? recorder.angles(*op.rope, 1) : recorder.tables()};
    dispatch.setPush(shaders::LfFinish{
        op.heads, op.flags, op.rope ? op.rope->rotary : 0,
        static_cast<uint32_t>(op.x.extent == ops::Extent::Rows ? LF_EXTENT_ROWS : LF_EXTENT_OUTPUTS), op.eps});
    dispatch.groups[0] = op.heads;
    dispatch.groups[1] = count;
    const uint64_t vectors = uint64_t{8} * count * op.x.dim,
                   angles = op.rope ? uint64_t{4} * count * op.rope->rotary : 0;
    const uint64_t norm = op.weight ? uint64_t{4} * dim : 0;
    dispatch.count(vectors + angles + norm, vectors + (angles + count * norm) * op.heads);
    if (op.quantised && dim % LF_QUANTISED_BLOCK == 0)
        LF_CHECK(recorder.bindQuantised(dispatch, recorder.written(op.y), op.y.dim, op.y.extent));
    recorder.add(std::move(dispatch));
    return {};
}

}  // namespace

Result<void> write(Recorder& recorder, const ops::RmsNorm& op) {
    return writeFinish(recorder,
                       {op.x, op.y, 1, LF_FINISH_NORM | LF_FINISH_WEIGHT, op.eps, op.weight, std::nullopt, true});
}

Result<void> write(Recorder& recorder, const ops::QFinish& op) {
    return writeFinish(recorder,
                       {op.q, op.q, op.heads, LF_FINISH_NORM | LF_FINISH_ROPE, op.eps, std::nullopt, op.rope});
}

Result<void> write(Recorder& recorder, const ops::KvFinish& op) {
    return writeFinish(recorder,
                       {op.kv, op.kv, 1, LF_FINISH_NORM | LF_FINISH_WEIGHT | LF_FINISH_ROPE, op.eps, op.norm, op.rope});
}

Result<void> write(Recorder& recorder, const ops::OutputFinish& op) {
    return writeFinish(recorder,
                       {op.out, op.out, op.heads, LF_FINISH_ROPE | LF_FINISH_INVERSE, 0, std::nullopt, op.rope, true});
}

Result<void> write(Recorder& recorder, const ops::IndexQuery& op) {
    const uint32_t flags = LF_FINISH_ROPE | LF_FINISH_HADAMARD | (op.quantise ? LF_FINISH_QUANTISE : 0);
    return writeFinish(recorder, {op.q, op.q, op.heads, flags, 0, std::nullopt, op.rope});
}

}  // namespace lanternfish::backends::gpu
