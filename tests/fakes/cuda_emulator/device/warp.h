#pragma once

// What the lanes of a warp do together. The last of the mask's lanes to arrive does it for all; lanes that have ended
// aren't waited for. Nothing but __syncwarp orders accesses to memory, as on a device.

#include <cstdint>
#include <cstring>
#include <type_traits>

constexpr int warpSize = 32;

namespace cuda_emulator {

enum class Shuffle { Index, Up, Down, Xor };
enum class Reduction { AddSigned, MinSigned, MaxSigned, MinUnsigned, MaxUnsigned, And, Or, Xor };

void syncWarp(unsigned mask);
std::uint64_t shuffle(Shuffle kind, unsigned mask, std::uint64_t value, int operand, int width);
unsigned ballot(unsigned mask, bool predicate);
/// Bit i says whether lane i's value is this lane's.
unsigned matchAny(unsigned mask, std::uint64_t value);
unsigned reduce(Reduction kind, unsigned mask, unsigned value);
/// The lanes that still run.
unsigned liveLanes();

template <class T>
T shuffled(Shuffle kind, unsigned mask, T value, int operand, int width) {
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(std::uint64_t));
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof(T));
    bits = shuffle(kind, mask, bits, operand, width);
    std::memcpy(&value, &bits, sizeof(T));
    return value;
}

}  // namespace cuda_emulator

inline void __syncwarp(unsigned mask = 0xffffffffu) {
    cuda_emulator::syncWarp(mask);
}

template <class T>
T __shfl_sync(unsigned mask, T value, int lane, int width = warpSize) {
    return cuda_emulator::shuffled(cuda_emulator::Shuffle::Index, mask, value, lane, width);
}
template <class T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = warpSize) {
    return cuda_emulator::shuffled(cuda_emulator::Shuffle::Up, mask, value, static_cast<int>(delta), width);
}
template <class T>
T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = warpSize) {
    return cuda_emulator::shuffled(cuda_emulator::Shuffle::Down, mask, value, static_cast<int>(delta), width);
}
template <class T>
T __shfl_xor_sync(unsigned mask, T value, int laneMask, int width = warpSize) {
    return cuda_emulator::shuffled(cuda_emulator::Shuffle::Xor, mask, value, laneMask, width);
}

inline unsigned __ballot_sync(unsigned mask, int predicate) {
    return cuda_emulator::ballot(mask, predicate != 0);
}
inline int __any_sync(unsigned mask, int predicate) {
    return cuda_emulator::ballot(mask, predicate != 0) != 0;
}
inline int __all_sync(unsigned mask, int predicate) {
    return cuda_emulator::ballot(mask, predicate == 0) == 0;
}

/// Lanes don't run in step here, nor need they on a device: lanes that run, whatever branch they are in.
inline unsigned __activemask() {
    return cuda_emulator::liveLanes();
}

template <class T>
unsigned __match_any_sync(unsigned mask, T value) {
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(std::uint64_t));
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof(T));
    return cuda_emulator::matchAny(mask, bits);
}

inline int __reduce_add_sync(unsigned mask, int value) {
    using enum cuda_emulator::Reduction;
    return static_cast<int>(cuda_emulator::reduce(AddSigned, mask, static_cast<unsigned>(value)));
}
inline unsigned __reduce_add_sync(unsigned mask, unsigned value) {
    return cuda_emulator::reduce(cuda_emulator::Reduction::AddSigned, mask, value);
}
inline int __reduce_min_sync(unsigned mask, int value) {
    using enum cuda_emulator::Reduction;
    return static_cast<int>(cuda_emulator::reduce(MinSigned, mask, static_cast<unsigned>(value)));
}
inline unsigned __reduce_min_sync(unsigned mask, unsigned value) {
    return cuda_emulator::reduce(cuda_emulator::Reduction::MinUnsigned, mask, value);
}
inline int __reduce_max_sync(unsigned mask, int value) {
    using enum cuda_emulator::Reduction;
    return static_cast<int>(cuda_emulator::reduce(MaxSigned, mask, static_cast<unsigned>(value)));
}
inline unsigned __reduce_max_sync(unsigned mask, unsigned value) {
    return cuda_emulator::reduce(cuda_emulator::Reduction::MaxUnsigned, mask, value);
}
inline unsigned __reduce_and_sync(unsigned mask, unsigned value) {
    return cuda_emulator::reduce(cuda_emulator::Reduction::And, mask, value);
}
inline unsigned __reduce_or_sync(unsigned mask, unsigned value) {
    return cuda_emulator::reduce(cuda_emulator::Reduction::Or, mask, value);
}
inline unsigned __reduce_xor_sync(unsigned mask, unsigned value) {
    return cuda_emulator::reduce(cuda_emulator::Reduction::Xor, mask, value);
}
