#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/backends/cpu/op_kernels.h"
#include "engine/backends/cpu/rounding.h"
#include "shaders/shared/block_layouts.h"

namespace lanternfish::backends::cpu {

namespace {

// Entries that one piece of work scores. Their keys and scores stay in the second level cache.
constexpr uint64_t kEntries = 128;
// Rows whose scores are kept at once; bounds the working memory at long contexts.
constexpr uint64_t kRowsAtOnce = 16;

/// The values that an index cache would keep.
void quantise(const Kernels& kernels, float* x, uint32_t dim) {
    for (uint32_t i = 0; i < dim; i += LF_INDEX_BLOCK) {
        std::byte codes[LF_INDEX_BLOCK / 2];
        const uint32_t count = std::min<uint32_t>(LF_INDEX_BLOCK, dim - i);
        const uint8_t scale = encodeFp4(x + i, count, codes);
        kernels.decodeFp4(codes, count, powerOfTwo(scale), x + i);
    }
}

/// One piece: the entries [first, first + count) for one row.
struct Scorer {
    StepContext& context;
    const ops::IndexSelect& op;
    uint64_t share = 0;  // Floats per thread: keys, then scores of each head, then pointers to these.
    float* scratch = nullptr;
    const float** queries = nullptr;
    float** headScores = nullptr;

    void score(uint64_t r, uint64_t first, uint64_t count, unsigned thread, float* out) const {
        const Kernels& kernels = context.kernels();
        float* const keys = scratch + thread * share;
        float* const scores = keys + kEntries * op.headDim;
        const float* const q = context.floats(op.q) + r * op.q.dim;
        const float* const headWeights = context.floats(op.headWeights) + r * op.heads;
        const float** const x = queries + uint64_t{thread} * op.heads;
        float** const y = headScores + uint64_t{thread} * op.heads;
        const Cache& cache = context.cache(context.step().rows[r], op.cache);
        for (uint64_t j = 0; j < count; ++j)
            cache.load(kernels, first + j, keys + j * op.headDim);
        for (uint64_t h = 0; h < op.heads; ++h) {
            x[h] = q + h * op.headDim;
            y[h] = scores + h * kEntries;
        }
        kernels.dotTile(keys, op.headDim, count, x, op.heads, op.headDim, y, 0);
        double sums[kEntries] = {};
        for (uint64_t h = 0; h < op.heads; ++h) {
            const double weight = static_cast<double>(op.scale) * static_cast<double>(headWeights[h]);
            for (uint64_t j = 0; j < count; ++j)
                sums[j] += weight * static_cast<double>(std::max(y[h][j], 0.0F));
        }
        // Anything that is no number would break the order that the selection sorts by.
        for (uint64_t j = 0; j < count; ++j)
            out[j] = std::isnan(sums[j]) ? -INFINITY : static_cast<float>(sums[j]);
    }
};

/// The `count` best of [0, visible), ascending; the lower index among equals.
void selectBest(const float* scores, uint64_t visible, uint64_t count, int32_t* candidates, int32_t* selected) {
    for (uint64_t j = 0; j < visible; ++j)
        candidates[j] = static_cast<int32_t>(j);
    std::nth_element(candidates, candidates + count, candidates + visible,
                     [&](int32_t a, int32_t b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a < b; });
    std::sort(candidates, candidates + count);
    std::copy_n(candidates, count, selected);
}

uint64_t visibleEntries(const ops::Row& row, uint32_t ratio) {
    return (uint64_t{row.position} + 1) / ratio;
}

}  // namespace

Result<void> run(StepContext& context, const ops::IndexQuery& op) {
    float* const q = context.floats(op.q);
    const double* const angles = context.angles(op.rope);
    LF_TRY(double* const scratch, context.arena().take<double>(uint64_t{context.threads()} * op.headDim));
    context.parallel(context.count(op.q) * op.heads, 8, [&](uint64_t i, unsigned thread) {
        float* const head = q + i * op.headDim;
        double* const wide = scratch + uint64_t{thread} * op.headDim;
        std::copy_n(head, op.headDim, wide);
        rotate(wide, op.headDim, op.rope.rotary, angles + i / op.heads * op.rope.rotary);
        hadamard(wide, op.headDim);
        for (uint32_t d = 0; d < op.headDim; ++d)
            head[d] = static_cast<float>(wide[d]);
        if (op.quantise)
            quantise(context.kernels(), head, op.headDim);
    });
    return {};
}

Result<void> run(StepContext& context, const ops::IndexSelect& op) {
    const auto rows = context.step().rows;
    int32_t* const selected = context.ints(op.selected);
    uint64_t most = 0;
    for (const ops::Row& row : rows)
        most = std::max(most, visibleEntries(row, op.ratio));
    Scorer scorer{context, op, kEntries * (uint64_t{op.headDim} + op.heads)};
    float* scores = nullptr;
    int32_t* candidates = nullptr;
    if (most > op.topK) {
        Arena& arena = context.arena();
        LF_TRY(scorer.scratch, arena.take<float>(context.threads() * scorer.share));
        LF_TRY(scorer.queries, arena.take<const float*>(uint64_t{context.threads()} * op.heads));
        LF_TRY(scorer.headScores, arena.take<float*>(uint64_t{context.threads()} * op.heads));
        LF_TRY(scores, arena.take<float>(std::min<uint64_t>(kRowsAtOnce, rows.size()) * most));
        LF_TRY(candidates, arena.take<int32_t>(context.threads() * most));
    }
    const uint64_t pieces = (most + kEntries - 1) / kEntries;
    for (uint64_t start = 0; start < rows.size() && !context.cancelled(); start += kRowsAtOnce) {
        const uint64_t count = std::min<uint64_t>(kRowsAtOnce, rows.size() - start);
        if (most > op.topK)
            context.parallel(count * pieces, 2, [&](uint64_t i, unsigned thread) {
                const uint64_t r = start + i / pieces;
                const uint64_t first = i % pieces * kEntries;
                const uint64_t visible = visibleEntries(rows[r], op.ratio);
                if (visible > op.topK && first < visible)
                    scorer.score(r, first, std::min(kEntries, visible - first), thread,
                                 scores + i / pieces * most + first);
            });
        context.parallel(count, 1, [&](uint64_t i, unsigned thread) {
            const uint64_t visible = visibleEntries(rows[start + i], op.ratio);
            int32_t* const to = selected + (start + i) * op.topK;
            if (visible > op.topK)
                return selectBest(scores + i * most, visible, op.topK, candidates + thread * most, to);
            for (uint64_t j = 0; j < op.topK; ++j)
                to[j] = j < visible ? static_cast<int32_t>(j) : -1;
        });
    }
    return {};
}

}  // namespace lanternfish::backends::cpu
