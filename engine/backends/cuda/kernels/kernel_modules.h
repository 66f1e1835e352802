#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace lanternfish::backends::cuda {

/// The device code of one shader's kernels, of all architectures: what cuModuleLoadData takes.
struct KernelModule {
    std::string_view shader;
    std::span<const std::byte> fatbin;
};

std::span<const KernelModule> kernelModules();

/// Empty for a name that no module has.
std::span<const std::byte> fatbin(std::string_view shader);

}  // namespace lanternfish::backends::cuda
