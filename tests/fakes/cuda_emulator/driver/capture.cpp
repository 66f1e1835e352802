#include "driver/capture.h"

#include "driver/graph.h"

namespace cuda_emulator {

bool Capture::begin(CUstreamCaptureMode mode) {
    const std::scoped_lock lock(m_mutex);
    if (m_graph) {
        return false;
    }
    m_graph = std::make_shared<Graph>();
    m_mode = mode;
    m_thread = std::this_thread::get_id();
    m_isValid = true;
    return true;
}

CUresult Capture::end(std::shared_ptr<Graph>& graph) {
    const std::scoped_lock lock(m_mutex);
    if (!m_graph) {
        return CUDA_ERROR_ILLEGAL_STATE;
    }
    if (m_mode != CU_STREAM_CAPTURE_MODE_RELAXED && m_thread != std::this_thread::get_id()) {
        return CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD;
    }
    graph = std::exchange(m_graph, nullptr);
    return m_isValid ? CUDA_SUCCESS : CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
}

CUstreamCaptureStatus Capture::status() const {
    const std::scoped_lock lock(m_mutex);
    return !m_graph    ? CU_STREAM_CAPTURE_STATUS_NONE
           : m_isValid ? CU_STREAM_CAPTURE_STATUS_ACTIVE
                       : CU_STREAM_CAPTURE_STATUS_INVALIDATED;
}

void Capture::invalidate() {
    const std::scoped_lock lock(m_mutex);
    m_isValid = false;
}

bool Capture::forbidsAllocation() const {
    const std::scoped_lock lock(m_mutex);
    return m_graph && m_mode != CU_STREAM_CAPTURE_MODE_RELAXED &&
           (m_mode == CU_STREAM_CAPTURE_MODE_GLOBAL || m_thread == std::this_thread::get_id());
}

bool Capture::add(std::function<void()> work) {
    const std::scoped_lock lock(m_mutex);
    if (!m_graph) {
        return false;
    }
    auto node = std::make_unique<GraphNode>();
    if (!m_graph->nodes.empty()) {
        node->dependencies.push_back(m_graph->nodes.back().get());
    }
    node->work = std::make_shared<const NodeWork>(CapturedWork{std::move(work)});
    m_graph->nodes.push_back(std::move(node));
    return true;
}

}  // namespace cuda_emulator
