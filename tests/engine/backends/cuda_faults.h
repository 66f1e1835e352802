#pragma once

#include <cuda.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "emulated_cuda.h"
#include "engine/backends/cuda/cuda_backend.h"

namespace lanternfish::tests {

/// The backend on a fresh emulated driver, also with `tools/test --gpu`: no real one fails on order.
class CudaFaults : public testing::Test {
protected:
    void SetUp() override { emulatedCudaReset(); }
    void TearDown() override { emulatedCudaReset(); }

    static Result<std::unique_ptr<ops::Backend>> create(const std::string& device = {}) {
        return backends::createCudaBackend({.device = device, .library = LANTERNFISH_EMULATED_CUDA});
    }

    static EmulatedCudaCounts counts() {
        EmulatedCudaCounts now;
        emulatedCudaGetCounts(&now);
        return now;
    }
};

/// A context that outlives the backends on it, so that what they forget is still counted.
class HeldContext {
public:
    HeldContext() {
        CUcontext context = nullptr;
        EXPECT_EQ(cuInit(0), CUDA_SUCCESS);
        EXPECT_EQ(cuDevicePrimaryCtxRetain(&context, 0), CUDA_SUCCESS);
    }
    ~HeldContext() { cuDevicePrimaryCtxRelease(0); }
    HeldContext(const HeldContext&) = delete;
    HeldContext& operator=(const HeldContext&) = delete;

    static void expectEmpty() {
        EmulatedCudaCounts now;
        emulatedCudaGetCounts(&now);
        EXPECT_EQ(now.allocations, 0U);
        EXPECT_EQ(now.hostAllocations, 0U);
        EXPECT_EQ(now.modules, 0U);
        EXPECT_EQ(now.streams, 0U);
        EXPECT_EQ(now.events, 0U);
        EXPECT_EQ(now.graphs, 0U);
        EXPECT_EQ(now.executableGraphs, 0U);
    }
};

template <class T>
void expectError(const Result<T>& result, ErrorCode code, const std::string& part) {
    ASSERT_FALSE(result) << part;
    EXPECT_EQ(result.error().code, code) << describe(result.error());
    EXPECT_NE(describe(result.error()).find(part), std::string::npos) << describe(result.error());
}

}  // namespace lanternfish::tests
