#include <cmath>
#include <format>

#include "tests/engine/ops/conformance_cases.h"

namespace lanternfish::ops {

namespace {

std::vector<Outcome> indexQuery(Rig& rig, uint32_t rows, uint32_t position, bool quantise) {
    constexpr uint32_t kHeads = 3, kHeadDim = 128;
    rig.setRows(oneSequence(rows, position));
    IndexQuery op{rig.tensor(kHeads * kHeadDim, 2), kHeads, kHeadDim, rig.rope(64), quantise};
    rig.run({op});
    const double largest = most(rig.values(op.q));
    if (!quantise)
        return {{"q", rig.values(op.q), 16 * kEpsilon * std::sqrt(kHeadDim) * 2}};
    // Neighbouring codes are a third of the largest value apart at most. Ties are where two roundings to bf16 differ
    // next to the middle of two codes: 7 rounding steps of 2^-24 against a spacing of 2^-4 on average.
    return {{"q", rig.values(op.q), 0, 1e-3, largest / 2}};
}

/// Small whole numbers, so that every score is exact in f32 and in double: many are equal, and which of these win is
/// the rule of the op and not a matter of rounding.
std::vector<float> wholeNumbers(Rig& rig, size_t count, int largest) {
    std::vector<float> values = rig.random(count, largest + 1);
    for (float& value : values)
        value = std::trunc(value);
    return values;
}

struct Selection {
    uint32_t rows, position, heads, headDim, ratio, topK;
    CacheCodec codec;
    bool zeroKeys = false;
};

std::vector<Outcome> indexSelect(Rig& rig, const Selection& shape) {
    rig.setRows(twoSequences(shape.rows, shape.position, 5));
    const uint32_t entries = (shape.position + shape.rows + 6) / shape.ratio;
    const CacheSpec spec{shape.codec, false, shape.headDim, 0, entries};
    IndexSelect op;
    op.q = rig.tensorOf(shape.heads * shape.headDim,
                        wholeNumbers(rig, size_t{shape.rows} * shape.heads * shape.headDim, 4));
    op.headWeights = rig.tensorOf(shape.heads, wholeNumbers(rig, size_t{shape.rows} * shape.heads, 2));
    op.heads = shape.heads;
    op.headDim = shape.headDim;
    op.scale = 0.125F;
    op.cache = rig.cacheOf(spec, [&] {
        return shape.zeroKeys ? std::vector<float>(size_t{entries} * shape.headDim)
                              : wholeNumbers(rig, size_t{entries} * shape.headDim, 4);
    });
    op.ratio = shape.ratio;
    op.topK = shape.topK;
    op.selected = rig.blank(shape.topK);
    rig.run({op});
    return {{"selected", rig.integersAsFloats(op.selected)}};
}

}  // namespace

std::vector<ConformanceCase> indexCases() {
    std::vector<ConformanceCase> cases;
    for (const uint32_t rows : kRowCounts) {
        cases.push_back({std::format("index_query_plain_{}rows", rows),
                         [=](Rig& rig) { return indexQuery(rig, rows, 1'000'000, false); }});
        cases.push_back({std::format("index_query_rounded_{}rows", rows),
                         [=](Rig& rig) { return indexQuery(rig, rows, 100, true); }});
        cases.push_back({std::format("index_select_{}rows", rows), [=](Rig& rig) {
                             return indexSelect(rig, {rows, 2000, 4, 32, 4, 16, CacheCodec::PackedIndex});
                         }});
    }
    // V4-Flash's indexer; and more heads than a tile of any backend has, of a length that vectors don't divide.
    cases.push_back({"index_select_v4",
                     [](Rig& rig) { return indexSelect(rig, {2, 6000, 64, 128, 4, 512, CacheCodec::PackedIndex}); }});
    cases.push_back({"index_select_odd",
                     [](Rig& rig) { return indexSelect(rig, {3, 333, 70, 38, 3, 20, CacheCodec::PackedIndex}); }});
    // With small numbers and one head, scores repeat often; with keys of zero all are equal.
    cases.push_back(
        {"index_select_many_ties", [](Rig& rig) { return indexSelect(rig, {7, 1500, 1, 4, 4, 50, CacheCodec::F32}); }});
    cases.push_back({"index_select_all_equal",
                     [](Rig& rig) { return indexSelect(rig, {5, 900, 3, 32, 4, 10, CacheCodec::F32, true}); }});
    cases.push_back({"index_select_around_top_k",
                     [](Rig& rig) { return indexSelect(rig, {33, 120, 2, 16, 4, 32, CacheCodec::F32}); }});
    cases.push_back(
        {"index_select_none_visible", [](Rig& rig) { return indexSelect(rig, {6, 0, 2, 16, 8, 4, CacheCodec::F32}); }});
    cases.push_back(
        {"index_select_one", [](Rig& rig) { return indexSelect(rig, {3, 50, 2, 16, 4, 1, CacheCodec::PackedIndex}); }});
    return cases;
}

}  // namespace lanternfish::ops
