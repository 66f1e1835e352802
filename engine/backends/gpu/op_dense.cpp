#include <algorithm>

#include "engine/backends/gpu/recorder.h"
#include "engine/quant/types.h"
#include "shaders/shared/dense_matrices.h"

namespace lanternfish::backends::gpu {

namespace {

// Each of the two matrices that weights become by turns. Large enough that a product of 512 rows and 4096 columns has
// 4096 outs, tiles of 128 x 128 for every multiprocessor there is; two of them are what is left of large L2 caches.
constexpr uint64_t kWeightBytes = uint64_t{32} << 20U;
// Rows and outs of the tiles that libraries multiply in, as bytes are counted.
constexpr uint32_t kTile = 128;
// Addresses and pitches that tensor cores are fed from.
constexpr uint32_t kAlignment = 16;

constexpr uint32_t roundUp(uint32_t a, uint32_t b) {
    return divideUp(a, b) * b;
}

/// How a product is made of matrices.
struct Layout {
    uint32_t format = LF_DENSE_BF16;
    uint32_t groups = 1;
    uint32_t columns = 0;      ///< Of a group.
    uint32_t weightPitch = 0;  ///< Elements from row to row.
    bool inPlace = false;      ///< The weight is such a matrix already.
    uint32_t outsAtOnce = 0;   ///< That the matrix of the weight has room for; 0: it has none for any.

    uint32_t elementBytes() const { return format == LF_DENSE_BF16 ? 2 : 4; }
};

/// Rows of f32 or of what a layout says, `pitch` elements apart.
struct Matrix {
    Binding memory;
    uint32_t pitch = 0;
};

/// Outs of the weight that are multiplied at once: some of one group, or all of several.
struct Piece {
    const WeightPart* part = nullptr;
    uint32_t first = 0;  ///< Of the part.
    uint32_t outs = 0;   ///< Of a group.
    uint32_t group = 0, groups = 1;
};

Layout layoutOf(const Recorder& recorder, const TiledProduct& product, const Weight& weight) {
    Layout layout;
    // Activations are rounded beside codes only, as in tiles.
    const bool codes =
        hasCodes(product.weight->source.type) && (product.up == nullptr || hasCodes(product.up->source.type));
    layout.format = codes ? LF_DENSE_BF16 : LF_DENSE_F32;
    layout.groups =
        product.outsPerGroup == UINT32_MAX ? 1 : static_cast<uint32_t>(weight.source.rows) / product.outsPerGroup;
    layout.columns = static_cast<uint32_t>(weight.source.columns);
    if (weight.source.type == quant::Type::F32) {
        layout.inPlace = true;
        layout.weightPitch = weight.rowBytes / 4;
        layout.outsAtOnce = UINT32_MAX;
        return layout;
    }
    layout.weightPitch = roundUp(layout.columns, LF_DENSE_ELEMENTS);
    const uint64_t bytes = std::min(kWeightBytes, recorder.maxRange());
    const uint64_t most = bytes / (uint64_t{layout.weightPitch} * layout.elementBytes());
    layout.outsAtOnce = static_cast<uint32_t>(std::min<uint64_t>(most, UINT32_MAX)) / 4 * 4;
    return layout;
}

bool suits(const Recorder& recorder, const TiledProduct& product, const Weight& weight) {
    const Layout layout = layoutOf(recorder, product, weight);
    const bool aligned = product.xStride % (kAlignment / 4) == 0 && product.yStride % (kAlignment / 4) == 0;
    if (weight.source.slices != 1 || layout.outsAtOnce == 0 || !aligned)
        return false;
    // Where groups of x and parts of a weight begin.
    if (layout.groups > 1)
        return weight.parts.size() == 1 && layout.columns % LF_DENSE_ELEMENTS == 0 && product.outsPerGroup % 4 == 0;
    return std::ranges::all_of(weight.parts, [](const WeightPart& part) { return part.first % 4 == 0; });
}

std::vector<Piece> piecesOf(const Weight& weight, const Layout& layout) {
    std::vector<Piece> pieces;
    for (const WeightPart& part : weight.parts) {
        const auto outs = static_cast<uint32_t>(part.count) / layout.groups;
        if (outs <= layout.outsAtOnce) {
            const uint32_t atOnce = std::min(layout.groups, layout.outsAtOnce / outs);
            for (uint32_t group = 0; group < layout.groups; group += atOnce)
                pieces.push_back({&part, group * outs, outs, group, std::min(atOnce, layout.groups - group)});
            continue;
        }
        for (uint32_t group = 0; group < layout.groups; ++group)
            for (uint32_t first = 0; first < outs; first += layout.outsAtOnce)
                pieces.push_back({&part, group * outs + first, std::min(layout.outsAtOnce, outs - first), group, 1});
    }
    return pieces;
}

class DenseWriter {
public:
    DenseWriter(Recorder& recorder, const char* serves) : m_recorder(recorder), m_serves(serves) {}

    /// x of a product as a matrix, or SwiGLU of x and `up`. What is that already stays where it is.
    Result<Matrix> addInput(const TiledProduct& product, const std::optional<Binding>& up = {}, float limit = 0) {
        const Layout layout = layoutOf(m_recorder, product, *product.weight);
        if (layout.format == LF_DENSE_F32 && !up)
            return Matrix{product.x, product.xStride};
        const uint32_t columns = layout.columns * layout.groups, rows = m_recorder.rows();
        const uint32_t pitch = roundUp(columns, LF_DENSE_ELEMENTS);
        const uint64_t bytes = uint64_t{rows} * pitch * layout.elementBytes();
        LF_TRY(const BufferPointer matrix, m_recorder.scratch(Scratch::Use::DenseInput, bytes));
        Dispatch dispatch{.shader = Shader::DenseInput};
        dispatch.constants = {layout.format, up ? 1U : 0U};
        dispatch.bindings = {Recorder::step(), product.x, up.value_or(product.x), Recorder::memory(matrix, true)};
        dispatch.setPush(shaders::LfDenseInput{columns, product.xStride, rows, pitch, limit});
        dispatch.groups[0] = divideUp(pitch / LF_DENSE_ELEMENTS, LF_DENSE_THREADS);
        dispatch.groups[1] = rows;
        dispatch.count(uint64_t{4} * rows * columns * (up ? 2 : 1) + bytes);
        add(std::move(dispatch));
        return Matrix{Recorder::memory(matrix, false), pitch};
    }

    /// y = weight x, all of it.
    Result<void> addOuts(const TiledProduct& product, const Weight& weight, const Matrix& x, const Matrix& y) {
        const Layout layout = layoutOf(m_recorder, product, weight);
        for (const Piece& piece : piecesOf(weight, layout)) {
            Binding matrix = Recorder::memory(piece.part->buffer, false);
            if (!layout.inPlace) {
                LF_TRY(matrix, addMatrix(weight, layout, piece));
            }
            const uint32_t outs = piece.outs;
            const uint32_t first = layout.inPlace ? piece.first * layout.weightPitch : 0;
            const auto out = static_cast<uint32_t>(piece.part->first) + piece.first;
            addGemm({.format = layout.format,
                     .outs = outs,
                     .rows = m_recorder.rows(),
                     .columns = layout.columns,
                     .batch = piece.groups,
                     .weightFirst = first,
                     .weightPitch = layout.weightPitch,
                     .weightStride = outs * layout.weightPitch,
                     .xFirst = piece.group * layout.columns,
                     .xPitch = x.pitch,
                     .xStride = layout.columns,
                     .yFirst = out,
                     .yPitch = y.pitch,
                     .yStride = outs},
                    matrix, x.memory, y.memory);
        }
        return {};
    }

private:
    /// The outs of a piece as a matrix.
    Result<Binding> addMatrix(const Weight& weight, const Layout& layout, const Piece& piece) {
        const uint32_t rows = piece.outs * piece.groups;
        const uint64_t rowBytes = uint64_t{layout.weightPitch} * layout.elementBytes();
        // All weights take the same room, so that it isn't allocated anew.
        const uint64_t bytes = std::min(kWeightBytes, m_recorder.maxRange());
        LF_TRY(const BufferPointer matrix, m_recorder.scratch(m_recorder.nextDenseWeight(), bytes));
        Dispatch dispatch{.shader = Shader::Dequantise};
        dispatch.constants = {static_cast<uint32_t>(weight.source.type), layout.format};
        dispatch.bindings = {Recorder::step(), m_recorder.tables(), Recorder::memory(piece.part->buffer, false),
                             Recorder::memory(matrix, true)};
        dispatch.setPush(shaders::LfDequantise{layout.columns, weight.rowBytes, piece.first, rows, layout.weightPitch});
        dispatch.groups[0] = divideUp(rows * (layout.weightPitch / LF_DENSE_ELEMENTS), LF_DENSE_THREADS);
        dispatch.count(rows * (weight.rowBytes + rowBytes));
        add(std::move(dispatch));
        return Recorder::memory(matrix, false);
    }

    void addGemm(const shaders::LfGemm& gemm, const Binding& weight, const Binding& x, const Binding& y) {
        Dispatch dispatch{.shader = Shader::Gemm};
        dispatch.bindings = {weight, x, y};
        dispatch.setPush(gemm);
        const uint64_t elementBytes = gemm.format == LF_DENSE_BF16 ? 2 : 4;
        const uint64_t weights = uint64_t{gemm.batch} * gemm.outs * gemm.columns * elementBytes;
        const uint64_t inputs = uint64_t{gemm.batch} * gemm.rows * gemm.columns * elementBytes;
        const uint64_t outs = uint64_t{4} * gemm.batch * gemm.rows * gemm.outs;
        dispatch.count(weights + inputs + outs,
                       weights * divideUp(gemm.rows, kTile) + inputs * divideUp(gemm.outs, kTile) + outs);
        add(std::move(dispatch));
    }

    void add(Dispatch dispatch) {
        dispatch.serves = m_serves;
        m_recorder.add(std::move(dispatch));
    }

    Recorder& m_recorder;
    const char* m_serves;
};

}  // namespace

bool isDense(const Recorder& recorder, const TiledProduct& product) {
    return recorder.usesCublas() && product.extent == ops::Extent::Rows && !product.gather && product.used == 0 &&
           suits(recorder, product, *product.weight) &&
           (product.up == nullptr || suits(recorder, product, *product.up));
}

Result<void> addDenseProduct(Recorder& recorder, const TiledProduct& product, const char* serves) {
    DenseWriter writer(recorder, serves);
    LF_TRY(const Matrix x, writer.addInput(product));
    return writer.addOuts(product, *product.weight, x, {product.out, product.yStride});
}

Result<void> addDenseFeedForward(Recorder& recorder, const TiledProduct& gated, const TiledProduct& down,
                                 const char* serves) {
    DenseWriter writer(recorder, serves);
    const auto inner = static_cast<uint32_t>(gated.weight->source.rows);
    const uint64_t bytes = uint64_t{4} * recorder.rows() * inner;
    LF_TRY(const BufferPointer gate, recorder.scratch(Scratch::Use::DenseGate, bytes));
    LF_TRY(const BufferPointer up, recorder.scratch(Scratch::Use::DenseUp, bytes));
    LF_TRY(const Matrix x, writer.addInput(gated));
    LF_CHECK(writer.addOuts(gated, *gated.weight, x, {Recorder::memory(gate, true), inner}));
    LF_CHECK(writer.addOuts(gated, *gated.up, x, {Recorder::memory(up, true), inner}));
    TiledProduct last = down;
    last.x = Recorder::memory(gate, false);
    last.xStride = inner;
    LF_TRY(const Matrix hidden, writer.addInput(last, Recorder::memory(up, false), gated.limit));
    return writer.addOuts(down, *down.weight, hidden, {down.out, down.yStride});
}

}  // namespace lanternfish::backends::gpu
