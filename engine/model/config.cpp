#include "engine/model/config.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <numbers>

namespace lanternfish::model {

namespace {

constexpr uint32_t kSparseRatio = 4;
// Bounds far above any published model; they keep a damaged number from becoming an allocation or an endless loop.
constexpr uint32_t kMaxLayers = 1024;
constexpr uint32_t kMaxDim = 1U << 20;
constexpr uint32_t kMaxStreams = 16;
constexpr uint32_t kMaxSinkhorn = 1000;
constexpr uint32_t kMaxTopK = 1U << 16;

/// The keys of one file, with bounds. Every getter names file, key, expected and found.
class Keys {
public:
    explicit Keys(const format::GgufFile& file) : m_file(file) {}

    static std::string full(std::string_view key) { return std::format("deepseek4.{}", key); }

    Result<uint32_t> count(std::string_view key, uint32_t least, uint32_t most) const {
        LF_TRY(const uint32_t value, m_file.requireU32(full(key)));
        if (value < least || value > most)
            return invalid(key, std::format("expected {} to {}, found {}", least, most, value));
        return value;
    }

    Result<float> positive(std::string_view key) const {
        LF_TRY(const float value, m_file.requireF32(full(key)));
        if (!(value > 0) || !std::isfinite(value))
            return invalid(key, std::format("expected a positive number, found {}", value));
        return value;
    }

    std::unexpected<Error> invalid(std::string_view key, std::string_view what) const {
        return makeError(ErrorCode::InvalidFile, std::format("{}: key {}: {}", m_file.name(), full(key), what));
    }

    std::unexpected<Error> unsupported(std::string_view key, std::string_view what) const {
        return makeError(ErrorCode::Unsupported, std::format("{}: key {}: {}", m_file.name(), full(key), what));
    }

    const format::GgufFile& file() const { return m_file; }

private:
    const format::GgufFile& m_file;
};

/// block_count without the drafter blocks that an MTP file appends.
Result<uint32_t> mainLayerCount(const Keys& keys) {
    LF_TRY(const uint32_t blocks, keys.count("block_count", 1, kMaxLayers));
    LF_TRY(const uint32_t drafters, keys.file().optionalU32(Keys::full("nextn_predict_layers"), 0));
    if (drafters == 0)
        return blocks;
    if (drafters >= blocks)
        return keys.invalid("nextn_predict_layers",
                            std::format("expected fewer than the {} blocks, found {}", blocks, drafters));
    // Some writers keep the key but drop the drafter, so only the drafter's own tensor decides.
    const bool present =
        keys.file().findTensor(std::format("blk.{}.nextn.eh_proj.weight", blocks - drafters)) != nullptr;
    return present ? blocks - drafters : blocks;
}

Result<void> readAttention(const Keys& keys, ModelConfig& config) {
    LF_TRY(config.heads, keys.count("attention.head_count", 1, kMaxDim));
    LF_TRY(config.headDim, keys.count("attention.key_length", 2, kMaxDim));
    LF_TRY(const uint32_t valueDim, keys.count("attention.value_length", 2, kMaxDim));
    if (valueDim != config.headDim)
        return keys.invalid("attention.value_length",
                            std::format("expected the key length {}, found {}", config.headDim, valueDim));
    LF_TRY(const uint32_t kvHeads, keys.count("attention.head_count_kv", 1, kMaxDim));
    if (kvHeads != 1)
        return keys.unsupported("attention.head_count_kv", std::format("expected 1, found {}", kvHeads));
    LF_TRY(config.rotary, keys.count("rope.dimension_count", 2, config.headDim));
    if (config.rotary % 2 != 0)
        return keys.invalid("rope.dimension_count", std::format("expected an even number, found {}", config.rotary));
    LF_TRY(config.queryRank, keys.count("attention.q_lora_rank", 1, kMaxDim));
    LF_TRY(config.window, keys.count("attention.sliding_window", 1, kMaxDim));
    LF_TRY(config.outputRank, keys.count("attention.output_lora_rank", 1, kMaxDim));
    LF_TRY(config.outputGroups, keys.count("attention.output_group_count", 1, config.heads));
    if (config.heads % config.outputGroups != 0)
        return keys.invalid("attention.output_group_count", std::format("expected a divisor of the {} heads, found {}",
                                                                        config.heads, config.outputGroups));
    if (uint64_t{config.heads} * config.headDim > (1U << 28))
        return keys.invalid("attention.head_count",
                            std::format("{} heads of {} are too wide", config.heads, config.headDim));
    LF_TRY(config.normEps, keys.positive("attention.layer_norm_rms_epsilon"));
    return {};
}

Result<void> readIndexer(const Keys& keys, ModelConfig& config) {
    if (!config.hasIndexer())
        return {};
    LF_TRY(config.indexHeads, keys.count("attention.indexer.head_count", 1, kMaxDim));
    LF_TRY(config.indexDim, keys.count("attention.indexer.key_length", 2, 1U << 12));
    if ((config.indexDim & (config.indexDim - 1)) != 0 || config.indexDim < config.rotary)
        return keys.invalid(
            "attention.indexer.key_length",
            std::format("expected a power of two of at least {}, found {}", config.rotary, config.indexDim));
    LF_TRY(config.indexTopK, keys.count("attention.indexer.top_k", 1, kMaxTopK));
    return {};
}

Result<void> readRope(const Keys& keys, ModelConfig& config) {
    LF_TRY(config.rope.base, keys.positive("rope.freq_base"));
    if (!config.hasCompression())
        return {};
    LF_TRY(config.rope.compressedBase, keys.positive("attention.compress_rope_freq_base"));
    LF_TRY(const std::string_view type, keys.file().requireString(Keys::full("rope.scaling.type")));
    if (type != "yarn")
        return keys.unsupported("rope.scaling.type", std::format("expected yarn, found '{}'", type));
    LF_TRY(config.rope.factor, keys.positive("rope.scaling.factor"));
    LF_TRY(const uint32_t original, keys.count("rope.scaling.original_context_length", 1, UINT32_MAX));
    config.rope.originalContext = static_cast<float>(original);
    LF_TRY(config.rope.betaFast, keys.positive("rope.scaling.yarn_beta_fast"));
    LF_TRY(config.rope.betaSlow, keys.positive("rope.scaling.yarn_beta_slow"));
    if (config.rope.compressedBase <= 1)
        return keys.invalid("attention.compress_rope_freq_base",
                            std::format("expected more than 1, found {}", config.rope.compressedBase));
    return {};
}

Result<void> readExperts(const Keys& keys, ModelConfig& config) {
    LF_TRY(config.experts, keys.count("expert_count", 1, 1U << 16));
    LF_TRY(config.expertsUsed, keys.count("expert_used_count", 1, std::min(config.experts, 1024U)));
    LF_TRY(const uint32_t shared, keys.file().requireU32(Keys::full("expert_shared_count")));
    if (shared != 1)
        return keys.unsupported("expert_shared_count", std::format("expected 1, found {}", shared));
    LF_TRY(const uint32_t gating, keys.file().requireU32(Keys::full("expert_gating_func")));
    if (gating != 4)
        return keys.unsupported("expert_gating_func",
                                std::format("expected 4 (square root of softplus), found {}", gating));
    LF_TRY(config.expertWeightsScale, keys.positive("expert_weights_scale"));
    LF_TRY(config.expertWeightsNorm, keys.file().requireBool(Keys::full("expert_weights_norm")));
    return {};
}

/// One clamp limit per layer, from an array or a single number.
Result<std::vector<float>> clampLimits(const Keys& keys, std::string_view key, size_t layers) {
    std::vector<float> limits;
    if (auto single = keys.file().requireF32(Keys::full(key)))
        limits.assign(layers, *single);
    else {
        LF_TRY(limits, keys.file().requireF32Array(Keys::full(key)));
    }
    if (limits.size() < layers)
        return keys.invalid(key, std::format("expected {} numbers, found {}", layers, limits.size()));
    for (const float limit : limits)
        if (!std::isfinite(limit) || limit < 0)
            return keys.invalid(key, std::format("expected numbers of at least 0, found {}", limit));
    return limits;
}

Result<void> readLayers(const Keys& keys, ModelConfig& config) {
    LF_TRY(const uint32_t count, mainLayerCount(keys));
    LF_TRY(const std::vector<uint32_t> ratios, keys.file().requireU32Array(Keys::full("attention.compress_ratios")));
    if (ratios.size() < count)
        return keys.invalid("attention.compress_ratios",
                            std::format("expected at least {} numbers, found {}", count, ratios.size()));
    LF_TRY(const uint32_t hashLayers, keys.file().requireU32(Keys::full("hash_layer_count")));
    LF_TRY(const std::vector<float> expertLimits, clampLimits(keys, "swiglu_clamp_exp", count));
    std::vector<float> sharedLimits = expertLimits;
    if (keys.file().find(Keys::full("swiglu_clamp_shexp")) != nullptr) {
        LF_TRY(sharedLimits, clampLimits(keys, "swiglu_clamp_shexp", count));
    }
    config.layers.resize(count);
    for (uint32_t index = 0; index < count; ++index) {
        LayerConfig& layer = config.layers[index];
        layer.ratio = ratios[index];
        if (layer.ratio > 4096)
            return keys.invalid("attention.compress_ratios",
                                std::format("layer {}: expected 0 to 4096, found {}", index, layer.ratio));
        layer.compression = layer.ratio == 0              ? Compression::None
                            : layer.ratio == kSparseRatio ? Compression::Sparse
                                                          : Compression::Heavy;
        layer.hashRouted = index < hashLayers;
        layer.expertLimit = expertLimits[index];
        layer.sharedLimit = sharedLimits[index];
    }
    return {};
}

}  // namespace

bool ModelConfig::hasCompression() const {
    return std::ranges::any_of(layers, [](const LayerConfig& layer) { return layer.ratio != 0; });
}

bool ModelConfig::hasIndexer() const {
    return std::ranges::any_of(layers,
                               [](const LayerConfig& layer) { return layer.compression == Compression::Sparse; });
}

Result<ModelConfig> readConfig(const format::GgufFile& file) {
    LF_TRY(const std::string_view architecture, file.requireString("general.architecture"));
    if (architecture != "deepseek4")
        return makeError(
            ErrorCode::Unsupported,
            std::format("{}: key general.architecture: expected deepseek4, found '{}'", file.name(), architecture));
    const Keys keys(file);
    ModelConfig config;
    if (auto name = file.requireString("general.name"))
        config.name = std::string(*name);
    LF_TRY(config.hidden, keys.count("embedding_length", 1, kMaxDim));
    LF_TRY(config.contextLength, keys.count("context_length", 1, 1U << 30));
    LF_TRY(config.streams, keys.count("hyper_connection.count", 1, kMaxStreams));
    LF_TRY(config.sinkhornIterations, keys.count("hyper_connection.sinkhorn_iterations", 1, kMaxSinkhorn));
    LF_TRY(config.hcEps, keys.positive("hyper_connection.epsilon"));
    LF_CHECK(readLayers(keys, config));
    LF_CHECK(readAttention(keys, config));
    LF_CHECK(readIndexer(keys, config));
    LF_CHECK(readRope(keys, config));
    LF_CHECK(readExperts(keys, config));
    return config;
}

std::vector<float> ropeFrequencies(const ModelConfig& config, bool compressed) {
    const double rotary = config.rotary;
    const double base = compressed ? config.rope.compressedBase : config.rope.base;
    std::vector<float> frequencies(config.rotary / 2);
    // The pair whose wavelength makes `turns` turns over the original context.
    const auto pairOf = [&](double turns) {
        return rotary * std::log(config.rope.originalContext / (turns * 2 * std::numbers::pi)) / (2 * std::log(base));
    };
    const double low = compressed ? std::max(0.0, std::floor(pairOf(config.rope.betaFast))) : 0;
    const double high = compressed ? std::min(rotary - 1, std::ceil(pairOf(config.rope.betaSlow))) : 0;
    for (size_t pair = 0; pair < frequencies.size(); ++pair) {
        double frequency = std::pow(base, -2.0 * static_cast<double>(pair) / rotary);
        if (compressed) {
            const double ramp = std::clamp((static_cast<double>(pair) - low) / std::max(0.001, high - low), 0.0, 1.0);
            frequency = frequency * (1 - ramp) + frequency / config.rope.factor * ramp;
        }
        frequencies[pair] = static_cast<float>(frequency);
    }
    return frequencies;
}

}  // namespace lanternfish::model
