#include <algorithm>
#include <cmath>

#include "engine/backends/cpu/op_kernels.h"
#include "engine/backends/cpu/product.h"

namespace lanternfish::backends::cpu {

namespace {

// Rows whose contributions are kept at once; bounds the working memory. Each expert that any of them uses is decoded
// once for all of them.
constexpr uint64_t kRowsAtOnce = 512;
constexpr uint64_t kActivationGrain = 4096;

/// gate = silu(min(gate, limit)) * clamp(up, -limit, limit), in place.
void activate(StepContext& context, float* gate, const float* up, uint64_t count, float limit) {
    const float most = limit > 0 ? limit : INFINITY;
    context.parallel((count + kActivationGrain - 1) / kActivationGrain, 1, [&](uint64_t piece, unsigned) {
        const uint64_t end = std::min(count, (piece + 1) * kActivationGrain);
        for (uint64_t i = piece * kActivationGrain; i < end; ++i) {
            const auto g = static_cast<double>(std::min(gate[i], most));
            const auto u = static_cast<double>(std::clamp(up[i], -most, most));
            gate[i] = static_cast<float>(g / (1.0 + std::exp(-g)) * u);
        }
    });
}

/// One use of an expert by a row. Uses are sorted by expert.
struct Uses {
    uint64_t count = 0;
    uint64_t groups = 0;
    int64_t* places = nullptr;   ///< [rows, used]: which use it is; -1 for an expert that is not here.
    uint64_t* starts = nullptr;  ///< [experts + 1]
    uint64_t* rows = nullptr;    ///< [count]
};

struct Buffers {
    const float** x = nullptr;
    float **gateRows = nullptr, **upRows = nullptr, **outRows = nullptr;
    float *gate = nullptr, *up = nullptr, *contributions = nullptr;
    Product* products = nullptr;
};

Result<Uses> takeUses(Arena& arena, uint64_t most, uint64_t experts) {
    Uses uses;
    LF_TRY(uses.places, arena.take<int64_t>(most));
    LF_TRY(uses.starts, arena.take<uint64_t>(experts + 1));
    LF_TRY(uses.rows, arena.take<uint64_t>(most));
    return uses;
}

Result<Buffers> takeBuffers(Arena& arena, uint64_t most, uint64_t experts, uint64_t inner, uint64_t hidden) {
    Buffers buffers;
    LF_TRY(buffers.gate, arena.take<float>(most * inner));
    LF_TRY(buffers.up, arena.take<float>(most * inner));
    LF_TRY(buffers.contributions, arena.take<float>(most * hidden));
    LF_TRY(buffers.x, arena.take<const float*>(most));
    LF_TRY(buffers.gateRows, rowPointers(arena, buffers.gate, inner, most));
    LF_TRY(buffers.upRows, rowPointers(arena, buffers.up, inner, most));
    LF_TRY(buffers.outRows, rowPointers(arena, buffers.contributions, hidden, most));
    LF_TRY(buffers.products, arena.take<Product>(2 * experts));
    return buffers;
}

/// Counting sort of ids [count, used] by expert.
void sortUses(const int32_t* ids, uint64_t count, uint64_t used, uint64_t experts, Uses& uses) {
    const auto here = [&](int32_t id) { return id >= 0 && static_cast<uint64_t>(id) < experts; };
    std::fill_n(uses.starts, experts + 1, uint64_t{0});
    for (uint64_t i = 0; i < count * used; ++i)
        if (here(ids[i]))
            ++uses.starts[ids[i] + 1];
    for (uint64_t e = 0; e < experts; ++e)
        uses.starts[e + 1] += uses.starts[e];
    uses.count = uses.starts[experts];
    for (uint64_t i = 0; i < count * used; ++i) {
        uses.places[i] = -1;
        if (!here(ids[i]))
            continue;
        const uint64_t place = uses.starts[ids[i]]++;
        uses.places[i] = static_cast<int64_t>(place);
        uses.rows[place] = i / used;
    }
    // Each start has moved to the next expert's.
    for (uint64_t e = experts; e > 0; --e)
        uses.starts[e] = uses.starts[e - 1];
    uses.starts[0] = 0;
}

/// The products of one weight of every expert in use, after those that `products` holds.
uint64_t addProducts(const Weight& weight, const Uses& uses, const float* const* x, float* const* y, Product* products,
                     uint64_t size) {
    for (uint64_t e = 0; e < weight.source.slices; ++e) {
        const uint64_t start = uses.starts[e];
        if (uses.starts[e + 1] == start)
            continue;
        Product& product = products[size++] = productWith(weight, e);
        product.x = x + start;
        product.y = y + start;
        product.count = uses.starts[e + 1] - start;
    }
    return size;
}

Result<void> runExperts(StepContext& context, const ExpertTable& table, float limit, const Uses& uses,
                        const Buffers& buffers) {
    const uint64_t inner = table.gate.source.rows;
    uint64_t size = addProducts(table.gate, uses, buffers.x, buffers.gateRows, buffers.products, 0);
    size = addProducts(table.up, uses, buffers.x, buffers.upRows, buffers.products, size);
    LF_CHECK(runProducts(context, {buffers.products, size}));
    activate(context, buffers.gate, buffers.up, uses.count * inner, limit);
    size = addProducts(table.down, uses, buffers.gateRows, buffers.outRows, buffers.products, 0);
    return runProducts(context, {buffers.products, size});
}

}  // namespace

Result<void> run(StepContext& context, const ops::FeedForward& op) {
    const Weight& gate = context.weight(op.gate);
    const uint64_t inner = gate.source.rows;
    const uint64_t count = context.count(op.x);
    Arena& arena = context.arena();
    LF_TRY(float* const gateOut, arena.take<float>(count * inner));
    LF_TRY(float* const upOut, arena.take<float>(count * inner));
    Product products[2] = {productWith(gate), productWith(context.weight(op.up))};
    LF_TRY(products[0].x, rowPointers(arena, context.floats(op.x), op.x.dim, count));
    LF_TRY(products[0].y, rowPointers(arena, gateOut, inner, count));
    LF_TRY(products[1].y, rowPointers(arena, upOut, inner, count));
    products[1].x = products[0].x;
    products[0].count = products[1].count = count;
    LF_CHECK(runProducts(context, products));
    activate(context, gateOut, upOut, count * inner, op.limit);
    return multiply(context, context.weight(op.down), gateOut, context.floats(op.out), count);
}

Result<void> run(StepContext& context, const ops::Experts& op) {
    const ExpertTable& table = context.experts(op.table);
    const uint64_t experts = table.gate.source.slices;
    const uint64_t hidden = table.down.source.rows;
    const uint64_t used = op.ids.dim;
    const uint64_t rows = context.count(op.x);
    const uint64_t most = std::min(rows, kRowsAtOnce) * used;
    LF_TRY(Uses uses, takeUses(context.arena(), most, experts));
    LF_TRY(const Buffers buffers, takeBuffers(context.arena(), most, experts, table.gate.source.rows, hidden));
    LF_TRY(double* const sums, context.arena().take<double>(context.threads() * hidden));
    for (uint64_t start = 0; start < rows && !context.cancelled(); start += kRowsAtOnce) {
        const uint64_t count = std::min(kRowsAtOnce, rows - start);
        const float* const x = context.floats(op.x) + start * op.x.dim;
        const float* const weights = context.floats(op.weights) + start * used;
        float* const out = context.floats(op.out) + start * hidden;
        sortUses(context.ints(op.ids) + start * used, count, used, experts, uses);
        for (uint64_t i = 0; i < uses.count; ++i)
            buffers.x[i] = x + uses.rows[i] * op.x.dim;
        LF_CHECK(runExperts(context, table, op.limit, uses, buffers));
        context.parallel(count, 2, [&](uint64_t r, unsigned thread) {
            double* const sum = sums + thread * hidden;
            std::copy_n(out + r * hidden, hidden, sum);
            for (uint64_t k = 0; k < used; ++k) {
                const int64_t place = uses.places[r * used + k];
                if (place < 0)
                    continue;
                const auto weight = static_cast<double>(weights[r * used + k]);
                const float* const from = buffers.outRows[place];
                for (uint64_t d = 0; d < hidden; ++d)
                    sum[d] += weight * static_cast<double>(from[d]);
            }
            for (uint64_t d = 0; d < hidden; ++d)
                out[r * hidden + d] = static_cast<float>(sum[d]);
        });
    }
    return {};
}

}  // namespace lanternfish::backends::cpu
