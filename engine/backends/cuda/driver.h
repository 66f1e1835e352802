#pragma once

#include <cuda.h>

#include <expected>
#include <memory>
#include <string>

#include "engine/base/shared_library.h"
#include "lanternfish/device.h"

namespace lanternfish::backends::cuda {

/// Every function of the driver that we call. A name that cuda.h maps to a newer version of the function stands for
/// that version.
#define LF_CUDA_FUNCTIONS(X)      \
    X(cuInit)                     \
    X(cuDriverGetVersion)         \
    X(cuGetErrorName)             \
    X(cuDeviceGetCount)           \
    X(cuDeviceGet)                \
    X(cuDeviceGetName)            \
    X(cuDeviceGetUuid)            \
    X(cuDeviceGetAttribute)       \
    X(cuDeviceTotalMem)           \
    X(cuDevicePrimaryCtxRetain)   \
    X(cuDevicePrimaryCtxRelease)  \
    X(cuDevicePrimaryCtxSetFlags) \
    X(cuCtxSetCurrent)            \
    X(cuMemGetInfo)               \
    X(cuMemAlloc)                 \
    X(cuMemFree)                  \
    X(cuMemAllocHost)             \
    X(cuMemFreeHost)              \
    X(cuMemcpyHtoDAsync)          \
    X(cuMemcpyDtoHAsync)          \
    X(cuMemcpyDtoDAsync)          \
    X(cuMemsetD8Async)            \
    X(cuModuleLoadData)           \
    X(cuModuleUnload)             \
    X(cuModuleGetFunction)        \
    X(cuFuncSetAttribute)         \
    X(cuStreamCreate)             \
    X(cuStreamDestroy)            \
    X(cuStreamSynchronize)        \
    X(cuStreamBeginCapture)       \
    X(cuStreamEndCapture)         \
    X(cuEventCreate)              \
    X(cuEventDestroy)             \
    X(cuEventRecord)              \
    X(cuEventSynchronize)         \
    X(cuGraphCreate)              \
    X(cuGraphDestroy)             \
    X(cuGraphAddKernelNode)       \
    X(cuGraphAddMemcpyNode)       \
    X(cuGraphAddChildGraphNode)   \
    X(cuGraphInstantiate)         \
    X(cuGraphExecDestroy)         \
    X(cuGraphLaunch)

/// The CUDA driver of this computer, loaded at run time: a computer without one is no error to start on. Shared by all
/// devices. Its functions may be called from any thread.
class Driver {
public:
    /// library: where it is; empty for where the system has it. Problems: OldCudaDriver for our kernels; an error of
    /// NotFound without a driver or a device, of Unsupported for one that doesn't start.
    static std::expected<std::shared_ptr<const Driver>, DeviceProblem> load(const std::string& library);

    /// Nothing for CUDA_SUCCESS; else an error that names `what` failed.
    Result<void> check(CUresult result, const char* what) const;

    int version() const { return m_version; }  ///< 13000: that of CUDA 13.0.
    /// Tells its releases apart, which may have the same version: the library's size and time.
    std::string release() const { return m_library.stamp(); }

#define LF_CUDA_MEMBER(function) decltype(&::function) function = nullptr;
    LF_CUDA_FUNCTIONS(LF_CUDA_MEMBER)
#undef LF_CUDA_MEMBER

private:
    Driver() = default;
    std::string nameOf(CUresult result) const;
    SharedLibrary m_library;
    int m_version = 0;
};

/// Of a version as the driver gives it.
Version versionOf(int number);

/// What an answer other than CUDA_SUCCESS means for who asked. DeviceLost is whatever nothing can be done about: what a
/// device that answers so will never work again in this process, or can't be made to run what it is given.
ErrorCode errorCodeOf(CUresult result);

}  // namespace lanternfish::backends::cuda
