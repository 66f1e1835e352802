#pragma once

#include <cstdint>
#include <vector>

#include "engine/backends/cpu/memory.h"
#include "engine/ops/op.h"

namespace lanternfish::backends::cpu {

/// Cosine and sine of pair i at cosSin[2i] and cosSin[2i + 1]. Spec 4.2.
void fillAngles(FloatView frequencies, uint32_t rotary, uint32_t position, float* cosSin);

/// Rotates the last `rotary` of `dim` elements forwards or back.
void rotate(float* x, uint32_t dim, uint32_t rotary, const float* cosSin);
void rotateBack(float* x, uint32_t dim, uint32_t rotary, const float* cosSin);

/// The angles of every row of the current step, worked out once per step and frequency table.
class RopeTables {
public:
    void beginStep() { ++m_step; }

    /// [rows, rotary]. Valid until the next call. Throws std::bad_alloc.
    const float* table(ops::WeightId id, FloatView frequencies, uint32_t rotary, const ops::Step& step);

private:
    struct Table {
        ops::WeightId id{};
        uint32_t rotary = 0;
        uint64_t step = 0;
        std::vector<float> cosSin;
    };
    std::vector<Table> m_tables;
    uint64_t m_step = 0;
};

}  // namespace lanternfish::backends::cpu
