#include "lanternfish/sampler.h"

#include <algorithm>
#include <cmath>

namespace lanternfish {

Sampler::Sampler(const SamplerOptions& options) : m_options(options), m_random(options.seed) {}

TokenId Sampler::sample(std::span<const float> logits) {
    const auto better = [](const Candidate& a, const Candidate& b) {
        return a.logit > b.logit || (a.logit == b.logit && a.id < b.id);
    };
    m_candidates.clear();
    for (size_t id = 0; id < logits.size(); ++id)
        if (!std::isnan(logits[id]))
            m_candidates.push_back({logits[id], static_cast<TokenId>(id)});
    if (m_candidates.empty())
        return 0;
    const bool greedy = !(m_options.temperature > 0);
    if (greedy)
        return std::ranges::min_element(m_candidates, better)->id;

    if (m_options.topK > 0 && m_options.topK < m_candidates.size()) {
        std::ranges::nth_element(m_candidates, m_candidates.begin() + m_options.topK, better);
        m_candidates.resize(m_options.topK);
    }
    // The nucleus needs them in order; without it any fixed order serves, and the ids are in order already.
    const bool nucleus = m_options.topP < 1.0F;
    if (nucleus || m_options.topK > 0)
        std::ranges::sort(m_candidates, better);
    float largest = m_candidates.front().logit;
    for (const Candidate& candidate : m_candidates)
        largest = std::max(largest, candidate.logit);
    m_probabilities.resize(m_candidates.size());
    double sum = 0;
    for (size_t index = 0; index < m_candidates.size(); ++index) {
        const double distance = (double{m_candidates[index].logit} - largest) / m_options.temperature;
        m_probabilities[index] = std::isnan(distance) ? 1.0 : std::exp(distance);  // inf - inf
        if (m_probabilities[index] < m_options.minP)
            m_probabilities[index] = 0;
        sum += m_probabilities[index];
    }
    size_t kept = m_candidates.size();
    if (nucleus) {
        double reached = 0;
        const double wanted = sum * std::max(m_options.topP, 0.0F);
        for (kept = 0; kept < m_candidates.size() && (kept == 0 || reached < wanted); ++kept)
            reached += m_probabilities[kept];
        sum = reached;
    }
    // 53 bits by hand: the standard distributions differ between libraries.
    double point = static_cast<double>(m_random() >> 11) * 0x1p-53 * sum;
    for (size_t index = 0; index < kept; ++index) {
        point -= m_probabilities[index];
        if (point < 0)
            return m_candidates[index].id;
    }
    // Rounding used the sum up: the last one that could be drawn.
    while (kept > 1 && m_probabilities[kept - 1] == 0)
        --kept;
    return m_candidates[kept - 1].id;
}

}  // namespace lanternfish
