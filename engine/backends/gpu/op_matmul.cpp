#include <algorithm>

#include "engine/backends/gpu/recorder.h"
#include "shaders/shared/device_layouts.h"

namespace lanternfish::backends::gpu {

namespace {

// Rows of a weight that are worth a tile, as measured on lavapipe. From two on one of 8 rows takes half the time of
// linear for weights that are codes, and 9/10 for floats. Of experts, where linear reads a weight for every pair of row
// and choice, it takes 4/3 for one pair each, and about the same for one and a half, when reading less is what counts.
constexpr uint32_t kLeastRows = 2;

/// What the elements of a tile are multiplied as.
uint32_t wayOf(const Recorder& recorder, const TiledProduct& product) {
    if (!hasCodes(product.weight->source.type) || (product.up != nullptr && !hasCodes(product.up->source.type)))
        return LF_WAY_FLOAT;
    return recorder.features().has(Feature::IntegerDot) ? LF_WAY_DOT
           : recorder.features().has(Feature::Float16)  ? LF_WAY_HALF
                                                        : LF_WAY_FLOAT;
}

TileNeed needOf(const Recorder& recorder, const TiledProduct& product) {
    const auto weights = static_cast<uint32_t>(product.used == 0 ? 1 : product.weight->source.slices);
    return {.way = wayOf(recorder, product),
            .gated = product.up != nullptr,
            .rows = divideUp(product.rowLimit * std::max(product.used, 1U), weights),
            .outs = static_cast<uint32_t>(product.weight->source.rows),
            .outsPerGroup = product.outsPerGroup,
            .weights = weights};
}

/// Whether the shader can compute it, with some tile.
bool isTileable(const TiledProduct& product) {
    const std::vector<WeightPart>& parts = product.weight->parts;
    // A tile is of one group.
    if (product.outsPerGroup != UINT32_MAX && parts.size() != 1)
        return false;
    for (size_t i = 0; product.up != nullptr && i < parts.size(); ++i)
        if (product.up->parts.size() != parts.size() || product.up->parts[i].first != parts[i].first)
            return false;
    return product.used != 0 || product.weight->source.slices == 1;
}

uint32_t rowTiles(const TiledProduct& product, const Tile& tile) {
    return product.sorted ? product.tiles : divideUp(product.rowLimit, tile.rows);
}

void countBytes(Dispatch& dispatch, const TiledProduct& product, const shaders::LfMatmul& params, const Tile& tile,
                bool bytes) {
    const uint64_t rows = uint64_t{params.rowLimit} * std::max(product.used, 1U);
    const uint64_t weight = uint64_t{params.outs} * (params.rowBytes + uint64_t{params.upRowBytes});
    const uint64_t x = bytes ? LF_QUANTISED_ROW_BYTES(uint64_t{params.columns}) : uint64_t{4} * params.columns,
                   y = uint64_t{4} * params.outs;
    // A chunk of a prompt reaches every expert, each with tiles of its own; pairs are counted as if spread evenly.
    const uint64_t experts = product.sorted ? params.experts : 1;
    const uint64_t tiles =
        experts * divideUp(divideUp(static_cast<uint32_t>(rows), static_cast<uint32_t>(experts)), tile.rows);
    const uint64_t xRows = product.sorted && !product.sortedInput ? params.rowLimit : rows;
    dispatch.leastBytes = experts * weight + xRows * x + rows * y;
    dispatch.movedBytes = tiles * weight + dispatch.groups[0] * rows * x + rows * y;
}

}  // namespace

bool hasCodes(quant::Type type) {
    return type == quant::Type::Q8_0 || type == quant::Type::MXFP4 || type == quant::Type::IQ2_XXS ||
           type == quant::Type::Q2_K;
}

bool takesBytes(const Recorder& recorder, const TiledProduct& product) {
    return recorder.quantises() && wayOf(recorder, product) == LF_WAY_DOT;
}

std::optional<Tile> findTile(const Recorder& recorder, std::span<const TiledProduct> products) {
    std::vector<TileNeed> needs;
    for (const TiledProduct& product : products) {
        const TileNeed& need = needs.emplace_back(needOf(recorder, product));
        const uint32_t rows = recorder.onlyTile() ? product.rowLimit : need.rows;
        if (!recorder.fast() || rows < kLeastRows || !isTileable(product))
            return std::nullopt;
    }
    return chooseTile(recorder.limits(), needs, recorder.onlyTile());
}

Result<void> addTiledProduct(Recorder& recorder, const TiledProduct& product, const Tile& tile, const char* serves) {
    Binding x = product.bytes.value_or(product.x);
    if (takesBytes(recorder, product) && !product.bytes) {
        const ops::Extent rows = product.gather ? ops::Extent::Rows : product.extent;
        LF_TRY(x, recorder.quantised(product.x, product.xStride, rows));
    }
    const Weight& weight = *product.weight;
    const Weight& up = product.up != nullptr ? *product.up : weight;
    const bool experts = product.sorted.has_value();
    const uint32_t extent = product.gather                        ? LF_EXTENT_GATHER
                            : product.extent == ops::Extent::Rows ? LF_EXTENT_ROWS
                                                                  : LF_EXTENT_OUTPUTS;
    for (size_t i = 0; i < weight.parts.size(); ++i) {
        const WeightPart& part = weight.parts[i];
        Dispatch dispatch{.shader = Shader::Matmul};
        dispatch.constants = {static_cast<uint32_t>(weight.source.type),
                              static_cast<uint32_t>(up.source.type),
                              wayOf(recorder, product),
                              product.up != nullptr ? 1U : 0U,
                              !experts              ? 0U
                              : product.sortedInput ? 2U
                                                    : 1U,
                              extent,
                              tile.rows,
                              tile.outs,
                              tile.laneRows,
                              tile.laneOuts,
                              tile.invocations()};
        dispatch.bindings = {Recorder::step(),
                             recorder.tables(),
                             Recorder::memory(part.buffer, false),
                             x,
                             product.out,
                             Recorder::memory(up.parts[i].buffer, false),
                             experts ? *product.sorted : recorder.tables()};
        shaders::LfMatmul params{};
        params.columns = static_cast<uint32_t>(weight.source.columns);
        params.rowBytes = weight.rowBytes;
        params.upRowBytes = product.up != nullptr ? up.rowBytes : 0;
        params.firstOut = experts ? 0 : static_cast<uint32_t>(part.first);
        params.outs = static_cast<uint32_t>(experts ? weight.source.rows : part.count);
        params.outsPerGroup = product.outsPerGroup;
        params.outsPerExpert = static_cast<uint32_t>(weight.source.rows);
        params.xStride = product.xStride;
        params.yStride = product.yStride;
        params.firstRow = product.firstRow;
        params.rowLimit = product.rowLimit;
        params.used = product.used;
        params.firstExpert = static_cast<uint32_t>(part.first);
        params.experts = static_cast<uint32_t>(part.count);
        params.tiles = product.tiles;
        params.limit = product.limit;
        dispatch.setPush(params);
        dispatch.groups[0] = divideUp(params.outs, tile.outs);
        dispatch.groups[1] = rowTiles(product, tile);
        countBytes(dispatch, product, params, tile, takesBytes(recorder, product));
        dispatch.serves = serves;
        recorder.add(std::move(dispatch));
    }
    return {};
}

}  // namespace lanternfish::backends::gpu
