#include "engine/backends/gpu/recorder.h"

namespace lanternfish::backends::gpu {

Result<void> write(Recorder& recorder, const ops::Route& op) {
    const Weight& gate = recorder.weight(op.gate);
    const auto experts = static_cast<uint32_t>(gate.source.rows);
    LF_TRY(const BufferPointer scores,
           recorder.scratch(Scratch::Use::Projected, uint64_t{4} * recorder.rows() * experts));
    LF_CHECK(addProduct(
        recorder, gate,
        {.x = recorder.read(op.x), .out = Recorder::memory(scores, true), .xStride = op.x.dim, .yStride = experts}));
    Binding bias = recorder.tables(), hash = recorder.tables();
    if (op.bias) {
        LF_TRY(bias, recorder.whole(*op.bias));
    }
    if (op.hashTable) {
        LF_TRY(hash, recorder.whole(*op.hashTable));
    }
    Dispatch dispatch{.shader = Shader::Route};
    dispatch.bindings = {Recorder::step(),         Recorder::memory(scores, true), bias, hash,
                         recorder.written(op.ids), recorder.written(op.weights)};
    const uint32_t flags =
        (op.hashTable ? LF_ROUTE_HASH : 0) | (op.bias ? LF_ROUTE_BIAS : 0) | (op.normalise ? LF_ROUTE_NORMALISE : 0);
    dispatch.setPush(shaders::LfRoute{experts, op.used, flags, op.scale});
    dispatch.groups[0] = recorder.rows();
    // Scores are written back in place; ids and weights go out.
    const uint64_t biases = op.bias ? uint64_t{4} * experts : 0, hashes = op.hashTable ? uint64_t{4} * op.used : 0;
    const uint64_t row = uint64_t{8} * experts + uint64_t{8} * op.used + hashes;
    dispatch.count(recorder.rows() * row + biases, recorder.rows() * (row + biases));
    recorder.add(std::move(dispatch));
    return {};
}

}  // namespace lanternfish::backends::gpu
