// Whether a mistake in a kernel is found: the backend's own, each with one planted in `linear`.
#include <gtest/gtest.h>

#include <string>

#include "emulated_cuda.h"
#include "engine/backends/cuda/cuda_backend.h"
#include "engine/base/shared_library.h"
#include "tests/engine/backends/gpu_workload.h"

namespace lanternfish::tests {
namespace {

/// An emulated driver, which is not the process's.
class PlantedDriver {
public:
    explicit PlantedDriver(const std::string& library)
        : m_library(SharedLibrary::open(library).value()),
          m_backend(backends::createCudaBackend({.library = library})) {
        EXPECT_TRUE(m_backend) << describe(m_backend.error());
    }

    template <class Function>
    Function* find(const char* name) const {
        return reinterpret_cast<Function*>(m_library.find(name));
    }
    ops::Backend& backend() { return **m_backend; }

private:
    SharedLibrary m_library;
    Result<std::unique_ptr<ops::Backend>> m_backend;
};

TEST(CudaPlanted, aMissingBarrierIsAWrongResultInAnyOrder) {
    PlantedDriver driver(LANTERNFISH_CUDA_MISSING_BARRIER);
    for (const uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
        driver.find<decltype(emulatedCudaSetSeed)>("emulatedCudaSetSeed")(seed);
        GpuWorkload workload;
        const auto done = workload.run(driver.backend());
        ASSERT_TRUE(done) << describe(done.error());
        EXPECT_FALSE(workload.right()) << "seed " << seed;
    }
    // Also in the order of the threads, where the first one reads before the others have written.
    driver.find<decltype(emulatedCudaSetShuffled)>("emulatedCudaSetShuffled")(0);
    GpuWorkload workload;
    ASSERT_TRUE(workload.run(driver.backend()));
    EXPECT_FALSE(workload.right());
}

TEST(CudaPlanted, aWriteBeyondTheEndIsALostDeviceAndNamesTheKernel) {
    PlantedDriver driver(LANTERNFISH_CUDA_OUT_OF_BOUNDS);
    GpuWorkload workload;
    const auto done = workload.run(driver.backend());
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::DeviceLost);
    EXPECT_NE(describe(done.error()).find("CUDA_ERROR_ILLEGAL_ADDRESS"), std::string::npos) << describe(done.error());
    const std::string last = driver.find<decltype(emulatedCudaLastError)>("emulatedCudaLastError")();
    EXPECT_NE(last.find("kernel linear_exact wrote"), std::string::npos) << last;
    EXPECT_NE(last.find("behind the end of allocation"), std::string::npos) << last;
}

}  // namespace
}  // namespace lanternfish::tests
