// What kernels compute, and what is found in wrong ones.
#include <algorithm>
#include <numeric>

#include "session.h"

namespace cuda_emulator {
namespace {

using Kernels = Session;

TEST_F(Kernels, sumsByShufflesAndSharedMemory) {
    for (const unsigned threads : {32u, 128u, 256u}) {
        const CUdeviceptr values = upload(ascending(1000));
        const CUdeviceptr sums = upload(std::vector<float>(3));
        ASSERT_EQ(run("sumOf", 3, threads, 0, values, sums, 1000), CUDA_SUCCESS) << emulatedCudaLastError();
        const std::vector<float> found = download<float>(sums, 3);
        EXPECT_EQ(std::accumulate(found.begin(), found.end(), 0.0f), 500500.0f);
    }
}

TEST_F(Kernels, atomicsLoseNothing) {
    std::vector<unsigned> values(5000);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = i % 7;
    }
    const CUdeviceptr counts = upload(std::vector<unsigned>(7));
    ASSERT_EQ(run("histogram", 20, 256, 0, upload(values), counts, 5000), CUDA_SUCCESS);
    const std::vector<unsigned> found = download<unsigned>(counts, 7);
    for (unsigned i = 0; i < 7; ++i) {
        EXPECT_EQ(found[i], std::ranges::count(values, i));
    }
}

TEST_F(Kernels, atomicsOfEveryKind) {
    const CUdeviceptr cells = upload(std::vector<unsigned>{0, 100, 0, 5, 0, 0});
    const CUdeviceptr wide = upload(std::vector<unsigned long long>{1});
    const CUdeviceptr sum = upload(std::vector<float>{1});
    ASSERT_EQ(run("atomics", 1, 64, 0, cells, wide, sum), CUDA_SUCCESS);
    // atomicInc counts 0 to 9 over and over.
    EXPECT_EQ(download<unsigned>(cells, 6), (std::vector<unsigned>{63, 0, ~0u, 5, 64 % 10, 128}));
    EXPECT_EQ(download<unsigned long long>(wide, 1)[0], (64ull << 33) + 1);
    EXPECT_EQ(download<float>(sum, 1)[0], 33.0f);
}

TEST_F(Kernels, votesAndShuffles) {
    const CUdeviceptr results = upload(std::vector<unsigned>(32 * 12));
    ASSERT_EQ(run("votes", 1, 32, 0, results), CUDA_SUCCESS) << emulatedCudaLastError();
    const std::vector<unsigned> found = download<unsigned>(results, 32 * 12);
    for (unsigned lane = 0; lane < 32; ++lane) {
        const auto at = [&](unsigned row) { return found[32 * row + lane]; };
        EXPECT_EQ(at(0), 0x49249249u);
        EXPECT_EQ(at(1), 2u);
        EXPECT_EQ(at(2), lane / 8 * 8 + 3);
        EXPECT_EQ(at(3), lane % 16 >= 2 ? lane - 2 : lane);
        EXPECT_EQ(at(4), lane % 16 < 14 ? lane + 2 : lane);
        EXPECT_EQ(at(5), lane ^ 5);
        EXPECT_EQ(at(6), static_cast<unsigned>(-496));
        EXPECT_EQ(at(7), 31u);
        EXPECT_EQ(at(8), 0x11111111u << lane % 4);
        EXPECT_EQ(at(9), lane < 16 ? 120u : 376u);
        EXPECT_EQ(at(10), 5u);
        EXPECT_EQ(at(11), lane < 8 ? 0xffu : 0u);
    }
}

TEST_F(Kernels, memoryIsNeverZeroByChance) {
    const CUdeviceptr seen = upload(std::vector<unsigned>(40));
    ASSERT_EQ(run("uninitialised", 20, 1, 64, seen), CUDA_SUCCESS);
    EXPECT_EQ(download<unsigned>(seen, 40), std::vector<unsigned>(40, ~0u));
    CUdeviceptr fresh = 0;
    ASSERT_EQ(cuMemAlloc(&fresh, 16), CUDA_SUCCESS);
    EXPECT_EQ(download<unsigned>(fresh, 4), std::vector<unsigned>(4, ~0u));
}

TEST_F(Kernels, aMissingBarrierShows) {
    const std::vector<float> values = ascending(64);
    const std::vector<float> reversed(values.rbegin(), values.rend());
    for (const char* kernel : {"reversed", "reversedInStatic"}) {
        const CUdeviceptr x = upload(values);
        for (const unsigned long long seed : {1, 2, 3}) {
            emulatedCudaSetSeed(seed);
            const CUdeviceptr y = upload(std::vector<float>(64));
            ASSERT_EQ(run(kernel, 1, 64, 256, x, y, 1), CUDA_SUCCESS);
            EXPECT_EQ(download<float>(y, 64), reversed);
            ASSERT_EQ(run(kernel, 1, 64, 256, x, y, 0), CUDA_SUCCESS);
            EXPECT_NE(download<float>(y, 64), reversed);
        }
    }
}

TEST_F(Kernels, aSeedGivesTheSameOrderAgain) {
    emulatedCudaSetHelpers(0);
    const auto order = [&](unsigned long long seed) {
        emulatedCudaSetSeed(seed);
        const CUdeviceptr values = upload(std::vector<float>(50));
        EXPECT_EQ(run("chained", 50, 1, 0, values), CUDA_SUCCESS);
        return download<float>(values, 50);
    };
    EXPECT_EQ(order(1), order(1));
    EXPECT_NE(order(1), order(2));
    EXPECT_NE(order(1), std::vector<float>(50, 1.0f)) << "a dependency between blocks shows";
    emulatedCudaSetShuffled(0);
    EXPECT_EQ(order(1), std::vector<float>(50, 1.0f));
}

TEST_F(Kernels, aDivergentBarrierIsReported) {
    const CUdeviceptr out = upload(std::vector<float>(64));
    ASSERT_EQ(run("mostWait", 1, 64, 0, out), CUDA_ERROR_LAUNCH_FAILED);
    const std::string error = emulatedCudaLastError();
    EXPECT_NE(error.find("kernel mostWait, block (0, 0, 0): divergent barrier"), std::string::npos) << error;
    EXPECT_NE(error.find("48 wait in __syncthreads"), std::string::npos) << error;
    EXPECT_EQ(cuMemFree(out), CUDA_ERROR_LAUNCH_FAILED) << "a lost context stays lost";
}

TEST_F(Kernels, lanesThatMeetInDifferentPlacesAreReported) {
    const CUdeviceptr out = upload(std::vector<float>(32));
    ASSERT_EQ(run("mostWait", 1, 32, 0, out), CUDA_ERROR_LAUNCH_FAILED);
    const std::string error = emulatedCudaLastError();
    EXPECT_NE(error.find("8 wait in __shfl_sync with mask 0xffffffff in warp 0"), std::string::npos) << error;
}

TEST_F(Kernels, threadsThatEndDontHoldUpABarrier) {
    const CUdeviceptr out = upload(std::vector<float>(64));
    ASSERT_EQ(run("halfEnds", 1, 64, 0, out), CUDA_SUCCESS) << emulatedCudaLastError();
    EXPECT_EQ(download<float>(out, 64)[31], 1.0f);
}

TEST_F(Kernels, aTrapLosesTheContext) {
    EXPECT_EQ(run("traps", 4, 32, 0), CUDA_ERROR_LAUNCH_FAILED);
    EXPECT_NE(std::string(emulatedCudaLastError()).find("kernel traps"), std::string::npos);
}

TEST_F(Kernels, aMisalignedLoadIsFound) {
    const CUdeviceptr from = upload(std::vector<float>(16));
    ASSERT_EQ(run("loadsWide", 1, 1, 0, from, 16, from), CUDA_SUCCESS);
    EXPECT_EQ(run("loadsWide", 1, 1, 0, from, 4, from), CUDA_ERROR_MISALIGNED_ADDRESS);
}

TEST_F(Kernels, writesBeyondAnAllocationAreFound) {
    for (const long long index : {10ll, -1ll, 100ll}) {
        emulatedCudaReset();
        ASSERT_EQ(cuInit(0), CUDA_SUCCESS);
        open();
        const CUdeviceptr out = upload(std::vector<float>(10));
        ASSERT_EQ(run("writes", 1, 1, 0, out, 9ll, 1.0f), CUDA_SUCCESS) << emulatedCudaLastError();
        EXPECT_EQ(run("writes", 1, 1, 0, out, index, 1.0f), CUDA_ERROR_ILLEGAL_ADDRESS);
        const std::string error = emulatedCudaLastError();
        EXPECT_NE(error.find("kernel writes wrote"), std::string::npos) << error;
        EXPECT_NE(error.find("of allocation 1, of 40 bytes"), std::string::npos) << error;
    }
}

TEST_F(Kernels, writesBeyondSharedMemoryAreFound) {
    ASSERT_EQ(run("overflowsShared", 1, 1, 64, 15), CUDA_SUCCESS);
    EXPECT_EQ(run("overflowsShared", 1, 1, 64, 16), CUDA_ERROR_ILLEGAL_ADDRESS);
}

}  // namespace
}  // namespace cuda_emulator
