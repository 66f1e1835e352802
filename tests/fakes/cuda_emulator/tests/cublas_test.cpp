// The emulated cuBLAS: what it computes, and what it refuses.
#include <cublas_v2.h>

#include <cmath>

#include "session.h"

namespace cuda_emulator {
namespace {

/// op(A) is [m, k], op(B) [k, n]; both lie transposed or not, column by column.
struct Shape {
    int m = 5, n = 3, k = 8;
    bool transposedA = true, transposedB = false;
    int batch = 1;
};

class Cublas : public Session {
protected:
    void SetUp() override {
        Session::SetUp();
        ASSERT_EQ(cublasCreate(&m_handle), CUBLAS_STATUS_SUCCESS);
        ASSERT_EQ(cuStreamCreate(&m_stream, CU_STREAM_NON_BLOCKING), CUDA_SUCCESS);
        ASSERT_EQ(cublasSetStream(m_handle, m_stream), CUBLAS_STATUS_SUCCESS);
    }
    void TearDown() override {
        EXPECT_EQ(cublasDestroy(m_handle), CUBLAS_STATUS_SUCCESS);
        Session::TearDown();
    }

    static constexpr int kPitch = 128;  // From column to column, of every matrix.
    static constexpr long long kStride = 80 * kPitch;

    /// Small whole numbers, which all types hold and whose products are exact.
    static float element(int seed, long long i) { return static_cast<float>((i * 7 + seed) % 11 - 5); }

    CUdeviceptr numbers(int seed, cudaDataType type, int batch) {
        const auto count = static_cast<std::size_t>(batch * kStride);
        std::vector<float> values(count);
        std::vector<std::uint16_t> shorts(count);
        for (std::size_t i = 0; i < count; ++i) {
            values[i] = element(seed, static_cast<long long>(i));
            shorts[i] = type == CUDA_R_16BF
                            ? static_cast<std::uint16_t>(__builtin_bit_cast(std::uint32_t, values[i]) >> 16)
                            : __builtin_bit_cast(std::uint16_t, static_cast<_Float16>(values[i]));
        }
        return type == CUDA_R_32F ? upload(values) : upload(shorts);
    }

    cublasStatus_t multiply(const Shape& shape, cudaDataType type, CUdeviceptr a, CUdeviceptr b, CUdeviceptr c,
                            float beta = 0) {
        const float alpha = 2;
        const auto operation = [](bool transposed) { return transposed ? CUBLAS_OP_T : CUBLAS_OP_N; };
        return cublasGemmStridedBatchedEx(m_handle, operation(shape.transposedA), operation(shape.transposedB), shape.m,
                                          shape.n, shape.k, &alpha, reinterpret_cast<void*>(a), type, kPitch, kStride,
                                          reinterpret_cast<void*>(b), type, kPitch, kStride, &beta,
                                          reinterpret_cast<void*>(c), CUDA_R_32F, kPitch, kStride, shape.batch,
                                          CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT);
    }

    static float expected(const Shape& shape, int batch, int i, int j) {
        float sum = 0;
        for (int l = 0; l < shape.k; ++l) {
            const long long a = shape.transposedA ? l + i * kPitch : i + l * kPitch;
            const long long b = shape.transposedB ? j + l * kPitch : l + j * kPitch;
            sum += element(1, batch * kStride + a) * element(2, batch * kStride + b);
        }
        return 2 * sum;
    }

    cublasHandle_t m_handle = nullptr;
    CUstream m_stream = nullptr;
};

TEST_F(Cublas, multipliesEveryTypeAndOrder) {
    for (const cudaDataType type : {CUDA_R_32F, CUDA_R_16F, CUDA_R_16BF}) {
        for (const Shape& shape : {Shape{}, Shape{70, 17, 33, true, false, 1}, Shape{5, 3, 8, false, false, 2},
                                   Shape{9, 4, 6, false, true, 1}}) {
            const CUdeviceptr c = upload(std::vector<float>(static_cast<std::size_t>(shape.batch * kStride), NAN));
            ASSERT_EQ(multiply(shape, type, numbers(1, type, shape.batch), numbers(2, type, shape.batch), c),
                      CUBLAS_STATUS_SUCCESS)
                << emulatedCudaLastError();
            ASSERT_EQ(cuStreamSynchronize(m_stream), CUDA_SUCCESS) << emulatedCudaLastError();
            const auto found = download<float>(c, static_cast<std::size_t>(shape.batch * kStride));
            for (int z = 0; z < shape.batch; ++z) {
                for (int j = 0; j < shape.n; ++j) {
                    for (int i = 0; i < shape.m; ++i) {
                        ASSERT_EQ(found[static_cast<std::size_t>(z * kStride + j * kPitch + i)],
                                  expected(shape, z, i, j));
                    }
                    EXPECT_TRUE(std::isnan(found[static_cast<std::size_t>(z * kStride + j * kPitch + shape.m)]));
                }
            }
        }
    }
}

TEST_F(Cublas, addsToWhatIsThere) {
    const CUdeviceptr c = upload(std::vector<float>(static_cast<std::size_t>(kStride), 3));
    ASSERT_EQ(multiply({}, CUDA_R_32F, numbers(1, CUDA_R_32F, 1), numbers(2, CUDA_R_32F, 1), c, 2),
              CUBLAS_STATUS_SUCCESS);
    ASSERT_EQ(cuStreamSynchronize(m_stream), CUDA_SUCCESS);
    EXPECT_EQ(download<float>(c, 1)[0], expected({}, 0, 0, 0) + 6);
}

TEST_F(Cublas, isCapturedOnlyWithAWorkspaceOfTheCallers) {
    const CUdeviceptr a = numbers(1, CUDA_R_16BF, 1), b = numbers(2, CUDA_R_16BF, 1);
    const CUdeviceptr c = upload(std::vector<float>(static_cast<std::size_t>(kStride)));
    CUdeviceptr workspace = 0;
    ASSERT_EQ(cuMemAlloc(&workspace, 1 << 20), CUDA_SUCCESS);
    const auto capture = [&] {
        EXPECT_EQ(cuStreamBeginCapture(m_stream, CU_STREAM_CAPTURE_MODE_RELAXED), CUDA_SUCCESS);
        const cublasStatus_t status = multiply({}, CUDA_R_16BF, a, b, c);
        CUgraph graph = nullptr;
        EXPECT_EQ(cuStreamEndCapture(m_stream, &graph), CUDA_SUCCESS);
        return std::pair(status, graph);
    };
    EXPECT_EQ(capture().first, CUBLAS_STATUS_EXECUTION_FAILED);
    ASSERT_EQ(cublasSetWorkspace(m_handle, reinterpret_cast<void*>(workspace), 1 << 20), CUBLAS_STATUS_SUCCESS);
    const auto [status, graph] = capture();
    ASSERT_EQ(status, CUBLAS_STATUS_SUCCESS) << emulatedCudaLastError();
    EXPECT_EQ(download<float>(c, 1)[0], 0.0f) << "nothing has run";
    CUgraphExec instance = nullptr;
    ASSERT_EQ(cuGraphInstantiate(&instance, graph, 0), CUDA_SUCCESS);
    ASSERT_EQ(cuGraphLaunch(instance, m_stream), CUDA_SUCCESS);
    ASSERT_EQ(cuStreamSynchronize(m_stream), CUDA_SUCCESS);
    EXPECT_EQ(download<float>(c, 1)[0], expected({}, 0, 0, 0));
    // Another stream, another workspace.
    ASSERT_EQ(cublasSetStream(m_handle, m_stream), CUBLAS_STATUS_SUCCESS);
    EXPECT_EQ(capture().first, CUBLAS_STATUS_EXECUTION_FAILED);
}

TEST_F(Cublas, refusesWhatCublasWould) {
    const CUdeviceptr a = numbers(1, CUDA_R_16BF, 1), b = numbers(2, CUDA_R_16BF, 1);
    const CUdeviceptr c = upload(std::vector<float>(static_cast<std::size_t>(kStride)));
    const auto expect = [&](cublasStatus_t status, cublasStatus_t found) {
        EXPECT_EQ(found, status) << emulatedCudaLastError();
    };
    expect(CUBLAS_STATUS_INVALID_VALUE, multiply({.m = -1}, CUDA_R_16BF, a, b, c));
    expect(CUBLAS_STATUS_INVALID_VALUE, multiply({.k = kPitch + 1}, CUDA_R_16BF, a, b, c));
    expect(CUBLAS_STATUS_INVALID_VALUE, multiply({}, CUDA_R_16BF, a + 2, b, c));
    expect(CUBLAS_STATUS_INVALID_VALUE, multiply({.m = 81}, CUDA_R_16BF, a, b, c));  // Beyond the end of A.
    expect(CUBLAS_STATUS_INVALID_VALUE, multiply({.batch = 2}, CUDA_R_16BF, a, b, c));
    expect(CUBLAS_STATUS_NOT_SUPPORTED, multiply({}, CUDA_R_64F, a, b, c));
    expect(CUBLAS_STATUS_INVALID_VALUE, cublasSetWorkspace(m_handle, reinterpret_cast<void*>(a + 16), 16));
    int version = 0;
    emulatedCudaSetCublasVersion(110601);
    expect(CUBLAS_STATUS_SUCCESS, cublasGetVersion(m_handle, &version));
    EXPECT_EQ(version, 110601);
    cublasHandle_t other = nullptr;
    ASSERT_EQ(cuCtxSetCurrent(nullptr), CUDA_SUCCESS);
    expect(CUBLAS_STATUS_NOT_INITIALIZED, cublasCreate(&other));
    expect(CUBLAS_STATUS_NOT_INITIALIZED, multiply({}, CUDA_R_16BF, a, b, c));
    ASSERT_EQ(cuCtxSetCurrent(m_context), CUDA_SUCCESS);
}

TEST_F(Cublas, failsOnOrderAsTheDriverDoes) {
    cublasHandle_t other = nullptr;
    emulatedCudaFailCall("cublasCreate", 1, CUDA_ERROR_OUT_OF_MEMORY);
    EXPECT_EQ(cublasCreate(&other), CUBLAS_STATUS_ALLOC_FAILED);
    emulatedCudaFailCall("cuMemAlloc", 1, CUDA_ERROR_OUT_OF_MEMORY);
    EXPECT_EQ(cublasCreate(&other), CUBLAS_STATUS_ALLOC_FAILED);
    emulatedCudaFailCall("cublasGetVersion", 1, CUDA_ERROR_UNKNOWN);
    int version = 0;
    EXPECT_EQ(cublasGetVersion(m_handle, &version), CUBLAS_STATUS_EXECUTION_FAILED);
    EXPECT_STREQ(cublasGetStatusName(CUBLAS_STATUS_ALLOC_FAILED), "CUBLAS_STATUS_ALLOC_FAILED");
}

}  // namespace
}  // namespace cuda_emulator
