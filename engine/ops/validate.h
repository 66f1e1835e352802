#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/ops/backend.h"

/// What every backend must refuse before it computes anything: shape arithmetic over ops, resources and steps. A
/// backend that has passed these checks may index without further ones, but for ids that are computed (`selected`,
/// expert ids), which are data.
namespace lanternfish::ops {

struct WeightShape {
    std::string_view name;
    quant::Type type = quant::Type::F32;
    uint64_t rows = 0;
    uint64_t columns = 0;
    uint64_t slices = 1;
};

inline WeightShape shapeOf(const WeightSource& source) {
    return {source.name, source.type, source.rows, source.columns, source.slices};
}

struct ExpertShape {
    WeightShape gate, up, down;
};

/// What a backend holds. Each answer is empty for an id that it never gave out or has released.
class Resources {
public:
    virtual ~Resources() = default;
    virtual std::optional<WeightShape> weight(WeightId id) const = 0;
    virtual std::optional<ExpertShape> experts(ExpertTableId id) const = 0;
    virtual std::optional<uint64_t> bufferBytes(BufferId id) const = 0;
    virtual std::optional<CacheSpec> cache(CacheId id) const = 0;
};

/// How a recording uses one cache number of its sequences.
struct CacheUse {
    /// Position: rows are indexed by position, reads go back `reach` positions from a row that reads, itself included
    /// (0: it only writes). Entry: rows are indexed by window, those below (p + 1) / ratio are touched.
    enum class Index : uint8_t { Position, Entry };

    uint32_t cache = 0;
    uint32_t dim = 0;
    Index index = Index::Position;
    uint32_t ratio = 1;  ///< Only rows with (p + 1) mod ratio = 0 read (Position) or write (Entry).
    uint64_t reach = 0;
};

/// What a step must keep to, for the recording that it is submitted with.
struct StepContract {
    RecordShape shape;
    std::optional<uint64_t> vocabulary;  ///< Tokens are below it; nothing when no op looks at them.
    std::vector<CacheUse> caches;
};

/// rows, columns, slices and the length of `bytes` agree. Errors: InvalidArgument.
Result<void> validateWeight(const WeightSource& source);

/// Each of the three is valid, and they fit together. Errors: InvalidArgument; Unsupported for I32.
Result<void> validateExperts(const ExpertSource& source);

/// Errors: InvalidArgument.
Result<void> validateCache(const CacheSpec& spec);

/// Checks `ops` against what they name: ids exist, tensors fit their buffers, shapes fit each other, outputs alias no
/// inputs, types are those that the op allows. Errors: InvalidArgument, Unsupported (a type).
Result<StepContract> validateOps(std::span<const Op> ops, const RecordShape& shape, const Resources& resources);

/// Row and output counts, tokens, sequences, positions, and that the caches of each sequence that has rows are of the
/// right kind and large enough. Errors: InvalidArgument.
Result<void> validateStep(const StepContract& contract, const Step& step, const Resources& resources);

}  // namespace lanternfish::ops
