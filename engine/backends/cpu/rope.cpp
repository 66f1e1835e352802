#include "engine/backends/cpu/rope.h"

#include <algorithm>
#include <cmath>

namespace lanternfish::backends::cpu {

void fillAngles(FloatView frequencies, uint32_t rotary, uint32_t position, double* cosSin) {
    for (uint32_t i = 0; i < rotary / 2; ++i) {
        const float angle = static_cast<float>(position) * frequencies[i];
        cosSin[2 * i] = std::cos(static_cast<double>(angle));
        cosSin[2 * i + 1] = std::sin(static_cast<double>(angle));
    }
}

void rotateBack(float* x, uint32_t dim, uint32_t rotary, const double* cosSin) {
    float* const pairs = x + (dim - rotary);
    for (uint32_t i = 0; i < rotary; i += 2) {
        const double a = pairs[i];
        const double b = pairs[i + 1];
        pairs[i] = static_cast<float>(a * cosSin[i] + b * cosSin[i + 1]);
        pairs[i + 1] = static_cast<float>(b * cosSin[i] - a * cosSin[i + 1]);
    }
}

const double* RopeTables::table(ops::WeightId id, FloatView frequencies, uint32_t rotary, const ops::Step& step) {
    auto found = std::ranges::find_if(m_tables, [&](const Table& t) { return t.id == id && t.rotary == rotary; });
    if (found == m_tables.end())
        found = m_tables.insert(m_tables.end(), Table{id, rotary, 0, {}});
    if (found->step != m_step) {
        found->cosSin.resize(step.rows.size() * rotary);
        for (size_t r = 0; r < step.rows.size(); ++r)
            fillAngles(frequencies, rotary, step.rows[r].position, found->cosSin.data() + r * rotary);
        found->step = m_step;
    }
    return found->cosSin.data();
}

}  // namespace lanternfish::backends::cpu
