#include "engine/ops/reference/experts.h"

#include <algorithm>
#include <cmath>

namespace lanternfish::ops::reference {

double routerScore(double logit) {
    const double softplus = logit > 20 ? logit : std::log1p(std::exp(logit));
    return std::sqrt(softplus);
}

Vector routerWeights(std::span<const double> scores, std::span<const uint32_t> ids, bool normalise, double scale) {
    double sum = 0;
    for (const uint32_t id : ids)
        sum += scores[id];
    const double divisor = normalise ? std::max(sum, std::ldexp(1.0, -14)) : 1.0;
    Vector weights;
    for (const uint32_t id : ids)
        weights.push_back(scores[id] / divisor * scale);
    return weights;
}

Vector feedForward(std::span<const float> x, const Matrix& gate, const Matrix& up, const Matrix& down, double limit) {
    const Vector input = widen(x);
    Vector g = multiply(gate, input);
    const Vector u = multiply(up, input);
    for (size_t i = 0; i < g.size(); ++i) {
        const double gated = limit > 0 ? std::min(g[i], limit) : g[i];
        const double upward = limit > 0 ? std::clamp(u[i], -limit, limit) : u[i];
        g[i] = gated * sigmoid(gated) * upward;
    }
    return multiply(down, g);
}

}  // namespace lanternfish::ops::reference
