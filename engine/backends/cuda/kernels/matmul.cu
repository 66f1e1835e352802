#include "engine/backends/cuda/kernels/tile_codes.cuh"
#include "engine/backends/cuda/kernels/tile_floats.cuh"

namespace lanternfish::backends::cuda {
namespace {

union Store {
    CodesStore codes;
    FloatsStore floats;
};

// What of a tile is the same for all of its rows. The first of the rows, or of the sorted pairs, and how many there
// are, which is 0 where the tile has none.
struct Place {
    uint32_t expert, first, count;
};

__device__ __forceinline__ Place findPlace(const KernelArguments<LfMatmul>& arguments, const Step& step) {
    const LfMatmul& p = arguments.params;
    const uint32_t tileRows = arguments.constants[6];
    if (arguments.constants[4] == 0) {
        const uint32_t rows = smaller(step.rows(arguments.constants[5]), p.firstRow + p.rowLimit);
        const uint32_t first = p.firstRow + blockIdx.y * tileRows;
        return {0, first, smaller(rows - smaller(first, rows), tileRows)};
    }
    const auto* const sorted = bound<const uint32_t>(arguments, 6);
    if (blockIdx.y >= sorted[0])
        return {0, 0, 0};
    const uint32_t* const tile = sorted + 1 + 3 * blockIdx.y;
    if (tile[0] < p.firstExpert || tile[0] >= p.firstExpert + p.experts)
        return {0, 0, 0};
    return {tile[0] - p.firstExpert, tile[1], tile[2]};
}

__device__ __forceinline__ void findRows(const KernelArguments<LfMatmul>& arguments, const Step& step,
                                         const Place& place, TileRows& rows) {
    const LfMatmul& p = arguments.params;
    const uint32_t experts = arguments.constants[4];
    const uint32_t i = threadIdx.x;
    if (i >= arguments.constants[6])
        return;
    const uint32_t row = place.first + smaller(i, place.count - 1);
    uint32_t from = row, to = row - p.firstRow;
    if (experts != 0) {
        const uint32_t pair = bound<const uint32_t>(arguments, 6)[1 + uint64_t{3} * p.tiles + row];
        from = experts == 1 ? p.firstRow + pair / p.used : row;
        to = experts == 1 ? row : pair;
    } else if (arguments.constants[5] == LF_EXTENT_GATHER) {
        from = step.outputRow(row);
    }
    rows.from[i] = i < place.count ? from : kNoRow;
    rows.to[i] = to;
}

template <class Product, class ProductStore>
__device__ __forceinline__ void multiply(const Tile& tile, const Step& step, ProductStore& store) {
    Product product(tile, store);
    if (product.multiply(step))
        product.storeSums();
}

template <uint32_t kFragments>
__device__ __forceinline__ void multiply(const Tile& tile, const Step& step, Store& store) {
    const bool gated = tile.arguments.constants[3] != 0;
    if (tile.arguments.constants[2] == LF_WAY_DOT) {
        if (gated)
            multiply<CodesTile<kFragments, true>>(tile, step, store.codes);
        else
            multiply<CodesTile<kFragments, false>>(tile, step, store.codes);
    } else if (gated) {
        multiply<FloatsTile<kFragments, true>>(tile, step, store.floats);
    } else {
        multiply<FloatsTile<kFragments, false>>(tile, step, store.floats);
    }
}

}  // namespace
}  // namespace lanternfish::backends::cuda

// Products of many rows with a weight, or with the weights of experts, as shaders/ops/matmul.comp makes them. Where it
// multiplies halves, this multiplies floats. Constants: types of weight and up, way, gated, experts (1: x is the step's
// row, 2: x is in the order of the sorted pairs), extent, rows and outs of a tile.
LF_FAST_KERNEL(matmul, LfMatmul, 128, 3) {
    __shared__ Store store;
    __shared__ TileRows rows;
    const Step step(arguments);
    const LfMatmul& p = arguments.params;
    const Place place = findPlace(arguments, step);
    if (place.count == 0)
        return;
    findRows(arguments, step, place, rows);
    __syncthreads();
    const uint32_t firstOut = blockIdx.x * arguments.constants[7];
    const uint64_t firstRow = uint64_t{place.expert} * p.outsPerExpert;
    const uint32_t group = (p.firstOut + firstOut) / p.outsPerGroup;
    const Tile tile{arguments,
                    rows,
                    place.count,
                    firstOut,
                    bound<const uint8_t>(arguments, 2) + firstRow * p.rowBytes,
                    bound<const uint8_t>(arguments, 5) + firstRow * p.upRowBytes,
                    bound<const uint8_t>(arguments, 3),
                    group * p.columns};
    switch (arguments.constants[6] / kFragmentRows) {
        case 1:
            return multiply<1>(tile, step, store);
        case 2:
            return multiply<2>(tile, step, store);
        case 4:
            return multiply<4>(tile, step, store);
        default:
            return multiply<8>(tile, step, store);
    }
}
