#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/base/progress.h"
#include "engine/model/binding.h"
#include "engine/model/config.h"
#include "engine/ops/backend.h"

namespace lanternfish::model {

struct HyperConnectionWeights {
    ops::WeightId fn{}, base{}, scale{};
};

struct CompressorWeights {
    ops::WeightId kv{}, gate{}, ape{}, norm{};
};

struct LayerWeights {
    HyperConnectionWeights attentionHc, ffnHc;
    ops::WeightId attentionNorm{}, sinks{}, queryA{}, queryNorm{}, queryB{}, kv{}, kvNorm{}, outputA{}, outputB{};
    CompressorWeights compressor, indexCompressor;
    ops::WeightId indexQuery{}, indexWeights{};
    ops::WeightId ffnNorm{}, router{};
    std::optional<ops::WeightId> routerBias, hashTable;
    ops::WeightId sharedGate{}, sharedUp{}, sharedDown{};
    ops::ExpertTableId experts{};
};

/// A model's weights on one backend.
struct ModelWeights {
    ops::WeightId embedding{}, outputNorm{}, output{};
    HyperConnectionWeights outputHc;
    std::vector<LayerWeights> layers;
    ops::WeightId plainFrequencies{}, compressedFrequencies{};
};

/// Constants that are computed, not read; the backend may use them in place, so they outlive it.
struct ComputedConstants {
    std::vector<float> plainFrequencies, compressedFrequencies;
};

/// progress: in layers.
Result<ModelWeights> addWeights(ops::Backend& backend, const ModelConfig& config, const ModelTensors& tensors,
                                const ComputedConstants& constants, const Progress& progress = &ignoreProgress);

}  // namespace lanternfish::model
