#include "tests/bench/v4_flash.h"

#include <initializer_list>

namespace lanternfish::bench {

namespace {

using model::Compression;
using quant::Type;

constexpr uint64_t kHidden = 4096, kVocabulary = 129280, kStreams = 4;
constexpr uint64_t kHeads = 64, kHeadDim = 512, kRank = 1024, kGroups = 8, kInner = 2048;
constexpr uint64_t kIndexHeads = 64, kIndexDim = 128, kExperts = 256, kUsed = 6;

class Builder {
public:
    explicit Builder(FlashModel& flash) : m_flash(flash) {}

    /// Sizes from the contiguous one on.
    const format::TensorInfo* add(Type type, std::initializer_list<uint64_t> sizes) {
        std::array<uint64_t, 4> all = {1, 1, 1, 1};
        std::ranges::copy(sizes, all.begin());
        format::TensorInfo& info = m_flash.infos.emplace_back();
        info.name = "planned";
        info.type = type;
        info.dimensions = {all, static_cast<uint32_t>(sizes.size())};
        return &info;
    }

    model::HyperConnectionTensors hyper(uint64_t outs, uint64_t scales) {
        return {add(Type::F16, {kStreams * kHidden, outs}), add(Type::F32, {outs}), add(Type::F32, {scales})};
    }

    model::CompressorTensors compressor(uint64_t ratio, uint64_t width, uint64_t dim) {
        return {add(Type::F16, {kHidden, width}), add(Type::F16, {kHidden, width}), add(Type::F32, {width, ratio}),
                add(Type::F32, {dim})};
    }

    void layer(const model::LayerConfig& config, Type gateUp, Type down) {
        model::LayerTensors layer;
        constexpr uint64_t kMaps = (2 + kStreams) * kStreams;
        layer.attentionHc = hyper(kMaps, 3);
        layer.ffnHc = hyper(kMaps, 3);
        layer.attentionNorm = add(Type::F32, {kHidden});
        layer.sinks = add(Type::F32, {kHeads});
        layer.queryA = add(Type::Q8_0, {kHidden, kRank});
        layer.queryNorm = add(Type::F32, {kRank});
        layer.queryB = add(Type::Q8_0, {kRank, kHeads * kHeadDim});
        layer.kv = add(Type::Q8_0, {kHidden, kHeadDim});
        layer.kvNorm = add(Type::F32, {kHeadDim});
        layer.outputA = add(Type::Q8_0, {kHeads * kHeadDim / kGroups, kGroups * kRank});
        layer.outputB = add(Type::Q8_0, {kGroups * kRank, kHidden});
        const uint64_t overlap = config.compression == Compression::Sparse ? 2 : 1;
        if (config.compression != Compression::None)
            layer.compressor = compressor(config.ratio, overlap * kHeadDim, kHeadDim);
        if (config.compression == Compression::Sparse) {
            layer.indexCompressor = compressor(config.ratio, overlap * kIndexDim, kIndexDim);
            layer.indexQuery = add(Type::Q8_0, {kRank, kIndexHeads * kIndexDim});
            layer.indexWeights = add(Type::BF16, {kHidden, kIndexHeads});
        }
        layer.ffnNorm = add(Type::F32, {kHidden});
        layer.router = add(Type::BF16, {kHidden, kExperts});
        if (config.hashRouted)
            layer.hashTable = add(Type::I32, {kUsed, kVocabulary});
        else
            layer.routerBias = add(Type::F32, {kExperts});
        layer.expertGate = add(gateUp, {kHidden, kInner, kExperts});
        layer.expertUp = add(gateUp, {kHidden, kInner, kExperts});
        layer.expertDown = add(down, {kInner, kHidden, kExperts});
        layer.sharedGate = add(Type::Q8_0, {kHidden, kInner});
        layer.sharedUp = add(Type::Q8_0, {kHidden, kInner});
        layer.sharedDown = add(Type::Q8_0, {kInner, kHidden});
        m_flash.tensors.layers.push_back(layer);
    }

private:
    FlashModel& m_flash;
};

model::ModelConfig flashConfig() {
    model::ModelConfig config;
    config.name = "V4-Flash";
    config.layers = {{0, Compression::None, true, 10, 10},
                     {4, Compression::Sparse, false, 10, 10},
                     {128, Compression::Heavy, false, 10, 10}};
    config.hidden = kHidden;
    config.vocabulary = kVocabulary;
    config.contextLength = 1048576;
    config.heads = kHeads;
    config.headDim = kHeadDim;
    config.rotary = 64;
    config.queryRank = kRank;
    config.outputGroups = kGroups;
    config.outputRank = kRank;
    config.window = 128;
    config.indexHeads = kIndexHeads;
    config.indexDim = kIndexDim;
    config.indexTopK = 512;
    config.streams = kStreams;
    config.sinkhornIterations = 20;
    config.hcEps = config.normEps = 1e-6F;
    config.experts = kExperts;
    config.expertsUsed = kUsed;
    config.expertWeightsScale = 1.5F;
    config.rope = {10000, 160000, 16, 65536, 32, 1};
    return config;
}

}  // namespace

std::unique_ptr<FlashModel> makeFlashModel(Type gateUp, Type down) {
    auto flash = std::make_unique<FlashModel>();
    flash->config = flashConfig();
    Builder builder(*flash);
    flash->tensors.embedding = builder.add(Type::Q8_0, {kHidden, kVocabulary});
    flash->tensors.outputNorm = builder.add(Type::F32, {kHidden});
    flash->tensors.output = builder.add(Type::Q8_0, {kHidden, kVocabulary});
    flash->tensors.outputHc = builder.hyper(kStreams, 1);
    for (const model::LayerConfig& layer : flash->config.layers)
        builder.layer(layer, gateUp, down);
    return flash;
}

}  // namespace lanternfish::bench
