#include "engine/model/schedule.h"

#include <algorithm>
#include <cmath>
#include <format>

namespace lanternfish::model {

namespace {

using ops::Op;

// Rows that a growing cache has before its sequence needs more.
constexpr uint32_t kFirstEntries = 64;

uint32_t compressorWidth(const LayerConfig& layer, uint32_t dim) {
    return layer.compression == Compression::Sparse ? 2 * dim : dim;
}

/// Writes the ops of one pass. Holds references only.
class ScheduleWriter {
public:
    ScheduleWriter(const ModelConfig& config, const ModelWeights& weights, const CachePlan& caches,
                   const Activations& activations, const ScheduleOptions& options)
        : m_config(config),
          m_weights(weights),
          m_caches(caches),
          m_act(activations),
          m_packed(options.numerics == CacheNumerics::Packed) {}

    std::vector<std::vector<Op>> write() {
        m_segments.emplace_back();
        emit(ops::Embed{m_weights.embedding, m_act.streams, m_config.streams});
        for (size_t index = 0; index < m_config.layers.size(); ++index) {
            const LayerConfig& layer = m_config.layers[index];
            attention(layer, m_weights.layers[index], m_caches.layers[index]);
            route(layer, m_weights.layers[index]);
            m_segments.emplace_back();
            feedForward(layer, m_weights.layers[index]);
        }
        m_segments.emplace_back();
        head();
        return std::move(m_segments);
    }

private:
    void emit(Op op) { m_segments.back().push_back(std::move(op)); }

    void hyperConnectionBefore(const HyperConnectionWeights& hc, ops::WeightId norm) {
        emit(ops::HcPre{.streams = m_act.streams,
                        .fn = hc.fn,
                        .base = hc.base,
                        .scale = hc.scale,
                        .norm = norm,
                        .streamCount = m_config.streams,
                        .sinkhornIterations = m_config.sinkhornIterations,
                        .normEps = m_config.normEps,
                        .hcEps = m_config.hcEps,
                        .normed = m_act.normed,
                        .post = m_act.post,
                        .comb = m_act.comb});
    }

    void hyperConnectionAfter() {
        emit(ops::HcPost{m_act.sublayer, m_act.post, m_act.comb, m_act.streams, m_config.streams});
    }

    ops::Rope rope(const LayerConfig& layer) const {
        const bool compressed = layer.compression != Compression::None;
        return {compressed ? m_weights.compressedFrequencies : m_weights.plainFrequencies, m_config.rotary};
    }

    /// Projects this step's rows into a compressor's state and stores the entries that they finish.
    void compressor(const LayerConfig& layer, const CompressorWeights& weights, ops::Tensor kv, ops::Tensor score,
                    ops::Tensor entry, uint32_t state, uint32_t cache, bool hadamard) {
        kv.dim = score.dim = compressorWidth(layer, entry.dim);
        emit(ops::Linear{m_act.normed, weights.kv, kv});
        emit(ops::Linear{m_act.normed, weights.gate, score});
        emit(ops::StateCommit{kv, score, weights.ape, layer.ratio, state});
        emit(ops::Compress{.stateCache = state,
                           .ratio = layer.ratio,
                           .overlap = layer.compression == Compression::Sparse,
                           .roundMixture = m_packed,
                           .hadamard = hadamard,
                           .norm = weights.norm,
                           .eps = m_config.normEps,
                           .rope = rope(layer),
                           .out = entry});
        emit(ops::CacheCommit{entry, cache, layer.ratio});
    }

    void indexer(const LayerConfig& layer, const LayerWeights& weights, const LayerCaches& caches) {
        compressor(layer, weights.indexCompressor, m_act.indexKv, m_act.indexScore, m_act.indexEntry,
                   *caches.indexState, *caches.index, true);
        emit(ops::Linear{m_act.queryRank, weights.indexQuery, m_act.indexQuery});
        emit(ops::IndexQuery{m_act.indexQuery, m_config.indexHeads, m_config.indexDim, rope(layer), m_packed});
        emit(ops::Linear{m_act.normed, weights.indexWeights, m_act.indexWeights});
        const auto width = static_cast<float>(uint64_t{m_config.indexHeads} * m_config.indexDim);
        emit(ops::IndexSelect{.q = m_act.indexQuery,
                              .headWeights = m_act.indexWeights,
                              .heads = m_config.indexHeads,
                              .headDim = m_config.indexDim,
                              .scale = 1.0F / std::sqrt(width),
                              .cache = *caches.index,
                              .ratio = layer.ratio,
                              .topK = m_act.selected.dim,
                              .selected = m_act.selected});
    }

    void attention(const LayerConfig& layer, const LayerWeights& weights, const LayerCaches& caches) {
        hyperConnectionBefore(weights.attentionHc, weights.attentionNorm);
        emit(ops::Linear{m_act.normed, weights.queryA, m_act.queryRank});
        emit(ops::RmsNorm{m_act.queryRank, weights.queryNorm, m_config.normEps, m_act.queryRank});
        emit(ops::Linear{m_act.queryRank, weights.queryB, m_act.query});
        emit(ops::QFinish{m_act.query, m_config.heads, m_config.headDim, m_config.normEps, rope(layer)});
        emit(ops::Linear{m_act.normed, weights.kv, m_act.kv});
        emit(ops::KvFinish{m_act.kv, weights.kvNorm, m_config.normEps, rope(layer)});
        emit(ops::CacheCommit{m_act.kv, caches.raw, 1});
        if (caches.compressed)
            compressor(layer, weights.compressor, m_act.compressorKv, m_act.compressorScore, m_act.entry, *caches.state,
                       *caches.compressed, false);
        std::optional<ops::Tensor> selected;
        if (caches.index) {
            indexer(layer, weights, caches);
            selected = m_act.selected;
        }
        emit(ops::Attention{.q = m_act.query,
                            .heads = m_config.heads,
                            .headDim = m_config.headDim,
                            .scale = 1.0F / std::sqrt(static_cast<float>(m_config.headDim)),
                            .sinks = weights.sinks,
                            .window = m_config.window,
                            .rawCache = caches.raw,
                            .compressedCache = caches.compressed,
                            .ratio = layer.ratio,
                            .selected = selected,
                            .out = m_act.attention});
        emit(ops::OutputFinish{m_act.attention, m_config.heads, m_config.headDim, rope(layer)});
        emit(ops::Linear{m_act.attention, weights.outputA, m_act.groups, m_config.outputGroups});
        emit(ops::Linear{m_act.groups, weights.outputB, m_act.sublayer});
        hyperConnectionAfter();
    }

    void route(const LayerConfig&, const LayerWeights& weights) {
        hyperConnectionBefore(weights.ffnHc, weights.ffnNorm);
        emit(ops::Route{.x = m_act.normed,
                        .gate = weights.router,
                        .bias = weights.routerBias,
                        .hashTable = weights.hashTable,
                        .used = m_config.expertsUsed,
                        .scale = m_config.expertWeightsScale,
                        .normalise = m_config.expertWeightsNorm,
                        .ids = m_act.expertIds,
                        .weights = m_act.expertWeights});
    }

    void feedForward(const LayerConfig& layer, const LayerWeights& weights) {
        emit(ops::FeedForward{m_act.normed, weights.sharedGate, weights.sharedUp, weights.sharedDown, layer.sharedLimit,
                              m_act.sublayer});
        emit(ops::Experts{m_act.normed, m_act.expertIds, m_act.expertWeights, weights.experts, layer.expertLimit,
                          m_act.sublayer});
        hyperConnectionAfter();
    }

    void head() {
        emit(ops::HcHead{.streams = m_act.streams,
                         .fn = m_weights.outputHc.fn,
                         .base = m_weights.outputHc.base,
                         .scale = m_weights.outputHc.scale,
                         .norm = m_weights.outputNorm,
                         .streamCount = m_config.streams,
                         .normEps = m_config.normEps,
                         .hcEps = m_config.hcEps,
                         .out = m_act.head});
        emit(ops::Logits{m_act.head, m_weights.output, m_act.logits});
    }

    const ModelConfig& m_config;
    const ModelWeights& m_weights;
    const CachePlan& m_caches;
    const Activations& m_act;
    const bool m_packed;
    std::vector<std::vector<Op>> m_segments;
};

/// Every tensor of an Activations with its width, for creating and releasing them alike.
template <class Visit>
void forEachTensor(Activations& act, const ModelConfig& config, Visit&& visit) {
    using enum ops::Extent;
    const uint32_t hidden = config.hidden;
    visit(act.streams, config.streams * hidden, Rows);
    visit(act.normed, hidden, Rows);
    visit(act.post, config.streams, Rows);
    visit(act.comb, config.streams * config.streams, Rows);
    visit(act.queryRank, config.queryRank, Rows);
    visit(act.query, config.heads * config.headDim, Rows);
    visit(act.kv, config.headDim, Rows);
    visit(act.attention, config.heads * config.headDim, Rows);
    visit(act.groups, config.outputGroups * config.outputRank, Rows);
    visit(act.sublayer, hidden, Rows);
    visit(act.expertIds, config.expertsUsed, Rows);
    visit(act.expertWeights, config.expertsUsed, Rows);
    visit(act.head, hidden, Outputs);
    visit(act.logits, config.vocabulary, Outputs);
    if (config.hasCompression()) {
        visit(act.compressorKv, 2 * config.headDim, Rows);
        visit(act.compressorScore, 2 * config.headDim, Rows);
        visit(act.entry, config.headDim, Rows);
    }
    if (config.hasIndexer()) {
        visit(act.indexKv, 2 * config.indexDim, Rows);
        visit(act.indexScore, 2 * config.indexDim, Rows);
        visit(act.indexEntry, config.indexDim, Rows);
        visit(act.indexQuery, config.indexHeads * config.indexDim, Rows);
        visit(act.indexWeights, config.indexHeads, Rows);
        visit(act.selected, std::min(config.indexTopK, config.contextLength / 4 + 1), Rows);
    }
}

}  // namespace

CachePlan planCaches(const ModelConfig& config, CacheNumerics numerics, uint32_t slack, uint32_t contextLimit) {
    const bool packed = numerics == CacheNumerics::Packed;
    const auto kvCodec = packed ? ops::CacheCodec::PackedKv : ops::CacheCodec::F32;
    const auto indexCodec = packed ? ops::CacheCodec::PackedIndex : ops::CacheCodec::F32;
    CachePlan plan;
    for (size_t index = 0; index < config.layers.size(); ++index) {
        const LayerConfig& layer = config.layers[index];
        const auto add = [&](ops::CacheSpec spec, uint32_t ratio, const char* what) {
            plan.caches.push_back({spec, ratio, std::format("layer {} {}", index, what)});
            return static_cast<uint32_t>(plan.caches.size() - 1);
        };
        // Windows open at the earliest position that a step can reach back to: two with overlap, else one.
        const bool overlap = layer.compression == Compression::Sparse;
        const uint32_t stateRows = (overlap ? 2 : 1) * layer.ratio + slack;
        LayerCaches caches;
        // A ring never needs to be longer than the context.
        const uint32_t window = std::min(config.window, contextLimit);
        caches.raw = add({kvCodec, true, config.headDim, config.rotary, window + slack}, 0, "raw rows");
        if (layer.compression != Compression::None) {
            const uint32_t width = compressorWidth(layer, config.headDim);
            caches.state = add({ops::CacheCodec::F32, true, 2 * width, 0, stateRows}, 0, "compressor state");
            caches.compressed =
                add({kvCodec, false, config.headDim, config.rotary, kFirstEntries}, layer.ratio, "compressed entries");
        }
        if (overlap) {
            const uint32_t width = compressorWidth(layer, config.indexDim);
            caches.indexState = add({ops::CacheCodec::F32, true, 2 * width, 0, stateRows}, 0, "index state");
            caches.index = add({indexCodec, false, config.indexDim, 0, kFirstEntries}, layer.ratio, "index keys");
        }
        plan.layers.push_back(caches);
    }
    return plan;
}

Result<Activations> createActivations(ops::Backend& backend, const ModelConfig& config, uint32_t rows,
                                      uint32_t outputs) {
    Activations activations;
    Result<void> outcome;
    forEachTensor(activations, config, [&](ops::Tensor& tensor, uint32_t dim, ops::Extent extent) {
        if (!outcome)
            return;
        const uint64_t count = extent == ops::Extent::Rows ? rows : outputs;
        auto buffer = backend.createBuffer(count * dim * sizeof(float));
        if (buffer)
            tensor = {*buffer, dim, extent};
        else
            outcome = wrapError(std::move(buffer).error(), "activations");
    });
    if (!outcome) {
        releaseActivations(backend, config, activations);
        return std::unexpected(std::move(outcome).error());
    }
    return activations;
}

void releaseActivations(ops::Backend& backend, const ModelConfig& config, const Activations& activations) {
    Activations copy = activations;
    forEachTensor(copy, config, [&](ops::Tensor& tensor, uint32_t, ops::Extent) {
        if (tensor.dim != 0)  // Never created after a failure before it.
            backend.releaseBuffer(tensor.buffer);
    });
}

std::vector<std::vector<Op>> buildSchedule(const ModelConfig& config, const ModelWeights& weights,
                                           const CachePlan& caches, const Activations& activations,
                                           const ScheduleOptions& options) {
    return ScheduleWriter(config, weights, caches, activations, options).write();
}

}  // namespace lanternfish::model
