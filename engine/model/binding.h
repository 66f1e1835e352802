#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/format/gguf.h"
#include "engine/model/config.h"
#include "engine/ops/backend.h"

namespace lanternfish::model {

using format::TensorInfo;

struct HyperConnectionTensors {
    const TensorInfo* fn = nullptr;
    const TensorInfo* base = nullptr;
    const TensorInfo* scale = nullptr;
};

struct CompressorTensors {
    const TensorInfo* kv = nullptr;
    const TensorInfo* gate = nullptr;
    const TensorInfo* ape = nullptr;
    const TensorInfo* norm = nullptr;
};

struct LayerTensors {
    HyperConnectionTensors attentionHc, ffnHc;
    const TensorInfo* attentionNorm = nullptr;
    const TensorInfo* sinks = nullptr;
    const TensorInfo* queryA = nullptr;
    const TensorInfo* queryNorm = nullptr;
    const TensorInfo* queryB = nullptr;
    const TensorInfo* kv = nullptr;
    const TensorInfo* kvNorm = nullptr;
    const TensorInfo* outputA = nullptr;
    const TensorInfo* outputB = nullptr;
    CompressorTensors compressor;       ///< Unless the layer has no compression.
    CompressorTensors indexCompressor;  ///< Sparse layers only, as the two below.
    const TensorInfo* indexQuery = nullptr;
    const TensorInfo* indexWeights = nullptr;
    const TensorInfo* ffnNorm = nullptr;
    const TensorInfo* router = nullptr;
    const TensorInfo* routerBias = nullptr;  ///< Score-routed layers.
    const TensorInfo* hashTable = nullptr;   ///< Hash-routed layers.
    const TensorInfo* expertGate = nullptr;
    const TensorInfo* expertUp = nullptr;
    const TensorInfo* expertDown = nullptr;
    const TensorInfo* sharedGate = nullptr;
    const TensorInfo* sharedUp = nullptr;
    const TensorInfo* sharedDown = nullptr;
};

/// The tensors of a file by their part in the network, each with the shape and type that the part needs.
struct ModelTensors {
    const TensorInfo* embedding = nullptr;
    const TensorInfo* outputNorm = nullptr;
    const TensorInfo* output = nullptr;
    HyperConnectionTensors outputHc;
    std::vector<LayerTensors> layers;

    /// What a tensor is for, by its place in this structure: "routed experts", "attention", ...
    struct Use {
        const TensorInfo* tensor;
        const char* tensorClass;
    };
    std::vector<Use> uses;
};

/// Finds every tensor that the schedule needs and checks its shape and type; sets config.vocabulary. Errors:
/// InvalidFile naming the tensor, the kind of layer that needs it, expected and found; Unsupported for a type without a
/// kernel. Source: gguf.md sections 2 and 3.
Result<ModelTensors> bindTensors(const format::GgufFile& file, ModelConfig& config);

/// Checks the contents that are used as indices: expert ids of the hash tables.
Result<void> checkIndices(const format::GgufFile& file, const ModelConfig& config, const ModelTensors& tensors);

/// Whether a vocabulary of `tokens` entries has one for each row of the embedding. Errors: InvalidFile.
Result<void> checkVocabulary(const format::GgufFile& file, const ModelConfig& config, uint64_t tokens);

}  // namespace lanternfish::model
