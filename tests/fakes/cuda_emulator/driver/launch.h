#pragma once

#include <cuda.h>

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "device/kernel.h"

namespace cuda_emulator {

class Context;
struct Card;

constexpr int kMostThreadsPerBlock = 1024;
constexpr int kWarpSize = 32;

/// A kernel as a module gives it out.
struct Function {
    const Kernel* kernel = nullptr;
    const Card* card = nullptr;
    int mostDynamicShared = 0;  // As cuFuncSetAttribute set it.
};

/// Every kernel of the library has its name in every module.
struct Module {
    std::mutex mutex;
    std::map<std::string, std::shared_ptr<Function>> functions;
};

/// A launch with its own copy of the parameters.
struct KernelCall {
    std::shared_ptr<Function> function;
    dim3 blocks;
    dim3 threads;
    unsigned dynamicSharedBytes = 0;
    std::vector<std::max_align_t> parameters;
    std::vector<std::size_t> offsets;  // Of each, in elements of `parameters`.

    /// Copies the parameters. CUDA_SUCCESS if the card takes it; else `why` says what is wrong.
    CUresult prepare(void* const* values, void* const* extra, std::string& why);
    /// Runs it, on the calling thread; `number` is part of the seed. A failure loses the context.
    void run(Context& context, std::uint64_t number) const;

private:
    CUresult check(std::string& why) const;
    void copyParameters(void* const* values);
};

/// The registered kernel of this name, or null.
const Kernel* findKernel(const std::string& name);

}  // namespace cuda_emulator
