#include "engine/model/summary.h"

#include <filesystem>
#include <format>

namespace lanternfish::model {

std::string fingerprint(const format::GgufFile& file) {
    uint64_t hash = 0xcbf29ce484222325;
    const auto mix = [&hash](uint8_t byte) { hash = (hash ^ byte) * 0x100000001b3; };
    for (const std::byte byte : file.header())
        mix(static_cast<uint8_t>(byte));
    for (int shift = 0; shift < 64; shift += 8)
        mix(static_cast<uint8_t>(file.fileBytes() >> shift));
    return std::format("{:016x}", hash);
}

ModelInfo summarise(const format::GgufFile& file, const ModelConfig& config, const ModelTensors& tensors) {
    ModelInfo info;
    info.name = config.name.empty() ? std::filesystem::path(file.name()).stem().string() : config.name;
    info.architecture = "deepseek4";
    info.fingerprint = fingerprint(file);
    info.fileBytes = file.fileBytes();
    info.layerCount = static_cast<uint32_t>(config.layers.size());
    info.contextLength = config.contextLength;
    info.vocabularySize = config.vocabulary;
    for (const ModelTensors::Use& use : tensors.uses) {
        const TensorInfo& tensor = *use.tensor;
        // One token reads one row of the embedding and of a hash table, and the chosen experts of each layer.
        uint64_t part = 1, whole = 1;
        const std::string_view name = tensor.name;
        if (use.tensor == tensors.embedding || name.ends_with("ffn_gate_tid2eid.weight")) {
            whole = config.vocabulary;
        } else if (name.ends_with("_exps.weight")) {
            part = config.expertsUsed;
            whole = config.experts;
        }
        info.parameterCount += tensor.elements;
        info.activeParameterCount += tensor.elements / whole * part;
        info.bytesPerToken += tensor.bytes / whole * part;
    }
    return info;
}

}  // namespace lanternfish::model
