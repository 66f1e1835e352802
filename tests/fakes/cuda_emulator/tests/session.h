#pragma once

// What the tests do over and over through the driver API.
#include <cuda.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "emulated_cuda.h"

namespace cuda_emulator {

/// A fresh driver with a context and a module.
class Session : public testing::Test {
protected:
    void SetUp() override {
        emulatedCudaReset();
        ASSERT_EQ(cuInit(0), CUDA_SUCCESS);
        open();
    }
    void TearDown() override { emulatedCudaReset(); }

    void open() {
        static constexpr unsigned kImage[4] = {0xba55ed50};
        ASSERT_EQ(cuDevicePrimaryCtxRetain(&m_context, 0), CUDA_SUCCESS);
        ASSERT_EQ(cuCtxSetCurrent(m_context), CUDA_SUCCESS);
        ASSERT_EQ(cuModuleLoadData(&m_module, kImage), CUDA_SUCCESS);
    }

    CUfunction function(const char* name) {
        CUfunction found = nullptr;
        EXPECT_EQ(cuModuleGetFunction(&found, m_module, name), CUDA_SUCCESS) << name;
        return found;
    }

    template <class... Parameters>
    CUresult launchOn(CUstream stream, const char* name, unsigned blocks, unsigned threads, unsigned shared,
                      Parameters... parameters) {
        void* values[] = {static_cast<void*>(&parameters)..., nullptr};
        return cuLaunchKernel(function(name), blocks, 1, 1, threads, 1, 1, shared, stream, values, nullptr);
    }

    /// Launches and waits.
    template <class... Parameters>
    CUresult run(const char* name, unsigned blocks, unsigned threads, unsigned shared, Parameters... parameters) {
        const CUresult result = launchOn(nullptr, name, blocks, threads, shared, parameters...);
        return result == CUDA_SUCCESS ? cuCtxSynchronize() : result;
    }

    template <class T>
    CUdeviceptr upload(const std::vector<T>& values) {
        CUdeviceptr address = 0;
        EXPECT_EQ(cuMemAlloc(&address, values.size() * sizeof(T)), CUDA_SUCCESS);
        EXPECT_EQ(cuMemcpyHtoD(address, values.data(), values.size() * sizeof(T)), CUDA_SUCCESS);
        return address;
    }

    template <class T>
    std::vector<T> download(CUdeviceptr address, std::size_t count) {
        std::vector<T> values(count);
        EXPECT_EQ(cuMemcpyDtoH(values.data(), address, count * sizeof(T)), CUDA_SUCCESS) << emulatedCudaLastError();
        return values;
    }

    static std::vector<float> ascending(std::size_t count) {
        std::vector<float> values(count);
        for (std::size_t i = 0; i < count; ++i) {
            values[i] = static_cast<float>(i + 1);
        }
        return values;
    }

    CUcontext m_context = nullptr;
    CUmodule m_module = nullptr;
};

}  // namespace cuda_emulator
