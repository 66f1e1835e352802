#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <format>
#include <functional>
#include <memory>
#include <numbers>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/format/gguf.h"
#include "engine/model/binding.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/self_check.h"
#include "engine/runtime/timeline.h"
#include "tests/engine/runtime/logits_compare.h"

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

using Models = std::vector<std::string>;
using Backend = Result<std::unique_ptr<ops::Backend>>;

/// The logits of the first `tokens` of the test tokens, [tokens, kVocabulary], of one of the models in tests/data/tiny.
/// Throws on any error.
inline std::vector<float> logitsOn(Backend backend, const std::string& model, size_t tokens,
                                   runtime::ExecutorOptions how) {
    const format::GgufFile file = valueOf(format::GgufFile::open(kData / "tiny" / (model + ".gguf")));
    model::ModelConfig config = valueOf(model::readConfig(file));
    const model::ModelTensors tensors = valueOf(model::bindTensors(file, config));
    how.contextLimit = 1024;
    const auto executor = valueOf(runtime::Executor::create(valueOf(std::move(backend)), config, tensors, how));
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

/// What `makeLogits` gives for a model is as near to the float64 reference as the README of the data wants, over the
/// first `tokens`.
inline void expectPlainBounds(const Models& models, size_t tokens,
                              const std::function<std::vector<float>(const std::string&)>& makeLogits) {
    for (const std::string& model : models) {
        const LogitsDistance distance =
            compareLogits(makeLogits(model), knownLogits(model, tokens, "plain"), kVocabulary);
        // Where 16 entries are chosen, noise may choose others; the distribution hardly changes by it.
        if (model == "mini-f32-top16") {
            EXPECT_LT(distance.meanKl, 1e-3);
        } else {
            EXPECT_LT(distance.nmse, 1e-6) << model;
        }
        std::printf("%s plain: nmse %.3g, mean KL %.3g\n", model.c_str(), distance.nmse, distance.meanKl);
    }
}

/// The same with packed caches: roundings that fall elsewhere add up, so that the beginning has a bound of its own.
inline void expectPackedBounds(const Models& models, size_t tokens,
                               const std::function<std::vector<float>(const std::string&)>& makeLogits) {
    for (const std::string& model : models) {
        const double bound = model == "mini-f32-top16" ? 3e-2 : 1e-2;
        const std::vector<float> found = makeLogits(model), expected = knownLogits(model, tokens, "packed");
        const size_t early = 16 * kVocabulary;
        EXPECT_LT(
            compareLogits(std::span(found).first(early), std::span(expected).first(early), kVocabulary).medianRowError,
            1e-4)
            << model;
        const LogitsDistance distance = compareLogits(found, expected, kVocabulary);
        EXPECT_LT(distance.medianRowError, bound) << model;
        EXPECT_LT(distance.meanKl, bound) << model;
        std::printf("%s packed: median row error %.3g, mean KL %.3g\n", model.c_str(), distance.medianRowError,
                    distance.meanKl);
    }
}

/// The fast class. Where activations are rounded, as far from the float64 reference as the public engine is over the
/// same tokens, which rounds them too and shares nothing else with ours; where they are not, f32 noise.
/// standardErrors: of the difference of two such means, by which the mean KL may be larger.
inline void expectFastBound(const std::string& model, std::span<const float> found, double standardErrors = 0) {
    const size_t tokens = found.size() / kVocabulary;
    const std::vector<float> expected = knownLogits(model, tokens, "plain");
    const LogitsDistance distance = compareLogits(found, expected, kVocabulary);
    if (model == "mini-f32") {
        EXPECT_LT(distance.nmse, 1e-8);
        return;
    }
    const LogitsDistance peer = compareLogits(knownLogits(model, tokens, "llama"), expected, kVocabulary);
    // The same rounding in the same products, but other errors: over 40 rows the medians are up to 1.3 apart. The mean
    // hangs on the few rows where another expert was chosen: it takes all of them to compare.
    EXPECT_LT(distance.medianRowError, 1.5 * peer.medianRowError);
    if (tokens == kTokens) {
        EXPECT_LT(distance.medianRowError, 1.1 * peer.medianRowError);
        EXPECT_LT(distance.meanKl, peer.meanKl + standardErrors * std::numbers::sqrt2 * peer.standardError);
    }
    std::printf("%s: median row error %.3g, of the public engine %.3g; mean KL %.3g, %.3g\n", model.c_str(),
                distance.medianRowError, peer.medianRowError, distance.meanKl, peer.meanKl);
}

/// The ops that the self check finds wrong.
inline std::set<std::string> wrongOps(Backend backend) {
    const std::unique_ptr<ops::Backend> checked = valueOf(std::move(backend));
    std::set<std::string> names;
    for (const OpVerdict& verdict : runtime::checkBackend(*checked))
        if (!verdict.ok)
            names.insert(verdict.op.substr(0, verdict.op.find(',')));
    return names;
}

}  // namespace lanternfish::tests
