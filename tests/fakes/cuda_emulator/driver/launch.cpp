#include "driver/launch.h"

#include <cstring>
#include <format>

#include "driver/driver.h"
#include "scheduler/grid.h"
#include "scheduler/random.h"

namespace cuda_emulator {
namespace {

std::map<std::string, Kernel>& registry() {
    static auto& kernels = *new std::map<std::string, Kernel>;
    return kernels;
}

CUresult resultOf(KernelFault fault) {
    switch (fault) {
        case KernelFault::IllegalAddress:
            return CUDA_ERROR_ILLEGAL_ADDRESS;
        case KernelFault::MisalignedAddress:
            return CUDA_ERROR_MISALIGNED_ADDRESS;
        case KernelFault::Assertion:
            return CUDA_ERROR_ASSERT;
        case KernelFault::OutOfMemory:
            return CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES;
        case KernelFault::DivergentBarrier:
        case KernelFault::Trap:
            break;
    }
    return CUDA_ERROR_LAUNCH_FAILED;
}

}  // namespace

Registration::Registration(const Kernel& kernel) {
    registry().emplace(kernel.name, kernel);
}

const Kernel* findKernel(const std::string& name) {
    const auto found = registry().find(name);
    return found == registry().end() ? nullptr : &found->second;
}

CUresult KernelCall::prepare(void* const* values, void* const* extra, std::string& why) {
    if (const CUresult result = check(why); result != CUDA_SUCCESS) {
        return result;
    }
    if (extra) {
        why = "the emulator takes parameters one by one only";
        return CUDA_ERROR_NOT_SUPPORTED;
    }
    for (std::size_t i = 0; i < function->kernel->parameterCount; ++i) {
        if (!values || !values[i]) {
            why = std::format("kernel {}: parameter {} is missing", function->kernel->name, i);
            return CUDA_ERROR_INVALID_VALUE;
        }
    }
    copyParameters(values);
    return CUDA_SUCCESS;
}

CUresult KernelCall::check(std::string& why) const {
    constexpr unsigned kMostBlocksX = 0x7fffffff;
    constexpr unsigned kMostBlocksYZ = 0xffff;
    constexpr unsigned kMostThreadsZ = 64;
    const auto wrong = [&](const std::string& what) {
        why = std::format("kernel {}: {}", function->kernel->name, what);
        return CUDA_ERROR_INVALID_VALUE;
    };
    if (blocks.x == 0 || blocks.y == 0 || blocks.z == 0 || blocks.x > kMostBlocksX || blocks.y > kMostBlocksYZ ||
        blocks.z > kMostBlocksYZ) {
        return wrong(std::format("a grid of {} x {} x {} blocks", blocks.x, blocks.y, blocks.z));
    }
    const std::uint64_t count = std::uint64_t{threads.x} * threads.y * threads.z;
    if (count == 0 || threads.x > kMostThreadsPerBlock || threads.y > kMostThreadsPerBlock ||
        threads.z > kMostThreadsZ || count > kMostThreadsPerBlock) {
        return wrong(std::format("blocks of {} x {} x {} threads", threads.x, threads.y, threads.z));
    }
    if (count > function->kernel->mostThreads) {
        return wrong(
            std::format("{} threads per block, its launch bounds are {}", count, function->kernel->mostThreads));
    }
    if (dynamicSharedBytes > static_cast<unsigned>(function->mostDynamicShared)) {
        return wrong(std::format("{} bytes of dynamic shared memory, of at most {}", dynamicSharedBytes,
                                 function->mostDynamicShared));
    }
    return CUDA_SUCCESS;
}

void KernelCall::copyParameters(void* const* values) {
    constexpr std::size_t kUnit = sizeof(std::max_align_t);
    const Kernel& kernel = *function->kernel;
    std::size_t units = 0;
    for (std::size_t i = 0; i < kernel.parameterCount; ++i) {
        offsets.push_back(units);
        units += (kernel.parameterSizes[i] + kUnit - 1) / kUnit;
    }
    parameters.resize(units);
    for (std::size_t i = 0; i < kernel.parameterCount; ++i) {
        std::memcpy(&parameters[offsets[i]], values[i], kernel.parameterSizes[i]);
    }
}

void KernelCall::run(Context& context, std::uint64_t number) const {
    Driver& driver = Driver::instance();
    driver.countLaunch();
    const Kernel& kernel = *function->kernel;
    if (const CUresult planned = driver.faults().ofKernel(kernel.name); planned != CUDA_SUCCESS) {
        context.lose(planned, std::format("kernel {}: fails as it was told to", kernel.name));
        return;
    }
    std::vector<void*> pointers;
    for (const std::size_t offset : offsets) {
        pointers.push_back(const_cast<std::max_align_t*>(parameters.data() + offset));
    }
    const Launch launch{.kernel = &kernel,
                        .parameters = pointers.data(),
                        .blocks = blocks,
                        .threads = threads,
                        .dynamicSharedBytes = dynamicSharedBytes,
                        .shuffled = driver.isShuffled(),
                        .seed = mixed(driver.seed() ^ mixed(number))};
    if (const std::optional<KernelError> error = runGrid(launch, driver.helpers())) {
        context.lose(resultOf(error->fault), error->what);
    } else if (const std::optional<std::string> damage = context.memory().findDamage()) {
        context.lose(CUDA_ERROR_ILLEGAL_ADDRESS, std::format("kernel {} {}", kernel.name, *damage));
    }
}

}  // namespace cuda_emulator
