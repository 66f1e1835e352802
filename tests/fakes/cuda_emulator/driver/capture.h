#pragma once

#include <cuda.h>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace cuda_emulator {

struct Graph;

/// What becomes of a stream's work while it captures: nodes of a graph, each after the one before. Safe for threads.
class Capture {
public:
    /// False: it captures already.
    bool begin(CUstreamCaptureMode mode);
    /// The graph, and CUDA_SUCCESS; or why there is none. It captures no longer, but for a call of the wrong thread.
    CUresult end(std::shared_ptr<Graph>& graph);

    CUstreamCaptureStatus status() const;
    bool isActive() const { return status() != CU_STREAM_CAPTURE_STATUS_NONE; }
    /// After a call that a capture can't have; nothing where there is none.
    void invalidate();
    /// Whether the calling thread may not allocate now, as the mode says.
    bool forbidsAllocation() const;
    /// False: it doesn't capture.
    bool add(std::function<void()> work);

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<Graph> m_graph;  // Null: it doesn't capture.
    CUstreamCaptureMode m_mode = CU_STREAM_CAPTURE_MODE_GLOBAL;
    std::thread::id m_thread;
    bool m_isValid = true;
};

}  // namespace cuda_emulator
