#pragma once

#include <cublas_v2.h>
#include <cuda.h>

#include <memory>
#include <string>
#include <type_traits>

#include "engine/backends/gpu/gpu_device.h"
#include "engine/base/shared_library.h"
#include "shaders/shared/dense_matrices.h"

namespace lanternfish::backends::cuda {

/// Every function of cuBLAS that we call. A name that cublas_v2.h maps to a newer version of the function stands for
/// that version.
#define LF_CUBLAS_FUNCTIONS(X)                               \
    X(cublasCreate, decltype(&::cublasCreate))               \
    X(cublasDestroy, decltype(&::cublasDestroy))             \
    X(cublasGetVersion, decltype(&::cublasGetVersion))       \
    X(cublasGetStatusName, decltype(&::cublasGetStatusName)) \
    X(cublasSetStream, decltype(&::cublasSetStream))         \
    X(cublasSetWorkspace, decltype(&::cublasSetWorkspace))   \
    X(cublasGemmStridedBatchedEx, CublasGemm)

/// C++ has another function of its name, which isn't exported.
using CublasGemm = cublasStatus_t(CUBLASWINAPI*)(cublasHandle_t, cublasOperation_t, cublasOperation_t, int, int, int,
                                                 const void*, const void*, cudaDataType, int, long long, const void*,
                                                 cudaDataType, int, long long, const void*, void*, cudaDataType, int,
                                                 long long, int, cublasComputeType_t, cublasGemmAlgo_t);
static_assert(std::is_same_v<decltype(static_cast<CublasGemm>(&::cublasGemmStridedBatchedEx)), CublasGemm>);

/// Addresses of what a product reads and writes.
struct BlasOperands {
    uint64_t weight = 0, x = 0, y = 0;
};

/// cuBLAS, loaded at run time, with a handle for one stream. cuBLAS works through CUDA's runtime, which takes the
/// context that is current for the thread as long as it is a device's primary one: such a context must be current here,
/// and be the same in every call.
class Blas {
public:
    /// library: where it is; empty for where the system has it. The workspace must outlive it. Errors: NotFound without
    /// cuBLAS, Unsupported for one that is too old or doesn't start, OutOfMemory.
    static Result<std::unique_ptr<Blas>> create(const std::string& library, CUstream stream,
                                                const gpu::DeviceBuffer& workspace);
    ~Blas();
    Blas(const Blas&) = delete;
    Blas& operator=(const Blas&) = delete;

    const std::string& version() const { return m_version; }  ///< "13.1"

    /// Puts the product on the stream. Errors: Unsupported, OutOfMemory.
    Result<void> multiply(const shaders::LfGemm& product, const BlasOperands& operands);

private:
    Blas() = default;
    Result<void> load(const std::string& library);
    Result<void> start(CUstream stream, const gpu::DeviceBuffer& workspace);
    Result<void> check(cublasStatus_t status, const char* what) const;

    SharedLibrary m_library;
    cublasHandle_t m_handle = nullptr;
    std::string m_version;
#define LF_CUBLAS_MEMBER(function, type) type m_##function = nullptr;
    LF_CUBLAS_FUNCTIONS(LF_CUBLAS_MEMBER)
#undef LF_CUBLAS_MEMBER
};

}  // namespace lanternfish::backends::cuda
