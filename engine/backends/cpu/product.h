#pragma once

#include <cstdint>
#include <span>

#include "engine/backends/cpu/step_context.h"

namespace lanternfish::backends::cpu {

/// y_i = W x_i for `count` vectors: W is `rows` encoded rows of `columns` elements, one after the other.
struct Product {
    quant::Type type = quant::Type::F32;
    const std::byte* weights = nullptr;
    uint64_t rowBytes = 0;
    uint64_t rows = 0;
    uint64_t columns = 0;
    const float* const* x = nullptr;
    float* const* y = nullptr;
    uint64_t count = 0;
};

/// A product with the whole of one slice; x and y are left to fill in.
Product productWith(const Weight& weight, uint64_t slice = 0);

/// Pointers to `count` rows of `stride` elements.
Result<const float**> rowPointers(Arena& arena, const float* start, uint64_t stride, uint64_t count);
Result<float**> rowPointers(Arena& arena, float* start, uint64_t stride, uint64_t count);

/// Runs all of them in one loop of the team. Every weight row is decoded once, for all its x, except where there are so
/// few that its product is formed in passing.
Result<void> runProducts(StepContext& context, std::span<const Product> products);

/// One matrix, x: [count, columns], y: [count, rows].
Result<void> multiply(StepContext& context, const Weight& weight, const float* x, float* y, uint64_t count);

}  // namespace lanternfish::backends::cpu
