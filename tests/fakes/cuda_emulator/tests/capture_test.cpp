// Stream capture, and graphs in graphs.
#include <thread>

#include "session.h"

namespace cuda_emulator {
namespace {

class Capture : public Session {
protected:
    void SetUp() override {
        Session::SetUp();
        ASSERT_EQ(cuStreamCreate(&m_stream, CU_STREAM_NON_BLOCKING), CUDA_SUCCESS);
        m_values = upload(std::vector<float>(4));
    }

    void begin(CUstreamCaptureMode mode = CU_STREAM_CAPTURE_MODE_RELAXED) {
        ASSERT_EQ(cuStreamBeginCapture(m_stream, mode), CUDA_SUCCESS);
    }

    void increment() { ASSERT_EQ(launchOn(m_stream, "increments", 1, 32, 0, m_values, 4), CUDA_SUCCESS); }

    CUgraph end() {
        CUgraph graph = nullptr;
        EXPECT_EQ(cuStreamEndCapture(m_stream, &graph), CUDA_SUCCESS) << emulatedCudaLastError();
        return graph;
    }

    void run(CUgraph graph) {
        CUgraphExec instance = nullptr;
        ASSERT_EQ(cuGraphInstantiate(&instance, graph, 0), CUDA_SUCCESS);
        ASSERT_EQ(cuGraphLaunch(instance, m_stream), CUDA_SUCCESS);
        ASSERT_EQ(cuStreamSynchronize(m_stream), CUDA_SUCCESS) << emulatedCudaLastError();
    }

    CUgraphNode addChild(CUgraph graph, CUgraph child, const std::vector<CUgraphNode>& after) {
        CUgraphNode node = nullptr;
        EXPECT_EQ(cuGraphAddChildGraphNode(&node, graph, after.data(), after.size(), child), CUDA_SUCCESS);
        return node;
    }

    /// A captured graph that sets all values, or adds one to each.
    CUgraph captured(bool sets) {
        begin();
        if (sets) {
            EXPECT_EQ(cuMemsetD32Async(m_values, 0x40000000, 4, m_stream), CUDA_SUCCESS);  // 2
        } else {
            increment();
        }
        return end();
    }

    CUstream m_stream = nullptr;
    CUdeviceptr m_values = 0;
};

TEST_F(Capture, makesNodesOfWorkAndRunsNone) {
    begin();
    CUstreamCaptureStatus status{};
    ASSERT_EQ(cuStreamIsCapturing(m_stream, &status), CUDA_SUCCESS);
    EXPECT_EQ(status, CU_STREAM_CAPTURE_STATUS_ACTIVE);
    ASSERT_EQ(cuMemsetD32Async(m_values, 0x40000000, 4, m_stream), CUDA_SUCCESS);
    increment();
    increment();
    const CUgraph graph = end();
    ASSERT_EQ(cuStreamSynchronize(m_stream), CUDA_SUCCESS);
    EXPECT_EQ(download<float>(m_values, 4), std::vector<float>(4, 0.0f));
    run(graph);
    EXPECT_EQ(download<float>(m_values, 4), std::vector<float>(4, 4.0f));
    run(graph);
    EXPECT_EQ(download<float>(m_values, 4), std::vector<float>(4, 4.0f)) << "each after the one before";
}

TEST_F(Capture, becomesANodeOfAGraphWithItsDependencies) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        emulatedCudaSetSeed(seed);
        CUgraph graph = nullptr;
        ASSERT_EQ(cuGraphCreate(&graph, 0), CUDA_SUCCESS);
        const CUgraph sets = captured(true), adds = captured(false);
        const CUgraphNode first = addChild(graph, sets, {});
        const CUgraphNode second = addChild(graph, adds, {first});
        addChild(graph, adds, {second});
        // The nodes have copies.
        ASSERT_EQ(cuGraphDestroy(sets), CUDA_SUCCESS);
        ASSERT_EQ(cuGraphDestroy(adds), CUDA_SUCCESS);
        run(graph);
        EXPECT_EQ(download<float>(m_values, 4), std::vector<float>(4, 4.0f)) << seed;
        ASSERT_EQ(cuGraphDestroy(graph), CUDA_SUCCESS);
    }
}

TEST_F(Capture, withoutADependencyAGraphInAGraphRunsInAnyOrder) {
    int wrong = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        emulatedCudaSetSeed(seed);
        CUgraph graph = nullptr;
        ASSERT_EQ(cuGraphCreate(&graph, 0), CUDA_SUCCESS);
        addChild(graph, captured(true), {});
        addChild(graph, captured(false), {});
        run(graph);
        wrong += download<float>(m_values, 1)[0] != 3.0f ? 1 : 0;
    }
    EXPECT_GT(wrong, 2);
    EXPECT_LT(wrong, 18);
}

TEST_F(Capture, isInvalidAfterAWait) {
    begin();
    EXPECT_EQ(cuStreamSynchronize(m_stream), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
    CUgraph graph = nullptr;
    EXPECT_EQ(cuStreamEndCapture(m_stream, &graph), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
    EXPECT_EQ(graph, nullptr);
    begin();
    EXPECT_EQ(cuCtxSynchronize(), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
    EXPECT_EQ(cuStreamEndCapture(m_stream, &graph), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
    increment();
    EXPECT_EQ(cuStreamSynchronize(m_stream), CUDA_SUCCESS) << "the stream is as it was";
    EXPECT_EQ(cuStreamEndCapture(m_stream, &graph), CUDA_ERROR_ILLEGAL_STATE);
}

TEST_F(Capture, allocatesOnlyWhereItsModeLetsIt) {
    CUdeviceptr memory = 0;
    CUgraph graph = nullptr;
    begin();
    EXPECT_EQ(cuMemAlloc(&memory, 16), CUDA_SUCCESS);
    EXPECT_EQ(cuStreamEndCapture(m_stream, &graph), CUDA_SUCCESS);
    begin(CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
    std::thread([&] {
        CUdeviceptr other = 0;
        EXPECT_EQ(cuCtxSetCurrent(m_context), CUDA_SUCCESS);
        EXPECT_EQ(cuMemAlloc(&other, 16), CUDA_SUCCESS);
        CUgraph ended = nullptr;
        EXPECT_EQ(cuStreamEndCapture(m_stream, &ended), CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD);
    }).join();
    EXPECT_EQ(cuMemAlloc(&memory, 16), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
    EXPECT_EQ(cuStreamEndCapture(m_stream, &graph), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
}

TEST_F(Capture, isRefusedForTheDefaultStreamAndForOneThatCaptures) {
    EXPECT_EQ(cuStreamBeginCapture(nullptr, CU_STREAM_CAPTURE_MODE_RELAXED), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
    begin();
    EXPECT_EQ(cuStreamBeginCapture(m_stream, CU_STREAM_CAPTURE_MODE_RELAXED), CUDA_ERROR_ILLEGAL_STATE);
}

}  // namespace
}  // namespace cuda_emulator
