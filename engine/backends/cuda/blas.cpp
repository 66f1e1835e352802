#include "engine/backends/cuda/blas.h"

#include <format>
#include <span>

namespace lanternfish::backends::cuda {

namespace {

// Newest first.
#ifdef _WIN32
constexpr const char* kLibraries[] = {"cublas64_13.dll", "cublas64_12.dll"};
#else
constexpr const char* kLibraries[] = {"libcublas.so.13", "libcublas.so.12"};
#endif

// The first whose functions all have these types, and that a driver of CUDA 13 goes with.
constexpr int kLeastVersion = 120000;

#define LF_CUBLAS_TEXT(name) #name
#define LF_CUBLAS_SYMBOL(name) LF_CUBLAS_TEXT(name)  // After cublas_v2.h has mapped it to a version.

void* pointer(uint64_t address) {
    return reinterpret_cast<void*>(address);
}

}  // namespace

Result<std::unique_ptr<Blas>> Blas::create(const std::string& library, CUstream stream,
                                           const gpu::DeviceBuffer& workspace) {
    std::unique_ptr<Blas> blas(new Blas);
    LF_CHECK(blas->load(library));
    LF_CHECK(blas->start(stream, workspace));
    return blas;
}

Blas::~Blas() {
    if (m_handle != nullptr)
        m_cublasDestroy(m_handle);
}

Result<void> Blas::load(const std::string& library) {
    const char* const given[] = {library.c_str()};
    Result<SharedLibrary> opened = makeError(ErrorCode::NotFound, "");
    for (const char* const name : library.empty() ? std::span<const char* const>(kLibraries) : given)
        if (!opened)
            opened = SharedLibrary::open(name);
    if (!opened)
        return makeError(ErrorCode::NotFound, "it is not on this computer (NVIDIA's CUDA toolkit has it)");
    m_library = std::move(*opened);
#define LF_CUBLAS_FIND(function, type)                                                 \
    m_##function = reinterpret_cast<type>(m_library.find(LF_CUBLAS_SYMBOL(function))); \
    if (m_##function == nullptr)                                                       \
        return makeError(ErrorCode::Unsupported, "it lacks " LF_CUBLAS_SYMBOL(function));
    LF_CUBLAS_FUNCTIONS(LF_CUBLAS_FIND)
#undef LF_CUBLAS_FIND
    return {};
}

Result<void> Blas::start(CUstream stream, const gpu::DeviceBuffer& workspace) {
    int version = 0;
    LF_CHECK(check(m_cublasGetVersion(nullptr, &version), "ask for its version"));
    m_version = std::format("{}.{}.{}", version / 10000, version % 10000 / 100, version % 100);
    if (version < kLeastVersion)
        return makeError(ErrorCode::Unsupported,
                         std::format("it is version {}, needed is {}", m_version, kLeastVersion / 10000));
    LF_CHECK(check(m_cublasCreate(&m_handle), "start it"));
    LF_CHECK(check(m_cublasSetStream(m_handle, stream), "give it a stream"));
    // After the stream, which takes it away. Without one it allocates where a capture can't.
    return check(m_cublasSetWorkspace(m_handle, pointer(workspace.address()), workspace.bytes()),
                 "give it working memory");
}

// To cuBLAS, which has columns where we have rows, the weight is [columns, outs], x [columns, rows] and y [outs, rows].
// Sums are f32, and so are products of floats: its default mode doesn't round them to TF32.
Result<void> Blas::multiply(const shaders::LfGemm& p, const BlasOperands& operands) {
    const cudaDataType type = p.format == LF_DENSE_BF16 ? CUDA_R_16BF : CUDA_R_32F;
    const uint64_t elementBytes = p.format == LF_DENSE_BF16 ? 2 : 4;
    const float one = 1, zero = 0;
    const auto number = [](uint32_t value) { return static_cast<int>(value); };
    return check(m_cublasGemmStridedBatchedEx(
                     m_handle, CUBLAS_OP_T, CUBLAS_OP_N, number(p.outs), number(p.rows), number(p.columns), &one,
                     pointer(operands.weight + elementBytes * p.weightFirst), type, number(p.weightPitch),
                     p.weightStride, pointer(operands.x + elementBytes * p.xFirst), type, number(p.xPitch), p.xStride,
                     &zero, pointer(operands.y + sizeof(float) * p.yFirst), CUDA_R_32F, number(p.yPitch), p.yStride,
                     number(p.batch), CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT),
                 "multiply");
}

Result<void> Blas::check(cublasStatus_t status, const char* what) const {
    if (status == CUBLAS_STATUS_SUCCESS)
        return {};
    const ErrorCode code = status == CUBLAS_STATUS_ALLOC_FAILED ? ErrorCode::OutOfMemory : ErrorCode::Unsupported;
    const int number = status;
    return makeError(code, std::format("{}: it answers {} ({})", what, m_cublasGetStatusName(status), number));
}

}  // namespace lanternfish::backends::cuda
