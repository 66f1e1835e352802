#include "engine/backends/cuda/driver.h"

#include <format>

namespace lanternfish::backends::cuda {

namespace {

#ifdef _WIN32
constexpr const char* kLibrary = "nvcuda.dll";
#else
constexpr const char* kLibrary = "libcuda.so.1";
#endif

// Code that the toolkit of CUDA 13 made is for drivers from there on.
constexpr int kLeastVersion = 13000;
constexpr const char* kLeastDriver = "CUDA 13 (driver 580 or newer)";

std::string versionName(int version) {
    return std::format("{}.{}", version / 1000, version % 1000 / 10);
}

#define LF_CUDA_TEXT(name) #name
#define LF_CUDA_SYMBOL(name) LF_CUDA_TEXT(name)  // After cuda.h has mapped it to a version.

}  // namespace

Result<std::shared_ptr<const Driver>> Driver::load(const std::string& library) {
    std::shared_ptr<Driver> driver(new Driver);
    auto opened = SharedLibrary::open(library.empty() ? kLibrary : library);
    if (!opened)
        return wrapError(std::move(opened).error(), "no NVIDIA driver on this computer");
    driver->m_library = std::move(*opened);
    // Those first that every driver has, to tell its age.
    const auto find = [&]<class Function>(Function& function, const char* symbol) {
        function = reinterpret_cast<Function>(driver->m_library.find(symbol));
        return function != nullptr;
    };
    if (!find(driver->cuInit, "cuInit") || !find(driver->cuDriverGetVersion, "cuDriverGetVersion"))
        return makeError(ErrorCode::Unsupported,
                         std::format("{} is no CUDA driver: it lacks cuInit", library.empty() ? kLibrary : library));
    if (driver->cuDriverGetVersion(&driver->m_version) == CUDA_SUCCESS && driver->m_version < kLeastVersion)
        return makeError(ErrorCode::Unsupported, std::format("the NVIDIA driver supports CUDA {}, needed is {}",
                                                             versionName(driver->m_version), kLeastDriver));
#define LF_CUDA_FIND(function)                             \
    if (!find(driver->function, LF_CUDA_SYMBOL(function))) \
        return makeError(ErrorCode::Unsupported, "the NVIDIA driver lacks " LF_CUDA_SYMBOL(function));
    LF_CUDA_FUNCTIONS(LF_CUDA_FIND)
#undef LF_CUDA_FIND
    const CUresult started = driver->cuInit(0);
    if (started == CUDA_ERROR_NO_DEVICE)
        return makeError(ErrorCode::NotFound, "there is an NVIDIA driver, but no NVIDIA device");
    LF_CHECK(driver->check(started, "start the NVIDIA driver"));
    return driver;
}

bool isLoss(CUresult result) {
    switch (result) {
        case CUDA_ERROR_DEINITIALIZED:
        case CUDA_ERROR_DEVICE_UNAVAILABLE:
        case CUDA_ERROR_ECC_UNCORRECTABLE:
        case CUDA_ERROR_NVLINK_UNCORRECTABLE:
        case CUDA_ERROR_ILLEGAL_ADDRESS:
        case CUDA_ERROR_LAUNCH_TIMEOUT:
        case CUDA_ERROR_LAUNCH_FAILED:
        case CUDA_ERROR_CONTEXT_IS_DESTROYED:
        case CUDA_ERROR_ASSERT:
        case CUDA_ERROR_HARDWARE_STACK_ERROR:
        case CUDA_ERROR_ILLEGAL_INSTRUCTION:
        case CUDA_ERROR_MISALIGNED_ADDRESS:
        case CUDA_ERROR_INVALID_ADDRESS_SPACE:
        case CUDA_ERROR_INVALID_PC:
        case CUDA_ERROR_UNKNOWN:
            return true;
        default:
            return false;
    }
}

Result<void> Driver::check(CUresult result, const char* what) const {
    if (result == CUDA_SUCCESS)
        return {};
    const char* name = nullptr;
    if (cuGetErrorName(result, &name) != CUDA_SUCCESS || name == nullptr)
        name = "unknown error";
    const int number = result;
    if (isLoss(result))
        return makeError(ErrorCode::DeviceLost, std::format("{}: the device was lost ({}, {})", what, name, number));
    if (result == CUDA_ERROR_OUT_OF_MEMORY)
        return makeError(ErrorCode::OutOfMemory, std::format("{}: no memory for it", what));
    return makeError(ErrorCode::Unsupported, std::format("{}: {} ({})", what, name, number));
}

}  // namespace lanternfish::backends::cuda
