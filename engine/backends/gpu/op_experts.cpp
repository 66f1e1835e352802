#include <algorithm>
#include <cstddef>
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

DecodeProduct gatedProduct(const Recorder& recorder, const ops::FeedForward& op, const BufferPointer& out,
                           uint64_t within) {
    return {.weight = &recorder.weight(op.gate),
            .up = &recorder.weight(op.up),
            .x = recorder.read(op.x),
            .out = Recorder::memory(out, true),
            .outWithin = within,
            .limit = op.limit};
}

/// Has `gated`, whose results only a product with `down` reads, make them bytes, from byte `within` of `bytes` on,
/// where that product takes them so. Whether it does.
bool quantiseInner(const Recorder& recorder, DecodeProduct& gated, const Weight& down, const BufferPointer& bytes,
                   uint64_t within) {
    if (!hasCodes(down.source.type) || !mayQuantise(recorder, gated))
        return false;
    const auto rows = std::make_shared<Quantised>(bytes, static_cast<uint32_t>(down.source.columns));
    gated.quantised = QuantisedRows{gated.out.memory, rows, gated.extent};
    gated.quantisedWithin = within;
    return true;
}

/// Of a single row, without routed experts.
Result<bool> writeFeedForwardDecode(Recorder& recorder, const ops::FeedForward& op) {
    const Weight& down = recorder.weight(op.down);
    const uint64_t columns = down.source.columns;
    LF_TRY(const BufferPointer inner, recorder.scratch(Scratch::Use::Inner, sizeof(float) * columns));
    DecodeProduct gated = gatedProduct(recorder, op, inner, 0);
    DecodeProduct last{.weight = &down, .x = Recorder::memory(inner, false), .out = recorder.written(op.out)};
    if (!canDecode(recorder, gated) || !canDecode(recorder, last))
        return false;
    if (recorder.quantises()) {
        LF_TRY(const BufferPointer bytes, recorder.scratch(Scratch::Use::InnerBytes, LF_QUANTISED_ROW_BYTES(columns)));
        if (quantiseInner(recorder, gated, down, bytes, 0))
            last.bytes = Recorder::memory(bytes, false);
    }
    LF_CHECK(addDecodeProducts(recorder, {gated}, "feed_forward"));
    LF_CHECK(addDecodeProducts(recorder, {last}, "feed_forward"));
    return true;
}

/// What experts_down multiplies with a weight: x, or x as bytes, of all choices.
struct DownInput {
    const Weight* weight = nullptr;
    BufferPointer x;
    uint64_t within = 0, bytes = 0;
};

/// Has the products whose results only experts_down reads make them bytes, where it takes them so. False where one of
/// them can't.
Result<bool> quantiseInner(Recorder& recorder, std::span<DecodeProduct> products, std::span<DownInput> inputs) {
    if (!recorder.quantises())
        return true;
    uint64_t end = 0;
    std::vector<uint64_t> begins;
    for (size_t i = 0; i < products.size(); ++i) {
        begins.push_back(end);
        end += std::max(products[i].used, 1U) * LF_QUANTISED_ROW_BYTES(inputs[i].weight->source.columns);
    }
    LF_TRY(const BufferPointer bytes, recorder.scratch(Scratch::Use::InnerBytes, end));
    for (size_t i = 0; i < products.size(); ++i) {
        if (!hasCodes(inputs[i].weight->source.type))
            continue;
        if (!quantiseInner(recorder, products[i], *inputs[i].weight, bytes, begins[i]))
            return false;
        inputs[i] = {inputs[i].weight, bytes, begins[i], (i + 1 < begins.size() ? begins[i + 1] : end) - begins[i]};
    }
    return true;
}

/// Adds what experts_down reads of a weight.
void nameDown(Dispatch& dispatch, const DownInput& input, uint32_t type) {
    const Weight& down = *input.weight;
    for (const WeightPart& part : down.parts) {
        shaders::LfSegment segment{};
        segment.type = type;
        segment.columns = static_cast<uint32_t>(down.source.columns);
        segment.rowBytes = down.rowBytes;
        segment.outs = static_cast<uint32_t>(down.source.rows);
        segment.firstExpert = static_cast<uint32_t>(part.first);
        segment.experts = static_cast<uint32_t>(part.count);
        const uint32_t at = dispatch.addToPlan(segment);
        const auto name = [&](size_t member, const BufferPointer& buffer, uint64_t offset) {
            dispatch.addresses.push_back({at + static_cast<uint32_t>(member), Recorder::memory(buffer, false), offset});
        };
        name(offsetof(shaders::LfSegment, weight), part.buffer, 0);
        name(offsetof(shaders::LfSegment, x), input.x, input.within);
    }
}

/// The down products of one row: those of its experts and, where there are two inputs, of the shared one.
void addDown(Recorder& recorder, const ops::Experts& routed, std::span<const DownInput> inputs, const char* serves) {
    const Weight& down = *inputs.front().weight;
    const auto hidden = static_cast<uint32_t>(down.source.rows);
    const uint32_t used = routed.ids.dim;
    const bool joined = inputs.size() == 2;
    Dispatch dispatch{.shader = Shader::ExpertsDown};
    dispatch.constants = {static_cast<uint32_t>(down.source.type),
                          static_cast<uint32_t>(inputs.back().weight->source.type)};
    dispatch.bindings = {Recorder::step(),
                         recorder.tables(),
                         Recorder::plan(),
                         recorder.read(routed.ids),
                         recorder.read(routed.weights),
                         recorder.written(routed.out)};
    dispatch.setPush(shaders::LfExpertsDown{used, hidden, static_cast<uint32_t>(down.parts.size()), joined ? 1U : 0U});
    dispatch.groups[0] = divideUp(hidden, decodeOuts(recorder));
    dispatch.count(uint64_t{4} * hidden);
    for (size_t i = 0; i < inputs.size(); ++i) {
        nameDown(dispatch, inputs[i], static_cast<uint32_t>(i));
        const uint64_t weights = uint64_t{hidden} * inputs[i].weight->rowBytes * (i == 0 ? used : 1);
        dispatch.count(weights + inputs[i].bytes, weights + dispatch.groups[0] * inputs[i].bytes);
    }
    dispatch.serves = serves;
    recorder.add(std::move(dispatch));
}

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

Result<bool> writeExpertsDecode(Recorder& recorder, const ops::FeedForward* shared, const ops::Experts& routed) {
    if (!recorder.features().has(Feature::Addresses))
        return false;
    const ExpertTable& table = recorder.experts(routed.table);
    const uint32_t used = routed.ids.dim;
    const uint64_t innerBytes = sizeof(float) * table.gate.source.rows * used;
    const uint64_t sharedBytes = shared != nullptr ? sizeof(float) * recorder.weight(shared->gate).source.rows : 0;
    LF_TRY(const BufferPointer inner, recorder.scratch(Scratch::Use::Inner, innerBytes + sharedBytes));
    std::vector<DecodeProduct> products{{.weight = &table.gate,
                                         .up = &table.up,
                                         .x = recorder.read(routed.x),
                                         .out = Recorder::memory(inner, true),
                                         .limit = routed.limit,
                                         .ids = recorder.read(routed.ids),
                                         .used = used}};
    std::vector<DownInput> inputs{{.weight = &table.down, .x = inner, .bytes = innerBytes}};
    if (shared != nullptr) {
        const Weight& down = recorder.weight(shared->down);
        if (down.parts.size() != 1)
            return false;
        products.push_back(gatedProduct(recorder, *shared, inner, innerBytes));
        inputs.push_back({.weight = &down, .x = inner, .within = innerBytes, .bytes = sharedBytes});
    }
    if (!std::ranges::all_of(products, [&](const DecodeProduct& each) { return canDecode(recorder, each); }))
        return false;
    LF_TRY(const bool quantised, quantiseInner(recorder, products, inputs));
    if (!quantised)
        return false;
    const char* const serves = shared != nullptr ? "feed_forward, experts" : "experts";
    LF_CHECK(addDecodeProducts(recorder, std::move(products), serves));
    addDown(recorder, routed, inputs, serves);
    return true;
}

}  // namespace lanternfish::backends::gpu
