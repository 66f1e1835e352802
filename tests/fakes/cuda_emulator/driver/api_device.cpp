// Driver, cards and contexts.
#include <dlfcn.h>

#include <algorithm>
#include <cstring>
#include <format>

#include "driver/call.h"
#include "driver/errors.h"

using namespace cuda_emulator;

namespace {

template <class F>
CUresult cardCall(const char* name, CUdevice device, F function) {
    return driverCall(name, [&](Driver& driver) {
        const std::vector<Card> cards = driver.cards();
        if (device < 0 || static_cast<std::size_t>(device) >= cards.size()) {
            return refused(CUDA_ERROR_INVALID_DEVICE, std::format("{}: there is no card {}", name, device));
        }
        return function(driver, cards[static_cast<std::size_t>(device)]);
    });
}

void copyText(char* target, int size, const std::string& text) {
    if (size > 0) {
        const std::size_t count = std::min(text.size(), static_cast<std::size_t>(size) - 1);
        std::memcpy(target, text.data(), count);
        target[count] = 0;
    }
}

/// An attribute's value; negative where the emulator has none.
int attributeOf(const Card& card, CUdevice device, CUdevice_attribute attribute) {
    switch (attribute) {
        case CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK:
        case CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X:
        case CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y:
            return kMostThreadsPerBlock;
        case CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z:
            return 64;
        case CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X:
            return 0x7fffffff;
        case CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y:
        case CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z:
            return 0xffff;
        case CU_DEVICE_ATTRIBUTE_WARP_SIZE:
            return kWarpSize;
        case CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK:
            return card.sharedBytesPerBlock;
        case CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN:
            return card.sharedBytesPerBlockOptIn;
        case CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR:
            return card.sharedBytesPerBlockOptIn + 1024;
        case CU_DEVICE_ATTRIBUTE_RESERVED_SHARED_MEMORY_PER_BLOCK:
            return 1024;
        case CU_DEVICE_ATTRIBUTE_TOTAL_CONSTANT_MEMORY:
            return 64 << 10;
        case CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_BLOCK:
        case CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR:
            return 64 << 10;
        case CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR:
            return 1536;
        case CU_DEVICE_ATTRIBUTE_MAX_BLOCKS_PER_MULTIPROCESSOR:
            return 16;
        case CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT:
            return card.multiprocessors;
        case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR:
            return card.major;
        case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR:
            return card.minor;
        case CU_DEVICE_ATTRIBUTE_CLOCK_RATE:
            return 1'500'000;
        case CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE:
            return 7'000'000;
        case CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH:
            return 256;
        case CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE:
            return 4 << 20;
        case CU_DEVICE_ATTRIBUTE_PCI_BUS_ID:
            return device + 1;
        case CU_DEVICE_ATTRIBUTE_PCI_DEVICE_ID:
        case CU_DEVICE_ATTRIBUTE_PCI_DOMAIN_ID:
        case CU_DEVICE_ATTRIBUTE_INTEGRATED:
        case CU_DEVICE_ATTRIBUTE_ECC_ENABLED:
        case CU_DEVICE_ATTRIBUTE_KERNEL_EXEC_TIMEOUT:
        case CU_DEVICE_ATTRIBUTE_COMPUTE_MODE:
        case CU_DEVICE_ATTRIBUTE_MANAGED_MEMORY:
        case CU_DEVICE_ATTRIBUTE_COOPERATIVE_LAUNCH:
        case CU_DEVICE_ATTRIBUTE_MEMORY_POOLS_SUPPORTED:
            return 0;
        case CU_DEVICE_ATTRIBUTE_UNIFIED_ADDRESSING:
        case CU_DEVICE_ATTRIBUTE_CAN_MAP_HOST_MEMORY:
        case CU_DEVICE_ATTRIBUTE_CONCURRENT_KERNELS:
            return 1;
        case CU_DEVICE_ATTRIBUTE_ASYNC_ENGINE_COUNT:
            return 2;
        default:
            return -1;
    }
}

/// Functions that came, or changed, after CUDA 12.0: the version that has the variant with this suffix.
struct Newer {
    const char* name;
    const char* suffix;
    int version;
};
constexpr Newer kNewer[] = {
    {"cuEventElapsedTime", "_v2", 12080},
    {"cuGraphAddDependencies", "_v2", 12030},
};

}  // namespace

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuInit(unsigned int flags) {
    return bareCall("cuInit", [&](Driver& driver) {
        if (flags != 0) {
            return CUDA_ERROR_INVALID_VALUE;
        }
        if (driver.cards().empty()) {
            return refused(CUDA_ERROR_NO_DEVICE, "cuInit: there is no card");
        }
        driver.setInitialized();
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuDriverGetVersion(int* version) {
    return bareCall("cuDriverGetVersion", [&](Driver& driver) {
        *version = driver.version();
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuDeviceGetCount(int* count) {
    return driverCall("cuDeviceGetCount", [&](Driver& driver) {
        *count = static_cast<int>(driver.cards().size());
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuDeviceGet(CUdevice* device, int ordinal) {
    return cardCall("cuDeviceGet", ordinal, [&](Driver&, const Card&) {
        *device = ordinal;
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuDeviceGetName(char* name, int length, CUdevice device) {
    return cardCall("cuDeviceGetName", device, [&](Driver&, const Card& card) {
        copyText(name, length, card.name);
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuDeviceGetAttribute(int* value, CUdevice_attribute attribute, CUdevice device) {
    return cardCall("cuDeviceGetAttribute", device, [&](Driver&, const Card& card) {
        const int found = attributeOf(card, device, attribute);
        if (found < 0) {
            return refused(
                CUDA_ERROR_INVALID_VALUE,
                std::format("cuDeviceGetAttribute: the emulator has no attribute {}", static_cast<int>(attribute)));
        }
        *value = found;
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuDeviceTotalMem(size_t* bytes, CUdevice device) {
    return cardCall("cuDeviceTotalMem", device, [&](Driver&, const Card& card) {
        *bytes = card.memoryBytes;
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuDeviceGetUuid(CUuuid* uuid, CUdevice device) {
    return cardCall("cuDeviceGetUuid", device, [&](Driver&, const Card&) {
        std::memcpy(uuid->bytes, "emulated-card-0", sizeof(uuid->bytes));
        uuid->bytes[14] = static_cast<char>('0' + device);
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuDeviceGetPCIBusId(char* text, int length, CUdevice device) {
    return cardCall("cuDeviceGetPCIBusId", device, [&](Driver&, const Card&) {
        copyText(text, length, std::format("0000:{:02x}:00.0", device + 1));
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuDevicePrimaryCtxRetain(CUcontext* context, CUdevice device) {
    return cardCall("cuDevicePrimaryCtxRetain", device, [&](Driver& driver, const Card&) {
        if (const CUresult lost = driver.faults().ofCard(device); lost != CUDA_SUCCESS) {
            return lost;
        }
        *context = reinterpret_cast<CUcontext>(driver.retain(device).get());
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuDevicePrimaryCtxRelease(CUdevice device) {
    return cardCall("cuDevicePrimaryCtxRelease", device, [&](Driver& driver, const Card&) {
        return driver.release(device, false) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_CONTEXT;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuDevicePrimaryCtxReset(CUdevice device) {
    return cardCall("cuDevicePrimaryCtxReset", device, [&](Driver& driver, const Card&) {
        driver.release(device, true);
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuDevicePrimaryCtxSetFlags(CUdevice device, unsigned int) {
    return cardCall("cuDevicePrimaryCtxSetFlags", device, [](Driver&, const Card&) { return CUDA_SUCCESS; });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuCtxSetCurrent(CUcontext context) {
    return driverCall("cuCtxSetCurrent", [&](Driver&) {
        osThread.contextCount = std::max(osThread.contextCount, 1);
        osThread.contexts[osThread.contextCount - 1] = context;
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuCtxGetCurrent(CUcontext* context) {
    return driverCall("cuCtxGetCurrent", [&](Driver&) {
        *context = reinterpret_cast<CUcontext>(currentContext().get());
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuCtxGetDevice(CUdevice* device) {
    return contextCall("cuCtxGetDevice", [&](Context& context) {
        *device = context.index();
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuCtxPushCurrent(CUcontext context) {
    return driverCall("cuCtxPushCurrent", [&](Driver&) {
        if (osThread.contextCount == OsThread::kMostContexts) {
            return CUDA_ERROR_INVALID_VALUE;
        }
        osThread.contexts[osThread.contextCount++] = context;
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuCtxPopCurrent(CUcontext* context) {
    return driverCall("cuCtxPopCurrent", [&](Driver&) {
        if (osThread.contextCount == 0) {
            return CUDA_ERROR_INVALID_CONTEXT;
        }
        void* const popped = osThread.contexts[--osThread.contextCount];
        if (context) {
            *context = static_cast<CUcontext>(popped);
        }
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuCtxSynchronize() {
    return contextCall("cuCtxSynchronize", [&](Context& context) {
        if (context.invalidateCaptures()) {
            return refused(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "cuCtxSynchronize: a stream captures");
        }
        context.synchronize();
        return context.lost();
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuGetErrorName(CUresult error, const char** text) {
    const ErrorText* found = findError(error);
    *text = found ? found->name : nullptr;
    return found ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuGetErrorString(CUresult error, const char** text) {
    const ErrorText* found = findError(error);
    *text = found ? found->text : nullptr;
    return found ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuGetProcAddress(const char* symbol, void** function, int version, cuuint64_t,
                                                       CUdriverProcAddressQueryResult* status) {
    return bareCall("cuGetProcAddress", [&](Driver& driver) {
        Dl_info own{};
        *function = nullptr;
        const bool isTooNew = version > driver.version();
        if (!isTooNew && dladdr(reinterpret_cast<const void*>(&cuInit), &own) != 0) {
            void* const library = dlopen(own.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
            for (const char* suffix : {"_v2", "WithFlags", ""}) {
                const bool isLater = std::ranges::any_of(kNewer, [&](const Newer& newer) {
                    return newer.name == std::string_view(symbol) && newer.suffix == std::string_view(suffix) &&
                           version < newer.version;
                });
                if (!*function && !isLater) {
                    *function = dlsym(library, (std::string(symbol) + suffix).c_str());
                }
            }
            dlclose(library);
        }
        if (status) {
            *status = *function  ? CU_GET_PROC_ADDRESS_SUCCESS
                      : isTooNew ? CU_GET_PROC_ADDRESS_VERSION_NOT_SUFFICIENT
                                 : CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND;
        }
        return *function ? CUDA_SUCCESS : CUDA_ERROR_NOT_FOUND;
    });
}
