#include "engine/backends/cuda/kernels/cache.cuh"
#include "engine/backends/cuda/kernels/pack_row.cuh"
#include "engine/backends/cuda/kernels/step.cuh"

// One row per block. Shared memory: a word per LF_INDEX_BLOCK elements; their number is constant 0.
LF_KERNEL(cache_commit, LfCommit, 64) {
    const LfCommit& p = arguments.params;
    const Step step(arguments);
    LF_DYNAMIC_SHARED(uint32_t, scales);
    const uint32_t row = blockIdx.x;
    if (row >= step.rows(LF_EXTENT_ROWS) || step.sequence(row) != p.sequence || (step.position(row) + 1) % p.ratio != 0)
        return;
    if (step.overtaken(row, p.cache, p.ratio))
        return;
    const uint32_t slot = cacheSlot(p.cache, step.position(row) / p.ratio);
    RowPacker<64> packer(p.cache, bound<const float>(arguments, 1) + uint64_t{row} * p.cache.dim, scales);
    packer.findScales();
    if (p.cache.codec == LF_CODEC_F32) {
        uint32_t* const words = cacheRow(bound<uint32_t>(arguments, 2), p.cache, slot);
        for (uint32_t w = threadIdx.x; w < p.cache.pitch / 4; w += 64)
            words[w] = packer.word(w);
        return;
    }
    uint8_t* const bytes = cacheRow(bound<uint8_t>(arguments, 2), p.cache, slot);
    for (uint32_t at = threadIdx.x; at < p.cache.pitch; at += 64)
        bytes[at] = uint8_t(packer.byte(at));
}
