#pragma once

#include <deque>
#include <string>
#include <vector>

#include "engine/model/binding.h"

namespace lanternfish::runtime {

/// The weight types of one made-up model.
struct TypeMix {
    const char* name;
    quant::Type dense, compressor, router, gateUp, down;
};

/// Type mixes that between them use every type that the engine reads.
std::span<const TypeMix> typeMixes();

/// A small network with random weights: every kind of layer, both kinds of routing. For checking a device without a
/// model file. Move-only; its tensors point into it.
class SyntheticModel {
public:
    SyntheticModel(const TypeMix& types, uint64_t seed);
    SyntheticModel(SyntheticModel&&) = default;

    const model::ModelConfig& config() const { return m_config; }
    const model::ModelTensors& tensors() const { return m_tensors; }

private:
    using TensorInfo = format::TensorInfo;

    const TensorInfo* add(std::string name, quant::Type type, uint64_t columns, uint64_t rows, uint64_t slices = 1);
    const TensorInfo* addVector(std::string name, uint64_t size, float middle, float spread);
    const TensorInfo* addHashTable(std::string name);
    model::HyperConnectionTensors addHyperConnection(const std::string& name, uint64_t maps, uint64_t scales);
    model::CompressorTensors addCompressor(const std::string& name, const model::LayerConfig& layer, uint64_t dim);
    model::LayerTensors addLayer(const model::LayerConfig& layer, const std::string& name);
    const TensorInfo* keep(std::string name, quant::Type type, std::array<uint64_t, 4> sizes,
                           std::vector<std::byte> bytes);
    float uniform();

    TypeMix m_types;
    uint64_t m_random;
    model::ModelConfig m_config;
    model::ModelTensors m_tensors;
    std::deque<std::string> m_names;
    std::deque<std::vector<std::byte>> m_bytes;
    std::deque<TensorInfo> m_infos;
};

}  // namespace lanternfish::runtime
