#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "engine/format/gguf.h"
#include "engine/tokenizer/bpe_tokenizer.h"

using namespace lanternfish;

namespace {

void require(bool promise) {
    if (!promise)
        std::abort();
}

/// Reads everything that the reader vouched for, so that the sanitizers see each byte looked at.
uint64_t readAll(const format::GgufFile& file) {
    uint64_t sum = 0;
    for (const format::MetadataEntry& entry : file.metadata()) {
        require(file.find(entry.key) == &entry.value);
        sum += entry.value.text().size() + entry.value.typeName().size();
        for (const std::byte byte : entry.value.bytes())
            sum += static_cast<uint64_t>(byte);
        sum += file.requireU32(entry.key).value_or(0);
        if (const auto values = file.requireStringArray(entry.key))
            sum += values->size();
        if (const auto values = file.requireU32Array(entry.key))
            sum += values->size();
        if (const auto values = file.requireF32Array(entry.key))
            sum += values->size();
    }
    for (const format::TensorInfo& tensor : file.tensors()) {
        require(file.findTensor(tensor.name) == &tensor && tensor.bytes == tensor.data.size());
        sum += static_cast<uint64_t>(tensor.data.front()) + static_cast<uint64_t>(tensor.data.back());
    }
    return sum;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto file = format::GgufFile::parse("fuzzed", std::as_bytes(std::span(data, size)));
    if (!file) {
        require(file.error().message.starts_with("fuzzed: "));
        return 0;
    }
    volatile uint64_t sum = readAll(*file);
    if (const auto tokenizer = tokenizer::createTokenizer(*file))
        sum = (*tokenizer)->encodeWithSpecials("Hello <think> 123 世界 \xFF").size();
    static_cast<void>(sum);
    return 0;
}
