#include "engine/backends/cuda/kernels/decode.cuh"
#include "engine/backends/cuda/kernels/step.cuh"

// Dot products of weight rows with activation rows. LF_DOT_LANES threads share a weight row; each adds its own chunks
// in ascending order, then they are added up in theirs, so that neither the tile nor the row count shows in the bits.
namespace lanternfish::backends::cuda {
namespace {

constexpr uint32_t kThreads = LF_DOT_LANES * LF_DOT_OUTS;
constexpr uint32_t kMostRows = 8;
static_assert(kThreads == 64 && LF_DOT_ELEMENTS == 8);

struct Linear {
    uint32_t type, tile, gated, experts, extent, upType;
};

// What a block multiplies: rows `first` to `rows` - 1 of x, at most a tile of them.
struct Place {
    uint32_t first, rows;
    uint32_t weightRow;
};

template <bool kFast>
__device__ __forceinline__ float addUp(const Sum<kFast>* lanes) {
    Sum<kFast> sum = Sum<kFast>::zero();
    for (uint32_t lane = 0; lane < LF_DOT_LANES; ++lane)
        sum.add(lanes[lane]);
    return sum.rounded();
}

// Adds up the lanes of every output, and stores it.
template <bool kFast, uint32_t kRows, bool kGated>
__device__ __forceinline__ void addOuts(const KernelArguments<LfLinear>& arguments, const Linear& constants,
                                        const Place& place, const Sum<kFast>* partial) {
    const LfLinear& p = arguments.params;
    float* const y = bound<float>(arguments, 4) + uint64_t{blockIdx.z} * p.splitStride + p.firstOut;
    for (uint32_t i = threadIdx.x; i < LF_DOT_OUTS * kRows; i += kThreads) {
        const uint32_t t = i / LF_DOT_OUTS, o = blockIdx.x * LF_DOT_OUTS + i % LF_DOT_OUTS;
        if (o >= p.outs || place.first + t >= place.rows)
            continue;
        const uint32_t at = t * kThreads + i % LF_DOT_OUTS * LF_DOT_LANES;
        float value = addUp(partial + at);
        if constexpr (kGated)
            value = swiGlu(value, addUp(partial + kRows * kThreads + at), p.limit);
        const uint32_t to = constants.experts != 0 ? blockIdx.y : place.first + t - p.firstRow;
        y[LF_PLANTED_INDEX(uint64_t{to} * p.yStride + o)] = value;
    }
}

template <bool kFast, uint32_t kRows, bool kGated>
__device__ __forceinline__ void multiply(const KernelArguments<LfLinear>& arguments, const Step& step,
                                         const Linear& constants, const Place& place, Sum<kFast>* partial) {
    const LfLinear& p = arguments.params;
    const uint32_t local = threadIdx.x, lane = local % LF_DOT_LANES;
    const uint32_t out = smaller(blockIdx.x * LF_DOT_OUTS + local / LF_DOT_LANES, p.outs - 1);
    const auto* const grid = bound<const uint32_t>(arguments, 1);
    const uint8_t* const weights = bound<const uint8_t>(arguments, 2) + uint64_t{place.weightRow} * p.rowBytes;
    const uint8_t* const ups = bound<const uint8_t>(arguments, 5) + uint64_t{place.weightRow} * p.upRowBytes;
    const uint32_t group = (p.firstOut + out) / p.outsPerGroup;
    const float* x[kRows];
#pragma unroll
    for (uint32_t t = 0; t < kRows; ++t) {
        uint32_t row = smaller(place.first + t, place.rows - 1);
        if (constants.experts == 2)
            row = blockIdx.y;
        else if (constants.extent == LF_EXTENT_GATHER)
            row = step.outputRow(row);
        x[t] = bound<const float>(arguments, 3) + uint64_t{row} * p.xStride + uint64_t{group} * p.columns;
    }
    Sum<kFast> sum[kRows], up[kGated ? kRows : 1];
#pragma unroll
    for (uint32_t t = 0; t < kRows; ++t) {
        sum[t] = Sum<kFast>::zero();
        if constexpr (kGated)
            up[t] = Sum<kFast>::zero();
    }
    const uint32_t chunks = (p.columns + LF_DOT_ELEMENTS - 1) / LF_DOT_ELEMENTS;
    const uint32_t end = smaller(chunks, (blockIdx.z + 1) * p.splitChunks);
    for (uint32_t chunk = blockIdx.z * p.splitChunks + lane; chunk < end; chunk += LF_DOT_LANES) {
        const uint32_t k = chunk * LF_DOT_ELEMENTS;
        float w[8], u[8];
        decode8(constants.type, weights, k, p.columns, grid, w);
        if constexpr (kGated)
            decode8(constants.upType, ups, k, p.columns, grid, u);
#pragma unroll
        for (uint32_t i = 0; i < LF_DOT_ELEMENTS; ++i) {
            if (k + i >= p.columns)
                break;
#pragma unroll
            for (uint32_t t = 0; t < kRows; ++t) {
                const float value = x[t][k + i];
                sum[t].addProduct(w[i], value);
                if constexpr (kGated)
                    up[t].addProduct(u[i], value);
            }
        }
    }
#pragma unroll
    for (uint32_t t = 0; t < kRows; ++t) {
        partial[t * kThreads + local] = sum[t];
        if constexpr (kGated)
            partial[(kRows + t) * kThreads + local] = up[t];
    }
    LF_PLANTED_BARRIER();
    addOuts<kFast, kRows, kGated>(arguments, constants, place, partial);
}

}  // namespace
}  // namespace lanternfish::backends::cuda

// Constants: the weight's type; rows of x of a block, 1 or 8; whether two weights make silu(min(gate x, limit)) *
// clamp(up x); experts, 1: x is the step's row, 2: x is the pair of row and choice; extent; the type of up.
LF_KERNEL(linear, LfLinear, 64) {
    const LfLinear& p = arguments.params;
    const Linear constants{arguments.constants[0], arguments.constants[1], arguments.constants[2],
                           arguments.constants[3], arguments.constants[4], arguments.constants[5]};
    const Step step(arguments);
    if (step.stopped())
        return;
    __shared__ Sum<kFast> partial[2 * kMostRows * kThreads];
    const uint32_t tile = smaller(constants.tile, kMostRows);
    Place place{p.firstRow + blockIdx.y * tile, smaller(step.rows(constants.extent), p.firstRow + p.rowLimit),
                smaller(blockIdx.x * LF_DOT_OUTS + threadIdx.x / LF_DOT_LANES, p.outs - 1)};
    if (constants.experts != 0) {
        const uint32_t pair = p.firstRow * p.used + blockIdx.y;
        place.first = pair / p.used;
        if (place.first >= place.rows)
            return;
        const int32_t id = bound<const int32_t>(arguments, 6)[pair];
        if (id < int32_t(p.firstExpert) || uint32_t(id) >= p.firstExpert + p.experts)
            return;
        place.weightRow += (uint32_t(id) - p.firstExpert) * p.outsPerExpert;
    }
    if (place.first >= place.rows)
        return;
    if (tile == 1 && constants.gated == 0)
        multiply<kFast, 1, false>(arguments, step, constants, place, partial);
    else if (tile == 1)
        multiply<kFast, 1, true>(arguments, step, constants, place, partial);
    else if (constants.gated == 0)
        multiply<kFast, kMostRows, false>(arguments, step, constants, place, partial);
    else
        multiply<kFast, kMostRows, true>(arguments, step, constants, place, partial);
}
