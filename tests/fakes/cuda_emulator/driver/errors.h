#pragma once

#include <cuda.h>

namespace cuda_emulator {

struct ErrorText {
    CUresult code;
    const char* name;
    const char* text;
};

/// Null where the driver has no such error.
const ErrorText* findError(CUresult code);

}  // namespace cuda_emulator
