#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "engine/ops/op.h"

/// Bytes that a piece of work moves by the length of the context: a backend says so once, when it records, and counts
/// them for the rows of a step, or for a context that it only plans.
namespace lanternfish::ops {

/// Of the entries [first, end), `count` that a row touches.
struct Reach {
    uint64_t first = 0, end = 0, count = 0;
};

/// What a row touches that sees `seen` tokens, itself included.
using ReachOf = std::function<Reach(uint32_t seen)>;

/// The last `window` tokens.
ReachOf windowReach(uint32_t window);
/// All entries of `ratio` tokens each; none where there are no more than `above`.
ReachOf visibleReach(uint32_t ratio, uint32_t above = 0);
/// `count` entries of `ratio` tokens each, as far as there are so many: which ones is not known.
ReachOf chosenReach(uint32_t ratio, uint32_t count);
/// The last `tokens` tokens, of rows that close a window of `ratio`; nothing of others.
ReachOf closingReach(uint32_t ratio, uint32_t tokens);
/// Groups of `entries` of what `reach` tells, the last one perhaps smaller.
ReachOf groupsOf(ReachOf reach, uint32_t entries);
/// The same one thing, of rows for which `reach` is something.
ReachOf onceWhere(ReachOf reach);

struct ContextBytes {
    std::optional<uint32_t> cache;  ///< An entry is a row of this cache as its codec keeps it, ...
    uint64_t bytes = 0;             ///< ... and so many bytes more.
    ReachOf reach;
    /// The rows of a sequence touch the same entries. Those that rows choose count as different ones while there are
    /// enough.
    bool shared = false;
    bool least = true;          ///< Otherwise what this must move at least is counted elsewhere.
    uint32_t times = 1;         ///< That it is moved: by several workgroups, or in passes. 0: counted elsewhere.
    uint32_t rowsTogether = 1;  ///< Rows of a step, one after the other, for which a workgroup reads an entry once.
};

/// At least: every entry once. Moved: with what several workgroups read again.
struct ByteCount {
    uint64_t least = 0, moved = 0;

    ByteCount& operator+=(const ByteCount& other);
    bool operator==(const ByteCount&) const = default;
};

/// Bytes of a row of cache number `cache` of a sequence.
using CacheRowBytes = std::function<uint64_t(uint32_t sequence, uint32_t cache)>;

/// Sums `parts` over the rows of a step. Rows of one sequence come in ascending position.
ByteCount countBytes(std::span<const ContextBytes> parts, std::span<const Row> rows, const CacheRowBytes& rowBytes);

}  // namespace lanternfish::ops
