// Graphs: what they do, in which orders, and how they fail.
#include <cstring>
#include <set>

#include "session.h"

namespace cuda_emulator {
namespace {

class Graphs : public Session {
protected:
    void SetUp() override {
        Session::SetUp();
        ASSERT_EQ(cuGraphCreate(&m_graph, 0), CUDA_SUCCESS);
    }

    /// A node that adds one to each of `count` floats.
    CUgraphNode addIncrement(CUdeviceptr values, int count, const std::vector<CUgraphNode>& after) {
        void* parameters[] = {&values, &count};
        const CUDA_KERNEL_NODE_PARAMS node = incrementOf(parameters);
        CUgraphNode added = nullptr;
        EXPECT_EQ(cuGraphAddKernelNode(&added, m_graph, after.data(), after.size(), &node), CUDA_SUCCESS);
        return added;
    }

    CUDA_KERNEL_NODE_PARAMS incrementOf(void** parameters) {
        CUDA_KERNEL_NODE_PARAMS node{};
        node.func = function("increments");
        node.gridDimX = node.gridDimY = node.gridDimZ = 1;
        node.blockDimX = 32;
        node.blockDimY = node.blockDimZ = 1;
        node.kernelParams = parameters;
        return node;
    }

    CUgraphNode addFill(CUdeviceptr values, float value, std::size_t count, const std::vector<CUgraphNode>& after) {
        CUDA_MEMSET_NODE_PARAMS node{};
        node.dst = values;
        std::memcpy(&node.value, &value, sizeof(value));
        node.elementSize = 4;
        node.width = count;
        node.height = 1;
        CUgraphNode added = nullptr;
        EXPECT_EQ(cuGraphAddMemsetNode(&added, m_graph, after.data(), after.size(), &node, m_context), CUDA_SUCCESS);
        return added;
    }

    CUgraphNode addDownload(float* target, CUdeviceptr source, std::size_t bytes,
                            const std::vector<CUgraphNode>& after) {
        CUDA_MEMCPY3D node{};
        node.srcMemoryType = CU_MEMORYTYPE_DEVICE;
        node.srcDevice = source;
        node.dstMemoryType = CU_MEMORYTYPE_HOST;
        node.dstHost = target;
        node.WidthInBytes = bytes;
        node.Height = node.Depth = 1;
        CUgraphNode added = nullptr;
        EXPECT_EQ(cuGraphAddMemcpyNode(&added, m_graph, after.data(), after.size(), &node, m_context), CUDA_SUCCESS);
        return added;
    }

    CUgraphExec instantiate() {
        CUgraphExec executable = nullptr;
        EXPECT_EQ(cuGraphInstantiate(&executable, m_graph, 0), CUDA_SUCCESS) << emulatedCudaLastError();
        return executable;
    }

    static CUresult launchAndWait(CUgraphExec executable) {
        const CUresult result = cuGraphLaunch(executable, nullptr);
        return result == CUDA_SUCCESS ? cuCtxSynchronize() : result;
    }

    CUgraph m_graph = nullptr;
};

TEST_F(Graphs, runInTheOrderOfDependencies) {
    const CUdeviceptr values = upload(std::vector<float>(4));
    std::vector<float> result(4);
    const CUgraphNode fill = addFill(values, 5, 4, {});
    const CUgraphNode increment = addIncrement(values, 4, {fill});
    addDownload(result.data(), values, 16, {increment});
    const CUgraphExec executable = instantiate();
    ASSERT_EQ(cuGraphDestroy(m_graph), CUDA_SUCCESS);
    for (int i = 0; i < 20; ++i) {
        result.assign(4, 0);
        ASSERT_EQ(launchAndWait(executable), CUDA_SUCCESS);
        EXPECT_EQ(result, std::vector<float>(4, 6.0f));
    }
    EXPECT_EQ(cuGraphExecDestroy(executable), CUDA_SUCCESS);
}

TEST_F(Graphs, aMissingDependencyShows) {
    const CUdeviceptr values = upload(std::vector<float>(4));
    addFill(values, 5, 4, {});
    addIncrement(values, 4, {});
    const CUgraphExec executable = instantiate();
    std::set<float> results;
    for (int i = 0; i < 20; ++i) {
        ASSERT_EQ(launchAndWait(executable), CUDA_SUCCESS);
        results.insert(download<float>(values, 4)[0]);
    }
    EXPECT_EQ(results, (std::set<float>{5, 6}));
    emulatedCudaSetShuffled(0);
    ASSERT_EQ(launchAndWait(executable), CUDA_SUCCESS);
    EXPECT_EQ(download<float>(values, 4)[0], 6.0f);
}

TEST_F(Graphs, dependenciesCanBeAddedAndMustNotGoInCircles) {
    const CUdeviceptr values = upload(std::vector<float>(4));
    const CUgraphNode first = addFill(values, 5, 4, {});
    const CUgraphNode second = addIncrement(values, 4, {});
    ASSERT_EQ(cuGraphAddDependencies(m_graph, &first, &second, nullptr, 1), CUDA_SUCCESS);
    EXPECT_EQ(cuGraphAddDependencies(m_graph, &first, &second, nullptr, 1), CUDA_ERROR_INVALID_VALUE);
    const CUgraphExec executable = instantiate();
    for (int i = 0; i < 10; ++i) {
        ASSERT_EQ(launchAndWait(executable), CUDA_SUCCESS);
        EXPECT_EQ(download<float>(values, 4)[0], 6.0f);
    }
    ASSERT_EQ(cuGraphAddDependencies(m_graph, &second, &first, nullptr, 1), CUDA_SUCCESS);
    CUgraphExec circle = nullptr;
    EXPECT_EQ(cuGraphInstantiate(&circle, m_graph, 0), CUDA_ERROR_INVALID_VALUE);
}

TEST_F(Graphs, parametersCanBeReplaced) {
    CUdeviceptr values = upload(std::vector<float>(4));
    const CUgraphNode node = addIncrement(values, 4, {});
    const CUgraphExec executable = instantiate();
    ASSERT_EQ(launchAndWait(executable), CUDA_SUCCESS);
    int count = 2;
    void* parameters[] = {&values, &count};
    CUDA_KERNEL_NODE_PARAMS replaced = incrementOf(parameters);
    ASSERT_EQ(cuGraphExecKernelNodeSetParams(executable, node, &replaced), CUDA_SUCCESS);
    ASSERT_EQ(launchAndWait(executable), CUDA_SUCCESS);
    EXPECT_EQ(download<float>(values, 4), (std::vector<float>{2, 2, 1, 1}));
    replaced.blockDimX = 2000;
    EXPECT_EQ(cuGraphExecKernelNodeSetParams(executable, node, &replaced), CUDA_ERROR_INVALID_VALUE);
}

TEST_F(Graphs, canFailInTheMiddle) {
    const CUdeviceptr values = upload(std::vector<float>(4));
    CUgraphNode last = nullptr;
    for (int i = 0; i < 5; ++i) {
        last = addIncrement(values, 4, last ? std::vector{last} : std::vector<CUgraphNode>{});
    }
    const CUgraphExec executable = instantiate();
    ASSERT_EQ(launchAndWait(executable), CUDA_SUCCESS);
    EmulatedCudaCounts before{};
    EmulatedCudaCounts after{};
    emulatedCudaGetCounts(&before);
    emulatedCudaFailKernel("increments", 3, CUDA_ERROR_ILLEGAL_ADDRESS);
    EXPECT_EQ(launchAndWait(executable), CUDA_ERROR_ILLEGAL_ADDRESS);
    emulatedCudaGetCounts(&after);
    EXPECT_EQ(after.launches - before.launches, 3u) << "the third failed, the others never ran";
    EXPECT_EQ(cuGraphLaunch(executable, nullptr), CUDA_ERROR_ILLEGAL_ADDRESS);
    EXPECT_EQ(cuGraphExecDestroy(executable), CUDA_ERROR_ILLEGAL_ADDRESS);
    ASSERT_EQ(cuDevicePrimaryCtxRelease(0), CUDA_SUCCESS);
    open();
    EXPECT_EQ(run("increments", 1, 32, 0, upload(std::vector<float>(4)), 4), CUDA_SUCCESS) << "a new context works";
}

}  // namespace
}  // namespace cuda_emulator
