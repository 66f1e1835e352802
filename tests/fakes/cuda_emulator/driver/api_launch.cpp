// Modules, functions and launches.
#include <algorithm>
#include <cstring>
#include <format>

#include "driver/call.h"

using namespace cuda_emulator;

namespace {

/// Whether it begins as a fatbin, a cubin (ELF) or PTX does. What is in it stays unread.
bool isModuleImage(const void* image) {
    constexpr std::uint32_t kFatbinMagic = 0xba55ed50;
    constexpr std::uint32_t kFatbinWrapperMagic = 0x466243b1;
    std::uint32_t magic = 0;
    std::memcpy(&magic, image, sizeof(magic));
    if (magic == kFatbinMagic || magic == kFatbinWrapperMagic || std::memcmp(image, "\177ELF", 4) == 0) {
        return true;
    }
    // PTX is text that ends in a null. Comments precede its first directive.
    const std::string_view text(static_cast<const char*>(image));
    const std::size_t version = text.find(".version");
    return (text.starts_with("//") || version == 0 || text.starts_with("\n")) && version != std::string_view::npos;
}

CUresult loadModule(const char* name, CUmodule* handle, const void* image) {
    return contextCall(name, [&](Context& context) {
        if (!handle || !image) {
            return CUDA_ERROR_INVALID_VALUE;
        }
        if (!isModuleImage(image)) {
            return refused(CUDA_ERROR_INVALID_IMAGE, std::format("{}: neither a fatbin nor a cubin nor PTX", name));
        }
        *handle = static_cast<CUmodule>(context.modules.add(std::make_shared<Module>()));
        return CUDA_SUCCESS;
    });
}

template <class F>
CUresult functionCall(const char* name, CUfunction handle, F function) {
    return contextCall(name, [&](Context& context) {
        const std::shared_ptr<Function> found = context.functions.find(handle);
        if (!found) {
            return refused(CUDA_ERROR_INVALID_HANDLE, std::string(name) + ": there is no such function");
        }
        return function(context, found);
    });
}

}  // namespace

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuModuleLoadData(CUmodule* handle, const void* image) {
    return loadModule("cuModuleLoadData", handle, image);
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuModuleLoadDataEx(CUmodule* handle, const void* image, unsigned int,
                                                         CUjit_option*, void**) {
    return loadModule("cuModuleLoadDataEx", handle, image);
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuModuleUnload(CUmodule handle) {
    return releasingCall("cuModuleUnload", [&](Context& context) {
        const std::shared_ptr<Module> module = context.modules.take(handle);
        if (!module) {
            return CUDA_ERROR_INVALID_HANDLE;
        }
        for (const auto& [name, function] : module->functions) {
            context.functions.take(function.get());
        }
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuModuleGetFunction(CUfunction* handle, CUmodule moduleHandle, const char* name) {
    return contextCall("cuModuleGetFunction", [&](Context& context) {
        const std::shared_ptr<Module> module = context.modules.find(moduleHandle);
        if (!module) {
            return CUDA_ERROR_INVALID_HANDLE;
        }
        const Kernel* kernel = findKernel(name);
        if (!kernel) {
            return refused(CUDA_ERROR_NOT_FOUND, std::format("cuModuleGetFunction: no kernel is called {}", name));
        }
        const std::scoped_lock lock(module->mutex);
        std::shared_ptr<Function>& function = module->functions[name];
        if (!function) {
            function = std::make_shared<Function>(kernel, &context.card(), context.card().sharedBytesPerBlock);
            context.functions.add(function);
        }
        *handle = reinterpret_cast<CUfunction>(function.get());
        return CUDA_SUCCESS;
    });
}

// For a kernel of one variable there is nothing that could be found: a host's compiler has bound it.
EMULATED_CUDA_EXPORT CUresult CUDAAPI cuModuleGetGlobal(CUdeviceptr*, size_t*, CUmodule, const char* name) {
    return contextCall("cuModuleGetGlobal", [&](Context&) {
        return refused(CUDA_ERROR_NOT_FOUND,
                       std::format("cuModuleGetGlobal: the emulator doesn't know variables: {}", name));
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuFuncGetAttribute(int* value, CUfunction_attribute attribute,
                                                         CUfunction handle) {
    return functionCall("cuFuncGetAttribute", handle, [&](Context& context, const std::shared_ptr<Function>& function) {
        switch (attribute) {
            case CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK:
                *value = static_cast<int>(function->kernel->mostThreads);
                return CUDA_SUCCESS;
            case CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES:
                *value = function->mostDynamicShared;
                return CUDA_SUCCESS;
            case CU_FUNC_ATTRIBUTE_BINARY_VERSION:
            case CU_FUNC_ATTRIBUTE_PTX_VERSION:
                *value = context.card().major * 10 + context.card().minor;
                return CUDA_SUCCESS;
            case CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES:
            case CU_FUNC_ATTRIBUTE_CONST_SIZE_BYTES:
                *value = 0;
                return CUDA_SUCCESS;
            // What only a device's compiler knows.
            default:
                return CUDA_ERROR_NOT_SUPPORTED;
        }
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuFuncSetAttribute(CUfunction handle, CUfunction_attribute attribute, int value) {
    return functionCall("cuFuncSetAttribute", handle, [&](Context& context, const std::shared_ptr<Function>& function) {
        if (attribute == CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT) {
            return CUDA_SUCCESS;
        }
        if (attribute != CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES || value < 0 ||
            value > context.card().sharedBytesPerBlockOptIn) {
            return refused(CUDA_ERROR_INVALID_VALUE,
                           std::format("cuFuncSetAttribute: attribute {} of {}: {}", static_cast<int>(attribute),
                                       function->kernel->name, value));
        }
        function->mostDynamicShared = value;
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, CUfunction handle,
                                                                                  int threads, size_t sharedBytes) {
    constexpr const char* kName = "cuOccupancyMaxActiveBlocksPerMultiprocessor";
    return functionCall(kName, handle, [&](Context& context, const std::shared_ptr<Function>& function) {
        constexpr int kMostThreads = 1536;
        constexpr int kMostBlocks = 16;
        constexpr int kReservedShared = 1024;
        if (threads <= 0) {
            return CUDA_ERROR_INVALID_VALUE;
        }
        if (threads > static_cast<int>(function->kernel->mostThreads) ||
            sharedBytes > static_cast<size_t>(function->mostDynamicShared)) {
            *blocks = 0;
            return CUDA_SUCCESS;
        }
        const int warps = (threads + kWarpSize - 1) / kWarpSize;
        const int shared = context.card().sharedBytesPerBlockOptIn + kReservedShared;
        *blocks = std::min({kMostBlocks, kMostThreads / kWarpSize / warps,
                            shared / (static_cast<int>(sharedBytes) + kReservedShared)});
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuLaunchKernel(CUfunction handle, unsigned int blocksX, unsigned int blocksY,
                                                     unsigned int blocksZ, unsigned int threadsX, unsigned int threadsY,
                                                     unsigned int threadsZ, unsigned int sharedBytes,
                                                     CUstream streamHandle, void** parameters, void** extra) {
    return functionCall("cuLaunchKernel", handle, [&](Context& context, const std::shared_ptr<Function>& function) {
        const std::shared_ptr<Stream> stream = context.stream(streamHandle);
        if (!stream) {
            return refused(CUDA_ERROR_INVALID_HANDLE, "cuLaunchKernel: there is no such stream");
        }
        KernelCall call{.function = function,
                        .blocks = {blocksX, blocksY, blocksZ},
                        .threads = {threadsX, threadsY, threadsZ},
                        .dynamicSharedBytes = sharedBytes,
                        .parameters = {},
                        .offsets = {}};
        std::string why;
        if (const CUresult result = call.prepare(parameters, extra, why); result != CUDA_SUCCESS) {
            return refused(result, why);
        }
        const std::uint64_t number = Driver::instance().nextLaunch();
        context.submit(stream, [&context, number, call = std::move(call)] { call.run(context, number); });
        return CUDA_SUCCESS;
    });
}
