#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/format/gguf.h"
#include "lanternfish/error.h"

namespace lanternfish::model {

/// How a layer compresses its keys for the far context. Spec 2, 7.
enum class Compression : uint8_t {
    None,    ///< Window only.
    Sparse,  ///< CSA: overlapping windows of 4, the indexer chooses entries.
    Heavy,   ///< HCA: disjoint windows of `ratio`, all entries are seen.
};

struct LayerConfig {
    uint32_t ratio = 0;
    Compression compression = Compression::None;
    bool hashRouted = false;
    float expertLimit = 0;  ///< Clamp inside routed experts; 0: none.
    float sharedLimit = 0;  ///< The same for the shared expert.
};

struct RopeScaling {
    float base = 0;            ///< rope.freq_base: layers without compression.
    float compressedBase = 0;  ///< attention.compress_rope_freq_base: all others, with YaRN.
    float factor = 1;
    float originalContext = 0;
    float betaFast = 0, betaSlow = 0;
};

/// What a file says about its network. Everything is positive and small enough that products of two fit 64 bits.
struct ModelConfig {
    std::string name;
    std::vector<LayerConfig> layers;
    uint32_t hidden = 0;
    uint32_t vocabulary = 0;
    uint32_t contextLength = 0;
    uint32_t heads = 0, headDim = 0, rotary = 0;
    uint32_t queryRank = 0;
    uint32_t outputGroups = 0, outputRank = 0;
    uint32_t window = 0;
    uint32_t indexHeads = 0, indexDim = 0, indexTopK = 0;
    uint32_t streams = 0, sinkhornIterations = 0;
    float hcEps = 0, normEps = 0;
    uint32_t experts = 0, expertsUsed = 0;
    float expertWeightsScale = 1;
    bool expertWeightsNorm = true;
    RopeScaling rope;

    bool hasCompression() const;
    bool hasIndexer() const;
};

/// Reads and checks the keys `deepseek4.*`. Errors: Unsupported for another architecture or a variant that this engine
/// has no code for, InvalidFile for a missing, mistyped or absurd value. Source: gguf.md section 1.
Result<ModelConfig> readConfig(const format::GgufFile& file);

/// Angle per position of each rotated pair, [rotary/2]: the plain table, or the one with YaRN of compressed layers.
/// Source: spec 4.2.
std::vector<float> ropeFrequencies(const ModelConfig& config, bool compressed);

}  // namespace lanternfish::model
