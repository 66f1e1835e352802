#pragma once

#include <vector>

#include "engine/ops/backend.h"
#include "lanternfish/doctor.h"

namespace lanternfish::runtime {

/// Runs every op of a small made-up model on `device` and on the scalar reference, each from the reference's inputs, so
/// that one wrong op shows in no other, and compares what they wrote. One verdict per op and type mix.
std::vector<OpVerdict> checkBackend(ops::Backend& device);

}  // namespace lanternfish::runtime
