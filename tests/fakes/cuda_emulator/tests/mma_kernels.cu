// The engine's wrappers of tensor core products, each on one tile. A is 16 rows of `depth` elements, B 8 columns of as
// many, D 16 rows of 8.
#include <cstdint>

#include "engine/backends/cuda/kernels/mma.cuh"

namespace {

using namespace lanternfish::backends::cuda;

/// Each lane takes its registers from a tile in memory, whose rows of A and columns of B are 8 words long.
template <class D, class Product>
__device__ __forceinline__ void tile(const uint32_t* a, const uint32_t* b, D* d, Product product) {
    const unsigned group = threadIdx.x / 4;
    const unsigned thread = threadIdx.x % 4;
    const uint32_t registersA[4] = {a[group * 8 + thread], a[(group + 8) * 8 + thread], a[group * 8 + thread + 4],
                                    a[(group + 8) * 8 + thread + 4]};
    const uint32_t registersB[2] = {b[group * 8 + thread], b[group * 8 + thread + 4]};
    D sums[4];
    for (unsigned i = 0; i < 4; ++i) {
        sums[i] = d[(group + i / 2 * 8) * 8 + 2 * thread + i % 2];
    }
    product(sums, registersA, registersB);
    for (unsigned i = 0; i < 4; ++i) {
        d[(group + i / 2 * 8) * 8 + 2 * thread + i % 2] = sums[i];
    }
}

}  // namespace

extern "C" __global__ void __launch_bounds__(32) productOfHalves(const uint32_t* a, const uint32_t* b, float* d) {
    tile(a, b, d, [](auto& sums, auto& left, auto& right) { mmaHalf(sums, left, right); });
}
extern "C" __global__ void __launch_bounds__(32) productOfBFloat16(const uint32_t* a, const uint32_t* b, float* d) {
    tile(a, b, d, [](auto& sums, auto& left, auto& right) { mmaBFloat16(sums, left, right); });
}
extern "C" __global__ void __launch_bounds__(32) productOfBytes(const uint32_t* a, const uint32_t* b, int32_t* d) {
    tile(a, b, d, [](auto& sums, auto& left, auto& right) { mmaS8(sums, left, right); });
}

#ifdef CUDA_EMULATOR
CUDA_EMULATOR_KERNEL(productOfHalves, 32)
CUDA_EMULATOR_KERNEL(productOfBFloat16, 32)
CUDA_EMULATOR_KERNEL(productOfBytes, 32)
#endif
