#include "engine/backends/cpu/product.h"

#include <algorithm>

namespace lanternfish::backends::cpu {

namespace {

// Decoded rows of one piece of work stay in the second level cache while all x go past.
constexpr uint64_t kTileBytes = 256 * 1024;
// Encoded bytes of one piece of work when rows are decoded in passing.
constexpr uint64_t kStreamBytes = 128 * 1024;
// x rows between two looks at the cancel flag.
constexpr uint64_t kRowsPerLook = 64;

uint64_t rowsPerBlock(const Product& product, uint64_t threads) {
    const bool inPassing = product.count <= kFusedRows;
    const uint64_t fitting =
        inPassing ? kStreamBytes / product.rowBytes : kTileBytes / (product.columns * sizeof(float));
    const uint64_t fair = product.rows / (4 * threads);
    return std::max<uint64_t>(std::min<uint64_t>(std::min(fitting, fair), inPassing ? 256 : 32) / 4 * 4, 4);
}

void runBlock(StepContext& context, const Product& product, uint64_t first, uint64_t rows, float* decoded) {
    const Kernels& kernels = context.kernels();
    const std::byte* const weights = product.weights + first * product.rowBytes;
    if (product.count <= kFusedRows)
        return kernels.dotEncoded(product.type, weights, product.rowBytes, rows, product.x, product.count,
                                  product.columns, product.y, first);
    for (uint64_t i = 0; i < rows; ++i)
        kernels.decode(product.type, weights + i * product.rowBytes, product.columns, decoded + i * product.columns);
    for (uint64_t j = 0; j < product.count && !context.cancelled(); j += kRowsPerLook)
        kernels.dotTile(decoded, product.columns, rows, product.x + j, std::min(kRowsPerLook, product.count - j),
                        product.columns, product.y + j, first);
}

template <class T>
Result<T*> makePointers(Arena& arena, T start, uint64_t stride, uint64_t count) {
    LF_TRY(T* const pointers, arena.take<T>(count));
    for (uint64_t i = 0; i < count; ++i)
        pointers[i] = start + i * stride;
    return pointers;
}

}  // namespace

Product productWith(const Weight& weight, uint64_t slice) {
    return {weight.source.type,
            weight.row(0, slice),
            weight.rowBytes,
            weight.source.rows,
            weight.source.columns,
            nullptr,
            nullptr,
            0};
}

Result<const float**> rowPointers(Arena& arena, const float* start, uint64_t stride, uint64_t count) {
    return makePointers<const float*>(arena, start, stride, count);
}

Result<float**> rowPointers(Arena& arena, float* start, uint64_t stride, uint64_t count) {
    return makePointers<float*>(arena, start, stride, count);
}

Result<void> runProducts(StepContext& context, std::span<const Product> products) {
    struct Plan {
        uint64_t end = 0;  // Of its blocks, counted over all products.
        uint64_t blockRows = 0;
    };
    LF_TRY(Plan* const plans, context.arena().take<Plan>(products.size()));
    uint64_t blocks = 0;
    uint64_t tile = 0;
    for (size_t i = 0; i < products.size(); ++i) {
        const uint64_t rows = rowsPerBlock(products[i], context.threads());
        if (products[i].count > 0)
            blocks += (products[i].rows + rows - 1) / rows;
        plans[i] = {blocks, rows};
        if (products[i].count > kFusedRows)
            tile = std::max(tile, rows * products[i].columns);
    }
    LF_TRY(float* const tiles, context.arena().take<float>(tile * context.threads()));
    context.parallel(blocks, 1, [&](uint64_t block, unsigned thread) {
        const std::span<const Plan> all(plans, products.size());
        const auto plan = std::ranges::upper_bound(all, block, {}, &Plan::end);
        const Product& product = products[static_cast<size_t>(plan - all.begin())];
        const uint64_t before = plan == all.begin() ? 0 : std::prev(plan)->end;
        const uint64_t first = (block - before) * plan->blockRows;
        runBlock(context, product, first, std::min(plan->blockRows, product.rows - first), tiles + tile * thread);
    });
    return {};
}

Result<void> multiply(StepContext& context, const Weight& weight, const float* x, float* y, uint64_t count) {
    Product product = productWith(weight);
    product.count = count;
    LF_TRY(product.x, rowPointers(context.arena(), x, product.columns, count));
    LF_TRY(product.y, rowPointers(context.arena(), y, product.rows, count));
    return runProducts(context, {&product, 1});
}

}  // namespace lanternfish::backends::cpu
