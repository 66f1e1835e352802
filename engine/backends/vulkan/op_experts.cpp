#include <algorithm>
#include <format>

#include "engine/backends/vulkan/recorder.h"

namespace lanternfish::backends::vulkan {

namespace {

// Rows whose contributions are kept at once; bounds the working memory.
constexpr uint32_t kRowsAtOnce = 512;

/// gate, up and SwiGLU, or down: part `i` of the weights.
struct Half {
    const Weight* weight = nullptr;
    const Weight* up = nullptr;  ///< Null for down.
    Binding x, out;
    uint32_t xStride = 0;
    float limit = 0;
    // Of experts.
    std::optional<Binding> ids;
    uint32_t used = 0, firstRow = 0, rowLimit = 0;
};

void addHalf(Recorder& recorder, const Half& half, size_t part) {
    const Weight& weight = *half.weight;
    const WeightPart& words = weight.parts[part];
    const bool gated = half.up != nullptr;
    const Weight& up = gated ? *half.up : weight;
    const bool experts = half.ids.has_value();
    const uint32_t tile = experts || recorder.rows() == 1 ? 1 : 8;
    const auto columns = static_cast<uint32_t>(weight.source.columns);
    Dispatch dispatch{.shader = Shader::Linear};
    dispatch.constants = {
        static_cast<uint32_t>(weight.source.type), tile,           gated ? 1U : 0U,
        !experts ? 0U : gated ? 1U : 2U,           LF_EXTENT_ROWS, static_cast<uint32_t>(up.source.type)};
    dispatch.bindings = {Recorder::step(),
                         recorder.tables(),
                         Recorder::memory(words.buffer, false),
                         half.x,
                         half.out,
                         Recorder::memory(up.parts[part].buffer, false),
                         experts ? *half.ids : recorder.tables()};
    shaders::LfLinear params{};
    params.columns = columns;
    params.rowBytes = weight.rowBytes;
    params.upRowBytes = up.rowBytes;
    params.firstOut = experts ? 0 : static_cast<uint32_t>(words.first);
    params.outs = static_cast<uint32_t>(experts ? weight.source.rows : words.count);
    params.outsPerGroup = UINT32_MAX;
    params.outsPerExpert = static_cast<uint32_t>(weight.source.rows);
    params.xStride = half.xStride;
    params.yStride = static_cast<uint32_t>(weight.source.rows);
    params.splitChunks = divideUp(columns, LF_DOT_ELEMENTS);
    params.firstRow = half.firstRow;
    params.rowLimit = half.rowLimit;
    params.used = half.used;
    params.firstExpert = static_cast<uint32_t>(words.first);
    params.experts = static_cast<uint32_t>(words.count);
    params.limit = half.limit;
    dispatch.setPush(params);
    dispatch.groups[0] = divideUp(params.outs, LF_DOT_OUTS);
    dispatch.groups[1] = experts ? half.rowLimit * half.used : divideUp(half.rowLimit, tile);
    recorder.add(std::move(dispatch));
}

}  // namespace

Result<void> write(Recorder& recorder, const ops::FeedForward& op) {
    const Weight& gate = recorder.weight(op.gate);
    const Weight& up = recorder.weight(op.up);
    const Weight& down = recorder.weight(op.down);
    for (size_t i = 0; i < std::max(gate.parts.size(), up.parts.size()); ++i)
        if (gate.parts.size() != up.parts.size() || gate.parts[i].first != up.parts[i].first)
            return makeError(ErrorCode::Unsupported, std::format("weights '{}' and '{}' are split in different places",
                                                                 gate.source.name, up.source.name));
    const auto inner = static_cast<uint32_t>(gate.source.rows);
    LF_TRY(const BufferPointer scratch, recorder.scratch(Scratch::Use::Inner, uint64_t{4} * recorder.rows() * inner));
    Half first{.weight = &gate,
               .up = &up,
               .x = recorder.read(op.x),
               .out = Recorder::memory(scratch, true),
               .xStride = op.x.dim,
               .limit = op.limit,
               .rowLimit = recorder.rows()};
    for (size_t part = 0; part < gate.parts.size(); ++part)
        addHalf(recorder, first, part);
    Half second{.weight = &down,
                .x = Recorder::memory(scratch, false),
                .out = recorder.written(op.out),
                .xStride = inner,
                .rowLimit = recorder.rows()};
    for (size_t part = 0; part < down.parts.size(); ++part)
        addHalf(recorder, second, part);
    return {};
}

Result<void> write(Recorder& recorder, const ops::Experts& op) {
    const ExpertTable& table = recorder.experts(op.table);
    const uint32_t used = op.ids.dim;
    const auto inner = static_cast<uint32_t>(table.gate.source.rows);
    const auto hidden = static_cast<uint32_t>(table.down.source.rows);
    const uint32_t atOnce = std::min(recorder.rows(), kRowsAtOnce);
    LF_TRY(const BufferPointer scratch, recorder.scratch(Scratch::Use::Inner, uint64_t{4} * atOnce * used * inner));
    LF_TRY(const BufferPointer contributions,
           recorder.scratch(Scratch::Use::Contributions, uint64_t{4} * atOnce * used * hidden));
    for (uint32_t row = 0; row < recorder.rows(); row += atOnce) {
        const uint32_t count = std::min(atOnce, recorder.rows() - row);
        for (size_t part = 0; part < table.gate.parts.size(); ++part)
            addHalf(recorder,
                    {.weight = &table.gate,
                     .up = &table.up,
                     .x = recorder.read(op.x),
                     .out = Recorder::memory(scratch, true),
                     .xStride = op.x.dim,
                     .limit = op.limit,
                     .ids = recorder.read(op.ids),
                     .used = used,
                     .firstRow = row,
                     .rowLimit = count},
                    part);
        for (size_t part = 0; part < table.down.parts.size(); ++part)
            addHalf(recorder,
                    {.weight = &table.down,
                     .x = Recorder::memory(scratch, false),
                     .out = Recorder::memory(contributions, true),
                     .xStride = inner,
                     .ids = recorder.read(op.ids),
                     .used = used,
                     .firstRow = row,
                     .rowLimit = count},
                    part);
        Dispatch dispatch{.shader = Shader::Combine};
        dispatch.bindings = {Recorder::step(), Recorder::memory(contributions, false), recorder.read(op.ids),
                             recorder.read(op.weights), recorder.written(op.out)};
        dispatch.setPush(shaders::LfCombine{used, hidden, row, count, static_cast<uint32_t>(table.gate.source.slices)});
        dispatch.groups[0] = divideUp(hidden, 64);
        dispatch.groups[1] = count;
        recorder.add(std::move(dispatch));
    }
    return {};
}

}  // namespace lanternfish::backends::vulkan
