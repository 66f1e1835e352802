#pragma once

// Barriers of a block, and the ways to end a kernel early.

namespace cuda_emulator {

enum class Vote { None, Count, And, Or };

/// Waits for all threads of the block that haven't ended; the vote over `predicate`.
int blockBarrier(Vote vote, int predicate);

/// Lets others run.
void yieldThread();

/// Ends the launch as failed.
[[noreturn]] void trap();
[[noreturn]] void assertionFailed(const char* expression, const char* file, int line);

}  // namespace cuda_emulator

inline void __syncthreads() {
    cuda_emulator::blockBarrier(cuda_emulator::Vote::None, 0);
}
inline int __syncthreads_count(int predicate) {
    return cuda_emulator::blockBarrier(cuda_emulator::Vote::Count, predicate);
}
inline int __syncthreads_and(int predicate) {
    return cuda_emulator::blockBarrier(cuda_emulator::Vote::And, predicate);
}
inline int __syncthreads_or(int predicate) {
    return cuda_emulator::blockBarrier(cuda_emulator::Vote::Or, predicate);
}

// Threads of an emulated block share a core, and atomics order everything: nothing is left to fence.
inline void __threadfence_block() {}
inline void __threadfence() {}
inline void __threadfence_system() {}

inline void __nanosleep(unsigned) {
    cuda_emulator::yieldThread();
}

[[noreturn]] inline void __trap() {
    cuda_emulator::trap();
}

// As on a device, a failed assertion ends the launch, not the process.
#include <cassert>
#ifndef NDEBUG
#undef assert
#define assert(expression) \
    (static_cast<bool>(expression) ? void() : ::cuda_emulator::assertionFailed(#expression, __FILE__, __LINE__))
#endif
