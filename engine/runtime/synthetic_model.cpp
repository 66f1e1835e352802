#include "engine/runtime/synthetic_model.h"

#include <cmath>
#include <cstring>

namespace lanternfish::runtime {

namespace {

using quant::Type;

// 256 is the longest block, so every type fits a row of it.
constexpr uint32_t kHidden = 256;
constexpr uint32_t kInner = 256;
constexpr uint32_t kVocabulary = 512;

model::ModelConfig smallConfig() {
    model::ModelConfig config;
    config.name = "synthetic";
    config.hidden = kHidden;
    config.vocabulary = kVocabulary;
    config.contextLength = 4096;
    config.heads = 4;
    config.headDim = 128;
    config.rotary = 64;
    config.queryRank = 256;
    config.outputGroups = 2;
    config.outputRank = 128;
    config.window = 32;
    config.indexHeads = 4;
    config.indexDim = 64;
    config.indexTopK = 16;
    config.streams = 4;
    config.sinkhornIterations = 20;
    config.hcEps = config.normEps = 1e-6F;
    config.experts = 8;
    config.expertsUsed = 3;
    config.expertWeightsScale = 1.5F;
    config.rope = {10000, 160000, 4, 1024, 32, 1};
    using enum model::Compression;
    config.layers = {{0, None, true, 10, 10}, {4, Sparse, false, 10, 10}, {32, Heavy, false, 10, 10}};
    return config;
}

uint16_t halfBits(float value) {
    // Positive normal numbers only: what scales need.
    uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof(bits));
    return static_cast<uint16_t>(((bits >> 23) - 112) << 10 | (bits >> 13 & 0x3FF));
}

}  // namespace

std::span<const TypeMix> typeMixes() {
    static constexpr TypeMix kMixes[] = {
        {"F32 F16", Type::F32, Type::F16, Type::F32, Type::F16, Type::F32},
        {"Q8_0 BF16 MXFP4", Type::Q8_0, Type::BF16, Type::BF16, Type::MXFP4, Type::MXFP4},
        {"Q8_0 F16 IQ2_XXS Q2_K", Type::Q8_0, Type::F16, Type::F16, Type::IQ2_XXS, Type::Q2_K},
    };
    return kMixes;
}

SyntheticModel::SyntheticModel(const TypeMix& types, uint64_t seed)
    : m_types(types), m_random(seed * 2 + 1), m_config(smallConfig()) {
    m_tensors.embedding = add("token_embd", Type::F32, kHidden, kVocabulary);
    m_tensors.output = add("output", m_types.dense, kHidden, kVocabulary);
    m_tensors.outputNorm = addVector("output_norm", kHidden, 1, 0.1F);
    m_tensors.outputHc = addHyperConnection("output_hc", m_config.streams, 1);
    for (size_t index = 0; index < m_config.layers.size(); ++index)
        m_tensors.layers.push_back(addLayer(m_config.layers[index], "layer " + std::to_string(index) + " "));
}

float SyntheticModel::uniform() {
    // xorshift64*: the data only has to be the same everywhere.
    m_random ^= m_random >> 12;
    m_random ^= m_random << 25;
    m_random ^= m_random >> 27;
    return static_cast<float>(static_cast<double>((m_random * 0x2545F4914F6CDD1D) >> 40) * 0x1p-24 * 2 - 1);
}

const format::TensorInfo* SyntheticModel::keep(std::string name, Type type, std::array<uint64_t, 4> sizes,
                                               std::vector<std::byte> bytes) {
    TensorInfo info;
    info.name = m_names.emplace_back(std::move(name));
    info.ggufType = static_cast<uint32_t>(type);
    info.typeName = quant::typeInfo(type).name;
    info.type = type;
    info.dimensions = format::Dimensions(sizes, 3);
    info.elements = sizes[0] * sizes[1] * sizes[2];
    info.data = m_bytes.emplace_back(std::move(bytes));
    info.bytes = info.data.size();
    return &m_infos.emplace_back(info);
}

const format::TensorInfo* SyntheticModel::add(std::string name, Type type, uint64_t columns, uint64_t rows,
                                              uint64_t slices) {
    const quant::TypeInfo& info = quant::typeInfo(type);
    const uint64_t blocks = columns / info.blockElements * rows * slices;
    std::vector<std::byte> bytes(blocks * info.blockBytes);
    for (std::byte& byte : bytes)
        byte = static_cast<std::byte>(static_cast<int>((uniform() + 1) * 127.99F));
    // Values of about 1 / sqrt(columns), so that activations keep their size.
    const float target = 1.0F / std::sqrt(static_cast<float>(columns));
    const auto putHalf = [&](uint64_t block, uint32_t at, float value) {
        const uint16_t bits = halfBits(value);
        std::memcpy(bytes.data() + block * info.blockBytes + at, &bits, sizeof(bits));
    };
    for (uint64_t block = 0; block < blocks; ++block) {
        std::byte* const start = bytes.data() + block * info.blockBytes;
        const float value = uniform() * target * 1.7F;
        uint32_t bits = 0;
        std::memcpy(&bits, &value, sizeof(bits));
        switch (type) {
            case Type::F32:
                std::memcpy(start, &bits, sizeof(bits));
                break;
            case Type::BF16:
                std::memcpy(start, reinterpret_cast<const std::byte*>(&bits) + 2, 2);
                break;
            case Type::F16: {
                putHalf(block, 0, std::abs(value) + 1e-4F);
                start[1] |= value < 0 ? std::byte{0x80} : std::byte{0};
                break;
            }
            case Type::Q8_0:
                putHalf(block, 0, target / 74);
                break;
            case Type::MXFP4:
                start[0] = static_cast<std::byte>(127 + std::lround(std::log2(target / 3)));
                break;
            case Type::IQ2_XXS:
                putHalf(block, 0, target / 48);
                break;
            case Type::Q2_K:
                putHalf(block, 80, target / 12);
                putHalf(block, 82, target / 8);
                break;
            case Type::I32:
                break;
        }
    }
    return keep(std::move(name), type, {columns, rows, slices, 1}, std::move(bytes));
}

const format::TensorInfo* SyntheticModel::addVector(std::string name, uint64_t size, float middle, float spread) {
    std::vector<float> values(size);
    for (float& value : values)
        value = middle + spread * uniform();
    std::vector<std::byte> bytes(size * sizeof(float));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return keep(std::move(name), Type::F32, {size, 1, 1, 1}, std::move(bytes));
}

const format::TensorInfo* SyntheticModel::addHashTable(std::string name) {
    std::vector<int32_t> ids(uint64_t{kVocabulary} * m_config.expertsUsed);
    for (size_t index = 0; index < ids.size(); ++index)
        ids[index] = static_cast<int32_t>((index / m_config.expertsUsed * 5 + index % m_config.expertsUsed * 3) %
                                          m_config.experts);
    std::vector<std::byte> bytes(ids.size() * sizeof(int32_t));
    std::memcpy(bytes.data(), ids.data(), bytes.size());
    return keep(std::move(name), Type::I32, {m_config.expertsUsed, kVocabulary, 1, 1}, std::move(bytes));
}

model::HyperConnectionTensors SyntheticModel::addHyperConnection(const std::string& name, uint64_t maps,
                                                                 uint64_t scales) {
    return {.fn = add(name + "_fn", m_types.router, uint64_t{m_config.streams} * kHidden, maps),
            .base = addVector(name + "_base", maps, 0, 0.5F),
            .scale = addVector(name + "_scale", scales, 0.6F, 0.1F)};
}

model::CompressorTensors SyntheticModel::addCompressor(const std::string& name, const model::LayerConfig& layer,
                                                       uint64_t dim) {
    const uint64_t width = layer.compression == model::Compression::Sparse ? 2 * dim : dim;
    return {.kv = add(name + "_kv", m_types.compressor, kHidden, width),
            .gate = add(name + "_gate", m_types.compressor, kHidden, width),
            .ape = add(name + "_ape", Type::F32, width, layer.ratio),
            .norm = addVector(name + "_norm", dim, 1.5F, 0.2F)};
}

model::LayerTensors SyntheticModel::addLayer(const model::LayerConfig& layer, const std::string& name) {
    const model::ModelConfig& config = m_config;
    const uint64_t headWidth = uint64_t{config.heads} * config.headDim;
    const uint64_t groupWidth = uint64_t{config.outputGroups} * config.outputRank;
    model::LayerTensors tensors;
    tensors.attentionHc = addHyperConnection(name + "hc_attn", 24, 3);
    tensors.ffnHc = addHyperConnection(name + "hc_ffn", 24, 3);
    tensors.attentionNorm = addVector(name + "attn_norm", kHidden, 1, 0.1F);
    tensors.sinks = addVector(name + "attn_sinks", config.heads, 0, 1);
    tensors.queryA = add(name + "q_a", m_types.dense, kHidden, config.queryRank);
    tensors.queryNorm = addVector(name + "q_a_norm", config.queryRank, 1, 0.1F);
    tensors.queryB = add(name + "q_b", m_types.dense, config.queryRank, headWidth);
    tensors.kv = add(name + "kv", m_types.dense, kHidden, config.headDim);
    tensors.kvNorm = addVector(name + "kv_a_norm", config.headDim, 1.5F, 0.2F);
    tensors.outputA = add(name + "output_a", m_types.dense, headWidth / config.outputGroups, groupWidth);
    tensors.outputB = add(name + "output_b", m_types.dense, groupWidth, kHidden);
    if (layer.compression != model::Compression::None)
        tensors.compressor = addCompressor(name + "compressor", layer, config.headDim);
    if (layer.compression == model::Compression::Sparse) {
        tensors.indexCompressor = addCompressor(name + "indexer_compressor", layer, config.indexDim);
        tensors.indexQuery =
            add(name + "indexer_q_b", m_types.dense, config.queryRank, uint64_t{config.indexHeads} * config.indexDim);
        tensors.indexWeights = add(name + "indexer_proj", m_types.router, kHidden, config.indexHeads);
    }
    tensors.ffnNorm = addVector(name + "ffn_norm", kHidden, 1, 0.1F);
    tensors.router = add(name + "router", m_types.router, kHidden, config.experts);
    if (layer.hashRouted)
        tensors.hashTable = addHashTable(name + "tid2eid");
    else
        tensors.routerBias = addVector(name + "router_bias", config.experts, 0, 0.1F);
    tensors.expertGate = add(name + "gate_exps", m_types.gateUp, kHidden, kInner, config.experts);
    tensors.expertUp = add(name + "up_exps", m_types.gateUp, kHidden, kInner, config.experts);
    tensors.expertDown = add(name + "down_exps", m_types.down, kInner, kHidden, config.experts);
    tensors.sharedGate = add(name + "gate_shexp", m_types.dense, kHidden, kInner);
    tensors.sharedUp = add(name + "up_shexp", m_types.dense, kHidden, kInner);
    tensors.sharedDown = add(name + "down_shexp", m_types.dense, kInner, kHidden);
    return tensors;
}

}  // namespace lanternfish::runtime
