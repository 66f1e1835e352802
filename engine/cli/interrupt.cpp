#include "engine/cli/interrupt.h"

#include <chrono>
#include <csignal>

namespace lanternfish::cli {

namespace {

// A signal handler can reach nothing but a global, and may set nothing but this type.
volatile std::sig_atomic_t interruptCount = 0;

void onInterrupt(int) {
    if (interruptCount > 0) {
        std::signal(SIGINT, SIG_DFL);
        return;
    }
    interruptCount = 1;
    // Systems with the old semantics go back to the default after one signal.
    std::signal(SIGINT, onInterrupt);
}

}  // namespace

InterruptGuard::InterruptGuard() {
    interruptCount = 0;
    std::signal(SIGINT, onInterrupt);
    // request_stop() takes locks, so a handler must not call it: somebody else has to look.
    m_watcher = std::jthread([this](std::stop_token finished) {
        while (!finished.stop_requested() && interruptCount == 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        if (interruptCount != 0) {
            m_source.request_stop();
        }
    });
}

InterruptGuard::~InterruptGuard() {
    std::signal(SIGINT, SIG_DFL);
}

}  // namespace lanternfish::cli
