// Streams and events.
#include <chrono>

#include "driver/call.h"

using namespace cuda_emulator;

namespace {

std::int64_t now() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

template <class F>
CUresult streamCall(const char* name, CUstream handle, F function) {
    return contextCall(name, [&](Context& context) {
        const std::shared_ptr<Stream> stream = context.stream(handle);
        if (!stream) {
            return refused(CUDA_ERROR_INVALID_HANDLE, std::string(name) + ": there is no such stream");
        }
        return function(context, stream);
    });
}

/// A call that asks how far a stream is: there is no answer while it captures.
template <class F>
CUresult waitingCall(const char* name, CUstream handle, F function) {
    return streamCall(name, handle, [&](Context& context, const std::shared_ptr<Stream>& stream) {
        if (stream->capture().isActive()) {
            stream->capture().invalidate();
            return refused(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, std::string(name) + ": the stream captures");
        }
        return function(context, stream);
    });
}

template <class F>
CUresult eventCall(const char* name, CUevent handle, F function) {
    return contextCall(name, [&](Context& context) {
        const std::shared_ptr<Event> event = context.events.find(handle);
        if (!event) {
            return refused(CUDA_ERROR_INVALID_HANDLE, std::string(name) + ": there is no such event");
        }
        return function(context, *event);
    });
}

Moment momentOf(Event& event) {
    const std::scoped_lock lock(event.mutex);
    return event.moment;
}

CUresult elapsed(const char* name, float* milliseconds, CUevent begin, CUevent end) {
    return eventCall(name, begin, [&](Context& context, Event& first) {
        const std::shared_ptr<Event> second = context.events.find(end);
        if (!second || !first.hasTiming || !second->hasTiming || !momentOf(first).stream || !momentOf(*second).stream) {
            return refused(CUDA_ERROR_INVALID_HANDLE,
                           std::string(name) + ": an event without timing, or never recorded");
        }
        for (Event* event : {&first, second.get()}) {
            const Moment moment = momentOf(*event);
            if (!moment.stream->isDone(moment.number)) {
                return CUDA_ERROR_NOT_READY;
            }
        }
        *milliseconds = static_cast<float>(second->nanoseconds->load() - first.nanoseconds->load()) * 1e-6f;
        return CUDA_SUCCESS;
    });
}

}  // namespace

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuStreamCreate(CUstream* stream, unsigned int flags) {
    return contextCall("cuStreamCreate", [&](Context& context) {
        return context.createStream(stream, (flags & CU_STREAM_NON_BLOCKING) == 0);
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuStreamCreateWithPriority(CUstream* stream, unsigned int flags, int) {
    return contextCall("cuStreamCreateWithPriority", [&](Context& context) {
        return context.createStream(stream, (flags & CU_STREAM_NON_BLOCKING) == 0);
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuStreamDestroy(CUstream handle) {
    return releasingCall("cuStreamDestroy", [&](Context& context) {
        const std::shared_ptr<Stream> stream = context.streams.take(handle);
        if (!stream) {
            return CUDA_ERROR_INVALID_HANDLE;
        }
        stream->wait(stream->submitted());
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuStreamSynchronize(CUstream handle) {
    return waitingCall("cuStreamSynchronize", handle, [&](Context& context, const std::shared_ptr<Stream>& stream) {
        stream->wait(stream->submitted());
        return context.lost();
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuStreamQuery(CUstream handle) {
    return waitingCall("cuStreamQuery", handle, [&](Context& context, const std::shared_ptr<Stream>& stream) {
        return stream->isDone(stream->submitted()) ? context.lost() : CUDA_ERROR_NOT_READY;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuStreamWaitEvent(CUstream handle, CUevent event, unsigned int) {
    // Captures of several streams aren't emulated.
    return waitingCall("cuStreamWaitEvent", handle, [&](Context& context, const std::shared_ptr<Stream>& stream) {
        const std::shared_ptr<Event> found = context.events.find(event);
        if (!found) {
            return refused(CUDA_ERROR_INVALID_HANDLE, "cuStreamWaitEvent: there is no such event");
        }
        const Moment moment = momentOf(*found);
        if (moment.stream != stream) {
            context.submit(stream, [moment] { moment.wait(); });
        }
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuLaunchHostFunc(CUstream handle, CUhostFn function, void* data) {
    return streamCall("cuLaunchHostFunc", handle, [&](Context& context, const std::shared_ptr<Stream>& stream) {
        context.submit(stream, [function, data] { function(data); });
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuEventCreate(CUevent* handle, unsigned int flags) {
    return contextCall("cuEventCreate", [&](Context& context) {
        const auto event = std::make_shared<Event>();
        event->hasTiming = (flags & CU_EVENT_DISABLE_TIMING) == 0;
        *handle = static_cast<CUevent>(context.events.add(event));
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuEventDestroy(CUevent handle) {
    return releasingCall("cuEventDestroy", [&](Context& context) {
        return context.events.take(handle) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_HANDLE;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuEventRecord(CUevent handle, CUstream streamHandle) {
    return eventCall("cuEventRecord", handle, [&](Context& context, Event& event) {
        const std::shared_ptr<Stream> stream = context.stream(streamHandle);
        if (!stream) {
            return refused(CUDA_ERROR_INVALID_HANDLE, "cuEventRecord: there is no such stream");
        }
        if (stream->capture().isActive()) {
            stream->capture().invalidate();
            return refused(CUDA_ERROR_NOT_SUPPORTED, "cuEventRecord: the emulator captures no events");
        }
        const auto time = std::make_shared<std::atomic<std::int64_t>>();
        const std::scoped_lock lock(event.mutex);
        event.moment = context.submit(stream, [time] { *time = now(); });
        event.nanoseconds = time;
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuEventQuery(CUevent handle) {
    return eventCall("cuEventQuery", handle, [&](Context& context, Event& event) {
        const Moment moment = momentOf(event);
        return !moment.stream || moment.stream->isDone(moment.number) ? context.lost() : CUDA_ERROR_NOT_READY;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuEventSynchronize(CUevent handle) {
    return eventCall("cuEventSynchronize", handle, [&](Context& context, Event& event) {
        momentOf(event).wait();
        return context.lost();
    });
}

// The two differ in what they answer for events of other kinds of contexts, which aren't emulated.
#undef cuEventElapsedTime
EMULATED_CUDA_EXPORT CUresult CUDAAPI cuEventElapsedTime(float* milliseconds, CUevent begin, CUevent end) {
    return elapsed("cuEventElapsedTime", milliseconds, begin, end);
}
EMULATED_CUDA_EXPORT CUresult CUDAAPI cuEventElapsedTime_v2(float* milliseconds, CUevent begin, CUevent end) {
    return elapsed("cuEventElapsedTime", milliseconds, begin, end);
}
