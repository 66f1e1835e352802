#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace lanternfish::base {

/// A fixed set of threads that run one loop at a time. The calling thread is one of them, so a team of one starts none.
/// Thread: the owner; run() is not reentrant.
class ThreadTeam {
public:
    explicit ThreadTeam(unsigned threads);
    ~ThreadTeam();
    ThreadTeam(const ThreadTeam&) = delete;
    ThreadTeam& operator=(const ThreadTeam&) = delete;

    unsigned size() const { return static_cast<unsigned>(m_threads.size()) + 1; }

    /// Calls body(begin, end, thread) over [0, count) in pieces of `grain` (the last may be shorter), handed out in
    /// order to whichever thread is free, and returns when all are done. Once *cancel reads true no further piece
    /// starts. body must not throw.
    template <class Body>
    void run(uint64_t count, uint64_t grain, const std::atomic<bool>* cancel, Body&& body) {
        runErased(count, grain, cancel, &body, [](void* context, uint64_t begin, uint64_t end, unsigned thread) {
            (*static_cast<std::remove_reference_t<Body>*>(context))(begin, end, thread);
        });
    }

private:
    using Call = void (*)(void* context, uint64_t begin, uint64_t end, unsigned thread);

    void runErased(uint64_t count, uint64_t grain, const std::atomic<bool>* cancel, void* context, Call call);
    void work(unsigned thread);
    bool join(uint64_t generation);
    void loop(unsigned thread);

    std::vector<std::jthread> m_threads;
    std::mutex m_mutex;
    std::condition_variable m_start;
    bool m_stopping = false;

    // Generation of the loop (upper half), whether threads may still join it (bit 31), how many have and are not done
    // (the rest). What follows is written while nobody has joined and read only by those who have.
    std::atomic<uint64_t> m_state = 0;
    std::atomic<uint64_t> m_next = 0;
    uint64_t m_count = 0;
    uint64_t m_grain = 1;
    const std::atomic<bool>* m_cancel = nullptr;
    void* m_context = nullptr;
    Call m_call = nullptr;
};

}  // namespace lanternfish::base
