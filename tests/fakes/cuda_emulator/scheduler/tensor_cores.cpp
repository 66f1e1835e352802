// mma.sync: fragments are spread over the lanes as the PTX manual draws them. A lane is four times its group plus its
// thread in the group.
#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include "device/mma.h"
#include "scheduler/block.h"

namespace cuda_emulator {
namespace {

constexpr int kRows = 16;
constexpr int kColumns = 8;

template <class D>
struct MmaOperands {
    D* d;
    const std::uint32_t* a;
    const std::uint32_t* b;
};

float fromHalf(std::uint32_t bits) {
    return __half2float(__half(__half_raw{static_cast<unsigned short>(bits)}));
}
float fromBFloat16(std::uint32_t bits) {
    return __bfloat162float(__nv_bfloat16(__nv_bfloat16_raw{static_cast<unsigned short>(bits)}));
}
std::int32_t fromSignedByte(std::uint32_t bits) {
    return static_cast<std::int8_t>(bits);
}

/// Where element (row, k) of A or (k, column) of B is: a lane, one of its registers, and the bits in it. Elements of
/// `kPerRegister` adjacent k share a register; four lanes' registers are half of the k of the product.
template <int kPerRegister>
struct Where {
    int lane;
    int half;  // Of k.
    int shift;

    Where(int line, int k)
        : lane(line * 4 + k % (4 * kPerRegister) / kPerRegister),
          half(k / (4 * kPerRegister)),
          shift(k % kPerRegister * (32 / kPerRegister)) {}
};

template <class D, int kPerRegister, D (*kConvert)(std::uint32_t)>
void doMma(void* const (&lanes)[32]) {
    constexpr int kDepth = 8 * kPerRegister;
    D a[kRows][kDepth];
    D b[kColumns][kDepth];
    const auto of = [&](int lane) { return static_cast<const MmaOperands<D>*>(lanes[lane]); };
    for (int k = 0; k < kDepth; ++k) {
        for (int row = 0; row < kRows; ++row) {
            const Where<kPerRegister> at(row % 8, k);
            a[row][k] = kConvert(of(at.lane)->a[row / 8 + 2 * at.half] >> at.shift);
        }
        for (int column = 0; column < kColumns; ++column) {
            const Where<kPerRegister> at(column, k);
            b[column][k] = kConvert(of(at.lane)->b[at.half] >> at.shift);
        }
    }
    for (int lane = 0; lane < 32; ++lane) {
        for (int i = 0; i < 4; ++i) {
            const int row = lane / 4 + i / 2 * 8;
            const int column = lane % 4 * 2 + i % 2;
            D sum = 0;
            for (int k = 0; k < kDepth; ++k) {
                sum += a[row][k] * b[column][k];
            }
            of(lane)->d[i] += sum;
        }
    }
}

template <class D>
void perform(const char* name, WarpOperation operation, D (&d)[4], const std::uint32_t (&a)[4],
             const std::uint32_t (&b)[2]) {
    BlockRunner& runner = *osThread.runner;
    if (runner.liveLanes() != ~0u) {
        runner.fail(KernelFault::DivergentBarrier, std::string(name) + " in a warp of less than 32 threads");
    }
    MmaOperands<D> operands{d, a, b};
    runner.warp(name, ~0u, operation, &operands, false);
}

}  // namespace

void mma16816(MmaInput input, float (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2]) {
    if (input == MmaInput::Half) {
        perform("mma.m16n8k16 of f16", doMma<float, 2, fromHalf>, d, a, b);
    } else {
        perform("mma.m16n8k16 of bf16", doMma<float, 2, fromBFloat16>, d, a, b);
    }
}

void mma16832(std::int32_t (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2]) {
    perform("mma.m16n8k32 of s8", doMma<std::int32_t, 4, fromSignedByte>, d, a, b);
}

}  // namespace cuda_emulator
