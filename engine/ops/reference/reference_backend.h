#pragma once

#include <memory>

#include "engine/ops/backend.h"

namespace lanternfish::ops {

/// The op table as the specification states it: scalar, in double, on one thread. What other backends are compared
/// with; it keeps every weight expanded in f32 and is far too slow for anything else.
std::unique_ptr<Backend> createReferenceBackend();

}  // namespace lanternfish::ops
