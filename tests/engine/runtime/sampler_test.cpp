#include "lanternfish/sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>

namespace lanternfish {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

std::map<TokenId, int> draw(const SamplerOptions& options, const std::vector<float>& logits, int count) {
    Sampler sampler(options);
    std::map<TokenId, int> counts;
    for (int index = 0; index < count; ++index)
        ++counts[sampler.sample(logits)];
    return counts;
}

TEST(Sampler, greedyTakesTheLargestAndTheLowestIdAmongEquals) {
    const SamplerOptions greedy{.temperature = 0};
    EXPECT_EQ(Sampler(greedy).sample(std::vector<float>{1, 3, 3, 2}), 1);
    EXPECT_EQ(Sampler(greedy).sample(std::vector<float>{kNan, -5, kNan}), 1);
    EXPECT_EQ(Sampler(greedy).sample(std::vector<float>{-kInf, -kInf}), 0);
}

TEST(Sampler, drawsByProbability) {
    // Logits of log(1..4): probabilities 0.1 to 0.4.
    const std::vector<float> logits = {0, std::log(2.0F), std::log(3.0F), std::log(4.0F)};
    const int count = 40000;
    const auto counts = draw({.seed = 11}, logits, count);
    for (int id = 0; id < 4; ++id) {
        const double expected = count * 0.1 * (id + 1);
        // Five standard deviations of a binomial: one false alarm in two million.
        const double bound = 5 * std::sqrt(expected * (1 - 0.1 * (id + 1)));
        EXPECT_NEAR(counts.at(id), expected, bound) << id;
    }
}

TEST(Sampler, temperatureSharpensAndFlattens) {
    const std::vector<float> logits = {0, 1};
    // Probability of id 1 is 1 / (1 + exp(-1/T)).
    const int count = 40000;
    for (const float temperature : {0.5F, 2.0F}) {
        const double probability = 1 / (1 + std::exp(-1 / temperature));
        const double bound = 5 * std::sqrt(count * probability * (1 - probability));
        EXPECT_NEAR(draw({.temperature = temperature, .seed = 5}, logits, count).at(1), count * probability, bound);
    }
}

TEST(Sampler, limitsLeaveOutTheUnlikely) {
    const std::vector<float> logits = {std::log(0.5F), std::log(0.3F), std::log(0.15F), std::log(0.05F)};
    const auto idsOf = [&](SamplerOptions options) {
        options.seed = 2;
        std::vector<TokenId> ids;
        for (const auto& [id, times] : draw(options, logits, 4000))
            ids.push_back(id);
        return ids;
    };
    using Ids = std::vector<TokenId>;
    EXPECT_EQ(idsOf({}), (Ids{0, 1, 2, 3}));
    EXPECT_EQ(idsOf({.topK = 2}), (Ids{0, 1}));
    EXPECT_EQ(idsOf({.topP = 0.75F}), (Ids{0, 1}));
    EXPECT_EQ(idsOf({.topP = 0.9F}), (Ids{0, 1, 2}));
    EXPECT_EQ(idsOf({.topP = 0.0F}), (Ids{0}));
    EXPECT_EQ(idsOf({.minP = 0.2F}), (Ids{0, 1, 2}));
    EXPECT_EQ(idsOf({.minP = 1.0F}), (Ids{0}));
}

TEST(Sampler, repeatsWithItsSeed) {
    std::vector<float> logits(1000);
    for (size_t id = 0; id < logits.size(); ++id)
        logits[id] = static_cast<float>(id % 17) * 0.1F;
    const auto sequence = [&](uint64_t seed) {
        Sampler sampler({.topP = 0.95F, .seed = seed});
        std::vector<TokenId> ids;
        for (int index = 0; index < 50; ++index)
            ids.push_back(sampler.sample(logits));
        return ids;
    };
    EXPECT_EQ(sequence(1), sequence(1));
    EXPECT_NE(sequence(1), sequence(2));
}

TEST(Sampler, survivesExtremeLogits) {
    EXPECT_EQ(draw({.seed = 1}, {-kInf, 3, -kInf}, 50).size(), 1U);
    EXPECT_EQ(draw({.seed = 1}, {kInf, 3, 4}, 50).begin()->first, 0);
    EXPECT_EQ(draw({.seed = 1}, {-3e38F, 3e38F}, 50).begin()->first, 1);
}

}  // namespace
}  // namespace lanternfish
