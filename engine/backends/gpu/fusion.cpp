#include "engine/backends/gpu/fusion.h"

#include <algorithm>
#include <variant>

#include "engine/ops/op_access.h"

namespace lanternfish::backends::gpu {

namespace {

using ops::Op;

/// Ops that are written together, in a place that depends on what they touch.
struct Unit {
    enum class Kind : uint8_t { Alone, Product, Entry, Attention, PostAndPre, Experts };
    Kind kind = Kind::Alone;
    std::span<const Op> ops;
    ops::OpAccess access;
    uint32_t level = 0;  ///< Units of a level don't depend on each other, only on lower ones.
};

/// The N-th of `ops`, if it is of that type.
template <class T>
const T* at(std::span<const Op> ops, size_t index) {
    return index < ops.size() ? std::get_if<T>(&ops[index]) : nullptr;
}

EntryOps entryOf(std::span<const Op> ops) {
    EntryOps entry;
    entry.norm = at<ops::RmsNorm>(ops, 0);
    entry.finish = at<ops::KvFinish>(ops, 0);
    entry.state = at<ops::StateCommit>(ops, 0);
    entry.compress = at<ops::Compress>(ops, 1);
    entry.commit = at<ops::CacheCommit>(ops, entry.state != nullptr ? 2 : 1);
    return entry;
}

/// How many ops from the first of `ops` on make an entry; 0 if they don't.
size_t entryLength(const Recorder& recorder, std::span<const Op> ops) {
    const EntryOps entry = entryOf(ops);
    size_t length = 0;
    if (entry.norm != nullptr)
        length = 1;
    else if (entry.finish != nullptr && entry.commit != nullptr)
        length = 2;
    else if (entry.state != nullptr && entry.compress != nullptr && entry.commit != nullptr)
        length = 3;
    return length != 0 && canWriteEntry(recorder, entryOf(ops.first(length))) ? length : 0;
}

std::optional<DecodeProduct> productOf(const Recorder& recorder, const Op& op) {
    DecodeProduct product;
    if (const auto* const linear = std::get_if<ops::Linear>(&op))
        product = {.weight = &recorder.weight(linear->weight),
                   .x = recorder.read(linear->x),
                   .out = recorder.written(linear->y),
                   .groups = linear->groups,
                   .extent = linear->x.extent};
    else
        return std::nullopt;
    return canDecode(recorder, product) ? std::optional(product) : std::nullopt;
}

/// The unit that begins with the first of `ops`.
Unit nextUnit(const Recorder& recorder, std::span<const Op> ops) {
    if (const size_t length = entryLength(recorder, ops))
        return {.kind = Unit::Kind::Entry, .ops = ops.first(length)};
    if (productOf(recorder, ops[0]))
        return {.kind = Unit::Kind::Product, .ops = ops.first(1)};
    if (at<ops::HcPost>(ops, 0) != nullptr && at<ops::HcPre>(ops, 1) != nullptr)
        return {.kind = Unit::Kind::PostAndPre, .ops = ops.first(2)};
    if (const auto* const attention = at<ops::Attention>(ops, 0)) {
        const auto* const finish = at<ops::OutputFinish>(ops, 1);
        const bool both = finish != nullptr && finish->out.buffer == attention->out.buffer &&
                          finish->heads == attention->heads && finish->headDim == attention->headDim;
        return {.kind = Unit::Kind::Attention, .ops = ops.first(both ? 2 : 1)};
    }
    if (at<ops::Experts>(ops, 0) != nullptr)
        return {.kind = Unit::Kind::Experts, .ops = ops.first(1)};
    const auto* const shared = at<ops::FeedForward>(ops, 0);
    const auto* const routed = at<ops::Experts>(ops, 1);
    if (shared != nullptr && routed != nullptr && shared->out.buffer == routed->out.buffer)
        return {.kind = Unit::Kind::Experts, .ops = ops.first(2)};
    return {.kind = Unit::Kind::Alone, .ops = ops.first(1)};
}

std::vector<Unit> unitsOf(const Recorder& recorder, std::span<const Op> ops) {
    std::vector<Unit> units;
    while (!ops.empty()) {
        Unit unit = nextUnit(recorder, ops);
        for (const Op& op : unit.ops)
            ops::join(unit.access, ops::accessOf(op));
        for (const Unit& earlier : units)
            if (ops::depends(unit.access, earlier.access))
                unit.level = std::max(unit.level, earlier.level + 1);
        ops = ops.subspan(unit.ops.size());
        units.push_back(std::move(unit));
    }
    std::ranges::stable_sort(
        units, [](const Unit& a, const Unit& b) { return std::pair(a.level, a.kind) < std::pair(b.level, b.kind); });
    return units;
}

Result<void> writeAlone(Recorder& recorder, std::span<const Op> ops) {
    for (const Op& op : ops)
        LF_CHECK(recorder.write(op));
    return {};
}

Result<void> writeUnit(Recorder& recorder, const Unit& unit) {
    bool written = false;
    if (unit.kind == Unit::Kind::PostAndPre) {
        LF_TRY(written, writePostAndPre(recorder, *at<ops::HcPost>(unit.ops, 0), *at<ops::HcPre>(unit.ops, 1)));
    } else if (unit.kind == Unit::Kind::Attention) {
        LF_TRY(written,
               writeAttentionDecode(recorder, *at<ops::Attention>(unit.ops, 0), at<ops::OutputFinish>(unit.ops, 1)));
    } else if (unit.kind == Unit::Kind::Experts) {
        LF_TRY(written, writeExpertsDecode(recorder, at<ops::FeedForward>(unit.ops, 0),
                                           *at<ops::Experts>(unit.ops, unit.ops.size() - 1)));
    }
    return written ? Result<void>() : writeAlone(recorder, unit.ops);
}

/// Whether the first of `later` that touches `y` is a product that takes it as bytes.
bool isWantedAsBytes(const Recorder& recorder, std::span<const Op> later, const ops::Tensor& y) {
    for (const Op& op : later) {
        const ops::OpAccess access = ops::accessOf(op);
        if (std::ranges::contains(access.writes, y.buffer))
            return false;
        if (!std::ranges::contains(access.reads, y.buffer))
            continue;
        const auto* const linear = std::get_if<ops::Linear>(&op);
        return linear != nullptr && linear->x.dim == y.dim && hasCodes(recorder.weight(linear->weight).source.type);
    }
    return false;
}

/// The product of a unit, whose ops are some of `all`.
Result<DecodeProduct> productOf(Recorder& recorder, const Unit& unit, std::span<const Op> all) {
    DecodeProduct product = *productOf(recorder, unit.ops[0]);
    const ops::Tensor& y = std::get<ops::Linear>(unit.ops[0]).y;
    const auto next = static_cast<size_t>(&unit.ops[0] - all.data()) + 1;
    if (mayQuantise(recorder, product) && isWantedAsBytes(recorder, all.subspan(next), y)) {
        LF_TRY(product.quantised, recorder.quantisedRows(product.out, y.dim, y.extent));
    }
    return product;
}

/// Units of one kind and level, whose ops are some of `all`: in one dispatch if their kind allows.
Result<void> writeTogether(Recorder& recorder, std::span<const Unit> units, std::span<const Op> all) {
    if (units[0].kind == Unit::Kind::Product) {
        std::vector<DecodeProduct> products;
        for (const Unit& unit : units) {
            LF_TRY(DecodeProduct product, productOf(recorder, unit, all));
            products.push_back(std::move(product));
        }
        return addDecodeProducts(recorder, std::move(products), "linear");
    }
    if (units[0].kind == Unit::Kind::Entry) {
        std::vector<EntryOps> entries;
        for (const Unit& unit : units)
            entries.push_back(entryOf(unit.ops));
        return writeEntries(recorder, entries);
    }
    for (const Unit& unit : units)
        LF_CHECK(writeUnit(recorder, unit));
    return {};
}

}  // namespace

Result<void> writeAll(Recorder& recorder, std::span<const Op> ops) {
    if (!isDecode(recorder))
        return writeAlone(recorder, ops);
    const std::vector<Unit> units = unitsOf(recorder, ops);
    for (auto begin = units.begin(); begin != units.end();) {
        const auto end = std::find_if(begin, units.end(), [&](const Unit& unit) {
            return unit.level != begin->level || unit.kind != begin->kind;
        });
        const size_t first = recorder.stageCount();
        LF_CHECK(writeTogether(recorder, std::span(begin, end), ops));
        LF_CHECK(recorder.checkStages(first, ops::opName(begin->ops[0])));
        begin = end;
    }
    return {};
}

}  // namespace lanternfish::backends::gpu
