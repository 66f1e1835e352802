#include <cmath>
#include <format>

#include "tests/engine/ops/conformance_cases.h"

namespace lanternfish::ops {

namespace {

constexpr quant::Type kTypes[] = {quant::Type::F32,   quant::Type::F16,     quant::Type::BF16, quant::Type::Q8_0,
                                  quant::Type::MXFP4, quant::Type::IQ2_XXS, quant::Type::Q2_K};

std::vector<Outcome> embed(Rig& rig, quant::Type type, uint32_t rows, uint32_t hidden) {
    rig.setRows(oneSequence(rows, 3, 19));
    const WeightId table = rig.matrix(type, 19, hidden, 1);
    const Tensor streams = rig.blank(3 * hidden);
    rig.run({Embed{table, streams, 3}});
    // A row of the table is copied; Q2_K's two products leave room for a rounding each.
    return {{"streams", rig.values(streams), type == quant::Type::Q2_K ? 4 * kEpsilon : 0}};
}

// An error of `m` in the exponent of every entry moves a normalised one by twice that at each of its passes at most.
double sinkhornBound(uint32_t iterations, double m) {
    return 2.0 * iterations * (2 * m + 8 * kEpsilon);
}

std::vector<Outcome> hcPre(Rig& rig, quant::Type type, uint32_t rows, uint32_t streamCount, uint32_t hidden,
                           uint32_t iterations) {
    const uint32_t s = streamCount;
    rig.setRows(oneSequence(rows, 0));
    HcPre op;
    op.streams = rig.tensor(s * hidden, 2);
    op.fn = rig.matrix(type, (2 + s) * s, s * hidden, 0.5);
    op.base = rig.vector((2 + s) * s, 1);
    op.scale = rig.vectorOf({0.1F, 0.2F, 1.5F});
    op.norm = rig.vector(hidden, 1);
    op.streamCount = s;
    op.sinkhornIterations = iterations;
    op.normEps = op.hcEps = 1e-6F;
    op.normed = rig.blank(hidden);
    op.post = rig.blank(s);
    op.comb = rig.blank(s * s);
    rig.run({op});
    // The projection of a vector whose mean square is 1: its norm is sqrt(S D).
    const double m = 2 * dotBound(s * hidden, rig.rowNorm(op.fn), std::sqrt(s * hidden));
    const double normed = most(rig.values(op.normed));
    return {{"post", rig.values(op.post), 0.5 * 0.2 * m + 16 * kEpsilon},
            {"comb", rig.values(op.comb), sinkhornBound(iterations, 1.5 * m)},
            {"normed", rig.values(op.normed), normed * (0.1 * m + dotBound(hidden, 1, 1)) + 16 * kEpsilon * normed}};
}

std::vector<Outcome> hcPost(Rig& rig, uint32_t rows, uint32_t streamCount, uint32_t hidden) {
    rig.setRows(oneSequence(rows, 0));
    HcPost op{rig.tensor(hidden, 1), rig.tensor(streamCount, 1), rig.tensor(streamCount * streamCount, 1),
              rig.tensor(streamCount * hidden, 1), streamCount};
    rig.run({op});
    const double terms = streamCount + 1;
    return {{"streams", rig.values(op.streams), 2 * terms * terms * kEpsilon}};
}

std::vector<Outcome> hcHead(Rig& rig, quant::Type type, uint32_t rows, std::vector<uint32_t> outputs) {
    constexpr uint32_t kStreams = 4, kHidden = 96;
    rig.setRows(oneSequence(rows, 0), std::move(outputs));
    HcHead op;
    op.streams = rig.tensor(kStreams * kHidden, 2);
    op.fn = rig.matrix(type, kStreams, kStreams * kHidden, 0.5);
    op.base = rig.vector(kStreams, 1);
    op.scale = rig.vectorOf({0.3F});
    op.norm = rig.vector(kHidden, 1);
    op.streamCount = kStreams;
    op.normEps = op.hcEps = 1e-6F;
    op.out = rig.blank(kHidden, Extent::Outputs);
    rig.run({op});
    const double m = 2 * dotBound(kStreams * kHidden, rig.rowNorm(op.fn), std::sqrt(kStreams * kHidden));
    const double out = most(rig.values(op.out));
    return {{"out", rig.values(op.out), out * (0.3 * m + dotBound(kHidden, 1, 1) + 16 * kEpsilon)}};
}

std::vector<Outcome> rmsNorm(Rig& rig, uint32_t rows, uint32_t dim, Extent extent, bool inPlace) {
    std::vector<uint32_t> outputs;
    for (uint32_t r = 0; r < rows; r += 2)
        outputs.push_back(r);
    rig.setRows(oneSequence(rows, 0), outputs);
    RmsNorm op{rig.tensor(dim, 3, extent), rig.vector(dim, 1), 1e-6F, {}};
    op.y = inPlace ? op.x : rig.blank(dim, extent);
    rig.run({op});
    return {{"y", rig.values(op.y), most(rig.values(op.y)) * (dotBound(dim, 1, 1) + 4 * kEpsilon)}};
}

}  // namespace

std::vector<Row> oneSequence(uint32_t count, uint32_t position, int32_t vocabulary) {
    std::vector<Row> rows;
    for (uint32_t i = 0; i < count; ++i)
        rows.push_back({0, position + i, static_cast<int32_t>(i * 7 + 3) % vocabulary});
    return rows;
}

std::vector<Row> twoSequences(uint32_t count, uint32_t position, uint32_t lead, int32_t vocabulary) {
    std::vector<Row> rows;
    for (uint32_t i = 0; i < count; ++i)
        rows.push_back(
            {i % 2, position + i / 2 + (i % 2 == 1 ? lead : 0), static_cast<int32_t>(i * 5 + 1) % vocabulary});
    return rows;
}

std::vector<ConformanceCase> streamCases() {
    std::vector<ConformanceCase> cases;
    for (const quant::Type type : kTypes) {
        const auto name = quant::typeInfo(type).name;
        cases.push_back({std::format("embed_{}", name), [=](Rig& rig) { return embed(rig, type, 7, 256); }});
        cases.push_back({std::format("hc_pre_{}", name), [=](Rig& rig) { return hcPre(rig, type, 3, 4, 256, 20); }});
        cases.push_back(
            {std::format("hc_head_{}", name), [=](Rig& rig) {
                 return hcHead(rig, type == quant::Type::IQ2_XXS || type == quant::Type::Q2_K ? quant::Type::F16 : type,
                               5, {0, 3, 4});
             }});
    }
    cases.push_back({"embed_odd", [](Rig& rig) { return embed(rig, quant::Type::BF16, 5, 37); }});
    cases.push_back({"hc_pre_odd", [](Rig& rig) { return hcPre(rig, quant::Type::F32, 7, 3, 21, 1); }});
    for (const uint32_t rows : kRowCounts) {
        cases.push_back({std::format("hc_pre_{}rows", rows),
                         [=](Rig& rig) { return hcPre(rig, quant::Type::F16, rows, 4, 64, 20); }});
        cases.push_back({std::format("hc_post_{}rows", rows), [=](Rig& rig) { return hcPost(rig, rows, 4, 1100); }});
        cases.push_back({std::format("rms_norm_{}rows", rows),
                         [=](Rig& rig) { return rmsNorm(rig, rows, 129, Extent::Rows, rows == 7); }});
    }
    cases.push_back({"hc_post_odd", [](Rig& rig) { return hcPost(rig, 3, 2, 13); }});
    cases.push_back({"hc_head_one_output", [](Rig& rig) { return hcHead(rig, quant::Type::F32, 33, {32}); }});
    cases.push_back({"rms_norm_outputs", [](Rig& rig) { return rmsNorm(rig, 9, 40, Extent::Outputs, false); }});
    return cases;
}

}  // namespace lanternfish::ops
