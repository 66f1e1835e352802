#pragma once

#include <cstdlib>
#include <memory>
#include <string>

#include "engine/backends/cuda/cuda_backend.h"

namespace lanternfish {

/// The driver that CUDA tests load: the emulated one, with the backend's own kernels in it, or with `tools/test --gpu`
/// the computer's; each with its cuBLAS.
inline std::string cudaUnderTest() {
    return std::getenv("LANTERNFISH_TEST_GPU") != nullptr ? std::string() : LANTERNFISH_EMULATED_CUDA;
}

inline Result<std::unique_ptr<ops::Backend>> createCudaUnderTest(backends::CudaOptions options = {}) {
    options.library = cudaUnderTest();
    if (!options.library.empty())
        options.blas = LANTERNFISH_EMULATED_CUBLAS;
    return backends::createCudaBackend(options);
}

}  // namespace lanternfish
