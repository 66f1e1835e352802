#include <algorithm>
#include <bit>
#include <cmath>
#include <format>
#include <optional>

#include "tests/engine/ops/conformance_cases.h"

namespace lanternfish::ops {

namespace {

std::vector<float> asFloatBits(const std::vector<int32_t>& values) {
    std::vector<float> bits;
    for (const int32_t value : values)
        bits.push_back(std::bit_cast<float>(value));
    return bits;
}

struct Mix {
    const char* name;
    quant::Type gate, up, down;
};

constexpr Mix kMixes[] = {
    {"F32", quant::Type::F32, quant::Type::F32, quant::Type::F32},
    {"halves", quant::Type::F16, quant::Type::BF16, quant::Type::Q8_0},
    {"MXFP4", quant::Type::MXFP4, quant::Type::MXFP4, quant::Type::MXFP4},
    {"IQ2_XXS", quant::Type::IQ2_XXS, quant::Type::IQ2_XXS, quant::Type::Q2_K},
};

/// Error of one block with weights of magnitude 1 at most (rows of norm sqrt(columns)): that of the two projections,
/// through silu (of slope 1.1 at most) and the product, and then that of the last one. The errors of the inner elements
/// are independent: they add up as their squares do.
double feedForwardBound(uint32_t hidden, uint32_t inner, double x, double limit) {
    const double projection = dotBound(hidden, std::sqrt(hidden), x);
    const double largest = limit > 0 ? limit : std::sqrt(hidden) * x;
    const double activation = 2.1 * largest * projection + 8 * kEpsilon * largest * largest;
    return std::sqrt(inner) * activation + dotBound(inner, std::sqrt(inner), std::sqrt(inner) * largest * largest);
}

/// The same for activations rounded to 8 bits, of the inputs (of magnitude `x`) and of the inner elements.
double feedForwardRounding(uint32_t hidden, uint32_t inner, double x, double limit) {
    const double activation = 2.1 * limit * roundedDotBound(std::sqrt(hidden), x);
    return std::sqrt(inner) * activation + roundedDotBound(std::sqrt(inner), limit * limit);
}

/// To 8 bits; the rounding to halves that F16 weights see is less.
bool isRounded(const Mix& mix) {
    const auto rounded = [](quant::Type type) {
        return quant::typeInfo(type).blockElements > 1 || type == quant::Type::F16;
    };
    return rounded(mix.gate) || rounded(mix.down);
}

std::vector<Outcome> feedForward(Rig& rig, const Mix& mix, uint32_t rows, float limit, uint32_t hidden = 512,
                                 uint32_t inner = 256) {
    rig.setRows(oneSequence(rows, 0));
    FeedForward op{rig.tensor(hidden, 0.3),
                   rig.matrix(mix.gate, inner, hidden, 1),
                   rig.matrix(mix.up, inner, hidden, 1),
                   rig.matrix(mix.down, hidden, inner, 1),
                   limit,
                   rig.blank(hidden)};
    rig.run({op});
    return {{.name = "out",
             .values = rig.values(op.out),
             .tolerance = feedForwardBound(hidden, inner, rig.rowNorm(op.x, hidden), limit),
             .rounding = isRounded(mix) ? feedForwardRounding(hidden, inner, 0.3, limit) : 0}};
}

/// Ids that are not here, ids that repeat in a row and experts that nobody uses included.
std::vector<Outcome> experts(Rig& rig, const Mix& mix, uint32_t rows, uint32_t used,
                             std::optional<int32_t> only = std::nullopt) {
    constexpr uint32_t kHidden = 256, kInner = 256, kExperts = 6;
    constexpr float kLimit = 2;
    rig.setRows(oneSequence(rows, 0));
    const ExpertTableId table = rig.experts(rig.source(mix.gate, kInner, kHidden, kExperts, 1),
                                            rig.source(mix.up, kInner, kHidden, kExperts, 1),
                                            rig.source(mix.down, kHidden, kInner, kExperts, 1));
    std::vector<int32_t> ids;
    for (const float value : rig.random(size_t{rows} * used, 4))
        ids.push_back(only ? *only : static_cast<int32_t>(value) + 3);
    ids.front() = -1;
    ids.back() = kExperts + 5;
    Experts op{rig.tensor(kHidden, 0.3), rig.tensorOf(used, asFloatBits(ids)), rig.tensor(used, 1), table, kLimit,
               rig.tensor(kHidden, 1)};
    rig.run({op});
    const double bound = feedForwardBound(kHidden, kInner, rig.rowNorm(op.x, kHidden), kLimit);
    const double sum = 2 * used * kEpsilon * (used * kInner * kLimit * kLimit);
    return {{.name = "out",
             .values = rig.values(op.out),
             .tolerance = used * bound + sum,
             .rounding = isRounded(mix) ? used * feedForwardRounding(kHidden, kInner, 0.3, kLimit) : 0}};
}

struct RouteShape {
    uint32_t rows, experts, used, hidden;
};

std::vector<Outcome> route(Rig& rig, const RouteShape& shape, bool hash, bool biased, bool normalise,
                           bool equals = false) {
    constexpr int32_t kVocabulary = 11;
    rig.setRows(oneSequence(shape.rows, 5, kVocabulary));
    Route op;
    op.x = rig.tensor(shape.hidden, 1);
    std::vector<float> gate = rig.random(size_t{shape.experts} * shape.hidden, 1);
    // Experts in groups of three that score the same, bit for bit.
    for (size_t e = 0; equals && e < shape.experts; ++e)
        if (e % 3 != 0)
            std::copy_n(gate.begin() + static_cast<ptrdiff_t>(e / 3 * 3 * shape.hidden), shape.hidden,
                        gate.begin() + static_cast<ptrdiff_t>(e * shape.hidden));
    op.gate = rig.matrixOf(shape.experts, shape.hidden, gate);
    std::vector<int32_t> table;
    for (uint32_t i = 0; i < kVocabulary * shape.used; ++i)
        table.push_back(static_cast<int32_t>((i * 7 + i / shape.used) % shape.experts));
    if (hash)
        op.hashTable = rig.integers(kVocabulary, shape.used, table);
    if (biased)
        op.bias = rig.vector(shape.experts, 0.5);
    op.used = shape.used;
    op.scale = 1.5F;
    op.normalise = normalise;
    op.ids = rig.blank(shape.used);
    op.weights = rig.blank(shape.used);
    rig.run({op});
    const double logit = dotBound(shape.hidden, rig.rowNorm(op.gate), rig.rowNorm(op.x, shape.hidden));
    // sqrt(softplus) has a slope of 0.55 at most. The sum of the chosen is no less than the best of them, which with a
    // choice of several among random scores is above 1/2.
    const double tolerance = 1.5 * (normalise ? 2 * (shape.used + 1) : 1) * (0.55 * logit + 4 * kEpsilon) +
                             8 * kEpsilon * most(rig.values(op.weights));
    return {{"ids", rig.integersAsFloats(op.ids)}, {"weights", rig.values(op.weights), tolerance}};
}

}  // namespace

std::vector<ConformanceCase> expertCases() {
    std::vector<ConformanceCase> cases;
    for (const Mix& mix : kMixes) {
        for (const uint32_t rows : kRowCounts) {
            cases.push_back({std::format("feed_forward_{}_{}rows", mix.name, rows),
                             [=](Rig& rig) { return feedForward(rig, mix, rows, 1.5F); }});
            cases.push_back({std::format("experts_{}_{}rows", mix.name, rows),
                             [=](Rig& rig) { return experts(rig, mix, rows, 3); }});
        }
    }
    constexpr Mix kHalves{"F16", quant::Type::F16, quant::Type::F16, quant::Type::F16};
    constexpr Mix kLopsided{"lopsided", quant::Type::Q2_K, quant::Type::F16, quant::Type::IQ2_XXS};
    for (const Mix& mix : {kMixes[0], kMixes[2], kMixes[3], kHalves, kLopsided}) {
        cases.push_back({std::format("tiles_feed_forward_{}", mix.name),
                         [=](Rig& rig) { return feedForward(rig, mix, 70, 1.5F, 256, 256); }});
        cases.push_back(
            {std::format("tiles_experts_{}", mix.name), [=](Rig& rig) { return experts(rig, mix, 70, 3); }});
    }
    for (const Mix& mix : {kMixes[0], kMixes[2], kMixes[3], kHalves, kLopsided})
        cases.push_back({std::format("dense_feed_forward_{}", mix.name),
                         [=](Rig& rig) { return feedForward(rig, mix, 130, 1.5F, 256, 256); }});
    for (const uint32_t rows : {2U, 40U})
        cases.push_back({std::format("tiles_experts_one_for_all_{}rows", rows),
                         [=](Rig& rig) { return experts(rig, kMixes[2], rows, 2, 2); }});
    cases.push_back({"feed_forward_unlimited", [](Rig& rig) { return feedForward(rig, kMixes[0], 3, 0, 64, 33); }});
    cases.push_back({"feed_forward_odd", [](Rig& rig) { return feedForward(rig, kMixes[0], 5, 1, 19, 7); }});
    for (const uint32_t rows : kRowCounts) {
        const RouteShape shape{rows, 64, 6, 128};
        cases.push_back(
            {std::format("route_bias_{}rows", rows), [=](Rig& rig) { return route(rig, shape, false, true, true); }});
        cases.push_back(
            {std::format("route_hash_{}rows", rows), [=](Rig& rig) { return route(rig, shape, true, false, true); }});
    }
    cases.push_back({"route_plain", [](Rig& rig) { return route(rig, {5, 9, 2, 33}, false, false, false); }});
    cases.push_back({"route_all", [](Rig& rig) { return route(rig, {3, 4, 4, 16}, false, true, true); }});
    cases.push_back({"route_equals", [](Rig& rig) { return route(rig, {9, 24, 5, 64}, false, false, true, true); }});
    return cases;
}

}  // namespace lanternfish::ops
