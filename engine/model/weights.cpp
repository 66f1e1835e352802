#include "engine/model/weights.h"

#include <algorithm>

namespace lanternfish::model {

namespace {

ops::WeightSource sourceOf(const TensorInfo& tensor) {
    const auto dimension = [&](size_t axis) { return axis < tensor.dimensions.size() ? tensor.dimensions[axis] : 1; };
    return {.name = std::string(tensor.name),
            .type = *tensor.type,
            .rows = dimension(1),
            .columns = dimension(0),
            .slices = dimension(2),
            .bytes = tensor.data};
}

Result<void> add(ops::Backend& backend, const TensorInfo* tensor, ops::WeightId& id) {
    LF_TRY(id, backend.addWeight(sourceOf(*tensor)));
    return {};
}

Result<void> add(ops::Backend& backend, const HyperConnectionTensors& tensors, HyperConnectionWeights& weights) {
    LF_CHECK(add(backend, tensors.fn, weights.fn));
    LF_CHECK(add(backend, tensors.base, weights.base));
    return add(backend, tensors.scale, weights.scale);
}

Result<void> add(ops::Backend& backend, const CompressorTensors& tensors, CompressorWeights& weights) {
    LF_CHECK(add(backend, tensors.kv, weights.kv));
    LF_CHECK(add(backend, tensors.gate, weights.gate));
    LF_CHECK(add(backend, tensors.ape, weights.ape));
    return add(backend, tensors.norm, weights.norm);
}

Result<void> addLayer(ops::Backend& backend, const LayerConfig& layer, const LayerTensors& tensors,
                      LayerWeights& weights) {
    LF_CHECK(add(backend, tensors.attentionHc, weights.attentionHc));
    LF_CHECK(add(backend, tensors.ffnHc, weights.ffnHc));
    LF_CHECK(add(backend, tensors.attentionNorm, weights.attentionNorm));
    LF_CHECK(add(backend, tensors.sinks, weights.sinks));
    LF_CHECK(add(backend, tensors.queryA, weights.queryA));
    LF_CHECK(add(backend, tensors.queryNorm, weights.queryNorm));
    LF_CHECK(add(backend, tensors.queryB, weights.queryB));
    LF_CHECK(add(backend, tensors.kv, weights.kv));
    LF_CHECK(add(backend, tensors.kvNorm, weights.kvNorm));
    LF_CHECK(add(backend, tensors.outputA, weights.outputA));
    LF_CHECK(add(backend, tensors.outputB, weights.outputB));
    if (layer.compression != Compression::None)
        LF_CHECK(add(backend, tensors.compressor, weights.compressor));
    if (layer.compression == Compression::Sparse) {
        LF_CHECK(add(backend, tensors.indexCompressor, weights.indexCompressor));
        LF_CHECK(add(backend, tensors.indexQuery, weights.indexQuery));
        LF_CHECK(add(backend, tensors.indexWeights, weights.indexWeights));
    }
    LF_CHECK(add(backend, tensors.ffnNorm, weights.ffnNorm));
    LF_CHECK(add(backend, tensors.router, weights.router));
    if (tensors.routerBias != nullptr)
        LF_CHECK(add(backend, tensors.routerBias, weights.routerBias.emplace()));
    if (tensors.hashTable != nullptr)
        LF_CHECK(add(backend, tensors.hashTable, weights.hashTable.emplace()));
    LF_CHECK(add(backend, tensors.sharedGate, weights.sharedGate));
    LF_CHECK(add(backend, tensors.sharedUp, weights.sharedUp));
    LF_CHECK(add(backend, tensors.sharedDown, weights.sharedDown));
    LF_TRY(weights.experts, backend.addExperts({.gate = sourceOf(*tensors.expertGate),
                                                .up = sourceOf(*tensors.expertUp),
                                                .down = sourceOf(*tensors.expertDown)}));
    return {};
}

Result<ops::WeightId> addFrequencies(ops::Backend& backend, std::string name, const std::vector<float>& values) {
    return backend.addWeight({.name = std::move(name),
                              .type = quant::Type::F32,
                              .rows = 1,
                              .columns = values.size(),
                              .slices = 1,
                              .bytes = std::as_bytes(std::span(values))});
}

}  // namespace

Result<ModelWeights> addWeights(ops::Backend& backend, const ModelConfig& config, const ModelTensors& tensors,
                                const ComputedConstants& constants, const Progress& progress) {
    ModelWeights weights;
    LF_CHECK(add(backend, tensors.embedding, weights.embedding));
    LF_CHECK(add(backend, tensors.outputNorm, weights.outputNorm));
    LF_CHECK(add(backend, tensors.output, weights.output));
    LF_CHECK(add(backend, tensors.outputHc, weights.outputHc));
    weights.layers.resize(config.layers.size());
    const auto layers = static_cast<uint32_t>(config.layers.size());
    for (uint32_t index = 0; index < layers; ++index) {
        progress(index, layers);
        LF_CHECK(addLayer(backend, config.layers[index], tensors.layers[index], weights.layers[index]));
    }
    progress(layers, layers);
    LF_TRY(weights.plainFrequencies, addFrequencies(backend, "rope frequencies", constants.plainFrequencies));
    if (config.hasCompression()) {
        LF_TRY(weights.compressedFrequencies,
               addFrequencies(backend, "compressed rope frequencies", constants.compressedFrequencies));
    }
    return weights;
}

}  // namespace lanternfish::model
