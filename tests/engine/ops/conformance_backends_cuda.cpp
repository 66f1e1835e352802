#include "engine/backends/gpu/tiles.h"
#include "tests/engine/cuda_under_test.h"
#include "tests/engine/ops/conformance_backends.h"

namespace lanternfish::ops {

std::vector<BackendChoice> conformanceBackends() {
    const bool emulated = !cudaUnderTest().empty();
    std::vector<BackendChoice> choices{{.name = "cuda",
                                        .group = "cuda",
                                        .create = [] { return createCudaUnderTest(); },
                                        .roundsActivations = true,
                                        .emulated = emulated}};
    choices.push_back({.name = "cuda_without_cublas",
                       .group = "cuda",
                       .create = [] { return createCudaUnderTest({.without = "cublas"}); },
                       .roundsActivations = true,
                       .only = "dense_",
                       .emulated = emulated});
    for (const backends::gpu::Tile& each : backends::gpu::knownTiles()) {
        const std::string tile = backends::gpu::tileName(each);
        const auto add = [&](const std::string& name, const char* only, bool thorough) {
            choices.push_back(
                {name, name, [=] { return createCudaUnderTest({.tile = tile}); }, true, only, thorough, emulated});
        };
        add("cuda_" + tile, "tiles_linear_", false);
        add("cuda_every_" + tile, "tiles_", true);
    }
    return choices;
}

}  // namespace lanternfish::ops
