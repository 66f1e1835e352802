#include "driver/errors.h"

namespace cuda_emulator {
namespace {

#define EMULATED_CUDA_ERROR(name, text) \
    ErrorText {                         \
        name, #name, text               \
    }

constexpr ErrorText kErrors[] = {
    EMULATED_CUDA_ERROR(CUDA_SUCCESS, "no error"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_INVALID_VALUE, "invalid argument"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_OUT_OF_MEMORY, "out of memory"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_NOT_INITIALIZED, "initialization error"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_DEINITIALIZED, "driver shutting down"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_STUB_LIBRARY, "CUDA driver is a stub library"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_DEVICE_UNAVAILABLE, "CUDA-capable device(s) is/are busy or unavailable"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_NO_DEVICE, "no CUDA-capable device is detected"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_INVALID_DEVICE, "invalid device ordinal"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_INVALID_IMAGE, "device kernel image is invalid"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_INVALID_CONTEXT, "invalid device context"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_NO_BINARY_FOR_GPU, "no kernel image is available for execution on the device"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_ECC_UNCORRECTABLE, "uncorrectable ECC error encountered"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_UNSUPPORTED_PTX_VERSION,
                        "the provided PTX was compiled with an unsupported toolchain."),
    EMULATED_CUDA_ERROR(CUDA_ERROR_OPERATING_SYSTEM, "OS call failed or operation not supported on this OS"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_INVALID_HANDLE, "invalid resource handle"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_ILLEGAL_STATE, "the operation cannot be performed in the present state"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_NOT_FOUND, "named symbol not found"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_NOT_READY, "device not ready"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_ILLEGAL_ADDRESS, "an illegal memory access was encountered"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, "too many resources requested for launch"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_LAUNCH_TIMEOUT, "the launch timed out and was terminated"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_CONTEXT_IS_DESTROYED, "context is destroyed"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_ASSERT, "device-side assert triggered"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_HARDWARE_STACK_ERROR, "hardware stack error"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_ILLEGAL_INSTRUCTION, "an illegal instruction was encountered"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_MISALIGNED_ADDRESS, "misaligned address"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_LAUNCH_FAILED, "unspecified launch failure"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_NOT_PERMITTED, "operation not permitted"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_NOT_SUPPORTED, "operation not supported"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_SYSTEM_NOT_READY, "system not yet initialized"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_SYSTEM_DRIVER_MISMATCH,
                        "system has unsupported display driver / cuda driver combination"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "operation not permitted when stream is capturing"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED,
                        "operation failed due to a previous error during capture"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD,
                        "attempt to terminate a thread-local capture sequence from another thread"),
    EMULATED_CUDA_ERROR(CUDA_ERROR_UNKNOWN, "unknown error"),
};

}  // namespace

const ErrorText* findError(CUresult code) {
    for (const ErrorText& error : kErrors) {
        if (error.code == code) {
            return &error;
        }
    }
    return nullptr;
}

}  // namespace cuda_emulator
