#include <algorithm>
#include <format>

#include "engine/backends/gpu/fusion.h"
#include "shaders/shared/device_layouts.h"

namespace lanternfish::backends::gpu {

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

/// A tile of rows reads all of the weight, a choice of an expert all of its slice.
void countBytes(Dispatch& dispatch, const Half& half, const shaders::LfLinear& params, uint64_t experts) {
    const bool gated = half.up != nullptr;
    const uint64_t slice = params.outs * (params.rowBytes + (gated ? uint64_t{params.upRowBytes} : 0));
    const uint64_t vector = uint64_t{4} * params.columns, out = uint64_t{4} * params.outs;
    const uint64_t choices = uint64_t{half.rowLimit} * std::max(half.used, 1U);
    if (!half.ids) {
        dispatch.count(slice + choices * (vector + out),
                       slice * dispatch.groups[1] + choices * (vector * dispatch.groups[0] + out));
        return;
    }
    // A table in parts is counted as if its first part had all experts.
    if (params.firstExpert != 0)
        return;
    // Every choice of a row has its own x, except that gate and up read the row's.
    const uint64_t vectors = gated ? half.rowLimit : choices;
    dispatch.count(slice * std::min(experts, choices) + vectors * vector + choices * out,
                   choices * (slice + vector * dispatch.groups[0] + out));
}

/// Adds up the contributions of the experts of `count` rows.
void addCombine(Recorder& recorder, const ops::Experts& op, const BufferPointer& contributions, uint32_t firstRow,
                uint32_t count) {
    const ExpertTable& table = recorder.experts(op.table);
    const uint32_t used = op.ids.dim;
    const auto hidden = static_cast<uint32_t>(table.down.source.rows);
    Dispatch dispatch{.shader = Shader::Combine};
    dispatch.bindings = {Recorder::step(), Recorder::memory(contributions, false), recorder.read(op.ids),
                         recorder.read(op.weights), recorder.written(op.out)};
    dispatch.setPush(
        shaders::LfCombine{used, hidden, firstRow, count, static_cast<uint32_t>(table.gate.source.slices)});
    dispatch.groups[0] = divideUp(hidden, 64);
    dispatch.groups[1] = count;
    dispatch.leastBytes = dispatch.movedBytes = uint64_t{4} * count * hidden * (used + 2);
    recorder.add(std::move(dispatch));
}

void addSort(Recorder& recorder, const ops::Experts& op, const Binding& sorted, const TiledProduct& product,
             const Tile& tile) {
    Dispatch dispatch{.shader = Shader::ExpertSort};
    dispatch.constants = {static_cast<uint32_t>(product.weight->source.slices), tile.rows};
    dispatch.bindings = {Recorder::step(), recorder.read(op.ids), sorted};
    dispatch.setPush(shaders::LfExpertSort{product.used, product.firstRow, product.rowLimit, product.tiles});
    dispatch.leastBytes = dispatch.movedBytes = uint64_t{8} * product.rowLimit * product.used;
    dispatch.serves = "experts";
    recorder.add(std::move(dispatch));
}

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
    countBytes(dispatch, half, params, weight.source.slices);
    recorder.add(std::move(dispatch));
}

TiledProduct tiledHalf(const Half& half) {
    return {.weight = half.weight,
            .up = half.up,
            .x = half.x,
            .out = half.out,
            .xStride = half.xStride,
            .yStride = static_cast<uint32_t>(half.weight->source.rows),
            .firstRow = half.firstRow,
            .rowLimit = half.rowLimit,
            .limit = half.limit,
            .used = half.used,
            .sortedInput = half.up == nullptr};
}

/// Makes bytes of what the first half of some experts has left, which is what `down` reads, if it takes them.
Result<void> quantiseInner(Recorder& recorder, TiledProduct& down) {
    if (!takesBytes(recorder, down))
        return {};
    const QuantisedRange range{.columns = down.xStride,
                               .firstRow = down.firstRow,
                               .rowLimit = down.rowLimit,
                               .times = std::max(down.used, 1U)};
    const uint64_t rows = uint64_t{range.rowLimit} * range.times;
    LF_TRY(const BufferPointer bytes,
           recorder.scratch(Scratch::Use::InnerBytes, rows * LF_QUANTISED_ROW_BYTES(uint64_t{range.columns})));
    recorder.add(quantiseDispatch(down.x, Recorder::memory(bytes, true), range));
    down.bytes = Recorder::memory(bytes, false);
    return {};
}

/// Both halves, after the pairs of row and choice have been sorted.
Result<void> addTiledHalves(Recorder& recorder, const ops::Experts& op, std::span<const Half> halves,
                            const Tile& tile) {
    const uint32_t pairs = halves[0].rowLimit * halves[0].used;
    // The last tile of each expert may be partly empty.
    const uint32_t tiles = divideUp(pairs, tile.rows) + static_cast<uint32_t>(halves[0].weight->source.slices);
    LF_TRY(const BufferPointer sorted, recorder.scratch(Scratch::Use::Sorted, uint64_t{4} * (1 + 3 * tiles + pairs)));
    for (const Half& half : halves) {
        TiledProduct product = tiledHalf(half);
        product.sorted = Recorder::memory(sorted, false);
        product.tiles = tiles;
        if (!product.sortedInput)
            addSort(recorder, op, Recorder::memory(sorted, true), product, tile);
        else
            LF_CHECK(quantiseInner(recorder, product));
        LF_CHECK(addTiledProduct(recorder, product, tile, "experts"));
    }
    return {};
}

}  // namespace

Result<void> write(Recorder& recorder, const ops::FeedForward& op) {
    const Weight& gate = recorder.weight(op.gate);
    const Weight& up = recorder.weight(op.up);
    const Weight& down = recorder.weight(op.down);
    if (isDecode(recorder)) {
        LF_TRY(const bool written, writeFeedForwardDecode(recorder, op));
        if (written)
            return {};
    }
    for (size_t i = 0; i < std::max(gate.parts.size(), up.parts.size()); ++i)
        if (gate.parts.size() != up.parts.size() || gate.parts[i].first != up.parts[i].first)
            return makeError(ErrorCode::Unsupported, std::format("weights '{}' and '{}' are split in different places",
                                                                 gate.source.name, up.source.name));
    const auto inner = static_cast<uint32_t>(gate.source.rows);
    LF_TRY(const BufferPointer scratch, recorder.scratch(Scratch::Use::Inner, uint64_t{4} * recorder.rows() * inner));
    TiledProduct tiled[] = {{.weight = &gate,
                             .up = &up,
                             .x = recorder.read(op.x),
                             .out = Recorder::memory(scratch, true),
                             .xStride = op.x.dim,
                             .yStride = inner,
                             .rowLimit = recorder.rows(),
                             .limit = op.limit},
                            {.weight = &down,
                             .x = Recorder::memory(scratch, false),
                             .out = recorder.written(op.out),
                             .xStride = inner,
                             .yStride = op.out.dim,
                             .rowLimit = recorder.rows()}};
    if (std::ranges::all_of(tiled, [&](const TiledProduct& product) { return isDense(recorder, product); }))
        return addDenseFeedForward(recorder, tiled[0], tiled[1], "feed_forward");
    if (const auto tile = findTile(recorder, tiled)) {
        LF_CHECK(addTiledProduct(recorder, tiled[0], *tile, "feed_forward"));
        LF_CHECK(quantiseInner(recorder, tiled[1]));
        return addTiledProduct(recorder, tiled[1], *tile, "feed_forward");
    }
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
    const Half gated{.weight = &table.gate,
                     .up = &table.up,
                     .x = recorder.read(op.x),
                     .out = Recorder::memory(scratch, true),
                     .xStride = op.x.dim,
                     .limit = op.limit,
                     .ids = recorder.read(op.ids),
                     .used = used,
                     .rowLimit = atOnce};
    const Half down{.weight = &table.down,
                    .x = Recorder::memory(scratch, false),
                    .out = Recorder::memory(contributions, true),
                    .xStride = inner,
                    .ids = recorder.read(op.ids),
                    .used = used,
                    .rowLimit = atOnce};
    const TiledProduct first[] = {tiledHalf(gated), tiledHalf(down)};
    const std::optional<Tile> tile = findTile(recorder, first);
    for (uint32_t row = 0; row < recorder.rows(); row += atOnce) {
        const uint32_t count = std::min(atOnce, recorder.rows() - row);
        Half halves[] = {gated, down};
        for (Half& half : halves) {
            half.firstRow = row;
            half.rowLimit = count;
        }
        if (tile) {
            LF_CHECK(addTiledHalves(recorder, op, halves, *tile));
        } else {
            for (const Half& half : halves)
                for (size_t part = 0; part < half.weight->parts.size(); ++part)
                    addHalf(recorder, half, part);
        }
        addCombine(recorder, op, contributions, row, count);
    }
    return {};
}

}  // namespace lanternfish::backends::gpu
