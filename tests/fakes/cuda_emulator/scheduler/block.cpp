#include "scheduler/block.h"

#include <algorithm>
#include <bit>
#include <format>

#include "scheduler/random.h"

namespace cuda_emulator {

BlockRunner::BlockRunner() = default;
BlockRunner::~BlockRunner() = default;

void BlockRunner::begin(const Launch& launch) {
    m_launch = launch;
    m_count = launch.threads.x * launch.threads.y * launch.threads.z;
    if (m_count > m_capacity) {
        m_threads = std::make_unique<Thread[]>(m_count);
        m_warps = std::make_unique<Warp[]>((m_count + 31) / 32);
        m_ready = std::make_unique<unsigned[]>(m_count);
        m_capacity = m_count;
    }
    m_static.locate();
    m_main.adoptThread();
}

void BlockRunner::end() {
    m_launch = {};
}

void BlockRunner::prepare(uint3 block) {
    m_block = block;
    m_live = m_count;
    m_atBarrier = 0;
    m_votes = 0;
    m_readyBegin = m_readyCount = 0;
    m_error.reset();
    const dim3 blocks = m_launch.blocks;
    m_random =
        mixed(m_launch.seed ^ mixed(block.x + std::uint64_t{blocks.x} * (block.y + std::uint64_t{blocks.y} * block.z)));
    for (unsigned i = 0; i < (m_count + 31) / 32; ++i) {
        const unsigned lanes = std::min(32u, m_count - 32 * i);
        m_warps[i] = {.live = lanes == 32 ? ~0u : (1u << lanes) - 1};
    }
    const dim3 threads = m_launch.threads;
    for (unsigned i = 0; i < m_count; ++i) {
        Thread& thread = m_threads[i];
        if (!thread.fiber.prepare(&BlockRunner::threadMain, thread.stackIsDirty)) {
            m_error = KernelError{KernelFault::OutOfMemory, where() + ": no memory for the stacks of its threads"};
            return;
        }
        thread.stackIsDirty = true;
        thread.number = i;
        thread.place = {.thread = {i % threads.x, i / threads.x % threads.y, i / threads.x / threads.y},
                        .block = block,
                        .threads = threads,
                        .blocks = blocks};
        makeReady(i);
    }
    if (!m_dynamic.resize(m_launch.dynamicSharedBytes)) {
        m_error = KernelError{KernelFault::OutOfMemory, where() + ": no memory for its shared memory"};
        return;
    }
    m_dynamic.poison();
    m_static.poison();
}

std::optional<KernelError> BlockRunner::run(uint3 block) {
    prepare(block);
    if (m_error) {
        return std::move(m_error);
    }
    osThread.runner = this;
    release(&m_beginOrder);
    Thread* first = next();
    m_current = first;
    osThread.place = &first->place;
    Fiber::switchTo(m_main, first->fiber);
    acquire(&m_endOrder);
    osThread.runner = nullptr;
    osThread.place = nullptr;
    if (m_live > 0) {
        acquire(&m_abandonedOrder);
    }
    if (!m_error && m_live > 0) {
        m_error = KernelError{KernelFault::DivergentBarrier, describeStuck()};
    }
    if (!m_error && !m_dynamic.isIntact()) {
        m_error = KernelError{KernelFault::IllegalAddress,
                              std::format("{}: wrote beyond its {} bytes of dynamic shared memory", where(),
                                          m_launch.dynamicSharedBytes)};
    }
    return std::move(m_error);
}

void BlockRunner::threadMain() {
    Fiber::entered();
    BlockRunner& runner = *osThread.runner;
    acquire(&runner.m_beginOrder);
    runner.m_launch.kernel->call(runner.m_launch.kernel->function, runner.m_launch.parameters);
    release(&runner.m_endOrder);
    runner.threadEnded();
    runner.suspend(true);
    __builtin_unreachable();
}

void BlockRunner::threadEnded() {
    Thread& thread = *m_current;
    thread.state = State::Ended;
    thread.stackIsDirty = false;
    --m_live;
    // Whoever waits no longer waits for this one.
    if (m_live > 0 && m_atBarrier == m_live) {
        completeBarrier();
    }
    const unsigned first = thread.number / 32 * 32;
    Warp& warp = m_warps[thread.number / 32];
    warp.live &= ~(1u << (thread.number - first));
    for (unsigned rest = warp.waiting; rest != 0;) {
        const unsigned mask = m_threads[first + static_cast<unsigned>(std::countr_zero(rest))].mask;
        rest &= ~mask;
        completeWarp(warp, first, mask);
    }
}

void BlockRunner::makeReady(unsigned number) {
    m_threads[number].state = State::Ready;
    m_ready[(m_readyBegin + m_readyCount++) % m_capacity] = number;
}

BlockRunner::Thread* BlockRunner::next() {
    if (m_readyCount == 0) {
        return nullptr;
    }
    unsigned& front = m_ready[m_readyBegin];
    if (m_launch.shuffled) {
        m_random = mixed(m_random);
        std::swap(front, m_ready[(m_readyBegin + m_random % m_readyCount) % m_capacity]);
    }
    m_readyBegin = (m_readyBegin + 1) % m_capacity;
    --m_readyCount;
    return &m_threads[front];
}

// Runs somebody else, or returns to run() where nobody can.
void BlockRunner::suspend(bool last) {
    // For the case that it never goes on.
    release(&m_abandonedOrder);
    Thread* from = m_current;
    Thread* to = m_error ? nullptr : next();
    if (to == from) {
        return;
    }
    m_current = to;
    osThread.place = to ? &to->place : nullptr;
    Fiber::switchTo(from->fiber, to ? to->fiber : m_main, last);
}

void BlockRunner::yield() {
    makeReady(m_current->number);
    suspend();
}

int BlockRunner::barrier(Vote vote, int predicate) {
    static constexpr const char* kNames[] = {"__syncthreads", "__syncthreads_count", "__syncthreads_and",
                                             "__syncthreads_or"};
    Thread& thread = *m_current;
    char* const order = &m_barrierOrder[m_barrierPhase & 1];
    release(order);
    thread.state = State::AtBarrier;
    thread.waitsIn = kNames[static_cast<int>(vote)];
    m_votes += predicate != 0;
    if (++m_atBarrier == m_live) {
        completeBarrier();
    }
    suspend();
    acquire(order);
    const auto votes = static_cast<int>(m_barrierVotes);
    switch (vote) {
        case Vote::Count:
            return votes;
        case Vote::And:
            return m_barrierVotes == m_barrierThreads;
        case Vote::Or:
            return votes != 0;
        case Vote::None:
            break;
    }
    return 0;
}

void BlockRunner::completeBarrier() {
    m_barrierVotes = static_cast<unsigned>(m_votes);
    m_barrierThreads = m_atBarrier;
    m_votes = 0;
    m_atBarrier = 0;
    ++m_barrierPhase;
    for (unsigned i = 0; i < m_count; ++i) {
        if (m_threads[i].state == State::AtBarrier) {
            makeReady(i);
        }
    }
}

void BlockRunner::warp(const char* name, unsigned mask, WarpOperation operation, void* operands, bool ordersMemory) {
    Thread& thread = *m_current;
    Warp& warp = m_warps[thread.number / 32];
    const unsigned lane = thread.number % 32;
    if ((mask >> lane & 1) == 0) {
        fail(KernelFault::DivergentBarrier,
             std::format("thread {} calls {} with mask {:#010x}, which its lane {} isn't in", thread.number, name, mask,
                         lane));
    }
    char* const order = &warp.order[warp.phase & 1];
    if (ordersMemory) {
        release(order);
    }
    thread.state = State::AtWarp;
    thread.waitsIn = name;
    thread.mask = mask;
    thread.operation = operation;
    thread.operands = operands;
    thread.ordersMemory = ordersMemory;
    warp.waiting |= 1u << lane;
    completeWarp(warp, thread.number - lane, mask);
    suspend();
    if (ordersMemory) {
        acquire(order);
    }
}

// Does the operation of `mask` if all that must take part are there.
void BlockRunner::completeWarp(Warp& warp, unsigned first, unsigned mask) {
    const unsigned needed = mask & warp.live;
    if (needed == 0 || (warp.waiting & needed) != needed) {
        return;
    }
    const Thread* one = nullptr;
    void* operands[32] = {};
    for (unsigned rest = needed; rest != 0; rest &= rest - 1) {
        const auto lane = static_cast<unsigned>(std::countr_zero(rest));
        const Thread& thread = m_threads[first + lane];
        if (thread.mask != mask) {
            return;
        }
        one = one ? one : &thread;
        if (thread.operation != one->operation) {
            // Not by fail(): the thread that runs may have ended.
            m_error = KernelError{KernelFault::DivergentBarrier,
                                  std::format("{}: threads {} and {} of a warp meet in different operations, {} and {}",
                                              where(), one->number, thread.number, one->waitsIn, thread.waitsIn)};
            return;
        }
        operands[lane] = thread.operands;
    }
    if (one->operation) {
        one->operation(operands);
    }
    warp.waiting &= ~needed;
    warp.phase += one->ordersMemory;
    for (unsigned rest = needed; rest != 0; rest &= rest - 1) {
        makeReady(first + static_cast<unsigned>(std::countr_zero(rest)));
    }
}

unsigned BlockRunner::liveLanes() const {
    return m_warps[m_current->number / 32].live;
}
unsigned BlockRunner::lane() const {
    return m_current->number % 32;
}

void BlockRunner::fail(KernelFault fault, std::string what) {
    if (!m_error) {
        m_error = KernelError{fault, std::format("{}: {}", where(), what)};
    }
    // What this function holds would stay where nobody returns to.
    what = {};
    what.shrink_to_fit();
    suspend();
    __builtin_unreachable();
}

std::string BlockRunner::where() const {
    return std::format("kernel {}, block ({}, {}, {})", m_launch.kernel->name, m_block.x, m_block.y, m_block.z);
}

// How many wait where, in the order of the first of them.
std::string BlockRunner::describeStuck() const {
    struct Group {
        const char* name;
        unsigned mask;
        unsigned warp;
        unsigned threads;
        unsigned first;
    };
    std::vector<Group> groups;
    for (unsigned i = 0; i < m_count; ++i) {
        const Thread& thread = m_threads[i];
        if (thread.state == State::Ended) {
            continue;
        }
        const bool ofWarp = thread.state == State::AtWarp;
        const Group group{thread.waitsIn, ofWarp ? thread.mask : 0, ofWarp ? i / 32 : 0, 1, i};
        const auto same = std::ranges::find_if(groups, [&](const Group& other) {
            return other.name == group.name && other.mask == group.mask && other.warp == group.warp;
        });
        if (same != groups.end()) {
            ++same->threads;
        } else {
            groups.push_back(group);
        }
    }
    std::string text = where() + ": divergent barrier: of " + std::to_string(m_count) + " threads ";
    constexpr std::size_t kMostGroups = 8;
    for (std::size_t i = 0; i < std::min(groups.size(), kMostGroups); ++i) {
        const Group& group = groups[i];
        text += std::format("{} wait in {}", group.threads, group.name);
        if (group.mask != 0) {
            text += std::format(" with mask {:#010x} in warp {}", group.mask, group.warp);
        }
        text += std::format(" (thread {}{}), ", group.first, group.threads > 1 ? " the first" : "");
    }
    return text + std::format("{} have ended", m_count - m_live);
}

}  // namespace cuda_emulator
