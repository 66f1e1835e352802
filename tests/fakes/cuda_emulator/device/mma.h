#pragma once

// Products of tensor cores: one warp, fragments over its lanes as PTX's mma.sync has them (row-major A, column-major
// B). All 32 lanes must take part.

#include <cstdint>

namespace cuda_emulator {

enum class MmaInput { Half, BFloat16 };

void mma16816(MmaInput input, float (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2]);
void mma16832(std::int32_t (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2]);

}  // namespace cuda_emulator

/// d += a · b, 16x8x16, of halves, summed in f32.
inline void cudaEmulatorMma16816Half(float (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2]) {
    cuda_emulator::mma16816(cuda_emulator::MmaInput::Half, d, a, b);
}
/// d += a · b, 16x8x16, of bfloat16, summed in f32.
inline void cudaEmulatorMma16816BFloat16(float (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2]) {
    cuda_emulator::mma16816(cuda_emulator::MmaInput::BFloat16, d, a, b);
}
/// d += a · b, 16x8x32, of signed bytes.
inline void cudaEmulatorMma16832S8(std::int32_t (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2]) {
    cuda_emulator::mma16832(d, a, b);
}
