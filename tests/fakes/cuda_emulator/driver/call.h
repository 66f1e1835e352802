#pragma once

// What every function of the driver API begins with.
#include <format>
#include <string>
#include <utility>

#include "driver/driver.h"

#define EMULATED_CUDA_EXPORT extern "C" __attribute__((visibility("default")))

namespace cuda_emulator {

/// `result` with a reason for emulatedCudaLastError.
inline CUresult refused(CUresult result, const std::string& why) {
    Driver::instance().setLastError(why);
    return result;
}

/// A function that needs no cuInit.
template <class Function>
CUresult bareCall(const char* name, Function function) {
    Driver& driver = Driver::instance();
    driver.countCall();
    if (const CUresult planned = driver.faults().ofCall(name); planned != CUDA_SUCCESS) {
        return refused(planned, std::format("{}: fails as it was told to", name));
    }
    return function(driver);
}

/// A function that needs cuInit.
template <class Function>
CUresult driverCall(const char* name, Function function) {
    return bareCall(name, [&](Driver& driver) {
        return driver.isInitialized() ? function(driver)
                                      : refused(CUDA_ERROR_NOT_INITIALIZED, std::string(name) + " before cuInit");
    });
}

/// The context that is current for the calling thread, or null.
inline std::shared_ptr<Context> currentContext() {
    if (osThread.contextCount == 0) {
        return nullptr;
    }
    const void* current = osThread.contexts[osThread.contextCount - 1];
    for (std::shared_ptr<Context>& context : Driver::instance().contexts()) {
        if (context.get() == current) {
            return context;
        }
    }
    return nullptr;
}

/// A function that works in the current context. It fails once the context is lost.
template <class Function>
CUresult contextCall(const char* name, Function function) {
    return driverCall(name, [&](Driver&) {
        const std::shared_ptr<Context> context = currentContext();
        if (!context) {
            return refused(CUDA_ERROR_INVALID_CONTEXT, std::string(name) + " without a current context");
        }
        if (const CUresult lost = context->lost(); lost != CUDA_SUCCESS) {
            return lost;
        }
        return function(*context);
    });
}

/// A function that gives something back: it is given back in a lost context too, but the answer is that of the loss.
template <class Function>
CUresult releasingCall(const char* name, Function function) {
    return driverCall(name, [&](Driver&) {
        const std::shared_ptr<Context> context = currentContext();
        if (!context) {
            return refused(CUDA_ERROR_INVALID_CONTEXT, std::string(name) + " without a current context");
        }
        const CUresult result = function(*context);
        const CUresult lost = context->lost();
        return lost != CUDA_SUCCESS ? lost : result;
    });
}

}  // namespace cuda_emulator
