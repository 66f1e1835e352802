// What kernels call of device/*.h, for the running thread's block.
#include <algorithm>
#include <bit>
#include <format>

#include "device/memory.h"
#include "device/mma.h"
#include "device/synchronization.h"
#include "device/warp.h"
#include "scheduler/block.h"

namespace cuda_emulator {
namespace {

BlockRunner& runner() {
    return *osThread.runner;
}

struct ShuffleOperands {
    std::uint64_t value;
    unsigned source;
    std::uint64_t result;
};

void doShuffle(void* const (&operands)[32]) {
    for (void* lane : operands) {
        if (auto* own = static_cast<ShuffleOperands*>(lane)) {
            const auto* other = static_cast<const ShuffleOperands*>(operands[own->source]);
            // Reading from a lane that takes no part is undefined, so a kernel must not use it: poison.
            own->result = other ? other->value : ~std::uint64_t{0};
        }
    }
}

struct VoteOperands {
    std::uint64_t value;
    unsigned result;
};

void doBallot(void* const (&operands)[32]) {
    unsigned votes = 0;
    for (unsigned i = 0; i < 32; ++i) {
        votes |= operands[i] && static_cast<VoteOperands*>(operands[i])->value ? 1u << i : 0;
    }
    for (void* lane : operands) {
        if (lane) {
            static_cast<VoteOperands*>(lane)->result = votes;
        }
    }
}

void doMatch(void* const (&operands)[32]) {
    for (void* lane : operands) {
        if (auto* own = static_cast<VoteOperands*>(lane)) {
            own->result = 0;
            for (unsigned i = 0; i < 32; ++i) {
                const auto* other = static_cast<const VoteOperands*>(operands[i]);
                own->result |= other && other->value == own->value ? 1u << i : 0;
            }
        }
    }
}

unsigned combined(Reduction kind, unsigned a, unsigned b) {
    const auto signedA = static_cast<int>(a);
    const auto signedB = static_cast<int>(b);
    switch (kind) {
        case Reduction::AddSigned:
            return a + b;
        case Reduction::MinSigned:
            return static_cast<unsigned>(std::min(signedA, signedB));
        case Reduction::MaxSigned:
            return static_cast<unsigned>(std::max(signedA, signedB));
        case Reduction::MinUnsigned:
            return std::min(a, b);
        case Reduction::MaxUnsigned:
            return std::max(a, b);
        case Reduction::And:
            return a & b;
        case Reduction::Or:
            return a | b;
        case Reduction::Xor:
            return a ^ b;
    }
    return 0;
}

template <Reduction kKind>
void doReduce(void* const (&operands)[32]) {
    bool first = true;
    unsigned total = 0;
    for (void* lane : operands) {
        if (lane) {
            const auto value = static_cast<unsigned>(static_cast<VoteOperands*>(lane)->value);
            total = first ? value : combined(kKind, total, value);
            first = false;
        }
    }
    for (void* lane : operands) {
        if (lane) {
            static_cast<VoteOperands*>(lane)->result = total;
        }
    }
}

WarpOperation reduction(Reduction kind) {
    switch (kind) {
        case Reduction::AddSigned:
            return doReduce<Reduction::AddSigned>;
        case Reduction::MinSigned:
            return doReduce<Reduction::MinSigned>;
        case Reduction::MaxSigned:
            return doReduce<Reduction::MaxSigned>;
        case Reduction::MinUnsigned:
            return doReduce<Reduction::MinUnsigned>;
        case Reduction::MaxUnsigned:
            return doReduce<Reduction::MaxUnsigned>;
        case Reduction::And:
            return doReduce<Reduction::And>;
        case Reduction::Or:
            return doReduce<Reduction::Or>;
        case Reduction::Xor:
            break;
    }
    return doReduce<Reduction::Xor>;
}

}  // namespace

void* dynamicShared() {
    return runner().dynamicShared();
}

int blockBarrier(Vote vote, int predicate) {
    return runner().barrier(vote, predicate);
}
void yieldThread() {
    runner().yield();
}
void trap() {
    runner().fail(KernelFault::Trap, "__trap() was called");
}

void assertionFailed(const char* expression, const char* file, int line) {
    runner().fail(KernelFault::Assertion, std::format("{}:{}: assertion failed: {}", file, line, expression));
}

void misaligned(const void* address, std::size_t alignment) {
    runner().fail(KernelFault::MisalignedAddress,
                  std::format("access to {}, which isn't aligned to {} bytes", address, alignment));
}

void syncWarp(unsigned mask) {
    runner().warp("__syncwarp", mask, nullptr, nullptr, true);
}

std::uint64_t shuffle(Shuffle kind, unsigned mask, std::uint64_t value, int operand, int width) {
    static constexpr const char* kNames[] = {"__shfl_sync", "__shfl_up_sync", "__shfl_down_sync", "__shfl_xor_sync"};
    const auto lane = static_cast<int>(runner().lane());
    const int begin = lane & ~(width - 1);
    const int end = begin + width;
    int source = lane;
    switch (kind) {
        case Shuffle::Index:
            source = begin | (operand & (width - 1));
            break;
        case Shuffle::Up:
            source = lane - operand >= begin ? lane - operand : lane;
            break;
        case Shuffle::Down:
            source = lane + operand < end ? lane + operand : lane;
            break;
        // A lane may read from segments before its own, not from those behind it.
        case Shuffle::Xor:
            source = (lane ^ operand) < end ? lane ^ operand : lane;
            break;
    }
    ShuffleOperands operands{value, static_cast<unsigned>(source) & 31, 0};
    runner().warp(kNames[static_cast<int>(kind)], mask, doShuffle, &operands, false);
    return operands.result;
}

unsigned ballot(unsigned mask, bool predicate) {
    VoteOperands operands{predicate, 0};
    runner().warp("a vote", mask, doBallot, &operands, false);
    return operands.result;
}

unsigned matchAny(unsigned mask, std::uint64_t value) {
    VoteOperands operands{value, 0};
    runner().warp("__match_any_sync", mask, doMatch, &operands, false);
    return operands.result;
}

unsigned reduce(Reduction kind, unsigned mask, unsigned value) {
    VoteOperands operands{value, 0};
    runner().warp("a reduction", mask, reduction(kind), &operands, false);
    return operands.result;
}

unsigned liveLanes() {
    return runner().liveLanes();
}

}  // namespace cuda_emulator
