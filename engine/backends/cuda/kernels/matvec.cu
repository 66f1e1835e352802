#include "engine/backends/cuda/kernels/decode_row.cuh"
#include "engine/backends/cuda/kernels/step.cuh"

namespace lanternfish::backends::cuda {
namespace {

// 8192 elements as codes, 2048 as floats.
using Store = VectorStore<512>;

// Of a product whose results become bytes.
constexpr uint32_t kQuantisedParts = LF_QUANTISED_BLOCK / kDecodeOuts;
static_assert(kQuantisedParts * kDecodeOuts == LF_QUANTISED_BLOCK, "a block of bytes a block of threads");

// The rows of one warp in a part of a product.
template <bool kGated>
struct WarpRows {
    static constexpr uint32_t kCount = kGated ? 2 * LF_DECODE_ROWS : LF_DECODE_ROWS;
    const uint8_t* rows[kCount];

    __device__ __forceinline__ WarpRows(const LfSegment& s, uint32_t expert, uint32_t part) {
#pragma unroll
        for (uint32_t r = 0; r < LF_DECODE_ROWS; ++r) {
            const uint64_t row = uint64_t{expert} * s.outs + smaller(outOf(part, r), s.outs - 1);
            rows[r] = at<const uint8_t>(s.weight) + row * s.rowBytes;
            if constexpr (kGated)
                rows[LF_DECODE_ROWS + r] = at<const uint8_t>(s.up) + row * s.upRowBytes;
        }
    }

    __device__ __forceinline__ void prefetch(const LfSegment& s) const {
#pragma unroll
        for (uint32_t r = 0; r < kCount; ++r)
            prefetchRow(rows[r], r < LF_DECODE_ROWS ? s.rowBytes : s.upRowBytes);
    }
};

// A product of this block: `parts` parts of kDecodeOuts outs from part `first` on.
struct Product {
    const LfSegment& s;
    uint32_t type;
    const uint8_t* x;  // Its vector begins at element `from`.
    uint32_t from;
    uint32_t expert, first, parts;
    float* y;
    uint8_t* bytes;  // Of y, null if not wanted.
};

template <bool kGated>
__device__ __forceinline__ void multiply(const Product& p, Store& store, float (&block)[LF_QUANTISED_BLOCK]) {
    using Rows = WarpRows<kGated>;
    const LfSegment& s = p.s;
    for (uint32_t part = 0; part < p.parts; ++part)
        Rows(s, p.expert, p.first + part).prefetch(s);
#pragma unroll 1
    for (uint32_t part = 0; part < p.parts; ++part) {
        const Rows warp(s, p.expert, p.first + part);
        float sums[Rows::kCount];
#pragma unroll
        for (float& sum : sums)
            sum = 0.0F;
        const uint32_t most = Store::most(p.type);
        for (uint32_t from = 0; from < s.columns; from += most) {
            const uint32_t count = smaller(s.columns - from, most);
            // A vector that is held whole stays for the next part.
            if (part == 0 || s.columns > most) {
                __syncthreads();
                store.hold(p.type, p.x, p.from + from, count, 0);
                __syncthreads();
            }
            withFormat(p.type, [&](auto format) {
                multiplyRows<decltype(format)>(warp.rows, s.columns, from, count, store.held(0), sums);
            });
        }
#pragma unroll
        for (uint32_t r = 0; r < LF_DECODE_ROWS; ++r) {
            float value = addLanes(sums[r]);
            if constexpr (kGated)
                value = swiGlu(value, addLanes(sums[LF_DECODE_ROWS + r]), s.limit);
            const uint32_t o = outOf(p.first + part, r);
            if (threadIdx.x % 32 == 0 && o < s.outs) {
                p.y[o] = value;
                block[o % LF_QUANTISED_BLOCK] = value;
            }
        }
    }
    if (p.bytes == nullptr)
        return;
    __syncthreads();
    if (threadIdx.x < LF_QUANTISED_BLOCK)
        storeQuantised(p.bytes, p.first * kDecodeOuts + threadIdx.x, block[threadIdx.x]);
}

}  // namespace
}  // namespace lanternfish::backends::cuda

// Products of one row, several to a kernel: y = W x, or two products with SwiGLU. Those of experts are repeated for
// every choice of the row. Constants: the two types that segments choose from.
LF_FAST_KERNEL(matvec, LfMatvec, LF_DECODE_INVOCATIONS, 2) {
    const Step step(arguments);
    __shared__ Store store;
    __shared__ float results[LF_QUANTISED_BLOCK];
    if (step.stopped())
        return;
    const auto* const segments = bound<const LfSegment>(arguments, 2);
    uint32_t index = 0;
    while (index + 1 < arguments.params.segments && segments[index + 1].firstGroup <= blockIdx.x)
        ++index;
    const LfSegment s = segments[index];
    if (step.rows(s.extent) == 0)
        return;
    // One that makes bytes of its results has whole blocks of them.
    const bool quantises = (s.quantised.low | s.quantised.high) != 0;
    const uint32_t parts = quantises ? kQuantisedParts : 1, outs = parts * kDecodeOuts;
    const uint32_t blocks = (s.outs + outs - 1) / outs;
    const uint32_t block = (blockIdx.x - s.firstGroup) % blocks, slot = (blockIdx.x - s.firstGroup) / blocks;
    uint32_t expert = 0;
    if (s.slots != 0) {
        const int32_t id = bound<const int32_t>(arguments, 7)[slot];
        if (id < int32_t(s.firstExpert) || uint32_t(id) >= s.firstExpert + s.experts)
            return;
        expert = uint32_t(id) - s.firstExpert;
    }
    const uint32_t type = arguments.constants[s.type == 0 ? 0 : 1];
    if (type == kIQ2_XXS)
        store.loadGrid(bound<const uint32_t>(arguments, 1));
    const Product product{
        s,
        type,
        at<const uint8_t>(s.x),
        block * outs / s.outsPerGroup * s.columns,
        expert,
        block * parts,
        parts,
        at<float>(s.y) + uint64_t{slot} * s.outs,
        quantises ? at<uint8_t>(s.quantised) + uint64_t{slot} * LF_QUANTISED_ROW_BYTES(s.outs) : nullptr};
    if (s.gated != 0)
        multiply<true>(product, store, results);
    else
        multiply<false>(product, store, results);
}
