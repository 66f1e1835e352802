#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/ops/backend.h"

namespace lanternfish::backends {

/// Instruction sets that the kernels exist for. Baseline is whatever the compiler targets: SSE2 on x86-64.
enum class Isa : uint8_t { Auto, Baseline, X86V3, X86V4 };

struct CpuOptions {
    unsigned threads = 0;  ///< 0: one per physical core.
    Isa isa = Isa::Auto;
};

/// What this processor can run, Baseline first.
std::vector<Isa> availableIsas();

/// The op table on the processor. Weights are read where they are. Both math classes give the same bits for any chunk
/// and thread count; `fast` sums in f32 where `exact` does in f64.
/// Errors: Unsupported (an instruction set that this processor lacks), OutOfMemory.
Result<std::unique_ptr<ops::Backend>> createCpuBackend(const CpuOptions& options);

}  // namespace lanternfish::backends
