#include "engine/backends/cuda/kernels/quantise.cuh"
#include "engine/backends/cuda/kernels/step.cuh"

// Rows as bytes, four elements to a thread: 4 bytes read and 9/8 written for each. For vectors whose maker doesn't
// store them so itself.
LF_FAST_KERNEL(quantise, LfQuantise, 256) {
    const LfQuantise& p = arguments.params;
    const Step step(arguments);
    if (step.stopped())
        return;
    const uint32_t rows = step.rows(p.extent);
    if (blockIdx.y >= smaller(rows - smaller(p.firstRow, rows), p.rowLimit) * p.times)
        return;
    const float* const x = bound<const float>(arguments, 1) + uint64_t{blockIdx.y} * p.columns;
    uint8_t* const row = bound<uint8_t>(arguments, 2) + uint64_t{blockIdx.y} * LF_QUANTISED_ROW_BYTES(p.columns);
    const uint32_t k = (blockIdx.x * 256 + threadIdx.x) * 4;
    const bool mine = k < p.columns;
    storeQuantised(row, k, mine ? *reinterpret_cast<const float4*>(x + k) : float4{}, mine);
}
