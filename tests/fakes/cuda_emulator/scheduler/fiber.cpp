#include "scheduler/fiber.h"

#include <pthread.h>
#include <sys/mman.h>

#include <cstdint>

#if defined(__x86_64__)
#define CUDA_EMULATOR_ASM 1
#else
#include <ucontext.h>
#endif
// The build defines these two: this file itself is compiled without sanitizers.
#ifdef CUDA_EMULATOR_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef CUDA_EMULATOR_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace cuda_emulator {
namespace {

constexpr std::size_t kGuardBytes = 4096 * 4;
constexpr std::size_t kCacheLine = 64;
constexpr std::size_t kColors = 128;

}  // namespace

#ifdef CUDA_EMULATOR_ASM
// ucontext would ask the kernel for the signal mask at every switch, fifty times the cost.
extern "C" void cudaEmulatorSwitch(void** save, void* load);
asm(R"(
.text
.hidden cudaEmulatorSwitch
.globl cudaEmulatorSwitch
.type cudaEmulatorSwitch, @function
cudaEmulatorSwitch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size cudaEmulatorSwitch, . - cudaEmulatorSwitch
)");
#endif

Fiber::~Fiber() {
#ifdef CUDA_EMULATOR_TSAN
    if (m_mapping && m_threadFiber) {
        __tsan_destroy_fiber(m_threadFiber);
    }
#endif
#ifndef CUDA_EMULATOR_ASM
    delete static_cast<ucontext_t*>(m_stackPointer);
#endif
    if (m_mapping) {
#ifdef CUDA_EMULATOR_ASAN
        __asan_unpoison_memory_region(m_bottom, m_size);
#endif
        munmap(m_mapping, kGuardBytes + kStackBytes);
    }
}

void Fiber::adoptThread() {
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
        void* bottom = nullptr;
        pthread_attr_getstack(&attributes, &bottom, &m_size);
        m_bottom = bottom;
        pthread_attr_destroy(&attributes);
    }
#ifdef CUDA_EMULATOR_TSAN
    m_threadFiber = __tsan_get_current_fiber();
#endif
#ifndef CUDA_EMULATOR_ASM
    if (!m_stackPointer) {
        m_stackPointer = new ucontext_t;
    }
#endif
}

bool Fiber::prepare(Entry entry, bool stackIsDirty) {
    if (!m_mapping) {
        void* mapping = mmap(nullptr, kGuardBytes + kStackBytes, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
        if (mapping == MAP_FAILED || mprotect(mapping, kGuardBytes, PROT_NONE) != 0) {
            return false;
        }
        m_mapping = mapping;
        m_bottom = static_cast<char*>(mapping) + kGuardBytes;
        m_size = kStackBytes;
    }
#ifdef CUDA_EMULATOR_ASAN
    if (stackIsDirty) {
        __asan_unpoison_memory_region(m_bottom, m_size);
    }
    m_fakeStack = nullptr;
#endif
#ifdef CUDA_EMULATOR_TSAN
    if (m_threadFiber && stackIsDirty) {
        __tsan_destroy_fiber(m_threadFiber);
        m_threadFiber = nullptr;
    }
    if (!m_threadFiber) {
        m_threadFiber = __tsan_create_fiber(0);
    }
#endif
    (void)stackIsDirty;
#ifdef CUDA_EMULATOR_ASM
    // What cudaEmulatorSwitch pops: six registers and where to go. A return address below the entry ends stack traces
    // and aligns the stack as after a call.
    // Stacks begin in different lines of their pages, which a cache would otherwise have no room for side by side.
    const auto bottom = reinterpret_cast<std::uintptr_t>(m_bottom);
    const std::uintptr_t color = bottom / (kGuardBytes + kStackBytes) % kColors;
    const std::uintptr_t top = (bottom + m_size - color * kCacheLine) & ~std::uintptr_t{15};
    void** slot = reinterpret_cast<void**>(top);
    *--slot = nullptr;
    *--slot = reinterpret_cast<void*>(entry);
    for (int i = 0; i < 6; ++i) {
        *--slot = nullptr;
    }
    m_stackPointer = slot;
#else
    auto* context = static_cast<ucontext_t*>(m_stackPointer);
    if (!context) {
        context = new ucontext_t;
    }
    getcontext(context);
    context->uc_stack.ss_sp = const_cast<void*>(m_bottom);
    context->uc_stack.ss_size = m_size;
    context->uc_link = nullptr;
    makecontext(context, entry, 0);
    m_stackPointer = context;
#endif
    return true;
}

void Fiber::switchTo(Fiber& from, Fiber& to, [[maybe_unused]] bool last) {
#ifdef CUDA_EMULATOR_ASAN
    __sanitizer_start_switch_fiber(last ? nullptr : &from.m_fakeStack, to.m_bottom, to.m_size);
#endif
#ifdef CUDA_EMULATOR_TSAN
    __tsan_switch_to_fiber(to.m_threadFiber, __tsan_switch_to_fiber_no_sync);
#endif
#ifdef CUDA_EMULATOR_ASM
    cudaEmulatorSwitch(&from.m_stackPointer, to.m_stackPointer);
#else
    swapcontext(static_cast<ucontext_t*>(from.m_stackPointer), static_cast<ucontext_t*>(to.m_stackPointer));
#endif
#ifdef CUDA_EMULATOR_ASAN
    __sanitizer_finish_switch_fiber(from.m_fakeStack, nullptr, nullptr);
#endif
}

void Fiber::entered() {
#ifdef CUDA_EMULATOR_ASAN
    __sanitizer_finish_switch_fiber(nullptr, nullptr, nullptr);
#endif
}

void release([[maybe_unused]] void* object) {
#ifdef CUDA_EMULATOR_TSAN
    __tsan_release(object);
#endif
}

void acquire([[maybe_unused]] void* object) {
#ifdef CUDA_EMULATOR_TSAN
    __tsan_acquire(object);
#endif
}

}  // namespace cuda_emulator
