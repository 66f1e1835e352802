// Every call of the driver that can fail does, on order: the error is the right one, nothing is forgotten, and what can
// go on goes on.
#include <string_view>
#include <vector>

#include "tests/engine/backends/cuda_faults.h"
#include "tests/engine/backends/gpu_workload.h"

namespace lanternfish::tests {
namespace {

/// The function that failed on order last; empty if none did.
std::string failedCall() {
    const std::string_view last = emulatedCudaLastError();
    const size_t end = last.find(": fails as it was told to");
    return std::string(last.substr(0, end == std::string_view::npos ? 0 : end));
}

/// What it would have given back stays, whoever asks.
bool givesBack(std::string_view call) {
    for (const char* const part : {"Free", "Destroy", "Unload", "Release"})
        if (call.contains(part))
            return true;
    return false;
}

/// Runs `work` on a new backend; how many calls of the driver that takes.
template <class Work>
uint64_t countCalls(Work&& work) {
    EmulatedCudaCounts before, after;
    emulatedCudaGetCounts(&before);
    work();
    emulatedCudaGetCounts(&after);
    return after.calls - before.calls;
}

TEST_F(CudaFaults, startingFailsAtEveryCallAsAnErrorAndLeavesNothing) {
    const uint64_t calls = countCalls([] { ASSERT_TRUE(create()); });
    ASSERT_GT(calls, 20U);
    for (uint64_t at = 1; at <= calls; ++at) {
        emulatedCudaReset();
        const HeldContext held;
        emulatedCudaFailCall(nullptr, static_cast<int>(at), CUDA_ERROR_OUT_OF_MEMORY);
        const auto backend = create();
        const std::string call = failedCall();
        if (!backend && call != "cuInit") {
            EXPECT_EQ(backend.error().code, ErrorCode::OutOfMemory) << call << ": " << describe(backend.error());
        }
        // Those that it can do without, and those of the end that the first count has too.
        const bool spared =
            call == "cuDriverGetVersion" || call == "cuDevicePrimaryCtxSetFlags" || call.empty() || givesBack(call);
        EXPECT_TRUE(!backend || spared) << at << ": " << call << " failed, and nobody minded";
        if (!backend && !givesBack(call)) {
            SCOPED_TRACE(call);
            HeldContext::expectEmpty();
        }
    }
}

TEST_F(CudaFaults, memoryThatRunsOutIsAnErrorAndNothingElse) {
    const uint64_t calls = countCalls([] {
        const auto backend = create();
        emulatedCudaFailCall(nullptr, 1 << 30, CUDA_ERROR_OUT_OF_MEMORY);
        GpuWorkload workload;
        EXPECT_TRUE(workload.run(**backend));
        EXPECT_TRUE(workload.right());
    });
    for (uint64_t at = 1; at <= calls; ++at) {
        emulatedCudaReset();
        const HeldContext held;
        auto backend = create();
        ASSERT_TRUE(backend) << describe(backend.error());
        std::string call;
        {
            GpuWorkload workload;
            emulatedCudaFailCall(nullptr, static_cast<int>(at), CUDA_ERROR_OUT_OF_MEMORY);
            const auto done = workload.run(**backend);
            call = failedCall();
            SCOPED_TRACE(call);
            if (call.empty())
                break;  // The rest of the calls were those of the end.
            EXPECT_TRUE(!done || workload.right());
            EXPECT_TRUE(done || done.error().code == ErrorCode::OutOfMemory) << describe(done.error());
            EXPECT_TRUE(!done || givesBack(call) || call == "cuCtxSetCurrent" || call == "cuStreamSynchronize")
                << at << ": nobody minded";
            const auto after = workload.run(**backend);
            ASSERT_TRUE(after) << at << ": " << describe(after.error());
            EXPECT_TRUE(workload.right()) << at;
        }
        backend->reset();
        if (!givesBack(call)) {
            SCOPED_TRACE(call);
            HeldContext::expectEmpty();
        }
    }
}

TEST_F(CudaFaults, aFullDeviceIsOutOfMemoryForWhateverItHasToHold) {
    const EmulatedCudaCard small{"small", 8, 6, 64 << 10, 16, 48 << 10, 99 << 10};
    emulatedCudaSetCards(&small, 1);
    const auto backend = create();
    ASSERT_TRUE(backend) << describe(backend.error());
    const auto taken = (*backend)->createBuffer(48 << 10);
    ASSERT_TRUE(taken);
    std::vector<std::byte> bytes(32 << 10);
    expectError((*backend)->addWeight({"w", quant::Type::F32, 128, 64, 1, bytes}), ErrorCode::OutOfMemory,
                "32768 bytes of device memory");
    expectError((*backend)->createBuffer(32 << 10), ErrorCode::OutOfMemory, "32768 bytes of device memory");
    const auto cache = (*backend)->createCache({ops::CacheCodec::F32, false, 64, 0, 4});
    ASSERT_TRUE(cache);
    expectError((*backend)->growCache(*cache, 128), ErrorCode::OutOfMemory, "32768 bytes of device memory");
    (*backend)->releaseBuffer(*taken);
    std::vector<float> rows(64, 1);
    ASSERT_TRUE((*backend)->writeCache(*cache, 3, rows));
    ASSERT_TRUE((*backend)->growCache(*cache, 128));
    std::vector<float> read(64);
    ASSERT_TRUE((*backend)->readCache(*cache, 3, read));
    EXPECT_EQ(read, rows);
}

void expectLost(const Result<void>& result, const char* what) {
    ASSERT_FALSE(result) << what;
    EXPECT_EQ(result.error().code, ErrorCode::DeviceLost) << what << ": " << describe(result.error());
}

/// All that asks the device answers at once.
void expectLostForGood(ops::Backend& backend, const GpuWorkload& workload) {
    const uint64_t calls = countCalls([&] {
        std::vector<float> values(GpuWorkload::kDim);
        const auto bytes = std::as_writable_bytes(std::span(values));
        expectLost(backend.wait(), "wait");
        expectLost(backend.createBuffer(16).transform([](auto) {}), "createBuffer");
        expectLost(backend.addWeight({"w", quant::Type::F32, 1, GpuWorkload::kDim, 1, bytes}).transform([](auto) {}),
                   "addWeight");
        expectLost(backend.record({}, {1, 1, MathClass::Exact}).transform([](auto&&) {}), "record");
        if (workload.recorded()) {
            expectLost(workload.submit(backend), "submit");
            expectLost(backend.download(workload.y.buffer, bytes), "download");
            expectLost(backend.upload(workload.x.buffer, bytes), "upload");
            expectLost(backend.readCache(workload.cache, 0, values), "readCache");
            expectLost(backend.growCache(workload.cache, 9), "growCache");
        }
    });
    EXPECT_EQ(calls, 0U) << "the device was asked again";
    if (workload.recorded()) {
        backend.releaseCache(workload.cache);
        backend.releaseBuffer(workload.y.buffer);
    }
}

constexpr size_t kMany = 100;  ///< Kernels of a step, and one more.

TEST_F(CudaFaults, aDeviceThatIsLostAtAnyCallStaysLost) {
    const uint64_t calls = countCalls([] {
        const auto backend = create();
        GpuWorkload workload;
        EXPECT_TRUE(workload.run(**backend));
    });
    const uint64_t start = countCalls([] { EXPECT_TRUE(create()); });
    ASSERT_GT(calls, start + 20);
    for (const CUresult result : {CUDA_ERROR_ILLEGAL_ADDRESS, CUDA_ERROR_INVALID_VALUE})
        for (uint64_t at = 1; at <= calls - start; ++at) {
            emulatedCudaReset();
            const auto backend = create();
            ASSERT_TRUE(backend);
            GpuWorkload workload;
            emulatedCudaFailCall(nullptr, static_cast<int>(at), result);
            const auto done = workload.run(**backend);
            const std::string call = failedCall();
            SCOPED_TRACE(call);
            if (call.empty() || givesBack(call))
                continue;  // Told to go, it went: the next call that matters will hear of it.
            expectLost(done, "run");
            EXPECT_NE(describe(done.error()).find("failed (CUDA_ERROR_"), std::string::npos) << describe(done.error());
            expectLostForGood(**backend, workload);
        }
}

TEST_F(CudaFaults, aLaunchThatFailsIsALostDevice) {
    auto backend = create();
    GpuWorkload workload;
    ASSERT_TRUE(workload.run(**backend));
    emulatedCudaFailCall("cuGraphLaunch", 1, CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES);
    expectError(workload.submit(**backend), ErrorCode::DeviceLost,
                "start a graph: the device failed (CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES");
    expectLostForGood(**backend, workload);
    // Another backend is another start.
    workload = GpuWorkload();
    backend->reset();
    backend = create();
    ASSERT_TRUE(backend);
    EXPECT_TRUE(workload.run(**backend));
    EXPECT_TRUE(workload.right());
}

TEST_F(CudaFaults, aKernelThatFailsInTheMiddleOfAGraphIsALostDevice) {
    for (const int at : {1, 50, static_cast<int>(kMany) + 1}) {
        emulatedCudaReset();
        auto backend = create();
        ASSERT_TRUE(backend);
        GpuWorkload workload(kMany);
        emulatedCudaFailKernel(nullptr, at, CUDA_ERROR_ILLEGAL_ADDRESS);
        expectError(workload.run(**backend), ErrorCode::DeviceLost, "failed (CUDA_ERROR_ILLEGAL_ADDRESS");
        EXPECT_EQ(counts().launches, static_cast<uint64_t>(at)) << "nothing ran after it";
        expectLostForGood(**backend, workload);
        workload = GpuWorkload(kMany);
        backend->reset();
        EXPECT_EQ(counts().contexts, 0U);
        backend = create();
        ASSERT_TRUE(backend);
        EXPECT_TRUE(workload.run(**backend));
        EXPECT_TRUE(workload.right());
    }
}

TEST_F(CudaFaults, aCardThatFallsOffTheBusIsLostUntilItIsBack) {
    auto backend = create();
    GpuWorkload workload;
    ASSERT_TRUE(workload.run(**backend));
    emulatedCudaLoseCard(0, CUDA_ERROR_DEVICE_UNAVAILABLE);
    expectLost(workload.submit(**backend), "submit");
    expectLostForGood(**backend, workload);
    workload = GpuWorkload();
    backend->reset();
    expectError(create(), ErrorCode::DeviceLost, "CUDA_ERROR_DEVICE_UNAVAILABLE");
    EXPECT_EQ(counts().contexts, 0U);
    emulatedCudaLoseCard(0, CUDA_SUCCESS);
    backend = create();
    ASSERT_TRUE(backend) << describe(backend.error());
    EXPECT_TRUE(workload.run(**backend));
    EXPECT_TRUE(workload.right());
}

TEST_F(CudaFaults, codeThatADeviceCantRunIsUnsupported) {
    for (const CUresult result : {CUDA_ERROR_NO_BINARY_FOR_GPU, CUDA_ERROR_UNSUPPORTED_PTX_VERSION}) {
        const auto backend = create();
        GpuWorkload workload;
        emulatedCudaFailCall("cuModuleLoadData", 1, result);
        expectError(workload.run(**backend), ErrorCode::Unsupported, "CUDA kernel '");
        EXPECT_TRUE(workload.run(**backend)) << "and nothing else is";
        EXPECT_TRUE(workload.right());
    }
}

}  // namespace
}  // namespace lanternfish::tests
