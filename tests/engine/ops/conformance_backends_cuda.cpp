#include "tests/engine/cuda_under_test.h"
#include "tests/engine/ops/conformance_backends.h"

namespace lanternfish::ops {

std::vector<BackendChoice> conformanceBackends() {
    return {{"cuda", "cuda", [] { return createCudaUnderTest(); }, true}};
}

}  // namespace lanternfish::ops
