#pragma once

#include <filesystem>
#include <format>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/format/gguf.h"
#include "engine/model/binding.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/timeline.h"
#include "tests/engine/runtime/logits_compare.h"
#include "tests/engine/vulkan_under_test.h"

namespace lanternfish::tests {

inline const std::filesystem::path kData = LANTERNFISH_TEST_DATA;
constexpr size_t kVocabulary = 320;
constexpr size_t kTokens = 700;  ///< Of the files of logits.

template <class T>
T valueOf(Result<T> result) {
    if (!result)
        throw std::runtime_error(describe(result.error()));
    return std::move(*result);
}

/// The logits of the first `tokens` of the test tokens, [tokens, kVocabulary], of one of the models in tests/data/tiny.
/// Throws on any error.
inline std::vector<float> vulkanLogits(const std::string& model, size_t tokens, const backends::VulkanOptions& device,
                                       runtime::ExecutorOptions how) {
    const format::GgufFile file = valueOf(format::GgufFile::open(kData / "tiny" / (model + ".gguf")));
    model::ModelConfig config = valueOf(model::readConfig(file));
    const model::ModelTensors tensors = valueOf(model::bindTensors(file, config));
    how.contextLimit = 1024;
    const auto executor =
        valueOf(runtime::Executor::create(valueOf(createVulkanUnderTest(device)), config, tensors, how));
    const auto session = valueOf(runtime::Timeline::create(*executor));
    auto ids = readAll<TokenId>(kData / "tiny/tokens-700.i32");
    ids.resize(tokens);
    std::vector<float> all;
    const auto done = session->appendWithLogits(
        ids, [&](uint32_t, std::span<const float> logits) { all.insert(all.end(), logits.begin(), logits.end()); }, {});
    if (!done)
        throw std::runtime_error(describe(done.error()));
    return all;
}

/// The same as somebody else computed them: "plain", "packed" or "llama".
inline std::vector<float> knownLogits(const std::string& model, size_t tokens, const char* which) {
    auto values = readAll<float>(kData / "tiny" / std::format("{}.{}.f32", model, which));
    values.resize(tokens * kVocabulary);
    return values;
}

}  // namespace lanternfish::tests
