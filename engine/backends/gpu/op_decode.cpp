#include <algorithm>
#include <cstddef>
#include <iterator>

#include "engine/backends/gpu/recorder.h"
#include "shaders/shared/device_layouts.h"

namespace lanternfish::backends::gpu {

namespace {

using shaders::LfSegment;

/// One that makes bytes of its results has whole blocks of them.
uint32_t outsOf(const Recorder& recorder, bool quantises) {
    return quantises ? LF_QUANTISED_BLOCK : decodeOuts(recorder);
}

bool takesBytes(const Recorder& recorder, const DecodeProduct& product) {
    return recorder.quantises() && hasCodes(product.weight->source.type);
}

/// One part of a product's weight.
struct Segment {
    const DecodeProduct* product = nullptr;
    size_t part = 0;
    LfSegment params{};

    const WeightPart& weight() const { return product->weight->parts[part]; }
    const WeightPart& up() const { return (product->up != nullptr ? product->up : product->weight)->parts[part]; }
    uint64_t outWithin() const { return product->outWithin + (product->ids ? 0 : sizeof(float) * weight().first); }
    const Binding& input() const { return product->bytes ? *product->bytes : product->x; }
    uint32_t blocks(const Recorder& recorder) const {
        return divideUp(params.outs, outsOf(recorder, product->quantised.has_value()));
    }
    /// Of the elements that each workgroup reads of x.
    uint64_t inputBytes() const {
        return product->bytes ? LF_QUANTISED_ROW_BYTES(uint64_t{params.columns}) : uint64_t{4} * params.columns;
    }
};

std::vector<Segment> segmentsOf(const DecodeProduct& product) {
    const Weight& weight = *product.weight;
    std::vector<Segment> segments;
    for (size_t i = 0; i < weight.parts.size(); ++i) {
        Segment segment{.product = &product, .part = i};
        LfSegment& params = segment.params;
        const auto count = static_cast<uint32_t>(weight.parts[i].count);
        params.columns = static_cast<uint32_t>(weight.source.columns);
        params.rowBytes = weight.rowBytes;
        params.upRowBytes = product.up != nullptr ? product.up->rowBytes : 0;
        params.outs = product.ids ? static_cast<uint32_t>(weight.source.rows) : count;
        params.outsPerGroup = product.groups == 1 ? UINT32_MAX : params.outs / product.groups;
        params.gated = product.up != nullptr ? 1 : 0;
        params.extent = product.extent == ops::Extent::Rows ? LF_EXTENT_ROWS : LF_EXTENT_OUTPUTS;
        params.limit = product.limit;
        if (product.ids) {
            params.slots = product.used;
            params.firstExpert = static_cast<uint32_t>(weight.parts[i].first);
            params.experts = count;
        }
        segments.push_back(segment);
    }
    return segments;
}

void countBytes(Dispatch& dispatch, const Segment& segment, uint32_t blocks) {
    const LfSegment& params = segment.params;
    // Of experts, as many as are chosen; a table in parts is counted as if its first part had them all.
    const uint64_t times = params.slots == 0 ? 1 : segment.part == 0 ? params.slots : 0;
    const uint64_t weights = times * params.outs * (params.rowBytes + uint64_t{params.upRowBytes});
    const uint64_t groups = params.outsPerGroup == UINT32_MAX ? 1 : params.outs / params.outsPerGroup;
    const uint64_t x = segment.inputBytes();
    const uint64_t out = times * (uint64_t{4} * params.outs +
                                  (segment.product->quantised ? LF_QUANTISED_ROW_BYTES(uint64_t{params.outs}) : 0));
    dispatch.leastBytes += weights + (times == 0 ? 0 : x * groups) + out;
    dispatch.movedBytes += weights + times * blocks * x + out;
}

/// The types of the weights, at most two of which share a dispatch.
class Types {
public:
    bool fits(quant::Type type) const { return m_types.size() < 2 || std::ranges::contains(m_types, type); }
    uint32_t add(quant::Type type) {
        const auto found = std::ranges::find(m_types, type);
        const auto index = static_cast<uint32_t>(found - m_types.begin());
        if (found == m_types.end())
            m_types.push_back(type);
        return index;
    }
    std::vector<uint32_t> constants() const {
        return {static_cast<uint32_t>(m_types.front()), static_cast<uint32_t>(m_types.back())};
    }

private:
    std::vector<quant::Type> m_types;
};

void addSegments(Recorder& recorder, std::span<Segment> segments, const char* serves) {
    const bool addresses = recorder.features().has(Feature::Addresses);
    Dispatch dispatch{.shader = Shader::Matvec};
    dispatch.groups[0] = 0;
    Types types;
    Binding ids = recorder.tables();
    for (Segment& segment : segments) {
        segment.params.type = types.add(segment.product->weight->source.type);
        segment.params.firstGroup = dispatch.groups[0];
        const uint32_t blocks = segment.blocks(recorder);
        dispatch.groups[0] += blocks * std::max(segment.params.slots, 1U);
        countBytes(dispatch, segment, blocks);
        if (segment.product->ids)
            ids = *segment.product->ids;
    }
    dispatch.constants = types.constants();
    dispatch.serves = serves;
    const Segment& first = segments.front();
    const Binding plan = Recorder::plan();
    dispatch.bindings = {Recorder::step(), recorder.tables(), plan};
    if (addresses)
        dispatch.bindings.insert(dispatch.bindings.end(), 4, plan);
    else
        dispatch.bindings.insert(dispatch.bindings.end(),
                                 {Recorder::memory(first.weight().buffer, false),
                                  Recorder::memory(first.up().buffer, false), first.product->x, first.product->out});
    dispatch.bindings.push_back(ids);
    for (const Segment& segment : segments) {
        const uint32_t at = dispatch.addToPlan(segment.params);
        if (!addresses)
            continue;
        const auto name = [&](size_t member, const Binding& binding, uint64_t within) {
            dispatch.addresses.push_back({at + static_cast<uint32_t>(member), binding, within});
        };
        name(offsetof(LfSegment, weight), Recorder::memory(segment.weight().buffer, false), 0);
        name(offsetof(LfSegment, up), Recorder::memory(segment.up().buffer, false), 0);
        name(offsetof(LfSegment, x), segment.input(), 0);
        name(offsetof(LfSegment, y), segment.product->out, segment.outWithin());
        if (const auto& rows = segment.product->quantised) {
            name(offsetof(LfSegment, quantised), Recorder::memory(rows->bytes->memory, true),
                 segment.product->quantisedWithin);
            dispatch.quantises.push_back(*rows);
        }
    }
    dispatch.setPush(shaders::LfMatvec{static_cast<uint32_t>(segments.size())});
    recorder.add(std::move(dispatch));
}

}  // namespace

bool isDecode(const Recorder& recorder) {
    return recorder.fast() && recorder.rows() == 1;
}

uint32_t decodeOuts(const Recorder& recorder) {
    const Features& features = recorder.features();
    const uint32_t lanes = features.has(Feature::Subgroups) ? features.subgroupSize : LF_DECODE_LANES;
    return LF_DECODE_INVOCATIONS / lanes * LF_DECODE_ROWS;
}

bool mayQuantise(const Recorder& recorder, const DecodeProduct& product) {
    const Weight& weight = *product.weight;
    // The parts of a table of experts have all outs of theirs, those of a weight some of them.
    return recorder.quantises() && (weight.parts.size() == 1 || product.ids) &&
           weight.source.rows / product.groups % LF_QUANTISED_BLOCK == 0;
}

bool canDecode(const Recorder& recorder, const DecodeProduct& product) {
    const Weight& weight = *product.weight;
    // Without addresses a shader can't write beyond the first rows of an output, nor choose among buffers.
    if (weight.parts.size() != 1 && !recorder.features().has(Feature::Addresses))
        return false;
    if (product.up != nullptr &&
        (product.up->source.type != weight.source.type || product.up->parts.size() != weight.parts.size()))
        return false;
    // A workgroup reads one group of x.
    if (product.groups != 1 &&
        (weight.parts.size() != 1 || weight.source.rows / product.groups % decodeOuts(recorder) != 0))
        return false;
    if (product.extent == ops::Extent::Outputs && recorder.count(product.extent) != 1)
        return false;
    for (size_t i = 0; product.up != nullptr && i < weight.parts.size(); ++i)
        if (product.up->parts[i].first != weight.parts[i].first)
            return false;
    return weight.source.slices == 1 || product.ids.has_value();
}

Result<void> addDecodeProducts(Recorder& recorder, std::vector<DecodeProduct> products, const char* serves) {
    std::vector<Segment> all;
    for (DecodeProduct& product : products) {
        if (takesBytes(recorder, product) && !product.bytes) {
            const auto columns = static_cast<uint32_t>(product.weight->source.columns * product.groups);
            LF_TRY(product.bytes, recorder.quantised(product.x, columns, product.extent));
        }
        std::ranges::move(segmentsOf(product), std::back_inserter(all));
    }
    // Types stay together, since a dispatch has two.
    std::ranges::stable_sort(
        all, {}, [](const Segment& segment) { return static_cast<uint32_t>(segment.product->weight->source.type); });
    for (auto begin = all.begin(); begin != all.end();) {
        Types types;
        auto end = begin;
        const bool alone = !recorder.features().has(Feature::Addresses);
        while (end != all.end() && types.fits(end->product->weight->source.type) && !(alone && end != begin)) {
            types.add(end->product->weight->source.type);
            ++end;
        }
        addSegments(recorder, std::span(begin, end), serves);
        begin = end;
    }
    return {};
}

}  // namespace lanternfish::backends::gpu
