#pragma once

#include <span>

#include "engine/backends/gpu/recorder.h"

namespace lanternfish::backends::gpu {

/// Writes a list of ops. Of a decode in the fast class, neighbours that can share a dispatch do, and ops that don't
/// depend on each other are brought together for that; anything else is written op by op, in the order given.
Result<void> writeAll(Recorder& recorder, std::span<const ops::Op> ops);

// ---- What ops offer for it. Each writes all of its ops, or nothing and says so.

/// A vector that is finished, and what stores it.
struct EntryOps {
    const ops::RmsNorm* norm = nullptr;       ///< This alone,
    const ops::KvFinish* finish = nullptr;    ///< or this and `commit`,
    const ops::StateCommit* state = nullptr;  ///< or this, `compress` and `commit`.
    const ops::Compress* compress = nullptr;
    const ops::CacheCommit* commit = nullptr;
};
bool canWriteEntry(const Recorder& recorder, const EntryOps& entry);
/// In one dispatch.
Result<void> writeEntries(Recorder& recorder, std::span<const EntryOps> entries);

/// `finish` may be null.
Result<bool> writeAttentionDecode(Recorder& recorder, const ops::Attention& op, const ops::OutputFinish* finish);

Result<bool> writePostAndPre(Recorder& recorder, const ops::HcPost& post, const ops::HcPre& pre);

/// Of a single row, without routed experts.
Result<bool> writeFeedForwardDecode(Recorder& recorder, const ops::FeedForward& op);

/// The shared expert, where there is one, and the routed ones.
Result<bool> writeExpertsDecode(Recorder& recorder, const ops::FeedForward* shared, const ops::Experts& routed);

}  // namespace lanternfish::backends::gpu
