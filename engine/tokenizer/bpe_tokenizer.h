#pragma once

#include <memory>

#include "engine/format/gguf.h"
#include "lanternfish/error.h"
#include "lanternfish/tokenizer.h"

namespace lanternfish::tokenizer {

/// The tokenizer that `file` carries: byte-level BPE with the pre-tokenizer of spec 15.1. It copies what it needs, so
/// the file may be closed afterwards. Errors: InvalidFile, Unsupported, OutOfMemory.
Result<std::unique_ptr<Tokenizer>> createTokenizer(const format::GgufFile& file);

}  // namespace lanternfish::tokenizer
