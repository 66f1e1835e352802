#pragma once

#include "engine/ops/reference/vectors.h"

namespace lanternfish::ops::reference {

/// A cache row.
using Key = std::span<const float>;

/// One head: softmax over scale * q . key and the sink, which has no value; a key is its own value. q, out: [headDim].
/// Spec 6.4.
void attendHead(std::span<const float> q, std::span<const Key> keys, double scale, double sink, std::span<float> out);

/// A token's share in a compressed entry: d values and their scores.
struct Slot {
    std::span<const float> values, scores;
};

/// Per channel the softmax-weighted sum over the slots. Spec 7.
Vector mixSlots(std::span<const Slot> slots);

/// sum_h scale * headWeights_h * relu(q_h . key). q: [heads, key.size()]. Spec 8.2.
double indexScore(std::span<const float> q, std::span<const float> headWeights, double scale, Key key);

/// The indices of the `count` largest, largest first; the lower index among equals. NaN counts as the smallest. Fewer
/// values give fewer indices.
std::vector<uint32_t> largest(std::span<const double> values, size_t count);

}  // namespace lanternfish::ops::reference
