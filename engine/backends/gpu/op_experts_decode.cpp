#include <algorithm>
#include <cstddef>

#include "engine/backends/gpu/fusion.h"
#include "shaders/shared/device_layouts.h"

namespace lanternfish::backends::gpu {

namespace {

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

}  // namespace

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
