#include "engine/base/thread_team.h"

#include <algorithm>

namespace lanternfish::base {

namespace {
// Spinning this often before sleeping covers the gap between two ops of one token, so that threads sleep only between
// tokens. On a machine with fewer cores than threads the yield lets the others go on.
constexpr int kSpins = 2000;
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
    if (!alone) {
        m_busy.store(static_cast<unsigned>(m_threads.size()), std::memory_order_relaxed);
        {
            const std::lock_guard lock(m_mutex);
            m_generation.fetch_add(1, std::memory_order_release);
        }
        m_start.notify_all();
    }
    work(0);
    if (!alone) {
        while (m_busy.load(std::memory_order_acquire) != 0)
            std::this_thread::yield();
    }
}

void ThreadTeam::work(unsigned thread) {
    while (m_cancel == nullptr || !m_cancel->load(std::memory_order_relaxed)) {
        const uint64_t begin = m_next.fetch_add(m_grain, std::memory_order_relaxed);
        if (begin >= m_count)
            return;
        m_call(m_context, begin, std::min(begin + m_grain, m_count), thread);
    }
}

void ThreadTeam::loop(unsigned thread) {
    uint64_t seen = 0;
    for (;;) {
        for (int spin = 0; spin < kSpins && m_generation.load(std::memory_order_acquire) == seen; ++spin)
            std::this_thread::yield();
        {
            std::unique_lock lock(m_mutex);
            m_start.wait(lock, [&] { return m_stopping || m_generation.load(std::memory_order_acquire) != seen; });
            if (m_stopping)
                return;
            seen = m_generation.load(std::memory_order_acquire);
        }
        work(thread);
        m_busy.fetch_sub(1, std::memory_order_release);
    }
}

}  // namespace lanternfish::base
