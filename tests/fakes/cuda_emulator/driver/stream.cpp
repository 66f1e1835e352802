#include "driver/stream.h"

#include <algorithm>

namespace cuda_emulator {

Stream::Stream(bool isBlocking, const std::atomic<bool>& late)
    : m_isBlocking(isBlocking), m_late(late), m_thread([this] { serve(); }) {}

Stream::~Stream() {
    {
        const std::scoped_lock lock(m_mutex);
        m_ending = true;
        m_changed.notify_all();
    }
    m_thread.join();
}

std::uint64_t Stream::submit(Work work) {
    const std::scoped_lock lock(m_mutex);
    m_work.push_back(std::move(work));
    m_changed.notify_all();
    return ++m_submitted;
}

std::uint64_t Stream::submitted() const {
    const std::scoped_lock lock(m_mutex);
    return m_submitted;
}

void Stream::want(std::uint64_t number) {
    if (number > m_wanted) {
        m_wanted = number;
        m_changed.notify_all();
    }
}

void Stream::wait(std::uint64_t number) {
    std::unique_lock lock(m_mutex);
    want(number);
    m_changed.wait(lock, [&] { return m_done >= number; });
}

bool Stream::isDone(std::uint64_t number) {
    const std::scoped_lock lock(m_mutex);
    want(number);
    return m_done >= number;
}

void Stream::serve() {
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_ending || (!m_work.empty() && (!m_late || m_wanted > m_done)); });
        if (m_work.empty()) {
            return;
        }
        {
            // What the work holds must be gone when it counts as done.
            const Work work = std::move(m_work.front());
            m_work.pop_front();
            lock.unlock();
            work();
        }
        lock.lock();
        ++m_done;
        m_changed.notify_all();
    }
}

}  // namespace cuda_emulator
