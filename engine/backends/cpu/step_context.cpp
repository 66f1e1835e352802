#include "engine/backends/cpu/step_context.h"

#include <cmath>

namespace lanternfish::backends::cpu {

double rmsScale(const Kernels& kernels, const float* x, uint64_t dim, float eps) {
    float squares = 0;
    float* const out = &squares;
    kernels.dotTile(x, 0, 1, &x, 1, dim, &out, 0);
    return 1.0 / std::sqrt(static_cast<double>(squares) / static_cast<double>(dim) + static_cast<double>(eps));
}

void hadamard(double* x, uint32_t dim) {
    for (uint32_t half = 1; half < dim; half *= 2) {
        for (uint32_t start = 0; start < dim; start += 2 * half) {
            for (uint32_t i = start; i < start + half; ++i) {
                const double a = x[i];
                const double b = x[i + half];
                x[i] = a + b;
                x[i + half] = a - b;
            }
        }
    }
    const double scale = 1.0 / std::sqrt(static_cast<double>(dim));
    for (uint32_t i = 0; i < dim; ++i)
        x[i] *= scale;
}

}  // namespace lanternfish::backends::cpu
