#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/backends/cpu/op_kernels.h"
#include "engine/backends/cpu/product.h"

namespace lanternfish::backends::cpu {

namespace {

// Keeps 0 / 0 out where every chosen score underflows.
constexpr double kSmallestSum = 0x1p-14;

/// sqrt(softplus(x)).
float affinity(float x) {
    const auto wide = static_cast<double>(x);
    return static_cast<float>(std::sqrt(wide > 20.0 ? wide : std::log1p(std::exp(wide))));
}

/// The `used` largest, best first, the lower id among equals. Overwrites `ranks`.
void chooseBest(float* ranks, uint64_t experts, uint32_t used, int32_t* ids) {
    for (uint64_t e = 0; e < experts; ++e)
        ranks[e] = std::isnan(ranks[e]) ? -INFINITY : ranks[e];
    for (uint32_t k = 0; k < used; ++k) {
        uint64_t best = experts;
        for (uint64_t e = 0; e < experts; ++e)
            if (!std::isnan(ranks[e]) && (best == experts || ranks[e] > ranks[best]))
                best = e;
        ids[k] = static_cast<int32_t>(best);
        ranks[best] = NAN;  // Taken.
    }
}

void weigh(const ops::Route& op, const float* scores, uint64_t experts, const int32_t* ids, float* weights) {
    double sum = 0;
    for (uint32_t k = 0; k < op.used; ++k) {
        const bool known = ids[k] >= 0 && static_cast<uint64_t>(ids[k]) < experts;
        weights[k] = known ? scores[ids[k]] : 0.0F;
        sum += static_cast<double>(weights[k]);
    }
    const double divisor = op.normalise ? std::max(sum, kSmallestSum) : 1.0;
    for (uint32_t k = 0; k < op.used; ++k)
        weights[k] = static_cast<float>(weights[k] / divisor * static_cast<double>(op.scale));
}

}  // namespace

Result<void> run(StepContext& context, const ops::Route& op) {
    const Weight& gate = context.weight(op.gate);
    const uint64_t experts = gate.source.rows;
    const auto rows = context.step().rows;
    LF_TRY(float* const scores, context.arena().take<float>(rows.size() * experts));
    LF_TRY(float* const ranks, context.arena().take<float>(context.threads() * experts));
    LF_CHECK(multiply(context, gate, context.floats(op.x), scores, rows.size()));
    const FloatView bias = op.bias ? context.vector(*op.bias) : FloatView();
    int32_t* const ids = context.ints(op.ids);
    float* const weights = context.floats(op.weights);
    context.parallel(rows.size(), 8, [&](uint64_t r, unsigned thread) {
        float* const score = scores + r * experts;
        int32_t* const chosen = ids + r * op.used;
        for (uint64_t e = 0; e < experts; ++e)
            score[e] = affinity(score[e]);
        if (op.hashTable) {
            const Weight& table = context.weight(*op.hashTable);
            std::memcpy(chosen, table.row(static_cast<uint64_t>(rows[r].token)), op.used * sizeof(int32_t));
        } else {
            float* const rank = ranks + thread * experts;
            for (uint64_t e = 0; e < experts; ++e)
                rank[e] = op.bias ? score[e] + bias[e] : score[e];
            chooseBest(rank, experts, op.used, chosen);
        }
        weigh(op, score, experts, chosen, weights + r * op.used);
    });
    return {};
}

}  // namespace lanternfish::backends::cpu
