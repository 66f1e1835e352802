#include "engine/model/binding.h"

#include <algorithm>
#include <cstring>
#include <format>
#include <initializer_list>

namespace lanternfish::model {

namespace {

using quant::Type;

constexpr const char* kAttention = "attention";
constexpr const char* kCompressors = "compressors";
constexpr const char* kIndexers = "indexers";
constexpr const char* kHyperConnections = "hyper-connections";
constexpr const char* kRouters = "routers";
constexpr const char* kRoutedExperts = "routed experts";
constexpr const char* kSharedExperts = "shared experts";
constexpr const char* kNorms = "norms";

std::string shapeText(std::initializer_list<uint64_t> shape) {
    std::string text = "[";
    for (const uint64_t dimension : shape)
        text += std::format("{}{}", text.size() > 1 ? ", " : "", dimension);
    return text + "]";
}

/// Looks tensors up for one file, and remembers what they are for.
class Binder {
public:
    Binder(const format::GgufFile& file, ModelTensors& tensors) : m_file(file), m_tensors(tensors) {}

    /// `needer`: the kind of layer, for the message when the tensor is missing.
    void enterLayer(uint32_t layer, std::string needer) {
        m_prefix = std::format("blk.{}.", layer);
        m_needer = std::move(needer);
    }
    void leaveLayers() {
        m_prefix.clear();
        m_needer = "every model";
    }

    /// shape: contiguous dimension first, as in the file; trailing ones may be absent.
    Result<const TensorInfo*> find(std::string_view name, std::initializer_list<uint64_t> shape,
                                   const char* tensorClass) {
        const std::string fullName = m_prefix + std::string(name);
        const TensorInfo* tensor = m_file.findTensor(fullName);
        if (tensor == nullptr)
            return makeError(ErrorCode::InvalidFile, std::format("{}: tensor {} is missing; {} needs it, with shape {}",
                                                                 m_file.name(), fullName, m_needer, shapeText(shape)));
        const bool same = [&] {
            const size_t longer = std::max(shape.size(), tensor->dimensions.size());
            for (size_t axis = 0; axis < longer; ++axis) {
                const uint64_t expected = axis < shape.size() ? shape.begin()[axis] : 1;
                const uint64_t found = axis < tensor->dimensions.size() ? tensor->dimensions[axis] : 1;
                if (expected != found)
                    return false;
            }
            return true;
        }();
        if (!same)
            return makeError(ErrorCode::InvalidFile,
                             std::format("{}: tensor {}: expected shape {}, found {}", m_file.name(), fullName,
                                         shapeText(shape), tensor->dimensions.text()));
        if (!tensor->type)
            return makeError(
                ErrorCode::Unsupported,
                std::format("{}: tensor {}: type {} is not supported; expected one of F32, F16, BF16, Q8_0, "
                            "MXFP4, IQ2_XXS, Q2_K",
                            m_file.name(), fullName, tensor->typeName));
        m_tensors.uses.push_back({tensor, tensorClass});
        return tensor;
    }

    Result<const TensorInfo*> findTyped(std::string_view name, std::initializer_list<uint64_t> shape,
                                        const char* tensorClass, Type type) {
        LF_TRY(const TensorInfo* const tensor, find(name, shape, tensorClass));
        if (*tensor->type != type)
            return wrongType(*tensor, quant::typeInfo(type).name);
        return tensor;
    }

    /// A matrix that a product reads.
    Result<const TensorInfo*> matrix(std::string_view name, std::initializer_list<uint64_t> shape,
                                     const char* tensorClass) {
        LF_TRY(const TensorInfo* const tensor, find(name, shape, tensorClass));
        if (*tensor->type == Type::I32)
            return wrongType(*tensor, "a floating-point or quantised type");
        return tensor;
    }

    Result<const TensorInfo*> vector(std::string_view name, uint64_t size, const char* tensorClass) {
        return findTyped(name, {size}, tensorClass, Type::F32);
    }

private:
    std::unexpected<Error> wrongType(const TensorInfo& tensor, std::string_view expected) const {
        return makeError(ErrorCode::InvalidFile, std::format("{}: tensor {}: expected type {}, found {}", m_file.name(),
                                                             tensor.name, expected, tensor.typeName));
    }

    const format::GgufFile& m_file;
    ModelTensors& m_tensors;
    std::string m_prefix;
    std::string m_needer = "every model";
};

Result<HyperConnectionTensors> bindHyperConnection(Binder& binder, const ModelConfig& config, std::string_view name,
                                                   uint64_t maps, uint64_t scales) {
    HyperConnectionTensors hc;
    const uint64_t width = uint64_t{config.streams} * config.hidden;
    LF_TRY(hc.fn, binder.matrix(std::format("{}_fn.weight", name), {width, maps}, kHyperConnections));
    LF_TRY(hc.base, binder.vector(std::format("{}_base.weight", name), maps, kHyperConnections));
    LF_TRY(hc.scale, binder.vector(std::format("{}_scale.weight", name), scales, kHyperConnections));
    return hc;
}

Result<CompressorTensors> bindCompressor(Binder& binder, const ModelConfig& config, const LayerConfig& layer,
                                         std::string_view name, uint64_t dim, const char* tensorClass) {
    CompressorTensors compressor;
    const uint64_t width = layer.compression == Compression::Sparse ? 2 * dim : dim;
    LF_TRY(compressor.kv, binder.matrix(std::format("{}_kv.weight", name), {config.hidden, width}, tensorClass));
    LF_TRY(compressor.gate, binder.matrix(std::format("{}_gate.weight", name), {config.hidden, width}, tensorClass));
    LF_TRY(compressor.ape, binder.matrix(std::format("{}_ape.weight", name), {width, layer.ratio}, tensorClass));
    LF_TRY(compressor.norm, binder.vector(std::format("{}_norm.weight", name), dim, tensorClass));
    return compressor;
}

Result<void> bindAttention(Binder& binder, const ModelConfig& config, const LayerConfig& layer, LayerTensors& tensors) {
    const uint64_t hidden = config.hidden;
    const uint64_t headDim = config.headDim;
    const uint64_t headWidth = config.heads * headDim;
    const uint64_t groupWidth = uint64_t{config.outputGroups} * config.outputRank;
    LF_TRY(tensors.attentionNorm, binder.vector("attn_norm.weight", hidden, kNorms));
    LF_TRY(tensors.sinks, binder.vector("attn_sinks.weight", config.heads, kAttention));
    LF_TRY(tensors.queryA, binder.matrix("attn_q_a.weight", {hidden, config.queryRank}, kAttention));
    LF_TRY(tensors.queryNorm, binder.vector("attn_q_a_norm.weight", config.queryRank, kNorms));
    LF_TRY(tensors.queryB, binder.matrix("attn_q_b.weight", {config.queryRank, headWidth}, kAttention));
    LF_TRY(tensors.kv, binder.matrix("attn_kv.weight", {hidden, headDim}, kAttention));
    LF_TRY(tensors.kvNorm, binder.vector("attn_kv_a_norm.weight", headDim, kNorms));
    LF_TRY(tensors.outputA,
           binder.matrix("attn_output_a.weight", {headWidth / config.outputGroups, groupWidth}, kAttention));
    LF_TRY(tensors.outputB, binder.matrix("attn_output_b.weight", {groupWidth, hidden}, kAttention));
    if (layer.compression == Compression::None)
        return {};
    LF_TRY(tensors.compressor, bindCompressor(binder, config, layer, "attn_compressor", headDim, kCompressors));
    if (layer.compression != Compression::Sparse)
        return {};
    LF_TRY(tensors.indexCompressor,
           bindCompressor(binder, config, layer, "indexer_compressor", config.indexDim, kIndexers));
    LF_TRY(tensors.indexQuery,
           binder.matrix("indexer.attn_q_b.weight", {config.queryRank, uint64_t{config.indexHeads} * config.indexDim},
                         kIndexers));
    LF_TRY(tensors.indexWeights, binder.matrix("indexer.proj.weight", {hidden, config.indexHeads}, kIndexers));
    return {};
}

Result<void> bindFeedForward(Binder& binder, const format::GgufFile& file, const ModelConfig& config,
                             const LayerConfig& layer, uint32_t index, LayerTensors& tensors) {
    const uint64_t hidden = config.hidden;
    LF_TRY(tensors.ffnNorm, binder.vector("ffn_norm.weight", hidden, kNorms));
    LF_TRY(tensors.router, binder.matrix("ffn_gate_inp.weight", {hidden, config.experts}, kRouters));
    if (layer.hashRouted) {
        LF_TRY(tensors.hashTable, binder.findTyped("ffn_gate_tid2eid.weight", {config.expertsUsed, config.vocabulary},
                                                   kRouters, Type::I32));
    } else {
        LF_TRY(tensors.routerBias, binder.vector("exp_probs_b.bias", config.experts, kRouters));
    }
    // The inner widths are the files' own: the shared expert's may differ from the routed ones', a layer's from
    // another's.
    const auto innerWidth = [&](std::string_view name) -> uint64_t {
        const TensorInfo* tensor = file.findTensor(std::format("blk.{}.{}", index, name));
        return tensor != nullptr && tensor->dimensions.size() > 1 ? tensor->dimensions[1] : 1;
    };
    const uint64_t inner = innerWidth("ffn_gate_exps.weight");
    LF_TRY(tensors.expertGate, binder.matrix("ffn_gate_exps.weight", {hidden, inner, config.experts}, kRoutedExperts));
    LF_TRY(tensors.expertUp, binder.matrix("ffn_up_exps.weight", {hidden, inner, config.experts}, kRoutedExperts));
    LF_TRY(tensors.expertDown, binder.matrix("ffn_down_exps.weight", {inner, hidden, config.experts}, kRoutedExperts));
    const uint64_t sharedInner = innerWidth("ffn_gate_shexp.weight");
    LF_TRY(tensors.sharedGate, binder.matrix("ffn_gate_shexp.weight", {hidden, sharedInner}, kSharedExperts));
    LF_TRY(tensors.sharedUp, binder.matrix("ffn_up_shexp.weight", {hidden, sharedInner}, kSharedExperts));
    LF_TRY(tensors.sharedDown, binder.matrix("ffn_down_shexp.weight", {sharedInner, hidden}, kSharedExperts));
    return {};
}

std::string layerKind(const LayerConfig& layer, uint32_t index) {
    const char* const attention = layer.compression == Compression::None     ? "a window-only layer"
                                  : layer.compression == Compression::Sparse ? "a sparse (ratio 4) layer"
                                                                             : "a heavily compressed layer";
    return std::format("layer {}, {} with {} routing,", index, attention, layer.hashRouted ? "hash" : "score");
}

}  // namespace

Result<ModelTensors> bindTensors(const format::GgufFile& file, ModelConfig& config) {
    ModelTensors tensors;
    Binder binder(file, tensors);
    const TensorInfo* const embedding = file.findTensor("token_embd.weight");
    config.vocabulary = 0;
    if (embedding != nullptr && embedding->dimensions.size() > 1) {
        if (embedding->dimensions[1] > (1U << 24))
            return makeError(ErrorCode::InvalidFile,
                             std::format("{}: tensor token_embd.weight: expected at most {} tokens, found {}",
                                         file.name(), 1U << 24, embedding->dimensions[1]));
        config.vocabulary = static_cast<uint32_t>(embedding->dimensions[1]);
    } else if (const format::Value* const tokens = file.find("tokenizer.ggml.tokens"); tokens != nullptr) {
        // Only for the message about the missing matrix: what its shape should be.
        config.vocabulary = static_cast<uint32_t>(std::min<uint64_t>(tokens->count(), 1U << 24));
    }
    const uint64_t hidden = config.hidden;
    LF_TRY(tensors.embedding, binder.matrix("token_embd.weight", {hidden, config.vocabulary}, "embedding"));
    LF_TRY(tensors.output, binder.matrix("output.weight", {hidden, config.vocabulary}, "output head"));
    LF_TRY(tensors.outputNorm, binder.vector("output_norm.weight", hidden, kNorms));
    LF_TRY(tensors.outputHc, bindHyperConnection(binder, config, "output_hc", config.streams, 1));
    tensors.layers.resize(config.layers.size());
    for (uint32_t index = 0; index < config.layers.size(); ++index) {
        const LayerConfig& layer = config.layers[index];
        LayerTensors& bound = tensors.layers[index];
        binder.enterLayer(index, layerKind(layer, index));
        const uint64_t maps = uint64_t{2 + config.streams} * config.streams;
        LF_TRY(bound.attentionHc, bindHyperConnection(binder, config, "hc_attn", maps, 3));
        LF_TRY(bound.ffnHc, bindHyperConnection(binder, config, "hc_ffn", maps, 3));
        LF_CHECK(bindAttention(binder, config, layer, bound));
        LF_CHECK(bindFeedForward(binder, file, config, layer, index, bound));
    }
    return tensors;
}

Result<void> checkIndices(const format::GgufFile& file, const ModelConfig& config, const ModelTensors& tensors) {
    for (const LayerTensors& layer : tensors.layers) {
        if (layer.hashTable == nullptr)
            continue;
        const std::span<const std::byte> bytes = layer.hashTable->data;
        for (size_t entry = 0; entry < bytes.size() / sizeof(int32_t); ++entry) {
            int32_t expert = 0;
            std::memcpy(&expert, bytes.data() + entry * sizeof(int32_t), sizeof(int32_t));
            if (expert < 0 || static_cast<uint32_t>(expert) >= config.experts)
                return makeError(
                    ErrorCode::InvalidFile,
                    std::format("{}: tensor {}: token {}, choice {}: expected an expert id of 0 to {}, found {}",
                                file.name(), layer.hashTable->name, entry / config.expertsUsed,
                                entry % config.expertsUsed, config.experts - 1, expert));
        }
    }
    return {};
}

Result<void> checkVocabulary(const format::GgufFile& file, const ModelConfig& config, uint64_t tokens) {
    if (tokens != config.vocabulary)
        return makeError(
            ErrorCode::InvalidFile,
            std::format("{}: key tokenizer.ggml.tokens: expected {} tokens, one per row of token_embd.weight, "
                        "found {}",
                        file.name(), config.vocabulary, tokens));
    return {};
}

}  // namespace lanternfish::model
