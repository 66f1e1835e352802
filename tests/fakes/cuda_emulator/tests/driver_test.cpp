// The driver's promises: order of streams, limits, faults, counts.
#include <chrono>
#include <thread>

#include "session.h"

namespace cuda_emulator {
namespace {

using Driver = Session;

TEST_F(Driver, whatIsReadWithoutWaitingIsStale) {
    emulatedCudaSetLate(1);
    CUstream stream = nullptr;
    ASSERT_EQ(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING), CUDA_SUCCESS);
    const CUdeviceptr values = upload(std::vector<float>(4));
    std::vector<float> result(4, -1.0f);
    ASSERT_EQ(launchOn(stream, "increments", 1, 32, 0, values, 4), CUDA_SUCCESS);
    ASSERT_EQ(cuMemcpyDtoHAsync(result.data(), values, 16, stream), CUDA_SUCCESS);
    EXPECT_EQ(result, std::vector<float>(4, -1.0f));
    EXPECT_EQ(download<float>(values, 4), std::vector<float>(4, 0.0f))
        << "the default stream doesn't wait for this one";
    ASSERT_EQ(cuStreamSynchronize(stream), CUDA_SUCCESS);
    EXPECT_EQ(result, std::vector<float>(4, 1.0f));
}

TEST_F(Driver, theDefaultStreamWaitsForBlockingOnes) {
    emulatedCudaSetLate(1);
    CUstream stream = nullptr;
    ASSERT_EQ(cuStreamCreate(&stream, CU_STREAM_DEFAULT), CUDA_SUCCESS);
    const CUdeviceptr values = upload(std::vector<float>(4));
    ASSERT_EQ(launchOn(stream, "increments", 1, 32, 0, values, 4), CUDA_SUCCESS);
    EXPECT_EQ(download<float>(values, 4), std::vector<float>(4, 1.0f));
}

TEST_F(Driver, anEventOrdersTwoStreams) {
    emulatedCudaSetLate(1);
    CUstream first = nullptr;
    CUstream second = nullptr;
    CUevent event = nullptr;
    ASSERT_EQ(cuStreamCreate(&first, CU_STREAM_NON_BLOCKING), CUDA_SUCCESS);
    ASSERT_EQ(cuStreamCreate(&second, CU_STREAM_NON_BLOCKING), CUDA_SUCCESS);
    ASSERT_EQ(cuEventCreate(&event, CU_EVENT_DISABLE_TIMING), CUDA_SUCCESS);
    const CUdeviceptr values = upload(std::vector<float>(4));
    for (const bool waits : {false, true}) {
        ASSERT_EQ(cuMemsetD32(values, 0, 4), CUDA_SUCCESS);
        ASSERT_EQ(cuCtxSynchronize(), CUDA_SUCCESS);
        std::vector<float> result(4);
        ASSERT_EQ(launchOn(first, "increments", 1, 32, 0, values, 4), CUDA_SUCCESS);
        ASSERT_EQ(cuEventRecord(event, first), CUDA_SUCCESS);
        if (waits) {
            ASSERT_EQ(cuStreamWaitEvent(second, event, 0), CUDA_SUCCESS);
        }
        ASSERT_EQ(cuMemcpyDtoHAsync(result.data(), values, 16, second), CUDA_SUCCESS);
        ASSERT_EQ(cuStreamSynchronize(second), CUDA_SUCCESS);
        EXPECT_EQ(result[0], waits ? 1.0f : 0.0f);
        ASSERT_EQ(cuStreamSynchronize(first), CUDA_SUCCESS);
    }
}

TEST_F(Driver, eventsMeasureTime) {
    CUevent begin = nullptr;
    CUevent end = nullptr;
    ASSERT_EQ(cuEventCreate(&begin, CU_EVENT_DEFAULT), CUDA_SUCCESS);
    ASSERT_EQ(cuEventCreate(&end, CU_EVENT_DEFAULT), CUDA_SUCCESS);
    ASSERT_EQ(cuEventRecord(begin, nullptr), CUDA_SUCCESS);
    ASSERT_EQ(cuLaunchHostFunc(
                  nullptr, [](void*) { std::this_thread::sleep_for(std::chrono::milliseconds(5)); }, nullptr),
              CUDA_SUCCESS);
    ASSERT_EQ(cuEventRecord(end, nullptr), CUDA_SUCCESS);
    EXPECT_EQ(cuEventQuery(end), CUDA_ERROR_NOT_READY);
    ASSERT_EQ(cuEventSynchronize(end), CUDA_SUCCESS);
    float milliseconds = 0;
    ASSERT_EQ(cuEventElapsedTime(&milliseconds, begin, end), CUDA_SUCCESS);
    EXPECT_GE(milliseconds, 5.0f);
}

TEST_F(Driver, launchesKeepToTheLimits) {
    const CUdeviceptr values = upload(std::vector<float>(4));
    const auto launch = [&](unsigned blocksY, unsigned threads, unsigned threadsZ, unsigned shared) {
        CUdeviceptr x = values;
        CUdeviceptr y = values;
        int count = 0;
        void* parameters[] = {&x, &y, &count};
        return cuLaunchKernel(function("sumOf"), 1, blocksY, 1, threads, 1, threadsZ, shared, nullptr, parameters,
                              nullptr);
    };
    EXPECT_EQ(launch(1, 256, 1, 48 << 10), CUDA_SUCCESS);
    EXPECT_EQ(launch(1, 257, 1, 0), CUDA_ERROR_INVALID_VALUE) << "its launch bounds";
    EXPECT_EQ(launch(1, 0, 1, 0), CUDA_ERROR_INVALID_VALUE);
    EXPECT_EQ(launch(1, 1, 65, 0), CUDA_ERROR_INVALID_VALUE);
    EXPECT_EQ(launch(65536, 32, 1, 0), CUDA_ERROR_INVALID_VALUE);
    EXPECT_EQ(launch(1, 32, 1, (48 << 10) + 1), CUDA_ERROR_INVALID_VALUE);
    EXPECT_NE(std::string(emulatedCudaLastError()).find("49153 bytes of dynamic shared memory, of at most 49152"),
              std::string::npos);
    constexpr auto kMostShared = CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
    EXPECT_EQ(cuFuncSetAttribute(function("sumOf"), kMostShared, 100 << 10), CUDA_ERROR_INVALID_VALUE);
    ASSERT_EQ(cuFuncSetAttribute(function("sumOf"), kMostShared, 99 << 10), CUDA_SUCCESS);
    EXPECT_EQ(launch(1, 32, 1, 99 << 10), CUDA_SUCCESS);
    EXPECT_EQ(cuLaunchKernel(function("sumOf"), 1, 1, 1, 32, 1, 1, 0, nullptr, nullptr, nullptr),
              CUDA_ERROR_INVALID_VALUE);
    EXPECT_EQ(cuCtxSynchronize(), CUDA_SUCCESS) << "refused launches lose nothing";
}

TEST_F(Driver, copiesStayWithinAllocations) {
    const CUdeviceptr values = upload(std::vector<float>(4));
    std::vector<float> host(8);
    EXPECT_EQ(cuMemcpyDtoH(host.data(), values, 17), CUDA_ERROR_INVALID_VALUE);
    EXPECT_EQ(cuMemcpyDtoH(host.data(), values + 8, 8), CUDA_SUCCESS);
    EXPECT_EQ(cuMemcpyHtoD(0, host.data(), 4), CUDA_ERROR_INVALID_VALUE);
    EXPECT_EQ(cuMemcpyDtoH(host.data(), reinterpret_cast<CUdeviceptr>(host.data()), 4), CUDA_ERROR_INVALID_VALUE);
    EXPECT_EQ(cuMemcpyHtoD(values, reinterpret_cast<const void*>(values), 4), CUDA_ERROR_INVALID_VALUE);
    EXPECT_EQ(cuMemsetD32(values, 0, 5), CUDA_ERROR_INVALID_VALUE);
    EXPECT_EQ(cuMemFree(values + 4), CUDA_ERROR_INVALID_VALUE);
    EXPECT_EQ(cuMemFree(values), CUDA_SUCCESS);
    EXPECT_EQ(cuMemFree(values), CUDA_ERROR_INVALID_VALUE);
}

TEST_F(Driver, memoryEnds) {
    emulatedCudaReset();
    const EmulatedCudaCard card{"small", 7, 5, 1 << 20, 4, 48 << 10, 64 << 10};
    emulatedCudaSetCards(&card, 1);
    ASSERT_EQ(cuInit(0), CUDA_SUCCESS);
    open();
    CUdeviceptr address = 0;
    CUdeviceptr second = 0;
    EXPECT_EQ(cuMemAlloc(&address, (1 << 20) - 511), CUDA_SUCCESS);
    size_t free = 1;
    size_t total = 0;
    ASSERT_EQ(cuMemGetInfo(&free, &total), CUDA_SUCCESS);
    EXPECT_EQ(free, 0u);
    EXPECT_EQ(total, 1u << 20);
    EXPECT_EQ(cuMemAlloc(&second, 1), CUDA_ERROR_OUT_OF_MEMORY);
    EXPECT_EQ(cuMemFree(address), CUDA_SUCCESS);
    EXPECT_EQ(cuMemAlloc(&second, 1), CUDA_SUCCESS);
    int major = 0;
    ASSERT_EQ(cuDeviceGetAttribute(&major, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, 0), CUDA_SUCCESS);
    EXPECT_EQ(major, 7);
}

TEST_F(Driver, onlyImagesOfModulesLoad) {
    CUmodule module = nullptr;
    EXPECT_EQ(cuModuleLoadData(&module, "MZ, not a module"), CUDA_ERROR_INVALID_IMAGE);
    EXPECT_EQ(cuModuleLoadData(&module, "//\n// Generated\n.version 8.8\n.target sm_75\n"), CUDA_SUCCESS);
    CUfunction found = nullptr;
    EXPECT_EQ(cuModuleGetFunction(&found, module, "missing"), CUDA_ERROR_NOT_FOUND);
    EXPECT_EQ(cuModuleGetFunction(&found, module, "sumOf"), CUDA_SUCCESS);
    EXPECT_EQ(cuModuleUnload(module), CUDA_SUCCESS);
    EXPECT_EQ(cuFuncSetAttribute(found, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, 1), CUDA_ERROR_INVALID_HANDLE);
}

TEST_F(Driver, thereMayBeNoCardOrAnOldDriver) {
    emulatedCudaReset();
    int count = 0;
    EXPECT_EQ(cuDeviceGetCount(&count), CUDA_ERROR_NOT_INITIALIZED);
    emulatedCudaSetCards(nullptr, 0);
    EXPECT_EQ(cuInit(0), CUDA_ERROR_NO_DEVICE);
    emulatedCudaReset();
    emulatedCudaSetDriverVersion(12020);
    int version = 0;
    ASSERT_EQ(cuDriverGetVersion(&version), CUDA_SUCCESS);
    EXPECT_EQ(version, 12020);
    void* found = nullptr;
    CUdriverProcAddressQueryResult status{};
    EXPECT_EQ(cuGetProcAddress("cuInit", &found, 12000, 0, &status), CUDA_SUCCESS);
    EXPECT_EQ(found, reinterpret_cast<void*>(&cuInit));
    EXPECT_EQ(cuGetProcAddress("cuMemAlloc", &found, 12000, 0, &status), CUDA_SUCCESS);
    EXPECT_EQ(found, reinterpret_cast<void*>(&cuMemAlloc)) << "version 2, as cuda.h has it";
    EXPECT_EQ(cuGetProcAddress("cuInit", &found, 13000, 0, &status), CUDA_ERROR_NOT_FOUND);
    EXPECT_EQ(status, CU_GET_PROC_ADDRESS_VERSION_NOT_SUFFICIENT);
}

TEST_F(Driver, aPlannedCallFailsOnce) {
    emulatedCudaFailCall("cuMemAlloc", 2, CUDA_ERROR_OUT_OF_MEMORY);
    CUdeviceptr address = 0;
    EXPECT_EQ(cuMemAlloc(&address, 16), CUDA_SUCCESS);
    EXPECT_EQ(cuMemAlloc(&address, 16), CUDA_ERROR_OUT_OF_MEMORY);
    EXPECT_EQ(cuMemAlloc(&address, 16), CUDA_SUCCESS);
    emulatedCudaFailCall(nullptr, 1, CUDA_ERROR_UNKNOWN);
    EXPECT_EQ(cuCtxSynchronize(), CUDA_ERROR_UNKNOWN);
    EXPECT_EQ(cuCtxSynchronize(), CUDA_SUCCESS);
}

TEST_F(Driver, aLostCardAnswersNothingElse) {
    const CUdeviceptr values = upload(std::vector<float>(4));
    emulatedCudaLoseCard(0, CUDA_ERROR_ECC_UNCORRECTABLE);
    CUdeviceptr address = 0;
    float value = 0;
    EXPECT_EQ(cuMemAlloc(&address, 16), CUDA_ERROR_ECC_UNCORRECTABLE);
    EXPECT_EQ(cuMemcpyDtoH(&value, values, 4), CUDA_ERROR_ECC_UNCORRECTABLE);
    EXPECT_EQ(cuMemFree(values), CUDA_ERROR_ECC_UNCORRECTABLE);
    EXPECT_EQ(cuDevicePrimaryCtxRelease(0), CUDA_SUCCESS);
    EXPECT_EQ(cuDevicePrimaryCtxRetain(&m_context, 0), CUDA_ERROR_ECC_UNCORRECTABLE);
    emulatedCudaLoseCard(0, 0);
    open();
    EXPECT_EQ(cuMemAlloc(&address, 16), CUDA_SUCCESS);
}

TEST_F(Driver, countsShowLeaks) {
    EmulatedCudaCounts counts{};
    CUstream stream = nullptr;
    CUevent event = nullptr;
    void* host = nullptr;
    const CUdeviceptr values = upload(std::vector<float>(4));
    ASSERT_EQ(cuStreamCreate(&stream, CU_STREAM_DEFAULT), CUDA_SUCCESS);
    ASSERT_EQ(cuEventCreate(&event, CU_EVENT_DEFAULT), CUDA_SUCCESS);
    ASSERT_EQ(cuMemAllocHost(&host, 100), CUDA_SUCCESS);
    emulatedCudaGetCounts(&counts);
    EXPECT_EQ(counts.allocations + counts.streams + counts.events + counts.hostAllocations + counts.modules, 5u);
    EXPECT_EQ(cuMemFree(values), CUDA_SUCCESS);
    EXPECT_EQ(cuStreamDestroy(stream), CUDA_SUCCESS);
    EXPECT_EQ(cuEventDestroy(event), CUDA_SUCCESS);
    EXPECT_EQ(cuMemFreeHost(host), CUDA_SUCCESS);
    EXPECT_EQ(cuModuleUnload(m_module), CUDA_SUCCESS);
    emulatedCudaGetCounts(&counts);
    EXPECT_EQ(counts.allocations + counts.streams + counts.events + counts.hostAllocations + counts.modules, 0u);
    EXPECT_EQ(counts.contexts, 1u);
    EXPECT_EQ(cuDevicePrimaryCtxRelease(0), CUDA_SUCCESS);
    emulatedCudaGetCounts(&counts);
    EXPECT_EQ(counts.contexts, 0u);
    EXPECT_EQ(cuCtxSynchronize(), CUDA_ERROR_INVALID_CONTEXT);
}

}  // namespace
}  // namespace cuda_emulator
