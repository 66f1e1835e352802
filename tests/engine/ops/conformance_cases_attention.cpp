#include <algorithm>
#include <bit>
#include <cmath>
#include <format>
#include <numbers>

#include "tests/engine/ops/conformance_cases.h"

namespace lanternfish::ops {

namespace {

struct Shape {
    uint32_t rows, position, heads, headDim, window;
    uint32_t ratio = 0;  ///< 0: no compressed entries.
    uint32_t topK = 0;   ///< 0: all visible ones.
    CacheCodec codec = CacheCodec::F32;
    double magnitude = 1;
};

/// An ascending choice among the visible entries, filled up with -1.
std::vector<float> chooseEntries(Rig& rig, const Shape& shape) {
    std::vector<float> chosen;
    for (const Row& row : rig.rows()) {
        const uint32_t visible = (row.position + 1) / shape.ratio;
        const uint32_t step = std::max(1U, visible / shape.topK);
        for (uint32_t k = 0; k < shape.topK; ++k)
            chosen.push_back(std::bit_cast<float>(k * step < visible ? static_cast<int32_t>(k * step) : int32_t{-1}));
    }
    return chosen;
}

/// Scores are off by scale times the error of a dot product, and weights by that, relatively; the sums add a rounding
/// per key, of which those that weigh anything count.
double bound(const Shape& shape, double scale, double q, double key, double keys) {
    const double score = scale * dotBound(shape.headDim, q, key) + 4 * kEpsilon * scale * q * key;
    return shape.magnitude * (2 * score + (keys + 64) * 2 * kEpsilon);
}

std::vector<Outcome> attention(Rig& rig, const Shape& shape) {
    rig.setRows(twoSequences(shape.rows, shape.position, 3));
    const uint32_t rotary = shape.headDim / 8 * 2;
    Attention op;
    op.q = rig.tensor(shape.heads * shape.headDim, shape.magnitude);
    op.heads = shape.heads;
    op.headDim = shape.headDim;
    op.scale = static_cast<float>(2 / std::sqrt(shape.headDim));
    op.sinks = rig.vector(shape.heads, 2);
    op.window = shape.window;
    // Just large enough for a step of these rows: it wraps around.
    op.rawCache = rig.cache({shape.codec, true, shape.headDim, rotary, shape.window + shape.rows + 3}, shape.magnitude);
    const uint32_t last = shape.position + shape.rows + 3;
    if (shape.ratio > 0) {
        op.ratio = shape.ratio;
        op.compressedCache =
            rig.cache({shape.codec, false, shape.headDim, rotary, last / shape.ratio + 1}, shape.magnitude);
        if (shape.topK > 0)
            op.selected = rig.tensorOf(shape.topK, chooseEntries(rig, shape));
    }
    op.out = rig.blank(shape.heads * shape.headDim);
    rig.run({op});
    const double q = rig.rowNorm(op.q, shape.headDim);
    const double key = std::sqrt(shape.headDim) * shape.magnitude;
    const double keys = shape.window + (shape.ratio > 0 ? last / shape.ratio : 0);
    return {{"out", rig.values(op.out), bound(shape, op.scale, q, key, keys)}};
}

/// Queries and sinks, the latter up to `sinks`; no keys yet.
Attention headsOf(Rig& rig, const Shape& shape, double sinks) {
    Attention op;
    op.q = rig.tensor(shape.heads * shape.headDim, 1);
    op.heads = shape.heads;
    op.headDim = shape.headDim;
    op.scale = static_cast<float>(1 / std::sqrt(shape.headDim));
    op.sinks = rig.vector(shape.heads, sinks);
    op.window = shape.window;
    return op;
}

/// The row of a step attends to rows of the same step: commit and attention in one recording, over two steps' worth of
/// ring.
std::vector<Outcome> commitThenAttend(Rig& rig, const Shape& shape) {
    rig.setRows(oneSequence(shape.rows, shape.position));
    Attention op = headsOf(rig, shape, 1);
    op.rawCache = rig.cache({shape.codec, true, shape.headDim, shape.headDim / 8 * 2, shape.window + shape.rows}, 1);
    op.out = rig.blank(shape.heads * shape.headDim);
    rig.run({CacheCommit{rig.tensor(shape.headDim, 1), op.rawCache, 1}, op});
    const double q = rig.rowNorm(op.q, shape.headDim);
    return {{"out", rig.values(op.out), bound(shape, op.scale, q, std::sqrt(shape.headDim), shape.window)}};
}

/// The heads of V4-Flash, which share one key of 512 elements: attention and the inverse rope of its output in one
/// list, as a layer has them.
std::vector<Outcome> attendAndFinish(Rig& rig, const Shape& shape) {
    constexpr uint32_t kRotary = 64;
    rig.setRows(oneSequence(shape.rows, shape.position));
    Attention op = headsOf(rig, shape, 2);
    op.rawCache = rig.cache({shape.codec, true, shape.headDim, kRotary, shape.window + shape.rows}, 1);
    const uint32_t entries = shape.ratio > 0 ? (shape.position + shape.rows) / shape.ratio : 0;
    if (shape.ratio > 0) {
        op.ratio = shape.ratio;
        op.compressedCache = rig.cache({shape.codec, false, shape.headDim, kRotary, entries + 1}, 1);
        if (shape.topK > 0)
            op.selected = rig.tensorOf(shape.topK, chooseEntries(rig, shape));
    }
    op.out = rig.blank(shape.heads * shape.headDim);
    rig.run({op, OutputFinish{op.out, shape.heads, shape.headDim, rig.rope(kRotary)}});
    const double q = rig.rowNorm(op.q, shape.headDim);
    // An element that is rotated has the errors of two, each times a sine, and three roundings of its own.
    const double attended = bound(shape, op.scale, q, std::sqrt(shape.headDim), shape.window + entries);
    return {{"out", rig.values(op.out), std::numbers::sqrt2 * attended + 6 * kEpsilon}};
}

}  // namespace

std::vector<ConformanceCase> attentionCases() {
    std::vector<ConformanceCase> cases;
    const auto add = [&](const std::string& name, const Shape& shape) {
        cases.push_back({"attention_" + name, [=](Rig& rig) { return attention(rig, shape); }});
    };
    for (const uint32_t rows : kRowCounts) {
        add(std::format("window_{}rows", rows), {rows, 0, 3, 64, 9});
        add(std::format("deep_{}rows", rows), {rows, 1'000'000, 6, 40, 128});
        add(std::format("entries_{}rows", rows), {rows, 700, 4, 64, 16, 4, 0, CacheCodec::PackedKv});
        add(std::format("selected_{}rows", rows), {rows, 900, 5, 64, 16, 4, 24, CacheCodec::PackedKv});
        cases.push_back({std::format("attention_own_rows_{}rows", rows), [=](Rig& rig) {
                             return commitThenAttend(rig, {rows, 300, 5, 48, 20, 0, 0, CacheCodec::PackedKv});
                         }});
    }
    add("selected_few_visible", {7, 10, 2, 32, 4, 4, 16});
    add("none_visible", {3, 2, 2, 32, 4, 128, 0});
    add("odd", {5, 77, 3, 21, 5, 7, 3});
    // More elements than GPU kernels hold in registers.
    add("long", {2, 50, 9, 600, 16, 4, 0, CacheCodec::PackedKv});
    add("one_key", {1, 0, 1, 16, 1});
    add("many_heads", {2, 300, 64, 512, 128, 4, 0, CacheCodec::PackedKv});
    const auto addFinished = [&](const std::string& name, const Shape& shape) {
        cases.push_back({"attention_finished_" + name, [=](Rig& rig) { return attendAndFinish(rig, shape); }});
    };
    // One row is a decode, which the fast class has kernels of its own for.
    addFinished("window", {1, 1000, 64, 512, 128, 0, 0, CacheCodec::PackedKv});
    addFinished("selected", {1, 5000, 64, 512, 128, 4, 512, CacheCodec::PackedKv});
    addFinished("heavy", {1, 40'000, 64, 512, 128, 128, 0, CacheCodec::PackedKv});
    addFinished("plain", {1, 900, 64, 512, 128, 4, 64});
    addFinished("first_token", {1, 0, 64, 512, 128, 4, 512, CacheCodec::PackedKv});
    addFinished("few_heads", {1, 600, 5, 512, 128, 4, 64, CacheCodec::PackedKv});
    addFinished("rows", {3, 2000, 64, 512, 128, 4, 64, CacheCodec::PackedKv});
    // Scores far apart: the maximum moves from tile to tile and most weights underflow.
    add("steep", {4, 600, 4, 64, 64, 4, 0, CacheCodec::F32, 4});
    return cases;
}

}  // namespace lanternfish::ops
