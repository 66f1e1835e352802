// Which device the backend takes, and what it says where there is none that it can.
#include <format>
#include <vector>

#include "lanternfish/device_text.h"
#include "tests/engine/backends/cuda_faults.h"
#include "tests/engine/backends/gpu_workload.h"

namespace lanternfish::tests {
namespace {

constexpr uint64_t kGiB = uint64_t{1} << 30U;

EmulatedCudaCard card(const char* name, int major, int minor, uint64_t bytes = 8 * kGiB) {
    return {name, major, minor, bytes, 16, 48 << 10, 99 << 10};
}

class CudaDevices : public CudaFaults {
protected:
    static void setCards(const std::vector<EmulatedCudaCard>& cards) {
        emulatedCudaSetCards(cards.data(), static_cast<int>(cards.size()));
    }
    static std::vector<backends::CudaDeviceInfo> list() { return backends::listCudaDevices(LANTERNFISH_EMULATED_CUDA); }
};

TEST_F(CudaDevices, withoutADriverThereIsNone) {
    const std::string missing = "/nonexistent/libcuda.so.1";
    EXPECT_TRUE(backends::listCudaDevices(missing).empty());
    expectError(backends::createCudaBackend({.library = missing}), ErrorCode::NotFound, "no NVIDIA driver");
}

TEST_F(CudaDevices, aLibraryThatIsNoDriverIsNamed) {
    const std::string library = "libm.so.6";
    expectError(backends::createCudaBackend({.library = library}), ErrorCode::Unsupported,
                "libm.so.6 is no CUDA driver");
    const auto listed = backends::listCudaDevices(library);
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_TRUE(listed[0].device.problem);
    EXPECT_NE(noteOf(listed[0].device).find("no CUDA driver"), std::string::npos) << noteOf(listed[0].device);
}

TEST_F(CudaDevices, anOldDriverIsToldFromAMissingOne) {
    emulatedCudaSetDriverVersion(12040);
    expectError(create(), ErrorCode::Unsupported, "supports CUDA 12.4, needed is CUDA 13");
    const auto listed = list();
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_TRUE(listed[0].device.problem);
    EXPECT_NE(noteOf(listed[0].device).find("12.4"), std::string::npos) << noteOf(listed[0].device);
}

TEST_F(CudaDevices, aDriverThatDoesNotStartSaysWhy) {
    emulatedCudaFailCall("cuInit", 1, CUDA_ERROR_UNKNOWN);
    expectError(create(), ErrorCode::Unsupported, "can't be started (CUDA_ERROR_UNKNOWN");
    EXPECT_TRUE(create()) << "the next time it may";
}

TEST_F(CudaDevices, aDriverWithoutADeviceIsNone) {
    setCards({});
    EXPECT_TRUE(list().empty());
    expectError(create(), ErrorCode::NotFound, "no NVIDIA device");
}

TEST_F(CudaDevices, anOldCardIsListedWithItsReason) {
    setCards({card("GeForce GTX 1060", 6, 1)});
    const auto listed = list();
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].device.name, "GeForce GTX 1060");
    EXPECT_TRUE(listed[0].device.problem);
    for (const char* const device : {"", "0", "GTX"})
        expectError(create(device), ErrorCode::Unsupported, "GeForce GTX 1060: its compute capability is 6.1");
    EXPECT_EQ(counts().contexts, 0U);
}

TEST_F(CudaDevices, oneOfSeveralIsChosenByNumberOrName) {
    setCards({card("GeForce GTX 1060", 6, 1), card("GeForce RTX 2060", 7, 5), card("GeForce RTX 5090", 12, 0, kGiB)});
    const auto listed = list();
    ASSERT_EQ(listed.size(), 3U);
    for (size_t i = 0; i < listed.size(); ++i) {
        EXPECT_EQ(listed[i].device.id, std::format("cuda:{}", i));
        EXPECT_EQ(!listed[i].device.problem, i > 0);
    }
    EXPECT_EQ(listed[2].device.memoryTotal, kGiB);
    for (const auto& [wanted, id] : {std::pair("", "cuda:1"), std::pair("1", "cuda:1"), std::pair("2", "cuda:2"),
                                     std::pair("RTX 50", "cuda:2"), std::pair("RTX", "cuda:1")}) {
        const auto backend = create(wanted);
        ASSERT_TRUE(backend) << wanted << ": " << describe(backend.error());
        EXPECT_EQ((*backend)->device().id, id) << wanted;
        GpuWorkload workload;
        EXPECT_TRUE(workload.run(**backend));
        EXPECT_TRUE(workload.right()) << wanted;
    }
    expectError(create("0"), ErrorCode::Unsupported, "GTX 1060");
    for (const char* const wanted : {"3", "-1", "1x", "Radeon", "18446744073709551616"})
        expectError(create(wanted), ErrorCode::NotFound, std::format("no NVIDIA device '{}'; there are 3", wanted));
}

TEST_F(CudaDevices, memoryThatIsTakenIsNotFree) {
    setCards({card("small", 8, 6, 8 << 20)});
    const auto first = create();
    ASSERT_TRUE(first);
    ASSERT_TRUE((*first)->createBuffer(1 << 20));
    const auto second = create();
    ASSERT_TRUE(second);
    EXPECT_EQ((*second)->device().memoryTotal, 8U << 20U);
    EXPECT_LE((*second)->device().memoryFree, 7U << 20U);
    expectError((*second)->createBuffer(7 << 20), ErrorCode::OutOfMemory, "7340032 bytes of device memory");
}

}  // namespace
}  // namespace lanternfish::tests
