#pragma once

#include "engine/ops/reference/vectors.h"

namespace lanternfish::ops::reference {

/// sqrt(softplus(logit)). Spec 9.1.
double routerScore(double logit);

/// The weights of the chosen experts: their scores, over their sum (floored at 2^-14) if `normalise`, times scale.
Vector routerWeights(std::span<const double> scores, std::span<const uint32_t> ids, bool normalise, double scale);

/// down (silu(min(gate x, limit)) * clamp(up x, -limit, limit)); a limit of 0 or less clamps nothing. Spec 9.2.
Vector feedForward(std::span<const float> x, const Matrix& gate, const Matrix& up, const Matrix& down, double limit);

}  // namespace lanternfish::ops::reference
