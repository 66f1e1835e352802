// Memory, copies and fills.
#include <cstdlib>
#include <cstring>
#include <format>

#include "driver/call.h"
#include "scheduler/shared_memory.h"

using namespace cuda_emulator;

namespace {

CUresult checkDevice(Context& context, const char* name, CUdeviceptr address, std::size_t bytes) {
    if (!context.memory().holds(address, bytes)) {
        return refused(CUDA_ERROR_INVALID_VALUE,
                       std::format("{}: {} bytes at {:#x} aren't in one allocation of the card", name, bytes, address));
    }
    return CUDA_SUCCESS;
}

CUresult checkHost(Context& context, const char* name, const void* address, std::size_t bytes) {
    if (bytes > 0 && !address) {
        return refused(CUDA_ERROR_INVALID_VALUE, std::format("{}: the address in the host's memory is null", name));
    }
    if (bytes > 0 && context.memory().holds(reinterpret_cast<std::uint64_t>(address), 1)) {
        return refused(CUDA_ERROR_INVALID_VALUE,
                       std::format("{}: an address of the card where one of the host belongs", name));
    }
    return CUDA_SUCCESS;
}

/// `waits`: until it is done, as the host's side of a copy that isn't asynchronous needs.
CUresult submitted(Context& context, CUstream handle, bool waits, std::function<void()> work) {
    const std::shared_ptr<Stream> stream = context.stream(handle);
    if (!stream) {
        return refused(CUDA_ERROR_INVALID_HANDLE, "a stream that isn't of this context");
    }
    const Moment moment = context.submit(stream, std::move(work));
    if (waits) {
        moment.wait();
        return context.lost();
    }
    return CUDA_SUCCESS;
}

/// For what allocates or frees.
CUresult checkAllocation(Context& context, const char* name) {
    return context.forbidsAllocation()
               ? refused(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, std::string(name) + ": a stream captures")
               : CUDA_SUCCESS;
}

enum class Side { Host, Device };

CUresult copy(const char* name, void* target, Side targetSide, const void* source, Side sourceSide, std::size_t bytes,
              CUstream stream, bool waits) {
    return contextCall(name, [&](Context& context) {
        const auto check = [&](const void* address, Side side) {
            return side == Side::Host ? checkHost(context, name, address, bytes)
                                      : checkDevice(context, name, reinterpret_cast<CUdeviceptr>(address), bytes);
        };
        CUresult result = check(target, targetSide);
        result = result == CUDA_SUCCESS ? check(source, sourceSide) : result;
        if (result != CUDA_SUCCESS) {
            return result;
        }
        return submitted(context, stream, waits, [copy = CopyWork{target, source, bytes}] { copy.run(); });
    });
}

CUresult fill(const char* name, CUdeviceptr target, unsigned value, unsigned elementBytes, std::size_t count,
              CUstream stream) {
    return contextCall(name, [&](Context& context) {
        if (count > SIZE_MAX / elementBytes || target % elementBytes != 0) {
            return CUDA_ERROR_INVALID_VALUE;
        }
        if (const CUresult result = checkDevice(context, name, target, count * elementBytes); result != CUDA_SUCCESS) {
            return result;
        }
        const FillWork work{reinterpret_cast<void*>(target), value, elementBytes, count};
        return submitted(context, stream, false, [work] { work.run(); });
    });
}

void* pointer(CUdeviceptr address) {
    return reinterpret_cast<void*>(address);
}

CUresult allocateHost(const char* name, void** memory, std::size_t bytes) {
    return contextCall(name, [&](Context& context) {
        constexpr std::size_t kPage = 4096;
        void* allocated = nullptr;
        if (const CUresult result = checkAllocation(context, name); result != CUDA_SUCCESS) {
            return result;
        }
        if (bytes == 0) {
            return CUDA_ERROR_INVALID_VALUE;
        }
        if (posix_memalign(&allocated, kPage, bytes) != 0) {
            return CUDA_ERROR_OUT_OF_MEMORY;
        }
        std::memset(allocated, kPoison, bytes);
        // By its own address, which is what is freed.
        context.hostMemory.add(allocated, std::make_shared<HostMemory>(allocated));
        *memory = allocated;
        return CUDA_SUCCESS;
    });
}

}  // namespace

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuMemGetInfo(size_t* free, size_t* total) {
    return contextCall("cuMemGetInfo", [&](Context& context) {
        *total = context.memory().capacity();
        *free = context.memory().capacity() - context.memory().used();
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuMemAlloc(CUdeviceptr* address, size_t bytes) {
    return contextCall("cuMemAlloc", [&](Context& context) {
        if (const CUresult result = checkAllocation(context, "cuMemAlloc"); result != CUDA_SUCCESS) {
            return result;
        }
        if (!address || bytes == 0) {
            return CUDA_ERROR_INVALID_VALUE;
        }
        *address = context.memory().allocate(bytes);
        if (*address == 0) {
            const Memory& memory = context.memory();
            return refused(CUDA_ERROR_OUT_OF_MEMORY,
                           std::format("cuMemAlloc: {} bytes, of {} free", bytes, memory.capacity() - memory.used()));
        }
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuMemFree(CUdeviceptr address) {
    return releasingCall("cuMemFree", [&](Context& context) {
        if (address == 0) {
            return CUDA_SUCCESS;
        }
        if (const CUresult result = checkAllocation(context, "cuMemFree"); result != CUDA_SUCCESS) {
            return result;
        }
        // A real driver waits too, for what may still use it.
        context.synchronize();
        return context.memory().free(address)
                   ? CUDA_SUCCESS
                   : refused(CUDA_ERROR_INVALID_VALUE,
                             std::format("cuMemFree: nothing is allocated at {:#x}", address));
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuMemGetAddressRange(CUdeviceptr* base, size_t* bytes, CUdeviceptr address) {
    return contextCall("cuMemGetAddressRange", [&](Context& context) {
        const auto found = context.memory().allocationAt(address);
        if (!found) {
            return refused(CUDA_ERROR_NOT_FOUND,
                           std::format("cuMemGetAddressRange: {:#x} is in no allocation of the card", address));
        }
        if (base) {
            *base = found->address;
        }
        if (bytes) {
            *bytes = found->bytes;
        }
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuMemAllocHost(void** memory, size_t bytes) {
    return allocateHost("cuMemAllocHost", memory, bytes);
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuMemHostAlloc(void** memory, size_t bytes, unsigned int) {
    return allocateHost("cuMemHostAlloc", memory, bytes);
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuMemFreeHost(void* memory) {
    return releasingCall("cuMemFreeHost", [&](Context& context) {
        if (const CUresult result = checkAllocation(context, "cuMemFreeHost"); result != CUDA_SUCCESS) {
            return result;
        }
        context.synchronize();
        return context.hostMemory.take(memory) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuMemcpyHtoD(CUdeviceptr target, const void* source, size_t bytes) {
    return copy("cuMemcpyHtoD", pointer(target), Side::Device, source, Side::Host, bytes, nullptr, true);
}
EMULATED_CUDA_EXPORT CUresult CUDAAPI cuMemcpyDtoH(void* target, CUdeviceptr source, size_t bytes) {
    return copy("cuMemcpyDtoH", target, Side::Host, pointer(source), Side::Device, bytes, nullptr, true);
}
EMULATED_CUDA_EXPORT CUresult CUDAAPI cuMemcpyDtoD(CUdeviceptr target, CUdeviceptr source, size_t bytes) {
    return copy("cuMemcpyDtoD", pointer(target), Side::Device, pointer(source), Side::Device, bytes, nullptr, false);
}
EMULATED_CUDA_EXPORT CUresult CUDAAPI cuMemcpyHtoDAsync(CUdeviceptr target, const void* source, size_t bytes,
                                                        CUstream stream) {
    return copy("cuMemcpyHtoDAsync", pointer(target), Side::Device, source, Side::Host, bytes, stream, false);
}
EMULATED_CUDA_EXPORT CUresult CUDAAPI cuMemcpyDtoHAsync(void* target, CUdeviceptr source, size_t bytes,
                                                        CUstream stream) {
    return copy("cuMemcpyDtoHAsync", target, Side::Host, pointer(source), Side::Device, bytes, stream, false);
}
EMULATED_CUDA_EXPORT CUresult CUDAAPI cuMemcpyDtoDAsync(CUdeviceptr target, CUdeviceptr source, size_t bytes,
                                                        CUstream stream) {
    return copy("cuMemcpyDtoDAsync", pointer(target), Side::Device, pointer(source), Side::Device, bytes, stream,
                false);
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuMemsetD8(CUdeviceptr target, unsigned char value, size_t count) {
    return fill("cuMemsetD8", target, value, 1, count, nullptr);
}
EMULATED_CUDA_EXPORT CUresult CUDAAPI cuMemsetD32(CUdeviceptr target, unsigned int value, size_t count) {
    return fill("cuMemsetD32", target, value, 4, count, nullptr);
}
EMULATED_CUDA_EXPORT CUresult CUDAAPI cuMemsetD8Async(CUdeviceptr target, unsigned char value, size_t count,
                                                      CUstream stream) {
    return fill("cuMemsetD8Async", target, value, 1, count, stream);
}
EMULATED_CUDA_EXPORT CUresult CUDAAPI cuMemsetD32Async(CUdeviceptr target, unsigned int value, size_t count,
                                                       CUstream stream) {
    return fill("cuMemsetD32Async", target, value, 4, count, stream);
}
