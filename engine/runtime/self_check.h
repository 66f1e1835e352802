#pragma once

#include <vector>

#include "engine/ops/backend.h"
#include "lanternfish/doctor.h"

namespace lanternfish::runtime {

/// Runs every op of a small made-up model on `device` and on the scalar reference, each from the reference's inputs, so
/// that one wrong op shows in no other, and compares what they wrote. One verdict per op and type mix.
std::vector<OpVerdict> checkBackend(ops::Backend& device);

/// Whether a model may run on `device`: the parts of checkBackend that between them run every kernel, up to the first
/// mistake. `right`: what it is compared with, a backend of exact results that is faster than the reference. Errors:
/// Unsupported for wrong results, in a clause such as "it computed linear wrongly in the self check"; those of the
/// device.
Result<void> checkForUse(ops::Backend& device, ops::Backend& right);

}  // namespace lanternfish::runtime
