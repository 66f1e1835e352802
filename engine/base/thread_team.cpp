#include "engine/base/thread_team.h"

#include <algorithm>

namespace lanternfish::base {

namespace {

// Spinning this often before sleeping covers the gap between two ops of one token, so that threads sleep only between
// tokens. On a machine with fewer cores than threads the yield lets the others go on.
constexpr int kSpins = 2000;

// The parts of ThreadTeam::m_state.
constexpr uint64_t kOpen = uint64_t{1} << 31;
constexpr uint64_t kJoined = kOpen - 1;
constexpr int kGenerationShift = 32;

}  // namespace

ThreadTeam::ThreadTeam(unsigned threads) {
    for (unsigned thread = 1; thread < std::max(threads, 1U); ++thread)
        m_threads.emplace_back([this, thread] { loop(thread); });
}

ThreadTeam::~ThreadTeam() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_start.notify_all();
    m_threads.clear();  // Joins them while what they wait on still lives.
}

void ThreadTeam::runErased(uint64_t count, uint64_t grain, const std::atomic<bool>* cancel, void* context, Call call) {
    if (count == 0)
        return;
    m_count = count;
    m_grain = std::max<uint64_t>(grain, 1);
    m_cancel = cancel;
    m_context = context;
    m_call = call;
    m_next.store(0, std::memory_order_relaxed);
    const bool alone = m_threads.empty() || count <= m_grain;
    if (alone)
        return work(0);
    {
        // Under the lock, or a thread that is about to sleep could miss it.
        const std::lock_guard lock(m_mutex);
        const uint64_t generation = (m_state.load(std::memory_order_relaxed) >> kGenerationShift) + 1;
        m_state.store(generation << kGenerationShift | kOpen, std::memory_order_release);
    }
    m_start.notify_all();
    work(0);
    // Nothing is left to start. Who has not joined by now need not: on a busy machine that saves waiting until the
    // system runs a thread only to learn that it has nothing to do.
    m_state.fetch_and(~kOpen, std::memory_order_acq_rel);
    while ((m_state.load(std::memory_order_acquire) & kJoined) != 0)
        std::this_thread::yield();
}

void ThreadTeam::work(unsigned thread) {
    while (m_cancel == nullptr || !m_cancel->load(std::memory_order_relaxed)) {
        const uint64_t begin = m_next.fetch_add(m_grain, std::memory_order_relaxed);
        if (begin >= m_count)
            return;
        m_call(m_context, begin, std::min(begin + m_grain, m_count), thread);
    }
}

bool ThreadTeam::join(uint64_t generation) {
    uint64_t state = m_state.load(std::memory_order_acquire);
    while ((state & kOpen) != 0 && state >> kGenerationShift == generation)
        if (m_state.compare_exchange_weak(state, state + 1, std::memory_order_acq_rel, std::memory_order_acquire))
            return true;
    return false;
}

void ThreadTeam::loop(unsigned thread) {
    uint64_t seen = 0;
    const auto isNew = [&] { return m_state.load(std::memory_order_acquire) >> kGenerationShift != seen; };
    for (;;) {
        for (int spin = 0; spin < kSpins && !isNew(); ++spin)
            std::this_thread::yield();
        if (!isNew()) {
            std::unique_lock lock(m_mutex);
            m_start.wait(lock, [&] { return m_stopping || isNew(); });
            if (m_stopping)
                return;
        }
        seen = m_state.load(std::memory_order_acquire) >> kGenerationShift;
        if (join(seen)) {
            work(thread);
            m_state.fetch_sub(1, std::memory_order_release);
        }
    }
}

}  // namespace lanternfish::base
