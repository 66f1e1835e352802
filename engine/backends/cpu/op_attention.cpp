#include <algorithm>
#include <cmath>

#include "engine/backends/cpu/op_kernels.h"

namespace lanternfish::backends::cpu {

namespace {

// Keys that are decoded and attended at once. Which keys share a tile depends on a row's own list of keys only.
constexpr uint64_t kKeys = 64;
// Multiply-adds that one piece of work should not exceed by much.
constexpr uint64_t kWork = uint64_t{1} << 25U;
constexpr uint64_t kFewestHeads = 4;

/// Attention of some heads of one row: tile by tile, with the running maximum and sum of each head.
class Attender {
public:
    static uint64_t floatsNeeded(const ops::Attention& op) { return kKeys * op.headDim + uint64_t{op.heads} * kKeys; }

    Attender(StepContext& context, const ops::Attention& op, uint64_t row, uint64_t firstHead, uint64_t heads,
             float* scratch, double* sums, const float** queries, float** scoreRows)
        : m_context(context),
          m_op(op),
          m_row(context.step().rows[row]),
          m_heads(heads),
          m_out(context.floats(op.out) + row * op.out.dim + firstHead * op.headDim),
          m_keys(scratch),
          m_scores(m_keys + kKeys * op.headDim),
          m_most(sums),
          m_sum(m_most + heads),
          m_queries(queries),
          m_scoreRows(scoreRows) {
        const float* const q = context.floats(op.q) + row * op.q.dim + firstHead * op.headDim;
        const FloatView sinks = context.vector(op.sinks);
        for (uint64_t h = 0; h < heads; ++h) {
            m_queries[h] = q + h * op.headDim;
            m_scoreRows[h] = m_scores + h * kKeys;
            m_most[h] = sinks[firstHead + h];
            m_sum[h] = 1.0;  // The sink itself: exp(sink - most).
        }
        std::fill_n(m_out, heads * op.headDim, 0.0F);
    }

    void add(const Cache& cache, uint64_t index) {
        cache.load(m_context.kernels(), cache.rowOf(index), m_keys + m_count * m_op.headDim);
        if (++m_count == kKeys)
            flush();
    }

    void finish() {
        flush();
        for (uint64_t h = 0; h < m_heads; ++h)
            for (uint64_t d = 0; d < m_op.headDim; ++d)
                m_out[h * m_op.headDim + d] = static_cast<float>(m_out[h * m_op.headDim + d] / m_sum[h]);
    }

    const ops::Row& row() const { return m_row; }

private:
    void flush() {
        if (m_count == 0)
            return;
        const Kernels& kernels = m_context.kernels();
        kernels.dotTile(m_keys, m_op.headDim, m_count, m_queries, m_heads, m_op.headDim, m_scoreRows, 0);
        for (uint64_t h = 0; h < m_heads; ++h)
            weigh(m_scoreRows[h], m_most[h], m_sum[h], m_out + h * m_op.headDim);
        kernels.mixTile(m_keys, m_count, m_scores, kKeys, m_heads, m_op.headDim, m_out, m_op.headDim);
        m_count = 0;
    }

    /// Turns the tile's scores into weights; lowers what has been summed up where the maximum rises.
    void weigh(float* scores, double& most, double& sum, float* out) const {
        const auto scale = static_cast<double>(m_op.scale);
        double highest = most;
        for (uint64_t k = 0; k < m_count; ++k)
            highest = std::max(highest, scale * static_cast<double>(scores[k]));
        if (highest > most) {
            const double lower = std::exp(most - highest);
            sum *= lower;
            for (uint64_t d = 0; d < m_op.headDim; ++d)
                out[d] = static_cast<float>(out[d] * lower);
            most = highest;
        }
        for (uint64_t k = 0; k < m_count; ++k) {
            const double weight = std::exp(scale * static_cast<double>(scores[k]) - most);
            scores[k] = static_cast<float>(weight);
            sum += weight;
        }
    }

    StepContext& m_context;
    const ops::Attention& m_op;
    const ops::Row& m_row;
    uint64_t m_heads;
    float* m_out;
    float *m_keys, *m_scores;
    double *m_most, *m_sum;
    const float** m_queries;
    float** m_scoreRows;
    uint64_t m_count = 0;
};

void attend(StepContext& context, const ops::Attention& op, uint64_t r, Attender& attender) {
    const ops::Row& row = attender.row();
    const uint64_t end = uint64_t{row.position} + 1;
    const Cache& raw = context.cache(row, op.rawCache);
    for (uint64_t p = end - std::min<uint64_t>(end, op.window); p < end && !context.cancelled(); ++p)
        attender.add(raw, p);
    if (!op.compressedCache)
        return attender.finish();
    const Cache& compressed = context.cache(row, *op.compressedCache);
    const uint64_t visible = end / op.ratio;
    if (op.selected) {
        const int32_t* const selected = context.ints(*op.selected) + r * op.selected->dim;
        for (uint64_t i = 0; i < op.selected->dim; ++i)
            if (selected[i] >= 0 && static_cast<uint64_t>(selected[i]) < visible)
                attender.add(compressed, static_cast<uint64_t>(selected[i]));
    } else {
        for (uint64_t j = 0; j < visible && !context.cancelled(); ++j)
            attender.add(compressed, j);
    }
    attender.finish();
}

/// Keys of the row that has most.
uint64_t mostKeys(StepContext& context, const ops::Attention& op) {
    uint64_t most = 0;
    for (const ops::Row& row : context.step().rows) {
        const uint64_t end = uint64_t{row.position} + 1;
        uint64_t keys = std::min<uint64_t>(end, op.window);
        if (op.selected)
            keys += op.selected->dim;
        else if (op.compressedCache)
            keys += end / op.ratio;
        most = std::max(most, keys);
    }
    return most;
}

/// Few heads share the decoding of a key, many make a long piece of work.
uint64_t headsPerPiece(StepContext& context, const ops::Attention& op) {
    const uint64_t work = std::max<uint64_t>(2 * mostKeys(context, op) * op.headDim, 1);
    const uint64_t pieces = (4 * context.threads() + context.step().rows.size() - 1) / context.step().rows.size();
    const uint64_t fair = std::max<uint64_t>(op.heads / pieces, 1);
    const uint64_t heads = std::max(std::min(kWork / work, fair), kFewestHeads);
    return std::min<uint64_t>(heads, op.heads);
}

}  // namespace

Result<void> run(StepContext& context, const ops::Attention& op) {
    const uint64_t heads = headsPerPiece(context, op);
    const uint64_t pieces = (op.heads + heads - 1) / heads;
    const uint64_t share = Attender::floatsNeeded(op);
    Arena& arena = context.arena();
    LF_TRY(float* const scratch, arena.take<float>(context.threads() * share));
    LF_TRY(double* const sums, arena.take<double>(uint64_t{context.threads()} * 2 * op.heads));
    LF_TRY(const float** const queries, arena.take<const float*>(uint64_t{context.threads()} * op.heads));
    LF_TRY(float** const scoreRows, arena.take<float*>(uint64_t{context.threads()} * op.heads));
    context.parallel(context.step().rows.size() * pieces, 1, [&](uint64_t i, unsigned thread) {
        const uint64_t first = i % pieces * heads;
        Attender attender(context, op, i / pieces, first, std::min<uint64_t>(heads, op.heads - first),
                          scratch + thread * share, sums + uint64_t{thread} * 2 * op.heads,
                          queries + uint64_t{thread} * op.heads, scoreRows + uint64_t{thread} * op.heads);
        attend(context, op, i / pieces, attender);
    });
    return {};
}

}  // namespace lanternfish::backends::cpu
