#include <algorithm>
#include <format>

#include "engine/backends/gpu/recorder.h"

namespace lanternfish::backends::gpu {

namespace {

// The projection has few rows that are very long: each is split, so that enough workgroups read it.
constexpr uint32_t kSplitElements = 1024;

struct Hyper {
    bool head = false;
    ops::Tensor streams, normed;
    ops::WeightId fn{}, base{}, scale{}, norm{};
    uint32_t streamCount = 0, iterations = 0;
    float normEps = 0, hcEps = 0;
    std::optional<ops::Tensor> post, comb;
};

/// Whether hyper_project can read the projection in pieces of 8 elements that lie in one stream.
bool canProject(const Weight& fn, const Hyper& op) {
    return fn.parts.size() == 1 && op.normed.dim % 8 == 0;
}

Hyper hyperOf(const ops::HcPre& op) {
    return {
        false,      op.streams, op.normed, op.fn,  op.base, op.scale, op.norm, op.streamCount, op.sinkhornIterations,
        op.normEps, op.hcEps,   op.post,   op.comb};
}

Result<void> addMix(Recorder& recorder, const Hyper& op, const BufferPointer& projected, uint32_t splits,
                    bool squares) {
    const auto outs = static_cast<uint32_t>(recorder.weight(op.fn).source.rows);
    const ops::Extent extent = op.head ? ops::Extent::Outputs : ops::Extent::Rows;
    const uint32_t rows = recorder.count(extent);
    Dispatch dispatch{.shader = Shader::Hyper};
    dispatch.constants = {op.head ? 1U : 0U, squares ? 1U : 0U};
    LF_TRY(const Binding base, recorder.whole(op.base));
    LF_TRY(const Binding scale, recorder.whole(op.scale));
    LF_TRY(const Binding norm, recorder.whole(op.norm));
    const Binding normed = recorder.written(op.normed);
    dispatch.bindings = {Recorder::step(),
                         recorder.read(op.streams),
                         Recorder::memory(projected, false),
                         base,
                         scale,
                         norm,
                         normed,
                         op.post ? recorder.written(*op.post) : normed,
                         op.comb ? recorder.written(*op.comb) : normed};
    dispatch.setPush(shaders::LfHyper{op.streamCount, op.normed.dim, op.iterations, splits,
                                      squares ? outs + 1 : rows * outs, outs, op.normEps, op.hcEps});
    dispatch.groups[0] = rows;
    const uint64_t streams = uint64_t{4} * op.streams.dim, hidden = uint64_t{4} * op.normed.dim;
    const uint64_t parts = uint64_t{4} * splits * (outs + (squares ? 1 : 0));
    dispatch.leastBytes = rows * (streams + hidden + parts) + hidden;
    dispatch.movedBytes = rows * (streams * (squares ? 1 : 2) + 4 * hidden + parts);
    dispatch.serves = op.head ? "hc_head" : "hc_pre";
    LF_CHECK(recorder.bindQuantised(dispatch, normed, op.normed.dim, extent));
    recorder.add(std::move(dispatch));
    return {};
}

/// The projection of one row, and before it, where `before` is not null, what the streams take in.
Result<void> writeDecodeHyper(Recorder& recorder, const Hyper& op, const ops::HcPost* before) {
    const Weight& fn = recorder.weight(op.fn);
    const auto outs = static_cast<uint32_t>(fn.source.rows);
    const uint32_t splits = divideUp(op.normed.dim, LF_PROJECT_PLACES);
    LF_TRY(const BufferPointer projected, recorder.scratch(Scratch::Use::Projected, uint64_t{4} * splits * (outs + 1)));
    Dispatch dispatch{.shader = Shader::HyperProject};
    const Binding none = recorder.tables();
    dispatch.bindings = {Recorder::step(),
                         recorder.tables(),
                         Recorder::memory(fn.parts.front().buffer, false),
                         before != nullptr ? recorder.written(op.streams) : recorder.read(op.streams),
                         before != nullptr ? recorder.read(before->sublayer) : none,
                         before != nullptr ? recorder.read(before->post) : none,
                         before != nullptr ? recorder.read(before->comb) : none,
                         Recorder::memory(projected, true)};
    dispatch.setPush(shaders::LfHyperProject{op.streamCount, op.normed.dim, outs, static_cast<uint32_t>(fn.source.type),
                                             fn.rowBytes, before != nullptr ? 1U : 0U});
    dispatch.groups[0] = splits;
    const uint64_t streams = uint64_t{4} * op.streams.dim;
    dispatch.leastBytes = uint64_t{outs} * fn.rowBytes + streams + uint64_t{4} * splits * (outs + 1) +
                          (before != nullptr ? streams + uint64_t{4} * op.normed.dim : 0);
    dispatch.movedBytes = dispatch.leastBytes;
    dispatch.serves = before != nullptr ? "hc_post, hc_pre" : "hc_pre";
    recorder.add(std::move(dispatch));
    return addMix(recorder, op, projected, splits, true);
}

Result<void> writeHyper(Recorder& recorder, const Hyper& op, const ops::HcPost* before) {
    if (op.streamCount > LF_MAX_STREAMS)
        return makeError(ErrorCode::Unsupported,
                         std::format("{} streams, expected up to {}", op.streamCount, LF_MAX_STREAMS));
    const Weight& fn = recorder.weight(op.fn);
    const auto outs = static_cast<uint32_t>(fn.source.rows);
    const ops::Extent extent = op.head ? ops::Extent::Outputs : ops::Extent::Rows;
    const uint32_t rows = recorder.count(extent);
    if (rows == 0)
        return {};
    const auto columns = static_cast<uint32_t>(fn.source.columns);
    if (isDecode(recorder) && !op.head && canProject(fn, op))
        return writeDecodeHyper(recorder, op, before);
    const uint32_t splits = std::clamp(columns / kSplitElements, 1U, uint32_t{LF_MAX_SPLITS});
    LF_TRY(const BufferPointer projected,
           recorder.scratch(Scratch::Use::Projected, uint64_t{4} * splits * rows * outs));
    LF_CHECK(addProduct(recorder, fn,
                        {.x = recorder.read(op.streams),
                         .out = Recorder::memory(projected, true),
                         .extent = extent,
                         .gather = op.head,
                         .xStride = op.streams.dim,
                         .yStride = outs,
                         .splits = splits,
                         .mayRound = false,
                         .serves = op.head ? "hc_head" : "hc_pre"}));
    return addMix(recorder, op, projected, splits, false);
}

}  // namespace

Result<void> write(Recorder& recorder, const ops::HcPre& op) {
    return writeHyper(recorder, hyperOf(op), nullptr);
}

Result<bool> writePostAndPre(Recorder& recorder, const ops::HcPost& post, const ops::HcPre& pre) {
    const Hyper op = hyperOf(pre);
    if (post.streamCount != pre.streamCount || post.streamCount > LF_MAX_STREAMS ||
        post.streams.buffer != pre.streams.buffer || !canProject(recorder.weight(pre.fn), op))
        return false;
    LF_CHECK(writeHyper(recorder, op, &post));
    return true;
}

Result<void> write(Recorder& recorder, const ops::HcHead& op) {
    return writeHyper(recorder,
                      {true, op.streams, op.out, op.fn, op.base, op.scale, op.norm, op.streamCount, 0, op.normEps,
                       op.hcEps, std::nullopt, std::nullopt},
                      nullptr);
}

Result<void> write(Recorder& recorder, const ops::HcPost& op) {
    if (op.streamCount > LF_MAX_STREAMS)
        return makeError(ErrorCode::Unsupported,
                         std::format("{} streams, expected up to {}", op.streamCount, LF_MAX_STREAMS));
    Dispatch dispatch{.shader = Shader::HcPost};
    dispatch.bindings = {Recorder::step(), recorder.read(op.sublayer), recorder.read(op.post), recorder.read(op.comb),
                         recorder.written(op.streams)};
    dispatch.setPush(shaders::LfHcPost{op.streamCount, op.sublayer.dim});
    dispatch.groups[0] = divideUp(op.sublayer.dim, 64);
    dispatch.groups[1] = recorder.rows();
    const uint64_t vectors = uint64_t{4} * recorder.rows() * (uint64_t{2} * op.streamCount + 1) * op.sublayer.dim;
    const uint64_t weights = uint64_t{4} * recorder.rows() * op.streamCount * (op.streamCount + 1);
    dispatch.count(vectors + weights, vectors + weights * dispatch.groups[0]);
    recorder.add(std::move(dispatch));
    return {};
}

}  // namespace lanternfish::backends::gpu
