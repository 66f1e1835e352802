#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "device/kernel.h"
#include "device/synchronization.h"
#include "scheduler/fiber.h"
#include "scheduler/shared_memory.h"

namespace cuda_emulator {

/// A grid as it was launched. Parameters belong to the caller.
struct Launch {
    const Kernel* kernel = nullptr;
    void* const* parameters = nullptr;
    dim3 blocks;
    dim3 threads;
    unsigned dynamicSharedBytes = 0;
    bool shuffled = true;  // Else blocks and threads take turns in ascending order.
    std::uint64_t seed = 0;
};

enum class KernelFault { DivergentBarrier, Trap, Assertion, IllegalAddress, MisalignedAddress, OutOfMemory };

struct KernelError {
    KernelFault fault;
    std::string what;
};

/// Does one warp operation for the lanes whose `operands` aren't null.
using WarpOperation = void (*)(void* const (&operands)[32]);

/// Runs blocks, one after the other: a fiber per CUDA thread, all on the calling OS thread. A thread runs until it
/// waits; who is next among those that can run is drawn from the launch's seed. Use by one OS thread at a time.
/// ThreadSanitizer doesn't look into it, only at what it is told in release and acquire.
class BlockRunner {
public:
    BlockRunner();
    ~BlockRunner();
    BlockRunner(const BlockRunner&) = delete;
    BlockRunner& operator=(const BlockRunner&) = delete;

    /// Before the first block of a grid on this OS thread.
    void begin(const Launch& launch);
    std::optional<KernelError> run(uint3 block);
    void end();

    // For the running CUDA thread:
    int barrier(Vote vote, int predicate);
    void warp(const char* name, unsigned mask, WarpOperation operation, void* operands, bool ordersMemory);
    void yield();
    unsigned liveLanes() const;
    unsigned lane() const;
    void* dynamicShared() const { return m_dynamic.data(); }
    [[noreturn]] void fail(KernelFault fault, std::string what);

private:
    enum class State : std::uint8_t { Ready, AtBarrier, AtWarp, Ended };

    struct Thread {
        Fiber fiber;
        Place place;
        State state = State::Ended;
        bool stackIsDirty = false;
        unsigned number = 0;
        // While it waits:
        const char* waitsIn = nullptr;
        unsigned mask = 0;
        WarpOperation operation = nullptr;
        void* operands = nullptr;
        bool ordersMemory = false;
    };
    struct Warp {
        unsigned live = 0;
        unsigned waiting = 0;
        unsigned phase = 0;
        char order[2] = {};  // What ThreadSanitizer knows barriers by, alternating.
    };

    static void threadMain();
    void prepare(uint3 block);
    void threadEnded();
    void completeBarrier();
    void completeWarp(Warp& warp, unsigned first, unsigned mask);
    void makeReady(unsigned number);
    Thread* next();
    void suspend(bool last = false);
    std::string describeStuck() const;
    std::string where() const;

    Launch m_launch;
    unsigned m_count = 0;
    uint3 m_block{};
    std::unique_ptr<Thread[]> m_threads;
    unsigned m_capacity = 0;
    std::unique_ptr<Warp[]> m_warps;
    std::unique_ptr<unsigned[]> m_ready;  // A ring.
    unsigned m_readyBegin = 0;
    unsigned m_readyCount = 0;
    std::uint64_t m_random = 0;
    Thread* m_current = nullptr;
    Fiber m_main;
    DynamicShared m_dynamic;
    StaticShared m_static;

    unsigned m_live = 0;
    unsigned m_atBarrier = 0;
    int m_votes = 0;
    unsigned m_barrierVotes = 0;  // Of the barrier that was completed last.
    unsigned m_barrierThreads = 0;
    unsigned m_barrierPhase = 0;
    char m_barrierOrder[2] = {};
    char m_beginOrder = 0;
    char m_endOrder = 0;
    char m_abandonedOrder = 0;
    std::optional<KernelError> m_error;
};

}  // namespace cuda_emulator
