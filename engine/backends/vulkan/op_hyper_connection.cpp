#include <algorithm>
#include <format>

#include "engine/backends/vulkan/recorder.h"

namespace lanternfish::backends::vulkan {

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

Result<void> writeHyper(Recorder& recorder, const Hyper& op) {
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
    const uint32_t splits = std::clamp(columns / kSplitElements, 1U, uint32_t{LF_MAX_SPLITS});
    LF_TRY(const BufferPointer projected,
           recorder.scratch(Scratch::Use::Projected, uint64_t{4} * splits * rows * outs));
    addProduct(recorder, fn,
               {.x = recorder.read(op.streams),
                .out = Recorder::memory(projected, true),
                .extent = extent,
                .gather = op.head,
                .xStride = op.streams.dim,
                .yStride = outs,
                .splits = splits});
    Dispatch dispatch{.shader = Shader::Hyper};
    dispatch.constants = {op.head ? 1U : 0U};
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
    dispatch.setPush(shaders::LfHyper{op.streamCount, op.normed.dim, op.iterations, splits, rows * outs, outs,
                                      op.normEps, op.hcEps});
    dispatch.groups[0] = rows;
    recorder.add(std::move(dispatch));
    return {};
}

}  // namespace

Result<void> write(Recorder& recorder, const ops::HcPre& op) {
    return writeHyper(recorder, {false, op.streams, op.normed, op.fn, op.base, op.scale, op.norm, op.streamCount,
                                 op.sinkhornIterations, op.normEps, op.hcEps, op.post, op.comb});
}

Result<void> write(Recorder& recorder, const ops::HcHead& op) {
    return writeHyper(recorder, {true, op.streams, op.out, op.fn, op.base, op.scale, op.norm, op.streamCount, 0,
                                 op.normEps, op.hcEps, std::nullopt, std::nullopt});
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
    recorder.add(std::move(dispatch));
    return {};
}

}  // namespace lanternfish::backends::vulkan
