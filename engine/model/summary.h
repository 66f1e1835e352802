#pragma once

#include "engine/format/gguf.h"
#include "engine/model/binding.h"
#include "lanternfish/engine.h"

namespace lanternfish::model {

/// The figures of a bound model: sizes, parameters, bytes that one token reads.
ModelInfo summarise(const format::GgufFile& file, const ModelConfig& config, const ModelTensors& tensors);

/// 16 hex digits that tell this file from others: FNV-1a over its header, and its size.
std::string fingerprint(const format::GgufFile& file);

}  // namespace lanternfish::model
