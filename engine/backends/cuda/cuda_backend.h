#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/ops/backend.h"

namespace lanternfish::backends {

struct CudaOptions {
    std::string device;        ///< A number of listCudaDevices() or part of a name; empty for the first that is usable.
    std::string library = {};  ///< The driver; empty for the system's. Another one for tests.
    /// cuBLAS; empty for the system's, or for none beside another driver than the system's.
    std::string blas = {};
    std::string without = {};  ///< "cublas", not to use it.
    std::string tile = {};     ///< For tests: "32x64", no other tiles for products of several rows, however few.
    uint64_t maxRange = 0;  ///< For tests: bytes that kernels may see of a buffer, where fewer than they can; 0: those.
    std::string brokenKernel = {};  ///< For tests: this shader's kernels do nothing.
};

struct CudaDeviceInfo {
    Device device;
    std::string card;  ///< The UUID of the hardware, in hexadecimal, as Vulkan has it too.
};

/// What the driver lists, in its order. Where there is a driver that can't be used, one device without a name says why;
/// nothing without a driver or a device.
std::vector<CudaDeviceInfo> listCudaDevices(const std::string& library = {});

/// The op table on an NVIDIA device. Where there is no cuBLAS, or none that works, device().details say so. Errors:
/// NotFound (no driver, no such device), Unsupported (a driver or device that is too old), OutOfMemory, DeviceLost,
/// InvalidArgument (a feature that there is not).
Result<std::unique_ptr<ops::Backend>> createCudaBackend(const CudaOptions& options);

}  // namespace lanternfish::backends
