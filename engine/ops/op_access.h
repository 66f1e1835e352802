#pragma once

#include <cstdint>
#include <vector>

#include "engine/ops/op.h"

namespace lanternfish::ops {

/// What an op reads and writes, apart from weights. An op that changes something in place does both.
struct OpAccess {
    std::vector<BufferId> reads, writes;
    std::vector<uint32_t> readCaches, writtenCaches;  ///< Numbers.
};

OpAccess accessOf(const Op& op);

/// Whether `later` must wait for `earlier`: one writes what the other touches.
bool depends(const OpAccess& later, const OpAccess& earlier);

/// Both together.
void join(OpAccess& into, const OpAccess& other);

}  // namespace lanternfish::ops
