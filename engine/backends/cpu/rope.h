#pragma once

#include <cstdint>
#include <vector>

#include "engine/backends/cpu/memory.h"
#include "engine/ops/op.h"

namespace lanternfish::backends::cpu {

/// Cosine and sine of pair i at cosSin[2i] and cosSin[2i + 1]. Spec 4.2.
void fillAngles(FloatView frequencies, uint32_t rotary, uint32_t position, double* cosSin);

/// Rotates the last `rotary` of `dim` elements forwards or back.
template <class T>
void rotate(T* x, uint32_t dim, uint32_t rotary, const double* cosSin) {
    T* const pairs = x + (dim - rotary);
    for (uint32_t i = 0; i < rotary; i += 2) {
        const double a = pairs[i];
        const double b = pairs[i + 1];
        pairs[i] = static_cast<T>(a * cosSin[i] - b * cosSin[i + 1]);
        pairs[i + 1] = static_cast<T>(a * cosSin[i + 1] + b * cosSin[i]);
    }
}
void rotateBack(float* x, uint32_t dim, uint32_t rotary, const double* cosSin);

/// The angles of every row of the current step, worked out once per step and frequency table.
class RopeTables {
public:
    void beginStep() { ++m_step; }

    /// [rows, rotary]. Valid until the next call. Throws std::bad_alloc.
    const double* table(ops::WeightId id, FloatView frequencies, uint32_t rotary, const ops::Step& step);

private:
    struct Table {
        ops::WeightId id{};
        uint32_t rotary = 0;
        uint64_t step = 0;
        std::vector<double> cosSin;
    };
    std::vector<Table> m_tables;
    uint64_t m_step = 0;
};

}  // namespace lanternfish::backends::cpu
