#pragma once

#include <optional>

#include "scheduler/block.h"

namespace cuda_emulator {

/// Runs all blocks of a grid, on the calling OS thread and up to `helpers` more, and returns when they have ended or
/// one has failed.
std::optional<KernelError> runGrid(const Launch& launch, int helpers);

}  // namespace cuda_emulator
