#include <algorithm>
#include <cmath>
#include <format>

#include "tests/engine/ops/conformance_cases.h"

namespace lanternfish::ops {

namespace {

std::vector<Outcome> qFinish(Rig& rig, uint32_t rows, uint32_t position, uint32_t heads, uint32_t headDim,
                             uint32_t rotary) {
    rig.setRows(twoSequences(rows, position, 1000));
    QFinish op{rig.tensor(heads * headDim, 4), heads, headDim, 1e-6F, rig.rope(rotary)};
    rig.run({op});
    return {{"q", rig.values(op.q), most(rig.values(op.q)) * (dotBound(headDim, 1, 1) + 8 * kEpsilon)}};
}

std::vector<Outcome> kvFinish(Rig& rig, uint32_t rows, uint32_t position, uint32_t dim, uint32_t rotary) {
    rig.setRows(oneSequence(rows, position));
    KvFinish op{rig.tensor(dim, 4), rig.vector(dim, 1), 1e-6F, rig.rope(rotary)};
    rig.run({op});
    return {{"kv", rig.values(op.kv), most(rig.values(op.kv)) * (dotBound(dim, 1, 1) + 8 * kEpsilon)}};
}

std::vector<Outcome> outputFinish(Rig& rig, uint32_t rows, uint32_t position) {
    constexpr uint32_t kHeads = 5, kHeadDim = 24;
    rig.setRows(oneSequence(rows, position));
    OutputFinish op{rig.tensor(kHeads * kHeadDim, 1), kHeads, kHeadDim, rig.rope(16)};
    rig.run({op});
    return {{"out", rig.values(op.out), 8 * kEpsilon}};
}

// What a codec keeps is defined to the bit, and so is what comes back.
std::vector<Outcome> commit(Rig& rig, const CacheSpec& spec, uint32_t rows, uint32_t position, uint32_t ratio,
                            double magnitude) {
    rig.setRows(twoSequences(rows, position, 3));
    const Tensor source = rig.tensor(spec.dim, magnitude);
    const uint32_t cache = rig.cache(spec, 1);
    rig.run({CacheCommit{source, cache, ratio}});
    return {{"rows", rig.cacheRows(cache)}};
}

std::vector<Outcome> stateCommit(Rig& rig, quant::Type ape, uint32_t rows, uint32_t ratio) {
    constexpr uint32_t kDim = 40;
    rig.setRows(oneSequence(rows, 1021));
    const uint32_t cache = rig.cache({CacheCodec::F32, true, 2 * kDim, 0, 2 * ratio + 40}, 1);
    rig.run({StateCommit{rig.tensor(kDim, 1), rig.tensor(kDim, 1), rig.matrix(ape, ratio, kDim, 1), ratio, cache}});
    return {{"rows", rig.cacheRows(cache)}};
}

struct Compressor {
    uint32_t rows, position, ratio, dim;
    bool overlap, round, hadamard;
};

/// From projections to entries: the state ring of older tokens, this step's tokens on top, the entries of every window
/// that closes, stored.
std::vector<Outcome> compress(Rig& rig, const Compressor& shape) {
    const uint32_t width = shape.dim * (shape.overlap ? 2 : 1);
    rig.setRows(oneSequence(shape.rows, shape.position));
    const uint32_t state = rig.cache({CacheCodec::F32, true, 2 * width, 0, 2 * shape.ratio + shape.rows}, 1.5);
    const Tensor out = rig.blank(shape.dim);
    const StateCommit stored{rig.tensor(width, 2), rig.tensor(width, 2),
                             rig.matrix(quant::Type::F32, shape.ratio, width, 1), shape.ratio, state};
    const Compress op{state,       shape.ratio,    shape.overlap,
                      shape.round, shape.hadamard, rig.vector(shape.dim, 1),
                      1e-6F,       rig.rope(16),   out};
    rig.run({stored, op});
    const double largest = most(rig.values(out));
    const double tokens = (shape.overlap ? 2 : 1) * shape.ratio;
    // Exponents are differences of scores of 6 at most; the transform adds dim values of 1/sqrt(dim).
    const double mixing = (32 + tokens) * kEpsilon;
    const double tight = largest * (4 * mixing + dotBound(shape.dim, 1, 1)) * (shape.hadamard ? 4 : 1);
    if (!shape.round)
        return {{"out", rig.values(out), tight}};
    // A mixture next to a tie rounds to either of two neighbours, 2^-8 apart; the rotation hands it to one more
    // channel, the transform to all of them in parts of 1/sqrt(dim).
    return {{"out", rig.values(out), tight, shape.hadamard ? 1.0 : 0.02, largest * 0x1p-8}};
}

constexpr CacheSpec kPackedKv{CacheCodec::PackedKv, false, 512, 64, 64};

}  // namespace

std::vector<ConformanceCase> cacheCases() {
    std::vector<ConformanceCase> cases;
    for (const uint32_t rows : kRowCounts) {
        cases.push_back(
            {std::format("q_finish_{}rows", rows), [=](Rig& rig) { return qFinish(rig, rows, 0, 3, 128, 64); }});
        cases.push_back({std::format("q_finish_{}rows_deep", rows),
                         [=](Rig& rig) { return qFinish(rig, rows, 1'000'003, 8, 40, 16); }});
        cases.push_back(
            {std::format("kv_finish_{}rows", rows), [=](Rig& rig) { return kvFinish(rig, rows, 65'530, 512, 64); }});
        cases.push_back(
            {std::format("output_finish_{}rows", rows), [=](Rig& rig) { return outputFinish(rig, rows, 262'140); }});
        for (const auto& [codec, name] : {std::pair{CacheCodec::F32, "f32"}, std::pair{CacheCodec::PackedKv, "kv"},
                                          std::pair{CacheCodec::PackedIndex, "index"}}) {
            cases.push_back({std::format("cache_commit_{}_ring_{}rows", name, rows),
                             [=](Rig& rig) { return commit(rig, {codec, true, 128, 64, 13}, rows, 1'000'000, 1, 3); }});
            cases.push_back({std::format("cache_commit_{}_entries_{}rows", name, rows),
                             [=](Rig& rig) { return commit(rig, {codec, false, 96, 16, 30}, rows, 50, 4, 3); }});
        }
        for (const bool overlap : {false, true})
            cases.push_back({std::format("compress_{}_{}rows", overlap ? "overlap" : "apart", rows),
                             [=](Rig& rig) { return compress(rig, {rows, 1023, 4, 64, overlap, false, false}); }});
    }
    for (const double magnitude : {1e-6, 1e-3, 700.0, 1e30}) {
        cases.push_back({std::format("cache_commit_kv_size_{:.0f}", std::log10(magnitude) + 10),
                         [=](Rig& rig) { return commit(rig, kPackedKv, 33, 0, 1, magnitude); }});
        cases.push_back({std::format("cache_commit_index_size_{:.0f}", std::log10(magnitude) + 10), [=](Rig& rig) {
                             return commit(rig, {CacheCodec::PackedIndex, false, 128, 0, 64}, 33, 0, 1, magnitude);
                         }});
    }
    cases.push_back({"cache_commit_kv_odd",
                     [](Rig& rig) { return commit(rig, {CacheCodec::PackedKv, false, 83, 6, 64}, 7, 0, 1, 3); }});
    cases.push_back({"cache_commit_index_odd",
                     [](Rig& rig) { return commit(rig, {CacheCodec::PackedIndex, false, 37, 0, 64}, 7, 0, 1, 3); }});
    for (const quant::Type ape : {quant::Type::F32, quant::Type::F16, quant::Type::BF16})
        cases.push_back({std::format("state_commit_{}", quant::typeInfo(ape).name),
                         [=](Rig& rig) { return stateCommit(rig, ape, 7, 4); }});
    cases.push_back({"state_commit_wide", [](Rig& rig) { return stateCommit(rig, quant::Type::F32, 33, 128); }});
    cases.push_back(
        {"compress_first_window", [](Rig& rig) { return compress(rig, {9, 0, 4, 64, true, false, false}); }});
    cases.push_back({"compress_long_window",
                     [](Rig& rig) { return compress(rig, {33, 128 * 77 + 100, 128, 96, false, false, false}); }});
    cases.push_back(
        {"compress_hadamard", [](Rig& rig) { return compress(rig, {33, 1'048'500, 4, 128, true, false, true}); }});
    cases.push_back(
        {"compress_rounded", [](Rig& rig) { return compress(rig, {33, 4096, 4, 128, true, true, false}); }});
    cases.push_back(
        {"compress_rounded_hadamard", [](Rig& rig) { return compress(rig, {33, 4096, 4, 128, true, true, true}); }});
    return cases;
}

}  // namespace lanternfish::ops
