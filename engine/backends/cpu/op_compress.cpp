#include <algorithm>
#include <cmath>

#include "engine/backends/cpu/op_kernels.h"
#include "engine/backends/cpu/rounding.h"

namespace lanternfish::backends::cpu {

namespace {

/// Mixes the tokens of one entry: a softmax over tokens, for every channel by itself. A visit shows one token's values
/// and scores, [dim] each, for the current pass.
class Mixture {
public:
    Mixture(float* most, double* sum, double* out, uint64_t dim) : m_most(most), m_sum(sum), m_out(out), m_dim(dim) {
        std::fill_n(m_most, dim, -INFINITY);
        std::fill_n(m_sum, dim, 0.0);
        std::fill_n(m_out, dim, 0.0);
    }

    void findMost(const float* score) {
        for (uint64_t d = 0; d < m_dim; ++d)
            m_most[d] = std::max(m_most[d], score[d]);
    }
    void add(const float* value, const float* score) {
        for (uint64_t d = 0; d < m_dim; ++d) {
            const double weight = std::exp(static_cast<double>(score[d]) - static_cast<double>(m_most[d]));
            m_sum[d] += weight;
            m_out[d] += weight * static_cast<double>(value[d]);
        }
    }
    void finish() {
        for (uint64_t d = 0; d < m_dim; ++d)
            m_out[d] /= m_sum[d];
    }

private:
    float* m_most;
    double *m_sum, *m_out;
    uint64_t m_dim;
};

/// Calls visit(value, score) for every token of entry j in ascending position.
template <class Visit>
void visitTokens(StepContext& context, const ops::Compress& op, const Cache& state, uint64_t j, float* row,
                 Visit&& visit) {
    const uint64_t dim = op.out.dim;
    const uint64_t width = op.overlap ? 2 * dim : dim;
    const uint64_t own = j * op.ratio;
    const uint64_t first = op.overlap && j > 0 ? own - op.ratio : own;
    for (uint64_t position = first; position < own + op.ratio; ++position) {
        state.load(context.kernels(), state.rowOf(position), row);
        // A token's second half is for its own window, its first for the next one.
        const uint64_t half = op.overlap && position >= own ? dim : 0;
        visit(row + half, row + width + half);
    }
}

/// mixture: the entry so far, and the place to work in.
void finishEntry(StepContext& context, const ops::Compress& op, uint64_t j, double* angles, double* mixture,
                 float* out) {
    const uint64_t dim = op.out.dim;
    const FloatView norm = context.vector(op.norm);
    double squares = 0;
    for (uint64_t d = 0; d < dim; ++d) {
        if (op.roundMixture)
            mixture[d] = static_cast<double>(roundToBf16(static_cast<float>(mixture[d])));
        squares += mixture[d] * mixture[d];
    }
    const double scale = 1.0 / std::sqrt(squares / static_cast<double>(dim) + static_cast<double>(op.eps));
    for (uint64_t d = 0; d < dim; ++d)
        mixture[d] *= scale * static_cast<double>(norm[d]);
    fillAngles(context.vector(op.rope.frequencies), op.rope.rotary, static_cast<uint32_t>(j * op.ratio), angles);
    rotate(mixture, op.out.dim, op.rope.rotary, angles);
    if (op.hadamard)
        hadamard(mixture, op.out.dim);
    for (uint64_t d = 0; d < dim; ++d)
        out[d] = static_cast<float>(mixture[d]);
}

}  // namespace

Result<void> run(StepContext& context, const ops::Compress& op) {
    const uint64_t dim = op.out.dim;
    float* const out = context.floats(op.out);
    const auto rows = context.step().rows;
    // Per thread: the maxima and a state row; the sums, the mixture and the angles.
    const uint64_t share = dim + (op.overlap ? 4 : 2) * dim;
    const uint64_t wideShare = 2 * dim + op.rope.rotary;
    LF_TRY(float* const scratch, context.arena().take<float>(context.threads() * share));
    LF_TRY(double* const wide, context.arena().take<double>(context.threads() * wideShare));
    context.parallel(rows.size(), 1, [&](uint64_t r, unsigned thread) {
        const uint64_t position = rows[r].position;
        if ((position + 1) % op.ratio != 0)
            return;
        const uint64_t j = position / op.ratio;
        float* const most = scratch + thread * share;
        float* const state = most + dim;
        double* const sum = wide + thread * wideShare;
        double* const mixed = sum + dim;
        const Cache& cache = context.cache(rows[r], op.stateCache);
        Mixture mixture(most, sum, mixed, dim);
        visitTokens(context, op, cache, j, state, [&](const float*, const float* score) { mixture.findMost(score); });
        visitTokens(context, op, cache, j, state,
                    [&](const float* value, const float* score) { mixture.add(value, score); });
        mixture.finish();
        finishEntry(context, op, j, mixed + dim, mixed, out + r * dim);
    });
    return {};
}

}  // namespace lanternfish::backends::cpu
