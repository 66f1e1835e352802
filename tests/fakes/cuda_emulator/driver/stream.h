#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "driver/capture.h"

namespace cuda_emulator {

/// Work done in order, on a thread of its own.
class Stream {
public:
    using Work = std::function<void()>;

    /// `late`: whether work begins only once somebody waits for it; asked each time.
    Stream(bool isBlocking, const std::atomic<bool>& late);
    /// Finishes what was submitted.
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    /// Whether it waits for the default stream and the default stream for it.
    bool isBlocking() const { return m_isBlocking; }

    /// While it captures, work goes there and not here.
    Capture& capture() { return m_capture; }

    /// Numbers count from 1.
    std::uint64_t submit(Work work);
    std::uint64_t submitted() const;
    /// Waits until work number `number` is done.
    void wait(std::uint64_t number);
    /// Whether it is, now. Asking is enough for late work to begin.
    bool isDone(std::uint64_t number);

private:
    void serve();
    void want(std::uint64_t number);

    const bool m_isBlocking;
    const std::atomic<bool>& m_late;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Work> m_work;
    std::uint64_t m_submitted = 0;
    std::uint64_t m_done = 0;
    std::uint64_t m_wanted = 0;
    bool m_ending = false;
    Capture m_capture;
    std::thread m_thread;
};

/// A moment in a stream's work.
struct Moment {
    std::shared_ptr<Stream> stream;
    std::uint64_t number = 0;

    void wait() const {
        if (stream) {
            stream->wait(number);
        }
    }
};

}  // namespace cuda_emulator
