#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "engine/ops/op.h"
#include "lanternfish/device.h"
#include "lanternfish/engine.h"
#include "lanternfish/error.h"
#include "lanternfish/session.h"

namespace lanternfish::ops {

/// A weight in the file's own blocks: `slices` matrices of [rows, columns] one after the other. `bytes` stay valid and
/// unchanged as long as the backend lives, so that one that can read them in place does.
struct WeightSource {
    std::string name;  ///< For errors.
    quant::Type type = quant::Type::F32;
    uint64_t rows = 1;
    uint64_t columns = 0;
    uint64_t slices = 1;
    std::span<const std::byte> bytes;
};

/// The routed experts of one layer: slice e of each weight is expert e.
struct ExpertSource {
    WeightSource gate, up, down;
};

/// Most rows and outputs of the steps that a recording will be submitted with.
struct RecordShape {
    uint32_t rows = 1;
    uint32_t outputs = 1;
    MathClass math = MathClass::Exact;
};

/// A list of ops made ready to run. Replayed with any Step that fits its shape.
class Recording {
public:
    virtual ~Recording() = default;

    /// Of the last submit; nothing before it, or of a backend that records no commands.
    virtual std::optional<RecordedWork> work() const { return std::nullopt; }
};

/// A device: its memory (the device contract) and what it computes (the op table). Work runs in the order of the calls;
/// upload, submit and the cache calls may return before it is done, download and wait return after. Weights, buffers
/// and caches belong to the backend and go with it. Thread: one at a time.
///
/// Errors: Unsupported for an op, type or shape that it has no kernel for (from addWeight and record, never later),
/// OutOfMemory, DeviceLost, Cancelled.
class Backend {
public:
    virtual ~Backend() = default;

    virtual const Device& device() const = 0;
    /// What its results may depend on beside the ops: device, driver, kernels, features, in one line. Who finds the
    /// same again need not check it again. Empty where nothing is to be checked.
    virtual std::string fingerprint() const { return {}; }

    // ---- memory
    /// The returned weight is rounded nowhere: a device layout holds the same values.
    virtual Result<WeightId> addWeight(const WeightSource& source) = 0;
    virtual Result<ExpertTableId> addExperts(const ExpertSource& source) = 0;

    /// Zero-filled, at least `bytes` long.
    virtual Result<BufferId> createBuffer(uint64_t bytes) = 0;
    virtual void releaseBuffer(BufferId buffer) = 0;
    virtual Result<void> upload(BufferId buffer, std::span<const std::byte> bytes) = 0;
    virtual Result<void> download(BufferId buffer, std::span<std::byte> bytes) = 0;

    virtual Result<CacheId> createCache(const CacheSpec& spec) = 0;
    /// Raises the capacity of a cache that is no ring; keeps its rows. InvalidArgument for a ring or a smaller
    /// capacity.
    virtual Result<void> growCache(CacheId cache, uint32_t capacity) = 0;
    virtual void releaseCache(CacheId cache) = 0;
    /// Stores rows [count, spec.dim] from `first` on through the codec; for tests, measurements and snapshots.
    virtual Result<void> writeCache(CacheId cache, uint32_t first, std::span<const float> rows) = 0;
    virtual Result<void> readCache(CacheId cache, uint32_t first, std::span<float> rows) = 0;
    virtual uint64_t cacheBytes(CacheId cache) const = 0;

    // ---- work
    virtual Result<std::unique_ptr<Recording>> record(std::span<const Op> ops, const RecordShape& shape) = 0;

    /// Runs a recording. Once `stop` is requested it returns Cancelled within 100 ms; what the step would have written
    /// is then unspecified, cache rows of other positions excepted.
    virtual Result<void> submit(const Recording& recording, const Step& step, std::stop_token stop) = 0;

    /// Returns when all submitted work is done.
    virtual Result<void> wait() = 0;
};

}  // namespace lanternfish::ops
