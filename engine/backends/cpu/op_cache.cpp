#include <algorithm>
#include <cstring>

#include "engine/backends/cpu/op_kernels.h"

namespace lanternfish::backends::cpu {

namespace {

// Rows of one piece of work.
constexpr uint64_t kGrain = 8;

/// Two rows of a long step may share a place in a small ring. Then the later one must win, so that the rows are stored
/// in their order, all in one piece of work.
uint64_t commitGrain(StepContext& context, uint32_t cache) {
    const uint64_t rows = context.step().rows.size();
    for (const ops::Row& row : context.step().rows) {
        const ops::CacheSpec& spec = context.cache(row, cache).spec();
        if (spec.ring && rows > spec.capacity)
            return rows;
    }
    return kGrain;
}

}  // namespace

Result<void> run(StepContext& context, const ops::CacheCommit& op) {
    const float* const source = context.floats(op.source);
    const auto rows = context.step().rows;
    context.parallel(rows.size(), commitGrain(context, op.cache), [&](uint64_t r, unsigned) {
        const uint64_t position = rows[r].position;
        if ((position + 1) % op.ratio != 0)
            return;
        Cache& cache = context.cache(rows[r], op.cache);
        cache.store(cache.rowOf(position / op.ratio), source + r * op.source.dim);
    });
    return {};
}

Result<void> run(StepContext& context, const ops::StateCommit& op) {
    const uint64_t dim = op.kv.dim;
    const float* const kv = context.floats(op.kv);
    const float* const score = context.floats(op.score);
    const Weight& ape = context.weight(op.ape);
    const auto rows = context.step().rows;
    LF_TRY(float* const scratch, context.arena().take<float>(context.threads() * 3 * dim));
    context.parallel(rows.size(), commitGrain(context, op.cache), [&](uint64_t r, unsigned thread) {
        float* const state = scratch + thread * 3 * dim;
        float* const offset = state + 2 * dim;
        const uint32_t position = rows[r].position;
        context.kernels().decode(ape.source.type, ape.row(position % op.ratio), dim, offset);
        std::memcpy(state, kv + r * dim, dim * sizeof(float));
        for (uint64_t d = 0; d < dim; ++d)
            state[dim + d] = score[r * dim + d] + offset[d];
        Cache& cache = context.cache(rows[r], op.cache);
        cache.store(cache.rowOf(position), state);
    });
    return {};
}

}  // namespace lanternfish::backends::cpu
