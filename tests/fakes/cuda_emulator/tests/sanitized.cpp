// A program to be built with a sanitizer: runs the kernel that its argument names. What the sanitizer says is for the
// test that starts it to look at.
#include <cuda.h>

#include <cstdio>
#include <string>
#include <vector>

#include "emulated_cuda.h"

namespace {

constexpr int kThreads = 64;

int failed(const char* what, CUresult result) {
    std::printf("%s: %d: %s\n", what, static_cast<int>(result), emulatedCudaLastError());
    return 3;
}

/// Launches with a copy of each parameter and waits.
template <class... Parameters>
CUresult run(CUmodule module, const char* name, unsigned blocks, Parameters... parameters) {
    constexpr unsigned kShared = kThreads * sizeof(float);
    void* values[] = {static_cast<void*>(&parameters)..., nullptr};
    CUfunction function = nullptr;
    CUresult result = cuModuleGetFunction(&function, module, name);
    if (result == CUDA_SUCCESS) {
        result = cuLaunchKernel(function, blocks, 1, 1, kThreads, 1, 1, kShared, nullptr, values, nullptr);
    }
    return result == CUDA_SUCCESS ? cuCtxSynchronize() : result;
}

CUresult runCase(const std::string& name, CUmodule module, CUdeviceptr x, CUdeviceptr y) {
    if (name == "barrier" || name == "no-barrier") {
        return run(module, "reversed", 1, x, y, name == "barrier" ? 1 : 0);
    }
    if (name == "static-barrier" || name == "no-static-barrier") {
        return run(module, "reversedInStatic", 1, x, y, name == "static-barrier" ? 1 : 0);
    }
    if (name == "sum") {
        return run(module, "sumOf", 4, x, y, kThreads);
    }
    if (name == "inside" || name == "outside") {
        return run(module, "writesOnce", 1, y, name == "inside" ? kThreads - 1ll : kThreads + 0ll);
    }
    if (name == "shared-inside" || name == "shared-outside") {
        return run(module, "overflowsShared", 1, name == "shared-inside" ? kThreads - 1 : kThreads);
    }
    if (name == "diverging") {
        const CUresult result = run(module, "mostWait", 1, y);
        return result == CUDA_ERROR_LAUNCH_FAILED ? CUDA_SUCCESS : result;
    }
    return CUDA_ERROR_NOT_FOUND;
}

/// A context of its own, memory in it, and the kernel.
int runInContext(const std::string& name) {
    static constexpr unsigned kImage[4] = {0xba55ed50};
    CUcontext context = nullptr;
    CUmodule module = nullptr;
    CUdeviceptr x = 0;
    CUdeviceptr y = 0;
    const std::vector<float> zeros(kThreads);
    const auto bytes = kThreads * sizeof(float);
    CUresult result = cuDevicePrimaryCtxRetain(&context, 0);
    result = result == CUDA_SUCCESS ? cuCtxSetCurrent(context) : result;
    result = result == CUDA_SUCCESS ? cuModuleLoadData(&module, kImage) : result;
    result = result == CUDA_SUCCESS ? cuMemAlloc(&x, bytes) : result;
    result = result == CUDA_SUCCESS ? cuMemAlloc(&y, bytes) : result;
    result = result == CUDA_SUCCESS ? cuMemcpyHtoD(x, zeros.data(), bytes) : result;
    result = result == CUDA_SUCCESS ? cuMemcpyHtoD(y, zeros.data(), bytes) : result;
    if (result != CUDA_SUCCESS) {
        return failed("setup", result);
    }
    result = runCase(name, module, x, y);
    if (result != CUDA_SUCCESS) {
        return failed(name.c_str(), result);
    }
    result = cuDevicePrimaryCtxRelease(0);
    return result == CUDA_SUCCESS ? 0 : failed("release", result);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string name = argc > 1 ? argv[1] : "";
    if (const CUresult result = cuInit(0); result != CUDA_SUCCESS) {
        return failed("cuInit", result);
    }
    int status = runInContext(name);
    if (status == 0 && name == "diverging") {
        // What an abandoned block left on the stacks must not disturb the next.
        status = runInContext("barrier");
    }
    if (status == 0) {
        std::printf("done\n");
    }
    return status;
}
