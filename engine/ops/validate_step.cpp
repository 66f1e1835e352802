#include <algorithm>
#include <format>
#include <vector>

#include "engine/ops/validate.h"

namespace lanternfish::ops {

namespace {

Result<void> invalid(const std::string& message) {
    return makeError(ErrorCode::InvalidArgument, message);
}

Result<void> checkOutputs(const StepContract& contract, const Step& step) {
    if (step.outputs.size() > contract.shape.outputs)
        return invalid(std::format("step of {} outputs, recorded for {}", step.outputs.size(), contract.shape.outputs));
    for (size_t i = 0; i < step.outputs.size(); ++i) {
        if (step.outputs[i] >= step.rows.size())
            return invalid(
                std::format("output {} is row {}, the step has {} rows", i, step.outputs[i], step.rows.size()));
        if (i > 0 && step.outputs[i] <= step.outputs[i - 1])
            return invalid(std::format("output {} is row {} after row {}, expected ascending rows", i, step.outputs[i],
                                       step.outputs[i - 1]));
    }
    return {};
}

/// The positions of each sequence, ascending.
Result<std::vector<std::vector<uint32_t>>> collectPositions(const StepContract& contract, const Step& step) {
    std::vector<std::vector<uint32_t>> positions(step.sequences.size());
    for (size_t i = 0; i < step.rows.size(); ++i) {
        const Row& row = step.rows[i];
        const auto fail = [&](const std::string& message) {
            return makeError(ErrorCode::InvalidArgument, std::format("row {}: {}", i, message));
        };
        if (row.sequence >= step.sequences.size() || step.sequences[row.sequence] == nullptr)
            return fail(std::format("sequence {}, the step has {}", row.sequence, step.sequences.size()));
        std::vector<uint32_t>& known = positions[row.sequence];
        if (!known.empty() && row.position <= known.back())
            return fail(std::format("position {} after {} of the same sequence, expected ascending ones", row.position,
                                    known.back()));
        if (contract.vocabulary && (row.token < 0 || static_cast<uint64_t>(row.token) >= *contract.vocabulary))
            return fail(std::format("token {}, expected 0 to {}", row.token, *contract.vocabulary - 1));
        known.push_back(row.position);
    }
    return positions;
}

/// All rows of a step are stored before any is read, so that a ring must hold everything from the oldest row that is
/// read up to the newest that is written.
Result<void> checkPositions(const CacheUse& use, const CacheSpec& spec, std::span<const uint32_t> positions) {
    const uint64_t last = positions.back();
    if (!spec.ring) {
        if (last >= spec.capacity)
            return invalid(std::format("{} rows, position {} needs {}", spec.capacity, last, last + 1));
        return {};
    }
    const auto reads = [&](uint64_t position) { return use.reach > 0 && (position + 1) % use.ratio == 0; };
    const auto reader = std::ranges::find_if(positions, reads);
    if (reader == positions.end())
        return {};
    const uint64_t end = uint64_t{*reader} + 1;
    const uint64_t needed = last + 1 - (end - std::min(end, use.reach));
    if (needed > spec.capacity)
        return invalid(std::format("a ring of {} rows, a step of positions {} to {} that reads back {} needs {}",
                                   spec.capacity, positions.front(), last, use.reach, needed));
    return {};
}

Result<void> checkCache(const CacheUse& use, const CacheSpec& spec, std::span<const uint32_t> positions) {
    if (spec.dim != use.dim)
        return invalid(std::format("rows of {} elements, expected {}", spec.dim, use.dim));
    if (use.index == CacheUse::Index::Position)
        return checkPositions(use, spec, positions);
    if (spec.ring)
        return invalid("a ring, expected one that keeps every entry");
    const uint64_t entries = (uint64_t{positions.back()} + 1) / use.ratio;
    if (entries > spec.capacity)
        return invalid(std::format("{} rows, position {} sees {} entries", spec.capacity, positions.back(), entries));
    return {};
}

}  // namespace

Result<void> validateStep(const StepContract& contract, const Step& step, const Resources& resources) {
    if (step.rows.empty() || step.rows.size() > contract.shape.rows)
        return invalid(std::format("step of {} rows, recorded for 1 to {}", step.rows.size(), contract.shape.rows));
    LF_CHECK(checkOutputs(contract, step));
    LF_TRY(const auto positions, collectPositions(contract, step));
    for (size_t s = 0; s < positions.size(); ++s) {
        if (positions[s].empty())
            continue;
        const std::vector<CacheId>& caches = step.sequences[s]->caches;
        for (const CacheUse& use : contract.caches) {
            if (use.cache >= caches.size())
                return invalid(
                    std::format("sequence {} has {} caches, the ops name cache {}", s, caches.size(), use.cache));
            const std::optional<CacheSpec> spec = resources.cache(caches[use.cache]);
            if (!spec)
                return invalid(std::format("cache {} of sequence {} does not exist", use.cache, s));
            if (auto checked = checkCache(use, *spec, positions[s]); !checked)
                return wrapError(std::move(checked).error(), std::format("cache {} of sequence {}", use.cache, s));
        }
    }
    return {};
}

}  // namespace lanternfish::ops
