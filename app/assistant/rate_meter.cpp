#include "app/assistant/rate_meter.h"

namespace lanternfish::assistant {

void RateMeter::add(Clock::time_point now) {
    m_events.push_back(now);
    while (m_events.size() > 2 && now - m_events.front() > std::chrono::seconds(1)) {
        m_events.pop_front();
    }
}

double RateMeter::perSecond() const {
    if (m_events.size() < 2 || m_events.back() == m_events.front()) {
        return 0;
    }
    const std::chrono::duration<double> span = m_events.back() - m_events.front();
    return static_cast<double>(m_events.size() - 1) / span.count();
}

}  // namespace lanternfish::assistant
