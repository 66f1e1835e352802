#include <algorithm>

#include "engine/backends/gpu/recorder.h"

namespace lanternfish::backends::gpu {

namespace {
// Activation rows that share the decoding of a weight row.
constexpr uint32_t kTile = 8;

/// A tile of rows reads all of the weight, and so many rows of it all of x.
void countBytes(Dispatch& dispatch, const WeightPart& part, const shaders::LfLinear& params, uint32_t rows,
                uint32_t splits) {
    const uint64_t weights = part.count * params.rowBytes;
    const uint64_t x = uint64_t{4} * rows * params.columns;
    const uint64_t groups = params.outsPerGroup == UINT32_MAX ? 1 : divideUp(params.outs, params.outsPerGroup);
    const uint64_t out = uint64_t{4} * rows * params.outs * splits;
    dispatch.count(weights + x * groups + out, weights * dispatch.groups[1] + x * dispatch.groups[0] + out);
}
}  // namespace

Result<void> addProduct(Recorder& recorder, const Weight& weight, const Product& product) {
    const uint32_t rows = recorder.count(product.extent);
    if (rows == 0)
        return {};
    if (recorder.fast() && rows == 1 && product.splits == 1 && product.mayRound && !product.gather) {
        const uint32_t groups =
            product.outsPerGroup == UINT32_MAX ? 1 : static_cast<uint32_t>(weight.source.rows) / product.outsPerGroup;
        const DecodeProduct decode{
            .weight = &weight, .x = product.x, .out = product.out, .groups = groups, .extent = product.extent};
        if (canDecode(recorder, decode))
            return addDecodeProducts(recorder, {decode}, product.serves);
    }
    const TiledProduct tiled{.weight = &weight,
                             .x = product.x,
                             .out = product.out,
                             .extent = product.extent,
                             .gather = product.gather,
                             .xStride = product.xStride,
                             .yStride = product.yStride,
                             .outsPerGroup = product.outsPerGroup,
                             .rowLimit = rows};
    const bool whole = product.splits == 1 && product.mayRound;
    if (whole && isDense(recorder, tiled))
        return addDenseProduct(recorder, tiled, product.serves);
    if (const auto found = findTile(recorder, std::span(&tiled, 1)); found && whole)
        return addTiledProduct(recorder, tiled, *found, product.serves);
    const auto columns = static_cast<uint32_t>(weight.source.columns);
    const auto outs = static_cast<uint32_t>(weight.source.rows * weight.source.slices);
    const uint32_t tile = rows == 1 ? 1 : kTile;
    const uint32_t extent = product.gather                        ? LF_EXTENT_GATHER
                            : product.extent == ops::Extent::Rows ? LF_EXTENT_ROWS
                                                                  : LF_EXTENT_OUTPUTS;
    const uint32_t chunks = divideUp(columns, LF_DOT_ELEMENTS);
    for (const WeightPart& part : weight.parts) {
        Dispatch dispatch{.shader = Shader::Linear};
        const Binding words = Recorder::memory(part.buffer, false);
        const auto type = static_cast<uint32_t>(weight.source.type);
        dispatch.constants = {type, tile, 0, 0, extent, type};
        dispatch.bindings = {Recorder::step(), recorder.tables(), words, product.x, product.out, words,
                             recorder.tables()};
        shaders::LfLinear params{};
        params.columns = columns;
        params.rowBytes = params.upRowBytes = weight.rowBytes;
        params.firstOut = static_cast<uint32_t>(part.first);
        params.outs = static_cast<uint32_t>(part.count);
        params.outsPerGroup = product.outsPerGroup;
        params.xStride = product.xStride;
        params.yStride = product.yStride;
        params.splitChunks = divideUp(chunks, product.splits);
        params.splitStride = rows * outs;
        params.rowLimit = rows;
        dispatch.setPush(params);
        dispatch.groups[0] = divideUp(params.outs, LF_DOT_OUTS);
        dispatch.groups[1] = divideUp(rows, tile);
        dispatch.groups[2] = product.splits;
        countBytes(dispatch, part, params, rows, product.splits);
        recorder.add(std::move(dispatch));
    }
    return {};
}

Result<void> write(Recorder& recorder, const ops::Linear& op) {
    return addProduct(recorder, recorder.weight(op.weight),
                      {.x = recorder.read(op.x),
                       .out = recorder.written(op.y),
                       .extent = op.x.extent,
                       .xStride = op.x.dim,
                       .yStride = op.y.dim,
                       .outsPerGroup = op.groups == 1 ? UINT32_MAX : op.y.dim / op.groups});
}

Result<void> write(Recorder& recorder, const ops::Logits& op) {
    return addProduct(recorder, recorder.weight(op.weight),
                      {.x = recorder.read(op.x),
                       .out = recorder.written(op.logits),
                       .extent = ops::Extent::Outputs,
                       .xStride = op.x.dim,
                       .yStride = op.logits.dim});
}

}  // namespace lanternfish::backends::gpu
