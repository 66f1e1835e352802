#pragma once

#include <expected>
#include <vector>

#include "engine/base/progress.h"
#include "engine/ops/backend.h"
#include "lanternfish/doctor.h"

namespace lanternfish::runtime {

/// Runs every op of a small made-up model on `device` and on the scalar reference, each from the reference's inputs, so
/// that one wrong op shows in no other, and compares what they wrote. One verdict per op and type mix.
std::vector<OpVerdict> checkBackend(ops::Backend& device);

/// Whether a model may run on `device`: the parts of checkBackend that between them run every kernel, up to the first
/// mistake. `right`: what it is compared with, a backend of exact results that is faster than the reference. Problems:
/// WrongResults, FailedSelfCheck.
std::expected<void, DeviceProblem> checkForUse(ops::Backend& device, ops::Backend& right,
                                               const Progress& progress = &ignoreProgress);

}  // namespace lanternfish::runtime
