#pragma once

#include <atomic>
#include <functional>
#include <mutex>

#include "app/store/types.h"

namespace lanternfish::assistant {

/// What is known of the answer that is being written.
struct AnswerSnapshot {
    store::Message message;
    bool prefilling = true;
    bool insideReasoning = false;
    int prefillDone = 0;
    int prefillTotal = 0;
    double tokensPerSecond = 0;
};

/// The newest state of one answer, between the thread that writes it and those that show and save it: a slow reader
/// skips states instead of piling them up. Thread: any.
class AnswerBuffer {
public:
    /// `kept`: it may be written to the database.
    AnswerBuffer(store::Message message, bool kept) : m_kept(kept) { m_state.message = std::move(message); }
    bool isKept() const { return m_kept; }

    void change(const std::function<void(AnswerSnapshot&)>& edit) {
        const std::scoped_lock lock(m_mutex);
        edit(m_state);
    }

    AnswerSnapshot snapshot() const {
        const std::scoped_lock lock(m_mutex);
        return m_state;
    }

    /// True once per reader until the reader calls *Taken: then it must be woken.
    bool wakeView() { return !m_viewAwake.exchange(true); }
    void viewTaken() { m_viewAwake = false; }
    bool wakeStore() { return !m_storeAwake.exchange(true); }
    void storeTaken() { m_storeAwake = false; }

    /// From here on a late save must not write: the final text stands, or another buffer goes on with the message.
    void close() { m_closed = true; }
    bool isClosed() const { return m_closed; }

private:
    mutable std::mutex m_mutex;
    AnswerSnapshot m_state;
    const bool m_kept;
    std::atomic<bool> m_viewAwake = false;
    std::atomic<bool> m_storeAwake = false;
    std::atomic<bool> m_closed = false;
};

}  // namespace lanternfish::assistant
