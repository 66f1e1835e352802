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
// Where people read of it, its first release is named: 580.
constexpr int kLeastVersion = 13000;

#define LF_CUDA_TEXT(name) #name
#define LF_CUDA_SYMBOL(name) LF_CUDA_TEXT(name)  // After cuda.h has mapped it to a version.

}  // namespace

Version versionOf(int number) {
    return {number / 1000, number % 1000 / 10};
}

std::expected<std::shared_ptr<const Driver>, DeviceProblem> Driver::load(const std::string& library) {
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
        return std::unexpected(OldCudaDriver{versionOf(driver->m_version), versionOf(kLeastVersion)});
#define LF_CUDA_FIND(function)                             \
    if (!find(driver->function, LF_CUDA_SYMBOL(function))) \
        return makeError(ErrorCode::Unsupported, "the NVIDIA driver lacks " LF_CUDA_SYMBOL(function));
    LF_CUDA_FUNCTIONS(LF_CUDA_FIND)
#undef LF_CUDA_FIND
    const CUresult started = driver->cuInit(0);
    if (started == CUDA_ERROR_NO_DEVICE)
        return makeError(ErrorCode::NotFound, "there is an NVIDIA driver, but no NVIDIA device");
    if (started != CUDA_SUCCESS)
        return makeError(ErrorCode::Unsupported,
                         std::format("the NVIDIA driver can't be started ({})", driver->nameOf(started)));
    return driver;
}

ErrorCode errorCodeOf(CUresult result) {
    switch (result) {
        case CUDA_ERROR_OUT_OF_MEMORY:
            return ErrorCode::OutOfMemory;
        // It has no code of ours that it can run.
        case CUDA_ERROR_INVALID_IMAGE:
        case CUDA_ERROR_NO_BINARY_FOR_GPU:
        case CUDA_ERROR_INVALID_PTX:
        case CUDA_ERROR_JIT_COMPILER_NOT_FOUND:
        case CUDA_ERROR_JIT_COMPILATION_DISABLED:
        case CUDA_ERROR_UNSUPPORTED_PTX_VERSION:
        case CUDA_ERROR_NOT_FOUND:
        case CUDA_ERROR_NOT_SUPPORTED:
        // Something that a capture can't have. The stream is well again once the capture is over.
        case CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED:
        case CUDA_ERROR_STREAM_CAPTURE_INVALIDATED:
        case CUDA_ERROR_STREAM_CAPTURE_MERGE:
        case CUDA_ERROR_STREAM_CAPTURE_UNMATCHED:
        case CUDA_ERROR_STREAM_CAPTURE_UNJOINED:
        case CUDA_ERROR_STREAM_CAPTURE_ISOLATION:
        case CUDA_ERROR_STREAM_CAPTURE_IMPLICIT:
            return ErrorCode::Unsupported;
        default:
            return ErrorCode::DeviceLost;
    }
}

std::string Driver::nameOf(CUresult result) const {
    const char* name = nullptr;
    if (cuGetErrorName(result, &name) != CUDA_SUCCESS || name == nullptr)
        name = "unknown error";
    const int number = result;
    return std::format("{}, {}", name, number);
}

Result<void> Driver::check(CUresult result, const char* what) const {
    if (result == CUDA_SUCCESS)
        return {};
    const ErrorCode code = errorCodeOf(result);
    if (code == ErrorCode::OutOfMemory)
        return makeError(code, std::format("{}: no memory for it", what));
    return makeError(code, std::format("{}: {}({})", what, code == ErrorCode::DeviceLost ? "the device failed " : "",
                                       nameOf(result)));
}

}  // namespace lanternfish::backends::cuda
