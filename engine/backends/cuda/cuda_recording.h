#pragma once

#include <memory>
#include <stop_token>

#include "engine/backends/cuda/cuda_device.h"
#include "engine/backends/gpu/recording.h"

namespace lanternfish::backends::cuda {

/// Replays a graph: what the host has written for the step, then every kernel as soon as those are done whose memory it
/// touches.
class CudaRecording final : public gpu::GpuRecording {
public:
    static Result<std::unique_ptr<CudaRecording>> create(CudaDevice& device, Parts parts);
    ~CudaRecording() override;

private:
    struct Graph;
    class Writer;

    CudaRecording(CudaDevice& device, Parts parts) : GpuRecording(std::move(parts)), m_device(device) {}
    Result<std::unique_ptr<Commands>> write(gpu::LaunchList list) override;
    Result<void> run(const Commands& commands, const std::stop_token& stop) override;
    Result<void> waitForLast() override;
    Result<void> start(const Commands& commands);
    /// The word is zero for the next step, whatever has been asked of the last one.
    Result<void> clearStop();
    uint64_t stopAddress() const { return step()->address() + sizeof(uint32_t) * LF_STEP_CANCEL; }

    CudaDevice& m_device;
    CUevent m_done = nullptr;
    bool m_stopped = false;  ///< The word that stops a step may be set.
};

}  // namespace lanternfish::backends::cuda
