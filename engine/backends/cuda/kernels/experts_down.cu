#include "engine/backends/cuda/kernels/decode_row.cuh"
#include "engine/backends/cuda/kernels/step.cuh"

namespace lanternfish::backends::cuda {
namespace {

// 16384 elements as codes: those of all choices of a row of large models, so that a block waits once.
constexpr uint32_t kUnits = 1024;
using Store = VectorStore<kUnits>;

// The down product of one choice, or of the shared expert.
struct Expert {
    LfSegment segment;
    const uint8_t* weights;
    const uint8_t* x;  // A row of bytes beside codes, else of floats.
    uint32_t type;
    float factor;

    __device__ __forceinline__ const uint8_t* row(uint32_t r) const {
        return weights + uint64_t{smaller(outOf(blockIdx.x, r), segment.outs - 1)} * segment.rowBytes;
    }
};

class Experts {
public:
    explicit __device__ __forceinline__ Experts(const KernelArguments<LfExpertsDown>& arguments)
        : m_arguments(arguments) {}

    // In the order of the sum: the shared expert, then each choice in each part of the table.
    __device__ __forceinline__ uint32_t count() const {
        return m_arguments.params.joined + m_arguments.params.used * m_arguments.params.parts;
    }

    // False where the expert is in another part, or nowhere.
    __device__ __forceinline__ bool find(uint32_t item, Expert& expert) const {
        const LfExpertsDown& p = m_arguments.params;
        const bool shared = item < p.joined;
        const uint32_t slot = shared ? 0 : (item - p.joined) / p.parts;
        const uint32_t part = shared ? p.parts : (item - p.joined) % p.parts;
        expert.segment = bound<const LfSegment>(m_arguments, 2)[part];
        const LfSegment& s = expert.segment;
        uint32_t index = 0;
        expert.factor = 1.0F;
        if (!shared) {
            const int32_t id = bound<const int32_t>(m_arguments, 3)[slot];
            if (id < int32_t(s.firstExpert) || uint32_t(id) >= s.firstExpert + s.experts)
                return false;
            index = uint32_t(id) - s.firstExpert;
            expert.factor = bound<const float>(m_arguments, 4)[slot];
        }
        expert.type = m_arguments.constants[s.type == 0 ? 0 : 1];
        expert.weights = at<const uint8_t>(s.weight) + uint64_t{index} * s.outs * s.rowBytes;
        expert.x = at<const uint8_t>(s.x) +
                   uint64_t{slot} * (hasCodes(expert.type) ? LF_QUANTISED_ROW_BYTES(s.columns) : 4 * s.columns);
        return true;
    }

private:
    const KernelArguments<LfExpertsDown>& m_arguments;
};

// Where a batch begins or ends: an expert, and an element of its vector.
struct Position {
    uint32_t item, from;
};

// Calls `function` with every part of a vector from `begin` on that the store has room for, or up to `end`, with its
// expert, first element, number of elements and unit. Returns where it stopped.
template <class Function>
__device__ __forceinline__ Position walk(const Experts& experts, Position begin, Position end,
                                         const Function& function) {
    uint32_t unit = 0;
    Position at = begin;
    while (at.item < end.item || (at.item == end.item && at.from < end.from)) {
        Expert expert;
        if (!experts.find(at.item, expert)) {
            ++at.item;
            continue;
        }
        const uint32_t columns = expert.segment.columns;
        const uint32_t count = smaller(columns - at.from, Store::most(expert.type));
        const uint32_t units = Store::unitsOf(expert.type, count);
        if (unit + units > kUnits)
            break;
        function(expert, at.from, count, unit);
        unit += units;
        at.from += count;
        if (at.from >= columns)
            at = {at.item + 1, 0};
    }
    return at;
}

}  // namespace
}  // namespace lanternfish::backends::cuda

// The second half of the experts of one row: down products of every choice and, where there is one more segment, of the
// shared expert, weighted and added up in the order of the choices, without leaving the block. Constants: the two types
// that segments choose from.
LF_FAST_KERNEL(experts_down, LfExpertsDown, LF_DECODE_INVOCATIONS, 2) {
    const LfExpertsDown& p = arguments.params;
    const Step step(arguments);
    __shared__ Store store;
    if (step.stopped() || step.rows(LF_EXTENT_ROWS) == 0)
        return;
    if (arguments.constants[0] == kIQ2_XXS || arguments.constants[1] == kIQ2_XXS)
        store.loadGrid(bound<const uint32_t>(arguments, 1));
    const Experts experts(arguments);
    float sum[LF_DECODE_ROWS];
#pragma unroll
    for (uint32_t r = 0; r < LF_DECODE_ROWS; ++r)
        sum[r] = 0.0F;
    const Position end{experts.count(), 0};
    for (Position begin{0, 0}; begin.item < end.item;) {
        const Position next =
            walk(experts, begin, end, [&](const Expert& expert, uint32_t from, uint32_t count, uint32_t unit) {
#pragma unroll
                for (uint32_t r = 0; from == 0 && r < LF_DECODE_ROWS; ++r)
                    prefetchRow(expert.row(r), expert.segment.rowBytes);
                store.hold(expert.type, expert.x, from, count, unit);
            });
        __syncthreads();
        walk(experts, begin, next, [&](const Expert& expert, uint32_t from, uint32_t count, uint32_t unit) {
            const uint8_t* rows[LF_DECODE_ROWS];
            float products[LF_DECODE_ROWS];
#pragma unroll
            for (uint32_t r = 0; r < LF_DECODE_ROWS; ++r) {
                rows[r] = expert.row(r);
                products[r] = 0.0F;
            }
            withFormat(expert.type, [&](auto format) {
                multiplyRows<decltype(format)>(rows, expert.segment.columns, from, count, store.held(unit), products);
            });
#pragma unroll
            for (uint32_t r = 0; r < LF_DECODE_ROWS; ++r)
                sum[r] = fmaf(expert.factor, products[r], sum[r]);
        });
        __syncthreads();
        begin = next;
    }
    float* const result = bound<float>(arguments, 5);
#pragma unroll
    for (uint32_t r = 0; r < LF_DECODE_ROWS; ++r) {
        const float value = addLanes(sum[r]);
        const uint32_t o = outOf(blockIdx.x, r);
        if (threadIdx.x % 32 == 0 && o < p.hidden)
            result[o] = p.joined != 0 ? value : result[o] + value;
    }
}
