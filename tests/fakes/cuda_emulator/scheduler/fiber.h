#pragma once

#include <cstddef>

namespace cuda_emulator {

/// A flow of control with a stack of its own. One OS thread switches between many; a fiber never changes its OS thread
/// while it runs. Sanitizers are told of every switch.
class Fiber {
public:
    using Entry = void (*)();

    static constexpr std::size_t kStackBytes = 128 * 1024;

    /// The calling OS thread itself, to switch away from and back to.
    Fiber() = default;
    ~Fiber();
    Fiber(const Fiber&) = delete;
    Fiber& operator=(const Fiber&) = delete;

    /// Takes the calling OS thread as this fiber.
    void adoptThread();

    /// Makes the next switch to this fiber call `entry`, which must not return. Takes a stack the first time; with
    /// `stackIsDirty` what an abandoned run left on it is forgotten. False: no memory.
    bool prepare(Entry entry, bool stackIsDirty);

    /// Leaves the running fiber `from` for `to`. `last`: nobody will switch to `from` before it is prepared anew.
    static void switchTo(Fiber& from, Fiber& to, bool last = false);

    /// To be called by an entry before anything else.
    static void entered();

private:
    void* m_stackPointer = nullptr;  // Where the registers were pushed, or a ucontext_t.
    void* m_mapping = nullptr;
    const void* m_bottom = nullptr;
    std::size_t m_size = 0;
    [[maybe_unused]] void* m_fakeStack = nullptr;    // AddressSanitizer's.
    [[maybe_unused]] void* m_threadFiber = nullptr;  // ThreadSanitizer's.
};

/// What ThreadSanitizer is told of barriers: what happened before release(p) happened before what follows acquire(p).
void release(void* object);
void acquire(void* object);

}  // namespace cuda_emulator
