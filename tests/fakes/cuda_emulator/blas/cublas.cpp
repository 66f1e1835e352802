// A libcublas.so.13 on the emulated driver: the few functions below, which check their arguments as cuBLAS does and are
// strict where it would only be slow, or would allocate. What it computes runs as a kernel of the emulated driver, so
// that streams, captures, faults and bounds of memory are those of any kernel.
//
// Every call counts among the driver's, and fails when emulatedCudaFailCall says so: CUDA_ERROR_OUT_OF_MEMORY as
// CUBLAS_STATUS_ALLOC_FAILED, CUDA_ERROR_NOT_INITIALIZED and CUDA_ERROR_NOT_SUPPORTED by their own names, anything else
// as CUBLAS_STATUS_EXECUTION_FAILED.
#include <cublas_v2.h>
#include <cuda.h>

#include <algorithm>
#include <format>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "blas/gemm.h"
#include "emulated_cuda.h"

#define EMULATED_CUBLAS_EXPORT extern "C" __attribute__((visibility("default")))

namespace {

/// What a handle of cuBLAS holds of the card's memory, here little.
constexpr std::size_t kHandleBytes = 64 << 10;
/// Tensor cores read 16 bytes at once.
constexpr std::uint64_t kAlignment = 16;

struct Handle {
    CUcontext context = nullptr;
    CUdeviceptr memory = 0;
    CUmodule module = nullptr;
    CUstream stream = nullptr;
    CUdeviceptr workspace = 0;
    std::size_t workspaceBytes = 0;
};

std::mutex& mutex() {
    static std::mutex& only = *new std::mutex;
    return only;
}

/// The living handles; one that isn't here is invalid.
std::map<cublasHandle_t, std::shared_ptr<Handle>>& handles() {
    static auto& all = *new std::map<cublasHandle_t, std::shared_ptr<Handle>>;
    return all;
}

cublasStatus_t refused(cublasStatus_t status, const std::string& why) {
    emulatedCudaSetLastError(why.c_str());
    return status;
}

cublasStatus_t statusOf(int result) {
    switch (result) {
        case CUDA_SUCCESS:
            return CUBLAS_STATUS_SUCCESS;
        case CUDA_ERROR_OUT_OF_MEMORY:
            return CUBLAS_STATUS_ALLOC_FAILED;
        case CUDA_ERROR_NOT_INITIALIZED:
            return CUBLAS_STATUS_NOT_INITIALIZED;
        case CUDA_ERROR_NOT_SUPPORTED:
            return CUBLAS_STATUS_NOT_SUPPORTED;
        default:
            return CUBLAS_STATUS_EXECUTION_FAILED;
    }
}

/// What every function begins with.
template <class Function>
cublasStatus_t call(const char* name, Function function) {
    const int planned = emulatedCudaCountCall(name);
    return planned == CUDA_SUCCESS ? function() : statusOf(planned);
}

/// Null where there is none.
std::shared_ptr<Handle> find(cublasHandle_t handle) {
    const std::scoped_lock lock(mutex());
    const auto found = handles().find(handle);
    return found == handles().end() ? nullptr : found->second;
}

/// A function of a handle, in its context.
template <class Function>
cublasStatus_t handleCall(const char* name, cublasHandle_t handle, Function function) {
    return call(name, [&] {
        const std::shared_ptr<Handle> found = find(handle);
        CUcontext current = nullptr;
        if (!found || cuCtxGetCurrent(&current) != CUDA_SUCCESS || current != found->context) {
            return refused(CUBLAS_STATUS_NOT_INITIALIZED,
                           std::format("{}: no handle, or the current context isn't the one of cublasCreate", name));
        }
        return function(*found);
    });
}

/// One of A, B and C: so many rows and columns as it lies in memory, column by column.
struct Matrix {
    char name;
    const void* data;
    cudaDataType type;
    std::int64_t rows, columns, pitch, stride;

    std::size_t elementBytes() const { return type == CUDA_R_32F ? 4 : 2; }
};

/// Empty if all of the matrices of a batch lie in one allocation, and as tensor cores want it.
std::string problemOf(const Matrix& matrix, int batch) {
    const std::size_t element = matrix.elementBytes();
    const auto address = reinterpret_cast<CUdeviceptr>(matrix.data);
    const auto pitchBytes = static_cast<std::uint64_t>(matrix.pitch) * element;
    const auto strideBytes = static_cast<std::uint64_t>(matrix.stride) * element;
    if (address % kAlignment != 0 || pitchBytes % kAlignment != 0 || (batch > 1 && strideBytes % kAlignment != 0)) {
        return std::format(
            "{}: address {:#x}, {} bytes from column to column, {} to the next of the batch; expected "
            "multiples of {}, others are slow",
            matrix.name, address, pitchBytes, strideBytes, kAlignment);
    }
    const std::uint64_t bytes = static_cast<std::uint64_t>(batch - 1) * strideBytes +
                                static_cast<std::uint64_t>(matrix.columns - 1) * pitchBytes +
                                static_cast<std::uint64_t>(matrix.rows) * element;
    CUdeviceptr base = 0;
    std::size_t size = 0;
    if (cuMemGetAddressRange(&base, &size, address) != CUDA_SUCCESS || bytes > size - (address - base)) {
        return std::format("{}: {} bytes at {:#x} aren't in one allocation of the card", matrix.name, bytes, address);
    }
    return {};
}

/// A capture must find a workspace: cuBLAS would allocate one in the graph.
std::string captureProblem(const Handle& handle) {
    CUstreamCaptureStatus status = CU_STREAM_CAPTURE_STATUS_NONE;
    if (cuStreamIsCapturing(handle.stream, &status) != CUDA_SUCCESS) {
        return "the stream of the handle is gone";
    }
    if (status == CU_STREAM_CAPTURE_STATUS_INVALIDATED) {
        return "the stream's capture is invalid";
    }
    return status == CU_STREAM_CAPTURE_STATUS_ACTIVE && handle.workspace == 0
               ? "in a capture without a workspace of the caller's, for which cuBLAS would allocate"
               : "";
}

cublasStatus_t launch(const Handle& handle, const EmulatedGemm& gemm, int batch) {
    CUfunction function = nullptr;
    if (cuModuleGetFunction(&function, handle.module, "emulatedCublasGemm") != CUDA_SUCCESS) {
        return CUBLAS_STATUS_INTERNAL_ERROR;
    }
    EmulatedGemm copy = gemm;
    void* parameters[] = {&copy};
    const auto blocks = [](int count, int of) { return static_cast<unsigned>((count + of - 1) / of); };
    return statusOf(cuLaunchKernel(function, blocks(gemm.m, kEmulatedGemmRows), blocks(gemm.n, kEmulatedGemmColumns),
                                   static_cast<unsigned>(batch), 1, 1, 1, 0, handle.stream, parameters, nullptr));
}

bool isOperation(cublasOperation_t operation) {
    return operation == CUBLAS_OP_N || operation == CUBLAS_OP_T;
}

}  // namespace

EMULATED_CUBLAS_EXPORT cublasStatus_t cublasCreate_v2(cublasHandle_t* handle) {
    return call("cublasCreate", [&] {
        auto made = std::make_shared<Handle>();
        // The runtime that cuBLAS is built on would make the primary context of card 0 current.
        if (cuCtxGetCurrent(&made->context) != CUDA_SUCCESS || made->context == nullptr) {
            return refused(CUBLAS_STATUS_NOT_INITIALIZED, "cublasCreate without a current context");
        }
        if (const CUresult result = cuMemAlloc(&made->memory, kHandleBytes); result != CUDA_SUCCESS) {
            return statusOf(result);
        }
        static constexpr unsigned kImage[4] = {0xba55ed50};
        if (const CUresult result = cuModuleLoadData(&made->module, kImage); result != CUDA_SUCCESS) {
            cuMemFree(made->memory);
            return statusOf(result);
        }
        *handle = reinterpret_cast<cublasHandle_t>(made.get());
        const std::scoped_lock lock(mutex());
        handles().emplace(*handle, std::move(made));
        return CUBLAS_STATUS_SUCCESS;
    });
}

EMULATED_CUBLAS_EXPORT cublasStatus_t cublasDestroy_v2(cublasHandle_t handle) {
    return call("cublasDestroy", [&] {
        const std::shared_ptr<Handle> found = find(handle);
        if (!found) {
            return refused(CUBLAS_STATUS_NOT_INITIALIZED, "cublasDestroy: no handle");
        }
        cuStreamSynchronize(found->stream);
        cuModuleUnload(found->module);
        cuMemFree(found->memory);
        const std::scoped_lock lock(mutex());
        handles().erase(handle);
        return CUBLAS_STATUS_SUCCESS;
    });
}

EMULATED_CUBLAS_EXPORT cublasStatus_t cublasGetVersion_v2(cublasHandle_t, int* version) {
    return call("cublasGetVersion", [&] {
        *version = emulatedCudaCublasVersion();
        return CUBLAS_STATUS_SUCCESS;
    });
}

// As in cuBLAS the workspace is not kept.
EMULATED_CUBLAS_EXPORT cublasStatus_t cublasSetStream_v2(cublasHandle_t handle, cudaStream_t stream) {
    return handleCall("cublasSetStream", handle, [&](Handle& found) {
        found.stream = stream;
        found.workspace = 0;
        return CUBLAS_STATUS_SUCCESS;
    });
}

EMULATED_CUBLAS_EXPORT cublasStatus_t cublasSetWorkspace_v2(cublasHandle_t handle, void* workspace, size_t bytes) {
    return handleCall("cublasSetWorkspace", handle, [&](Handle& found) {
        constexpr std::uint64_t kWorkspaceAlignment = 256;
        const auto address = reinterpret_cast<CUdeviceptr>(workspace);
        CUdeviceptr base = 0;
        std::size_t size = 0;
        if (address % kWorkspaceAlignment != 0 || cuMemGetAddressRange(&base, &size, address) != CUDA_SUCCESS ||
            bytes > size - (address - base)) {
            return refused(
                CUBLAS_STATUS_INVALID_VALUE,
                std::format("cublasSetWorkspace: {} bytes at {:#x}; expected memory of the card, on {} bytes", bytes,
                            address, kWorkspaceAlignment));
        }
        found.workspace = address;
        found.workspaceBytes = bytes;
        return CUBLAS_STATUS_SUCCESS;
    });
}

EMULATED_CUBLAS_EXPORT const char* cublasGetStatusName(cublasStatus_t status) {
    switch (status) {
        case CUBLAS_STATUS_SUCCESS:
            return "CUBLAS_STATUS_SUCCESS";
        case CUBLAS_STATUS_NOT_INITIALIZED:
            return "CUBLAS_STATUS_NOT_INITIALIZED";
        case CUBLAS_STATUS_ALLOC_FAILED:
            return "CUBLAS_STATUS_ALLOC_FAILED";
        case CUBLAS_STATUS_INVALID_VALUE:
            return "CUBLAS_STATUS_INVALID_VALUE";
        case CUBLAS_STATUS_EXECUTION_FAILED:
            return "CUBLAS_STATUS_EXECUTION_FAILED";
        case CUBLAS_STATUS_INTERNAL_ERROR:
            return "CUBLAS_STATUS_INTERNAL_ERROR";
        case CUBLAS_STATUS_NOT_SUPPORTED:
            return "CUBLAS_STATUS_NOT_SUPPORTED";
        default:
            return "CUBLAS_STATUS_UNKNOWN";
    }
}

// alpha and beta are of the host: cublasSetPointerMode isn't here.
EMULATED_CUBLAS_EXPORT cublasStatus_t cublasGemmStridedBatchedEx(
    cublasHandle_t handle, cublasOperation_t operationA, cublasOperation_t operationB, int m, int n, int k,
    const void* alpha, const void* a, cudaDataType typeA, int lda, long long strideA, const void* b, cudaDataType typeB,
    int ldb, long long strideB, const void* beta, void* c, cudaDataType typeC, int ldc, long long strideC, int batch,
    cublasComputeType_t compute, cublasGemmAlgo_t) {
    return handleCall("cublasGemmStridedBatchedEx", handle, [&](Handle& found) {
        const auto wrong = [](cublasStatus_t status, const std::string& why) {
            return refused(status, "cublasGemmStridedBatchedEx: " + why);
        };
        const bool rowsOfA = operationA == CUBLAS_OP_N, rowsOfB = operationB == CUBLAS_OP_N;
        if (m < 0 || n < 0 || k < 0 || batch < 0 || !isOperation(operationA) || !isOperation(operationB) || !alpha ||
            !beta) {
            return wrong(CUBLAS_STATUS_INVALID_VALUE, "an operation, a size or a factor that is none");
        }
        if (lda < std::max(1, rowsOfA ? m : k) || ldb < std::max(1, rowsOfB ? k : n) || ldc < std::max(1, m)) {
            return wrong(
                CUBLAS_STATUS_INVALID_VALUE,
                std::format("columns that overlap: lda {}, ldb {}, ldc {}, of {} x {} x {}", lda, ldb, ldc, m, n, k));
        }
        const bool isKnown = typeA == CUDA_R_32F || typeA == CUDA_R_16F || typeA == CUDA_R_16BF;
        if (!isKnown || typeB != typeA || typeC != CUDA_R_32F || compute != CUBLAS_COMPUTE_32F) {
            return wrong(CUBLAS_STATUS_NOT_SUPPORTED,
                         std::format("types {}, {} and {} with sums of {}; the emulator has f32, f16 or bf16 to f32",
                                     static_cast<int>(typeA), static_cast<int>(typeB), static_cast<int>(typeC),
                                     static_cast<int>(compute)));
        }
        if (m == 0 || n == 0 || batch == 0) {
            return CUBLAS_STATUS_SUCCESS;
        }
        if (const std::string problem = captureProblem(found); !problem.empty()) {
            return wrong(CUBLAS_STATUS_EXECUTION_FAILED, problem);
        }
        const Matrix matrices[] = {{'A', a, typeA, rowsOfA ? m : k, rowsOfA ? k : m, lda, strideA},
                                   {'B', b, typeB, rowsOfB ? k : n, rowsOfB ? n : k, ldb, strideB},
                                   {'C', c, typeC, m, n, ldc, strideC}};
        for (const Matrix& matrix : matrices) {
            if (const std::string problem = problemOf(matrix, batch); !problem.empty()) {
                return wrong(CUBLAS_STATUS_INVALID_VALUE, problem);
            }
        }
        return launch(found,
                      {.a = a,
                       .b = b,
                       .c = static_cast<float*>(c),
                       .strideA = strideA,
                       .strideB = strideB,
                       .strideC = strideC,
                       .lda = lda,
                       .ldb = ldb,
                       .ldc = ldc,
                       .m = m,
                       .n = n,
                       .k = k,
                       .transposedA = rowsOfA ? 0 : 1,
                       .transposedB = rowsOfB ? 0 : 1,
                       .type = static_cast<int32_t>(typeA),
                       .alpha = *static_cast<const float*>(alpha),
                       .beta = *static_cast<const float*>(beta)},
                      batch);
    });
}
