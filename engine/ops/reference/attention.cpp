#include "engine/ops/reference/attention.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lanternfish::ops::reference {

void attendHead(std::span<const float> q, std::span<const Key> keys, double scale, double sink, std::span<float> out) {
    const Vector query = widen(q);
    Vector scores(keys.size());
    double highest = sink;
    for (size_t k = 0; k < keys.size(); ++k) {
        scores[k] = scale * dot(keys[k], query);
        highest = std::max(highest, scores[k]);
    }
    double denominator = std::exp(sink - highest);
    Vector sum(out.size());
    for (size_t k = 0; k < keys.size(); ++k) {
        const double weight = std::exp(scores[k] - highest);
        denominator += weight;
        for (size_t d = 0; d < out.size(); ++d)
            sum[d] += weight * keys[k][d];
    }
    for (size_t d = 0; d < out.size(); ++d)
        out[d] = static_cast<float>(sum[d] / denominator);
}

Vector mixSlots(std::span<const Slot> slots) {
    Vector mixture(slots.front().values.size());
    for (size_t c = 0; c < mixture.size(); ++c) {
        double highest = -std::numeric_limits<double>::infinity();
        for (const Slot& slot : slots)
            highest = std::max(highest, double{slot.scores[c]});
        double sum = 0, denominator = 0;
        for (const Slot& slot : slots) {
            const double weight = std::exp(slot.scores[c] - highest);
            sum += weight * slot.values[c];
            denominator += weight;
        }
        mixture[c] = sum / denominator;
    }
    return mixture;
}

double indexScore(std::span<const float> q, std::span<const float> headWeights, double scale, Key key) {
    double score = 0;
    for (size_t h = 0; h < headWeights.size(); ++h) {
        const Vector head = widen(q.subspan(h * key.size(), key.size()));
        score += scale * headWeights[h] * std::max(dot(key, head), 0.0);
    }
    return score;
}

std::vector<uint32_t> largest(std::span<const double> values, size_t count) {
    std::vector<uint32_t> order(values.size());
    std::iota(order.begin(), order.end(), 0u);
    const auto rank = [&](uint32_t i) {
        return std::isnan(values[i]) ? -std::numeric_limits<double>::infinity() : values[i];
    };
    std::ranges::stable_sort(order, std::ranges::greater{}, rank);
    order.resize(std::min(count, order.size()));
    return order;
}

}  // namespace lanternfish::ops::reference
