#pragma once

#include <vector>

#include "engine/backends/gpu/hazards.h"
#include "engine/backends/gpu/recorder.h"
#include "engine/ops/validate.h"

namespace lanternfish::backends::gpu {

/// A sequence that has rows.
struct Sequence {
    uint32_t number = 0;
    const ops::SequenceCaches* caches = nullptr;
};

/// A dispatch that knows its caches: ready to be written to a command buffer or a graph.
struct Launch {
    const Dispatch* dispatch = nullptr;
    std::vector<std::byte> push;
    uint32_t groups[3] = {1, 1, 1};
    std::vector<BufferPointer> buffers;  ///< One per binding.
    std::vector<Use> uses;               ///< These, and what the plan names by address.
};

/// The launches of a step, in their order. Whoever replays them keeps the list: it owns what they name by address only.
struct LaunchList {
    std::vector<Launch> launches;
    std::vector<BufferPointer> held;
};

/// What stages become part of.
struct LaunchSource {
    GpuDevice& device;
    Store& store;
    Scratch& scratch;
    const std::vector<const Stage*>& stages;
    const ops::StepContract& contract;
    const BufferPointer& step;
    const std::vector<BufferPointer>& angles;  ///< One per table of angles.
};

/// Repeats stages for sequences and pieces of rows, and sends plans to the device. A dispatch of shader `without` is
/// left out.
Result<LaunchList> writeLaunches(const LaunchSource& source, const std::vector<Sequence>& sequences, Shader without);

}  // namespace lanternfish::backends::gpu
