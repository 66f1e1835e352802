#include <format>
#include <limits>

#include "engine/ops/validate.h"

namespace lanternfish::ops {

Result<void> validateWeight(const WeightSource& source) {
    const quant::TypeInfo& info = quant::typeInfo(source.type);
    const auto fail = [&](const std::string& message) {
        return makeError(ErrorCode::InvalidArgument, std::format("weight '{}': {}", source.name, message));
    };
    if (source.rows == 0 || source.columns == 0 || source.slices == 0)
        return fail(std::format("shape [{}, {}, {}], expected no zero", source.slices, source.rows, source.columns));
    if (source.columns % info.blockElements != 0)
        return fail(std::format("{} columns, expected a multiple of the {} elements of a {} block", source.columns,
                                info.blockElements, info.name));
    // Each factor is checked before it is multiplied in: columns times 4 can wrap too.
    constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();
    const uint64_t row = quant::rowBytes(source.type, source.columns);
    if (source.columns / info.blockElements > kMost / info.blockBytes || source.rows > kMost / row ||
        source.slices > kMost / (row * source.rows))
        return fail(
            std::format("shape [{}, {}, {}] is larger than any memory", source.slices, source.rows, source.columns));
    const uint64_t expected = row * source.rows * source.slices;
    if (source.bytes.size() != expected)
        return fail(std::format("{} bytes, expected {} for {} [{}, {}, {}]", source.bytes.size(), expected, info.name,
                                source.slices, source.rows, source.columns));
    return {};
}

Result<void> validateExperts(const ExpertSource& source) {
    for (const WeightSource* weight : {&source.gate, &source.up, &source.down}) {
        LF_CHECK(validateWeight(*weight));
        if (weight->type == quant::Type::I32)
            return makeError(ErrorCode::Unsupported,
                             std::format("experts '{}' are I32, expected a real type", weight->name));
    }
    const WeightSource &gate = source.gate, &up = source.up, &down = source.down;
    if (up.rows != gate.rows || up.columns != gate.columns || up.slices != gate.slices)
        return makeError(ErrorCode::InvalidArgument,
                         std::format("experts '{}' are [{}, {}, {}], expected [{}, {}, {}] as '{}'", up.name, up.slices,
                                     up.rows, up.columns, gate.slices, gate.rows, gate.columns, gate.name));
    if (down.columns != gate.rows || down.slices != gate.slices)
        return makeError(ErrorCode::InvalidArgument,
                         std::format("experts '{}' are [{}, {}, {}], expected [{}, any, {}] after '{}'", down.name,
                                     down.slices, down.rows, down.columns, gate.slices, gate.rows, gate.name));
    return {};
}

Result<void> validateCache(const CacheSpec& spec) {
    if (spec.dim == 0 || spec.capacity == 0)
        return makeError(ErrorCode::InvalidArgument,
                         std::format("cache of {} rows of {} elements, expected no zero", spec.capacity, spec.dim));
    if (spec.codec == CacheCodec::PackedKv && spec.rotary > spec.dim)
        return makeError(ErrorCode::InvalidArgument,
                         std::format("cache with a rotary part of {} in rows of {} elements", spec.rotary, spec.dim));
    return {};
}

}  // namespace lanternfish::ops
