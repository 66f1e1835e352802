#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "lanternfish/tokenizer.h"

namespace lanternfish {

struct SamplerOptions {
    float temperature = 1.0F;  ///< 0 is greedy: the largest logit, the lowest id among equals.
    float topP = 1.0F;         ///< Smallest set of likeliest tokens whose probability reaches topP; 1 is off.
    float minP = 0.0F;         ///< Drops tokens below minP times the likeliest; 0 is off.
    uint32_t topK = 0;         ///< Keeps the topK likeliest; 0 is off.
    uint64_t seed = 0;
};

/// Draws tokens from logits. The same seed, options and logits give the same tokens on every platform. Thread: one.
class Sampler {
public:
    explicit Sampler(const SamplerOptions& options);

    /// logits: [vocab]; NaN counts as never.
    TokenId sample(std::span<const float> logits);

private:
    struct Candidate {
        float logit;
        TokenId id;
    };

    SamplerOptions m_options;
    std::mt19937_64 m_random;
    std::vector<Candidate> m_candidates;
    std::vector<double> m_probabilities;
};

}  // namespace lanternfish
