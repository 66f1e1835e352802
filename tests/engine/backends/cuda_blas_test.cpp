// cuBLAS on the emulated driver: what it is used for, and that nothing is lost where it isn't there, or fails.
#include <format>
#include <set>
#include <string_view>

#include "lanternfish/device_text.h"
#include "tests/engine/backends/cuda_faults.h"
#include "tests/engine/backends/dense_workload.h"

namespace lanternfish::tests {
namespace {

constexpr const char* kProductKernel = "emulatedCublasGemm";

class CudaBlas : public CudaFaults {
protected:
    static Result<std::unique_ptr<ops::Backend>> create(backends::CudaOptions options = {}) {
        options.library = LANTERNFISH_EMULATED_CUDA;
        if (options.blas.empty())
            options.blas = LANTERNFISH_EMULATED_CUBLAS;
        return backends::createCudaBackend(options);
    }

    /// The first product of cuBLAS that runs loses the device: whether one does.
    static bool multiplies(ops::Backend& backend, DenseWorkload& workload, uint32_t rows = DenseWorkload::kRows) {
        emulatedCudaFailKernel(kProductKernel, 1, CUDA_ERROR_LAUNCH_FAILED);
        return !workload.submit(backend, rows);
    }
};

void expectNote(const ops::Backend& backend, const std::string& part) {
    EXPECT_NE(noteOf(backend.device()).find(part), std::string::npos) << noteOf(backend.device());
}

/// Runs a step and sees that it is right.
void expectRight(ops::Backend& backend, DenseWorkload& workload) {
    const auto done = workload.run(backend);
    ASSERT_TRUE(done) << describe(done.error());
    EXPECT_TRUE(workload.right());
}

TEST_F(CudaBlas, multipliesWhatHasManyRows) {
    const auto backend = create();
    ASSERT_TRUE(backend) << describe(backend.error());
    expectNote(**backend, "cuBLAS 13.1");
    DenseWorkload workload;
    expectRight(**backend, workload);
    EXPECT_EQ(noteOf((*backend)->device()).find("without"), std::string::npos) << noteOf((*backend)->device());
    EXPECT_TRUE(multiplies(**backend, workload));
}

TEST_F(CudaBlas, leavesFewRowsToOurKernels) {
    for (const auto& [recorded, rows] : {std::pair(127U, 127U), {130U, 127U}, {300U, 150U}}) {
        emulatedCudaReset();
        const auto backend = create();
        DenseWorkload workload;
        workload.setRoom(300);
        ASSERT_TRUE(workload.record(**backend, recorded));
        EXPECT_FALSE(multiplies(**backend, workload, rows)) << recorded << ", " << rows;
        ASSERT_TRUE(workload.read(**backend));
        EXPECT_TRUE(workload.right(std::min(rows, DenseWorkload::kRows)));
    }
}

TEST_F(CudaBlas, exactMathHasNone) {
    const auto backend = create();
    DenseWorkload workload;
    ASSERT_TRUE(workload.record(**backend, DenseWorkload::kRows, MathClass::Exact));
    EXPECT_FALSE(multiplies(**backend, workload));
}

TEST_F(CudaBlas, weightsBecomeMatricesInPiecesInEveryOrderOfWhatMayRunAtOnce) {
    const auto backend = create({.maxRange = DenseWorkload::kRange});
    ASSERT_TRUE(backend);
    DenseWorkload workload(DenseWorkload::kWide);
    expectRight(**backend, workload);
    ASSERT_TRUE(workload.recording().work());
    // Inputs of the two that are codes; one, one and two matrices; as many products, and two of the weight of floats,
    // which is in two buffers.
    EXPECT_EQ(workload.recording().work()->dispatches, 2U + 4U + 4U + 2U);
    for (uint64_t seed = 1; seed <= 10; ++seed) {
        emulatedCudaSetSeed(seed);
        ASSERT_TRUE(workload.submit(**backend));
        ASSERT_TRUE(workload.read(**backend));
        EXPECT_TRUE(workload.right()) << seed;
    }
    EXPECT_TRUE(multiplies(**backend, workload));
}

/// A backend that goes on with its own kernels, and says why.
void expectWithout(Result<std::unique_ptr<ops::Backend>> backend, const std::string& why) {
    ASSERT_TRUE(backend) << describe(backend.error());
    DenseWorkload workload;
    expectRight(**backend, workload);
    expectNote(**backend, "without cuBLAS: ");
    expectNote(**backend, why);
    emulatedCudaFailKernel(kProductKernel, 1, CUDA_ERROR_LAUNCH_FAILED);
    expectRight(**backend, workload);
}

TEST_F(CudaBlas, isMissingOnThisComputer) {
    expectWithout(create({.blas = "/nonexistent/libcublas.so.13"}), "it is not on this computer");
}

TEST_F(CudaBlas, isNoCublas) {
    expectWithout(create({.blas = "libm.so.6"}), "it lacks cublasCreate");
}

TEST_F(CudaBlas, isTooOld) {
    emulatedCudaSetCublasVersion(110601);
    expectWithout(create(), "it is version 11.6.1, needed is 12");
}

// What passed the self check with another cuBLAS, or without one, is checked again.
TEST_F(CudaBlas, isPartOfTheFingerprint) {
    std::set<std::string> fingerprints;
    const auto addFingerprint = [&](backends::CudaOptions options = {}) {
        const auto backend = create(std::move(options));
        ASSERT_TRUE(backend) << describe(backend.error());
        fingerprints.insert((*backend)->fingerprint());
    };
    addFingerprint();
    addFingerprint();
    EXPECT_EQ(fingerprints.size(), 1U);
    emulatedCudaSetCublasVersion(emulatedCudaCublasVersion() + 1);
    addFingerprint();
    addFingerprint({.without = "cublas"});
    EXPECT_EQ(fingerprints.size(), 3U);
}

TEST_F(CudaBlas, isNotForACardWithoutBf16) {
    const EmulatedCudaCard turing{"turing", 7, 5, uint64_t{4} << 30U, 16, 48 << 10, 64 << 10};
    emulatedCudaSetCards(&turing, 1);
    expectWithout(create(), "compute capability 8.0");
}

TEST_F(CudaBlas, doesNotStart) {
    emulatedCudaFailCall("cublasCreate", 1, CUDA_ERROR_NOT_INITIALIZED);
    expectWithout(create(), "start it: it answers CUBLAS_STATUS_NOT_INITIALIZED");
}

TEST_F(CudaBlas, isSwitchedOff) {
    const auto backend = create({.without = "cublas"});
    ASSERT_TRUE(backend);
    EXPECT_EQ(noteOf((*backend)->device()).find("cuBLAS"), std::string::npos);
    DenseWorkload workload;
    expectRight(**backend, workload);
    EXPECT_FALSE(multiplies(**backend, workload));
    expectError(create({.without = "float16"}), ErrorCode::InvalidArgument, "without 'cublas' alone");
    expectError(create({.without = "wings"}), ErrorCode::InvalidArgument, "wings");
}

TEST_F(CudaBlas, refusesAProductInACapture) {
    for (const int at : {1, 3}) {
        emulatedCudaReset();
        emulatedCudaFailCall("cublasGemmStridedBatchedEx", at, CUDA_ERROR_NOT_SUPPORTED);
        expectWithout(create(), "multiply: it answers CUBLAS_STATUS_NOT_SUPPORTED");
    }
}

TEST_F(CudaBlas, aCaptureThatFailsIsNoLoss) {
    emulatedCudaFailCall("cuStreamEndCapture", 2, CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
    expectWithout(create(), "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED");
}

TEST_F(CudaBlas, aCardWithoutRoomForItsMatricesHasNone) {
    // Enough for the workload, for cuBLAS and its working memory, and not for 64 MiB of weights.
    const EmulatedCudaCard small{"small", 8, 6, uint64_t{80} << 20U, 16, 48 << 10, 99 << 10};
    emulatedCudaSetCards(&small, 1);
    expectWithout(create(), "bytes of device memory");
    // Nor for its working memory.
    const EmulatedCudaCard tiny{"tiny", 8, 6, uint64_t{16} << 20U, 16, 48 << 10, 99 << 10};
    emulatedCudaReset();
    emulatedCudaSetCards(&tiny, 1);
    expectWithout(create(), "33554432 bytes of device memory");
}

bool givesBack(std::string_view call) {
    return call.contains("Free") || call.contains("Destroy") || call.contains("Unload") || call.contains("Release");
}

// Whatever fails, the numbers are right or the call says so; afterwards either all is well or the device is lost.
TEST_F(CudaBlas, everyCallThatFailsIsToldOrDoneWithout) {
    // Matrices of 32 MiB would take the most time here.
    const backends::CudaOptions small{.maxRange = 1 << 20};
    {
        const auto backend = create(small);
        DenseWorkload workload;
        ASSERT_TRUE(workload.run(**backend));
    }
    const auto calls = static_cast<int>(counts().calls);
    int without = 0, told = 0;
    for (const CUresult result : {CUDA_ERROR_OUT_OF_MEMORY, CUDA_ERROR_LAUNCH_FAILED})
        for (int at = 1; at <= calls; ++at) {
            emulatedCudaReset();
            const HeldContext held;
            bool givesSomethingBack = false;
            {
                const uint64_t before = counts().calls;
                emulatedCudaFailCall(nullptr, at, result);
                auto backend = create(small);
                DenseWorkload workload;
                const Result<void> done =
                    backend ? workload.run(**backend) : std::unexpected(std::move(backend).error());
                if (counts().calls - before < static_cast<uint64_t>(at))
                    break;  // The rest of the calls are those of the end.
                const std::string last = emulatedCudaLastError();
                givesSomethingBack = givesBack(last);
                SCOPED_TRACE(std::format("call {}, {}: {}", at, static_cast<int>(result), last));
                if (done) {
                    EXPECT_TRUE(workload.right());
                    without += noteOf((*backend)->device()).contains("without cuBLAS") ? 1 : 0;
                } else {
                    ++told;
                    EXPECT_FALSE(last.starts_with("cublas")) << "it loses nothing: " << describe(done.error());
                    if (result == CUDA_ERROR_OUT_OF_MEMORY && !last.starts_with("cuInit")) {
                        EXPECT_EQ(done.error().code, ErrorCode::OutOfMemory) << describe(done.error());
                        if (backend)
                            expectRight(**backend, workload);
                    }
                }
            }
            SCOPED_TRACE(std::format("call {}, {}", at, static_cast<int>(result)));
            if (!givesSomethingBack)
                HeldContext::expectEmpty();
        }
    EXPECT_GT(without, 10);
    EXPECT_GT(told, 40);
}

}  // namespace
}  // namespace lanternfish::tests
