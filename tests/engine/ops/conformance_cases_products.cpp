#include <algorithm>
#include <format>

#include "tests/engine/ops/conformance_cases.h"

namespace lanternfish::ops {

namespace {

constexpr quant::Type kTypes[] = {quant::Type::F32,   quant::Type::F16,     quant::Type::BF16, quant::Type::Q8_0,
                                  quant::Type::MXFP4, quant::Type::IQ2_XXS, quant::Type::Q2_K};

/// Of activations of magnitude 1 at most: to 8 bits for weights that are codes, or to halves, for which F16 is enough.
/// Where both become bf16, an element of the sum is off by 2^-9 twice, of a standard deviation of 1 / 627 of it: less
/// than the 1 / 440 of 8 bits.
double roundingOf(quant::Type type, double weight, double x) {
    const double half = halfDotBound(weight, x);
    if (quant::typeInfo(type).blockElements > 1)
        return std::max(half, roundedDotBound(weight, 1));
    return type == quant::Type::F16 ? half : 0;
}

std::vector<Outcome> linear(Rig& rig, quant::Type type, uint32_t rows, uint32_t in, uint32_t out, uint32_t groups = 1) {
    rig.setRows(oneSequence(rows, 0));
    const WeightId weight = rig.matrix(type, uint64_t{out} * groups, in, 1);
    const Tensor x = rig.tensor(in * groups, 1);
    const Tensor y = rig.blank(out * groups);
    rig.run({Linear{x, weight, y, groups}});
    return {{.name = "y",
             .values = rig.values(y),
             .tolerance = dotBound(in, rig.rowNorm(weight), rig.rowNorm(x, in)),
             .rounding = roundingOf(type, rig.rowNorm(weight), rig.rowNorm(x, in))}};
}

std::vector<Outcome> logits(Rig& rig, quant::Type type, uint32_t rows, std::vector<uint32_t> outputs) {
    constexpr uint32_t kIn = 256, kVocabulary = 301;
    rig.setRows(oneSequence(rows, 0), std::move(outputs));
    const WeightId weight = rig.matrix(type, kVocabulary, kIn, 1);
    const Tensor x = rig.tensor(kIn, 1, Extent::Outputs);
    const Tensor y = rig.blank(kVocabulary, Extent::Outputs);
    rig.run({Logits{x, weight, y}});
    return {{.name = "logits",
             .values = rig.values(y),
             .tolerance = dotBound(kIn, rig.rowNorm(weight), rig.rowNorm(x, kIn)),
             .rounding = roundingOf(type, rig.rowNorm(weight), rig.rowNorm(x, kIn))}};
}

}  // namespace

std::vector<ConformanceCase> productCases() {
    std::vector<ConformanceCase> cases;
    for (const quant::Type type : kTypes) {
        const auto name = quant::typeInfo(type).name;
        for (const uint32_t rows : kRowCounts)
            cases.push_back({std::format("linear_{}_{}rows", name, rows),
                             [=](Rig& rig) { return linear(rig, type, rows, 1280, 37); }});
        cases.push_back(
            {std::format("linear_{}_4rows_one_block", name), [=](Rig& rig) { return linear(rig, type, 4, 256, 3); }});
        cases.push_back(
            {std::format("linear_{}_groups", name), [=](Rig& rig) { return linear(rig, type, 5, 512, 9, 4); }});
        cases.push_back({std::format("logits_{}", name), [=](Rig& rig) { return logits(rig, type, 9, {2, 3, 8}); }});
    }
    for (const quant::Type type : {quant::Type::F32, quant::Type::F16, quant::Type::BF16})
        for (const uint32_t in : {1U, 15U, 17U, 531U})
            cases.push_back({std::format("linear_{}_{}columns", quant::typeInfo(type).name, in),
                             [=](Rig& rig) { return linear(rig, type, 6, in, 5); }});
    // More rows and outs than a tile of any kernel has, none of them a multiple of one.
    for (const quant::Type type : kTypes)
        cases.push_back({std::format("tiles_linear_{}", quant::typeInfo(type).name),
                         [=](Rig& rig) { return linear(rig, type, 70, 512, 150); }});
    for (const uint32_t rows : {2U, 3U, 8U, 17U, 33U})
        cases.push_back({std::format("tiles_linear_{}rows", rows),
                         [=](Rig& rig) { return linear(rig, quant::Type::Q2_K, rows, 256, 66); }});
    // A tile may be cut by a group's end, or not.
    for (const uint32_t outs : {70U, 64U})
        cases.push_back({std::format("tiles_linear_groups_of_{}", outs),
                         [=](Rig& rig) { return linear(rig, quant::Type::Q8_0, 35, 224, outs, 3); }});
    // As many rows as a library of products is for, and such sizes; several pieces are the matter of another test.
    for (const quant::Type type : kTypes)
        cases.push_back({std::format("dense_linear_{}", quant::typeInfo(type).name),
                         [=](Rig& rig) { return linear(rig, type, 150, 512, 72); }});
    for (const auto& [type, columns] : {std::pair(quant::Type::F32, 20U), {quant::Type::BF16, 44U}})
        cases.push_back({std::format("dense_linear_{}_{}columns", quant::typeInfo(type).name, columns),
                         [=](Rig& rig) { return linear(rig, type, 128, columns, 12); }});
    for (const quant::Type type : {quant::Type::F32, quant::Type::F16, quant::Type::Q8_0})
        cases.push_back({std::format("dense_linear_{}_groups", quant::typeInfo(type).name),
                         [=](Rig& rig) { return linear(rig, type, 140, 64, 20, 3); }});
    cases.push_back({"tiles_logits", [](Rig& rig) { return logits(rig, quant::Type::MXFP4, 9, {2, 3, 8}); }});
    cases.push_back({"linear_tall", [](Rig& rig) { return linear(rig, quant::Type::Q8_0, 2, 64, 3001); }});
    cases.push_back({"linear_long", [](Rig& rig) { return linear(rig, quant::Type::BF16, 6, 16400, 2); }});
    return cases;
}

}  // namespace lanternfish::ops
