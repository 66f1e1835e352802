#pragma once

#include <chrono>
#include <deque>

namespace lanternfish::assistant {

/// Events per second over the last second. With fewer than two events in it, the distance of the last two counts, so
/// that a slow model shows 0.4 and not 0. Thread: one.
class RateMeter {
public:
    using Clock = std::chrono::steady_clock;

    void add(Clock::time_point now);
    double perSecond() const;  ///< 0 before the second event.

private:
    std::deque<Clock::time_point> m_events;
};

}  // namespace lanternfish::assistant
