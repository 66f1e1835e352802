#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/config.h"
#include "engine/model/weights.h"
#include "engine/ops/backend.h"

namespace lanternfish::model {

/// Which of a sequence's caches a layer reads and writes.
struct LayerCaches {
    uint32_t raw = 0;
    std::optional<uint32_t> state;              ///< Compressor projections of the open windows.
    std::optional<uint32_t> compressed;         ///< Finished entries.
    std::optional<uint32_t> indexState, index;  ///< The same for the indexer's keys.
};

struct PlannedCache {
    ops::CacheSpec spec;
    uint32_t ratio = 0;  ///< 0: a ring. Otherwise it holds one row per `ratio` tokens and grows with the context.
    std::string name;    ///< "layer 2 raw rows"
};

/// The caches of one sequence.
struct CachePlan {
    std::vector<PlannedCache> caches;
    std::vector<LayerCaches> layers;
};

/// `slack`: rows that a step may add at once, and tokens that a sequence may go back, without losing what rings hold.
CachePlan planCaches(const ModelConfig& config, CacheNumerics numerics, uint32_t slack, uint32_t contextLimit);

/// The tensors between ops, one set for all steps of a shape or smaller.
struct Activations {
    ops::Tensor streams, normed, post, comb;
    ops::Tensor queryRank, query, kv, compressorKv, compressorScore, entry;
    ops::Tensor indexKv, indexScore, indexEntry, indexQuery, indexWeights, selected;
    ops::Tensor attention, groups, sublayer;
    ops::Tensor expertIds, expertWeights;
    ops::Tensor head, logits;
};

Result<Activations> createActivations(ops::Backend& backend, const ModelConfig& config, uint32_t rows,
                                      uint32_t outputs);
void releaseActivations(ops::Backend& backend, const ModelConfig& config, const Activations& activations);

struct ScheduleOptions {
    CacheNumerics numerics = CacheNumerics::Packed;
};

/// The forward pass as lists of ops. A segment ends where the host may look before it goes on: after each layer's
/// routing. The last one turns the output rows' streams into logits. Source: spec 3 to 10.
std::vector<std::vector<ops::Op>> buildSchedule(const ModelConfig& config, const ModelWeights& weights,
                                                const CachePlan& caches, const Activations& activations,
                                                const ScheduleOptions& options);

}  // namespace lanternfish::model
