#pragma once

#include <stop_token>
#include <thread>

namespace lanternfish::cli {

/// While it lives, the first Ctrl+C fires token() instead of ending the program; a third one ends it all the same.
/// One at a time. Thread: main.
class InterruptGuard {
public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    std::stop_token token() const { return m_source.get_token(); }
    bool interrupted() const { return m_source.stop_requested(); }

private:
    std::stop_source m_source;
    std::jthread m_watcher;
};

}  // namespace lanternfish::cli
