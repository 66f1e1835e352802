#pragma once

#include <cstring>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "engine/backends/gpu/quantised.h"
#include "engine/backends/gpu/shader_names.h"
#include "engine/backends/gpu/store.h"
#include "engine/backends/gpu/tiles.h"
#include "engine/ops/backend.h"
#include "engine/ops/context_bytes.h"

namespace lanternfish::backends::gpu {

/// What a binding of a shader is, as far as it is known before the caches of a step are.
struct Binding {
    enum class Kind : uint8_t { Memory, Step, Angles, Cache, Scores, Plan };
    Kind kind = Kind::Memory;
    BufferPointer memory;
    uint32_t number = 0;  ///< Of the angle table or the cache.
    bool written = false;
};

/// Where a dispatch's push constants, or its plan, name a cache; an offset in bytes.
struct CacheSlot {
    uint32_t cache = 0;
    uint32_t offset = 0;
    bool inPlan = false;
};

/// A buffer that a plan names by address: the two words from byte `offset` on.
struct AddressSlot {
    uint32_t offset = 0;
    Binding binding;
    uint64_t within = 0;  ///< Bytes from the beginning of the buffer.
};

/// Bytes of push constants that every device has.
constexpr uint32_t kPushBytes = 128;

struct Dispatch {
    Shader shader = Shader::Count;
    std::vector<uint32_t> constants;
    std::vector<Binding> bindings;
    std::vector<std::byte> push;
    uint32_t groups[3] = {1, 1, 1};
    std::vector<CacheSlot> caches;
    bool fast = false;  ///< The math class.
    /// What does not fit the push constants, bound as Binding::Kind::Plan. The addresses in it are known once the
    /// caches are.
    std::vector<std::byte> plan;
    std::vector<AddressSlot> addresses;
    std::vector<QuantisedRows>
        quantises;  ///< Rows whose bytes it makes; of what it writes itself, or of what it reads.

    // ---- for reports
    uint64_t leastBytes = 0;                 ///< Weights, inputs and outputs, each once; of all rows.
    uint64_t movedBytes = 0;                 ///< With what several workgroups read again.
    std::vector<ops::ContextBytes> context;  ///< To add to both: what the positions of a step decide.
    const char* serves = "";                 ///< The ops.

    /// Bytes that are moved once.
    void count(uint64_t bytes) { count(bytes, bytes); }
    void count(uint64_t least, uint64_t moved) {
        leastBytes += least;
        movedBytes += moved;
    }

    /// At the positions of these rows.
    ops::ByteCount bytes(std::span<const ops::Row> rows, const ops::CacheRowBytes& rowBytes) const {
        ops::ByteCount sum{leastBytes, movedBytes};
        return sum += ops::countBytes(context, rows, rowBytes);
    }

    template <class Params>
    void setPush(const Params& params) {
        static_assert(alignof(Params) == 4 && sizeof(Params) % 4 == 0 && sizeof(Params) <= kPushBytes);
        push.resize(sizeof(Params));
        std::memcpy(push.data(), &params, sizeof(Params));
    }

    /// Where in the plan they are.
    template <class Params>
    uint32_t addToPlan(const Params& params) {
        static_assert(sizeof(Params) % 4 == 0);
        const auto at = static_cast<uint32_t>(plan.size());
        plan.resize(at + sizeof(Params));
        std::memcpy(&plan[at], &params, sizeof(Params));
        return at;
    }
};

/// Dispatches that follow each other. One with a sequence is repeated for every sequence that has rows, and one with
/// index scores in pieces of rows, as many as there is room for.
struct Stage {
    std::vector<Dispatch> dispatches;
    std::optional<uint32_t> sequenceOffset;  ///< In the push constants.
    bool scores = false;
};

/// Rows that a recording wants as bytes and doesn't write itself. The stage makes them, for when the recording before
/// has not.
struct QuantisedInput {
    QuantisedRows rows;
    Stage stage;
};

/// A way to do a step.
struct Dispatches {
    std::vector<Stage> stages;
    std::vector<QuantisedInput> inputs;
    std::vector<QuantisedRows> quantised;  ///< What becomes of buffers.
};

/// Which rows a dispatch makes bytes of: `times` for each row of the step from `firstRow` on, up to `rowLimit` of
/// those.
struct QuantisedRange {
    uint32_t columns = 0;
    ops::Extent extent = ops::Extent::Rows;
    uint32_t firstRow = 0, rowLimit = 0;
    uint32_t times = 1;
};

/// The angles of a rope at a row's position, rounded down to whole windows of `ratio`.
struct AngleTable {
    ops::WeightId frequencies{};
    uint32_t rotary = 0;
    uint32_t ratio = 1;
    bool operator==(const AngleTable&) const = default;
};

/// Working memory that all recordings share, since they run one after the other.
class Scratch {
public:
    enum class Use : uint8_t {
        Inner,
        InnerBytes,
        Contributions,
        Projected,
        KeySplits,
        Sorted,
        // Of dense products.
        DenseInput,
        DenseGate,
        DenseUp,
        DenseWeight,
        OtherDenseWeight,
    };
    explicit Scratch(GpuDevice& device) : m_device(device) {}
    Result<BufferPointer> get(Use use, uint64_t bytes);
    /// Lets go of what dense products take; recordings that have it keep it.
    void forgetDense();
    Result<BufferPointer> scores(uint64_t bytes) { return grow(m_scores, bytes); }

private:
    Result<BufferPointer> grow(BufferPointer& buffer, uint64_t bytes);
    GpuDevice& m_device;
    std::map<Use, BufferPointer> m_buffers;
    BufferPointer m_scores;
};

/// Turns ops into dispatches. Ids and shapes have been checked.
class Recorder {
public:
    /// onlyTile: for products of several rows no other.
    Recorder(GpuDevice& device, const Store& store, Scratch& scratch, const BufferPointer& tables,
             const ops::RecordShape& shape, const std::optional<Tile>& onlyTile = {})
        : m_device(device),
          m_store(store),
          m_scratch(scratch),
          m_tables(tables),
          m_shape(shape),
          m_onlyTile(onlyTile) {}

    Result<void> write(const ops::Op& op);
    /// What was added from stage `first` on is within the limits of the device; `what` names it in errors and reports.
    Result<void> checkStages(size_t first, const char* what);
    size_t stageCount() const { return m_stages.size(); }

    /// What was recorded since the last call.
    Dispatches takeDispatches() {
        return {std::exchange(m_stages, {}), std::exchange(m_inputs, {}), m_quantised.take()};
    }
    std::vector<AngleTable> takeAngles() { return std::move(m_angles); }

    /// From here on products of many rows are those of Feature::Cublas, where it may be used. For steps that have most
    /// of the rows: such a product has no fewer.
    void useCublas() { m_usesCublas = true; }

    // ---- for the ops
    bool usesCublas() const { return m_usesCublas; }
    /// Two take turns, so that one is filled while the other is read.
    Scratch::Use nextDenseWeight() {
        m_otherDenseWeight = !m_otherDenseWeight;
        return m_otherDenseWeight ? Scratch::Use::OtherDenseWeight : Scratch::Use::DenseWeight;
    }
    uint32_t rows() const { return m_shape.rows; }
    uint32_t count(ops::Extent extent) const { return extent == ops::Extent::Rows ? m_shape.rows : m_shape.outputs; }
    const Weight& weight(ops::WeightId id) const { return m_store.getWeight(id); }
    const ExpertTable& experts(ops::ExpertTableId id) const { return m_store.getExperts(id); }
    const Store& store() const { return m_store; }
    const Limits& limits() const { return m_device.limits(); }
    uint64_t maxRange() const { return m_device.limits().range; }

    static Binding plan() { return {Binding::Kind::Plan, nullptr, 0, false}; }
    static Binding step() { return {Binding::Kind::Step, nullptr, 0, false}; }
    static Binding cacheOf(uint32_t cache, bool written) { return {Binding::Kind::Cache, nullptr, cache, written}; }
    static Binding scores(bool written) { return {Binding::Kind::Scores, nullptr, 0, written}; }
    static Binding memory(const BufferPointer& buffer, bool written) {
        return {Binding::Kind::Memory, buffer, 0, written};
    }
    Binding tables() const { return memory(m_tables, false); }
    Binding read(const ops::Tensor& tensor) const { return memory(m_store.findBuffer(tensor.buffer), false); }
    Binding written(const ops::Tensor& tensor) const { return memory(m_store.findBuffer(tensor.buffer), true); }
    /// A weight that no shader sees in parts. Errors: Unsupported.
    Result<Binding> whole(ops::WeightId id) const;
    Binding angles(const ops::Rope& rope, uint32_t ratio);
    Result<BufferPointer> scratch(Scratch::Use use, uint64_t bytes) { return m_scratch.get(use, bytes); }

    bool fast() const { return m_shape.math == MathClass::Fast; }
    /// Whether products with weights that are codes take activations as bytes.
    bool quantises() const { return fast() && limits().quantises; }
    /// The bytes of rows of `x`, for a dispatch that comes next. Where no dispatch has made them, one is added that
    /// does.
    Result<Binding> quantised(const Binding& x, uint32_t columns, ops::Extent extent);
    /// Where what writes the rows of `out` is to put their bytes; nothing on a device that has no use for them.
    Result<std::optional<QuantisedRows>> quantisedRows(const Binding& out, uint32_t columns, ops::Extent extent);
    /// The same as the last binding of a dispatch, which is complete but for that.
    Result<void> bindQuantised(Dispatch& dispatch, const Binding& out, uint32_t columns, ops::Extent extent);
    const Features& features() const { return m_device.features(); }
    const std::optional<Tile>& onlyTile() const { return m_onlyTile; }
    void add(Dispatch dispatch) { add(Stage{{std::move(dispatch)}, std::nullopt, false}); }
    void add(Stage stage);

private:
    GpuDevice& m_device;
    const Store& m_store;
    Scratch& m_scratch;
    BufferPointer m_tables;
    ops::RecordShape m_shape;
    std::optional<Tile> m_onlyTile;
    std::vector<Stage> m_stages;
    std::vector<AngleTable> m_angles;
    QuantisedState m_quantised;
    std::vector<QuantisedInput> m_inputs;
    bool m_usesCublas = false;
    bool m_otherDenseWeight = false;
};

/// Makes bytes of rows of `x`, for products to take.
Dispatch quantiseDispatch(const Binding& x, const Binding& bytes, const QuantisedRange& range);

/// Whether products with weights of this type may round activations to bytes.
bool hasCodes(quant::Type type);

/// The dot products of a weight with rows of `x`; `out` gets them.
struct Product {
    Binding x, out;
    ops::Extent extent = ops::Extent::Rows;
    bool gather = false;  ///< Row i of the product is the row of x that output i names.
    uint32_t xStride = 0;
    uint32_t yStride = 0;
    uint32_t outsPerGroup = UINT32_MAX;
    uint32_t splits = 1;   ///< Partial products, [splits, rows, outs].
    bool mayRound = true;  ///< Kernels of the fast class may round x.
    const char* serves = "linear";
};
/// Errors: those of working memory.
Result<void> addProduct(Recorder& recorder, const Weight& weight, const Product& product);

/// Products of a single row in the fast class, in one dispatch each of at most two weight types where the device has
/// addresses, else one each.
struct DecodeProduct {
    const Weight* weight = nullptr;
    const Weight* up = nullptr;  ///< With SwiGLU.
    Binding x, out;
    uint64_t outWithin = 0;  ///< Bytes from the beginning of `out`.
    uint32_t groups = 1;
    ops::Extent extent = ops::Extent::Rows;
    float limit = 0;
    std::optional<Binding> bytes;  ///< Of x, where they are known; else the recorder's are asked for.
    /// Where the bytes of `out` go, from byte `quantisedWithin` on. Only as mayQuantise says.
    std::optional<QuantisedRows> quantised;
    uint64_t quantisedWithin = 0;
    std::optional<Binding> ids;  ///< Of routed experts, with `used` choices.
    uint32_t used = 0;
};
bool canDecode(const Recorder& recorder, const DecodeProduct& product);
/// Whether the product can make its own results bytes.
bool mayQuantise(const Recorder& recorder, const DecodeProduct& product);
Result<void> addDecodeProducts(Recorder& recorder, std::vector<DecodeProduct> products, const char* serves);

/// Products of many rows in the fast class, by tiles.
struct TiledProduct {
    const Weight* weight = nullptr;
    const Weight* up = nullptr;  ///< With SwiGLU.
    Binding x, out;
    std::optional<Binding> bytes;  ///< Of x, where they are known; else the recorder's are asked for.
    ops::Extent extent = ops::Extent::Rows;
    bool gather = false;
    uint32_t xStride = 0, yStride = 0;
    uint32_t outsPerGroup = UINT32_MAX;
    uint32_t firstRow = 0, rowLimit = 0;
    float limit = 0;
    // Of routed experts: choices of a row; the pairs of row and choice, sorted; whether x is in that order; tiles that
    // the sorted pairs have room for.
    uint32_t used = 0;
    std::optional<Binding> sorted;
    bool sortedInput = false;
    uint32_t tiles = 0;
};
/// One tile for all of `products`, nothing where they are better or only computed without.
std::optional<Tile> findTile(const Recorder& recorder, std::span<const TiledProduct> products);
/// Whether it takes x as bytes that another dispatch made.
bool takesBytes(const Recorder& recorder, const TiledProduct& product);
Result<void> addTiledProduct(Recorder& recorder, const TiledProduct& product, const Tile& tile, const char* serves);

/// Products of many rows by a library, Feature::Cublas. A weight is made a matrix of bf16 in working memory, some outs
/// at a time, and so is x; products of floats keep f32.
bool isDense(const Recorder& recorder, const TiledProduct& product);
Result<void> addDenseProduct(Recorder& recorder, const TiledProduct& product, const char* serves);
/// `down` of what `gated` makes; its x counts for nothing.
Result<void> addDenseFeedForward(Recorder& recorder, const TiledProduct& gated, const TiledProduct& down,
                                 const char* serves);

/// Whether steps have one row and sums may be plain: what decode kernels are for.
bool isDecode(const Recorder& recorder);

/// Rows of a weight that a workgroup of the decode kernels takes.
uint32_t decodeOuts(const Recorder& recorder);

Result<void> write(Recorder& recorder, const ops::Embed& op);
Result<void> write(Recorder& recorder, const ops::HcPre& op);
Result<void> write(Recorder& recorder, const ops::HcPost& op);
Result<void> write(Recorder& recorder, const ops::HcHead& op);
Result<void> write(Recorder& recorder, const ops::RmsNorm& op);
Result<void> write(Recorder& recorder, const ops::Linear& op);
Result<void> write(Recorder& recorder, const ops::QFinish& op);
Result<void> write(Recorder& recorder, const ops::KvFinish& op);
Result<void> write(Recorder& recorder, const ops::CacheCommit& op);
Result<void> write(Recorder& recorder, const ops::StateCommit& op);
Result<void> write(Recorder& recorder, const ops::Compress& op);
Result<void> write(Recorder& recorder, const ops::IndexQuery& op);
Result<void> write(Recorder& recorder, const ops::IndexSelect& op);
Result<void> write(Recorder& recorder, const ops::Attention& op);
Result<void> write(Recorder& recorder, const ops::OutputFinish& op);
Result<void> write(Recorder& recorder, const ops::Route& op);
Result<void> write(Recorder& recorder, const ops::FeedForward& op);
Result<void> write(Recorder& recorder, const ops::Experts& op);
Result<void> write(Recorder& recorder, const ops::Logits& op);

/// What a compressor's windows move when they close, but for storing the entry.
std::vector<ops::ContextBytes> compressorBytes(const ops::Compress& op);

/// Vectors of `dim` elements that fit the shared memory of a workgroup. Errors: Unsupported.
Result<void> checkShared(const Recorder& recorder, uint64_t floats, const char* what);

constexpr uint32_t divideUp(uint32_t a, uint32_t b) {
    return (a + b - 1) / b;
}

}  // namespace lanternfish::backends::gpu
