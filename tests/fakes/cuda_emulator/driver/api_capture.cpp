// Stream capture.
#include "driver/call.h"

using namespace cuda_emulator;

namespace {

template <class F>
CUresult captureCall(const char* name, CUstream handle, F function) {
    return contextCall(name, [&](Context& context) {
        const std::shared_ptr<Stream> stream = context.stream(handle);
        if (!stream) {
            return refused(CUDA_ERROR_INVALID_HANDLE, std::string(name) + ": there is no such stream");
        }
        return function(context, *stream);
    });
}

CUresult begin(CUstream handle, CUstreamCaptureMode mode) {
    return captureCall("cuStreamBeginCapture", handle, [&](Context& context, Stream& stream) {
        if (context.stream(nullptr).get() == &stream) {
            return refused(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED,
                           "cuStreamBeginCapture: the default stream can't be captured");
        }
        return stream.capture().begin(mode)
                   ? CUDA_SUCCESS
                   : refused(CUDA_ERROR_ILLEGAL_STATE, "cuStreamBeginCapture: the stream captures already");
    });
}

}  // namespace

// Which of the two cuda.h means depends on its version; both are exported.
#undef cuStreamBeginCapture
EMULATED_CUDA_EXPORT CUresult CUDAAPI cuStreamBeginCapture(CUstream stream) {
    return begin(stream, CU_STREAM_CAPTURE_MODE_GLOBAL);
}
EMULATED_CUDA_EXPORT CUresult CUDAAPI cuStreamBeginCapture_v2(CUstream stream, CUstreamCaptureMode mode) {
    return begin(stream, mode);
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuStreamEndCapture(CUstream handle, CUgraph* captured) {
    return captureCall("cuStreamEndCapture", handle, [&](Context& context, Stream& stream) {
        *captured = nullptr;
        std::shared_ptr<Graph> graph;
        if (const CUresult result = stream.capture().end(graph); result != CUDA_SUCCESS) {
            return refused(result,
                           "cuStreamEndCapture: no capture, not of this thread, or one that a call before this "
                           "has made invalid");
        }
        *captured = static_cast<CUgraph>(context.graphs.add(std::move(graph)));
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuStreamIsCapturing(CUstream handle, CUstreamCaptureStatus* status) {
    return captureCall("cuStreamIsCapturing", handle, [&](Context&, Stream& stream) {
        *status = stream.capture().status();
        return CUDA_SUCCESS;
    });
}
