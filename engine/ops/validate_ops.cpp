#include <algorithm>
#include <format>

#include "engine/ops/op_checker.h"

namespace lanternfish::ops {

namespace {

/// Visits one op: checks it and notes what it asks of steps.
class OpVisitor {
public:
    OpVisitor(OpChecker& checker, StepContract& contract) : m_check(checker), m_contract(contract) {}

    void operator()(const Embed& op) {
        m_check.atLeast("streamCount", op.streamCount, 1);
        const uint64_t hidden = divide("streams", op.streams.dim, op.streamCount);
        needVocabulary(m_check.table("table", op.table, hidden, false));
        m_check.tensor("streams", op.streams, op.streams.dim);
    }

    void operator()(const HcPre& op) {
        const uint64_t s = op.streamCount;
        const uint64_t maps = (2 + s) * s;
        const uint64_t hidden = divide("streams", op.streams.dim, s);
        m_check.atLeast("sinkhornIterations", op.sinkhornIterations, 1);
        m_check.matrix("fn", op.fn, maps, op.streams.dim);
        m_check.vector("base", op.base, maps);
        m_check.vector("scale", op.scale, 3);
        m_check.vector("norm", op.norm, hidden);
        m_check.tensor("streams", op.streams, op.streams.dim);
        m_check.tensor("normed", op.normed, hidden);
        m_check.tensor("post", op.post, s);
        m_check.tensor("comb", op.comb, s * s);
        m_check.distinct("normed", op.normed, {op.streams, op.post, op.comb});
        m_check.distinct("post", op.post, {op.streams, op.comb});
        m_check.distinct("comb", op.comb, {op.streams});
    }

    void operator()(const HcPost& op) {
        const uint64_t s = op.streamCount;
        m_check.tensor("sublayer", op.sublayer, divide("streams", op.streams.dim, s));
        m_check.tensor("post", op.post, s);
        m_check.tensor("comb", op.comb, s * s);
        m_check.tensor("streams", op.streams, op.streams.dim);
        m_check.distinct("streams", op.streams, {op.sublayer, op.post, op.comb});
    }

    void operator()(const HcHead& op) {
        const uint64_t s = op.streamCount;
        const uint64_t hidden = divide("streams", op.streams.dim, s);
        m_check.matrix("fn", op.fn, s, op.streams.dim);
        m_check.vector("base", op.base, s);
        m_check.vector("scale", op.scale, 1);
        m_check.vector("norm", op.norm, hidden);
        m_check.tensor("streams", op.streams, op.streams.dim);
        m_check.tensor("out", op.out, hidden, Extent::Outputs);
        m_check.distinct("out", op.out, {op.streams});
    }

    void operator()(const RmsNorm& op) {
        m_check.vector("weight", op.weight, op.x.dim);
        m_check.tensor("x", op.x, op.x.dim, op.x.extent);
        m_check.tensor("y", op.y, op.x.dim, op.x.extent);
    }

    void operator()(const Linear& op) {
        const uint64_t in = divide("x", op.x.dim, op.groups);
        divide("y", op.y.dim, op.groups);
        m_check.matrix("weight", op.weight, op.y.dim, in);
        m_check.tensor("x", op.x, op.x.dim, op.x.extent);
        m_check.tensor("y", op.y, op.y.dim, op.x.extent);
        m_check.distinct("y", op.y, {op.x});
    }

    void operator()(const QFinish& op) {
        m_check.heads(op.heads, op.headDim, op.q.dim);
        m_check.rope(op.rope, op.headDim);
        m_check.tensor("q", op.q, op.q.dim);
    }

    void operator()(const KvFinish& op) {
        m_check.vector("norm", op.norm, op.kv.dim);
        m_check.rope(op.rope, op.kv.dim);
        m_check.tensor("kv", op.kv, op.kv.dim);
    }

    void operator()(const CacheCommit& op) {
        m_check.atLeast("ratio", op.ratio, 1);
        m_check.tensor("source", op.source, op.source.dim);
        if (op.ratio == 1)
            usePositions(op.cache, op.source.dim, 1, 0);
        else
            useEntries(op.cache, op.source.dim, op.ratio);
    }

    void operator()(const StateCommit& op) {
        m_check.atLeast("ratio", op.ratio, 1);
        m_check.matrix("ape", op.ape, op.ratio, op.kv.dim);
        m_check.tensor("kv", op.kv, op.kv.dim);
        m_check.tensor("score", op.score, op.kv.dim);
        usePositions(op.cache, uint64_t{2} * op.kv.dim, 1, 0);
    }

    void operator()(const Compress& op) {
        m_check.atLeast("ratio", op.ratio, 1);
        m_check.vector("norm", op.norm, op.out.dim);
        m_check.rope(op.rope, op.out.dim);
        if (op.hadamard)
            m_check.powerOfTwo("out", op.out.dim);
        m_check.tensor("out", op.out, op.out.dim);
        const uint64_t halves = op.overlap ? 2 : 1;
        usePositions(op.stateCache, 2 * halves * op.out.dim, op.ratio, halves * op.ratio);
    }

    void operator()(const IndexQuery& op) {
        m_check.heads(op.heads, op.headDim, op.q.dim);
        m_check.powerOfTwo("headDim", op.headDim);
        m_check.rope(op.rope, op.headDim);
        m_check.tensor("q", op.q, op.q.dim);
    }

    void operator()(const IndexSelect& op) {
        m_check.heads(op.heads, op.headDim, op.q.dim);
        m_check.atLeast("ratio", op.ratio, 1);
        m_check.atLeast("topK", op.topK, 1);
        m_check.tensor("q", op.q, op.q.dim);
        m_check.tensor("headWeights", op.headWeights, op.heads);
        m_check.tensor("selected", op.selected, op.topK);
        m_check.distinct("selected", op.selected, {op.q, op.headWeights});
        useEntries(op.cache, op.headDim, op.ratio);
    }

    void operator()(const Attention& op) {
        m_check.heads(op.heads, op.headDim, op.q.dim);
        m_check.vector("sinks", op.sinks, op.heads);
        m_check.atLeast("window", op.window, 1);
        m_check.tensor("q", op.q, op.q.dim);
        m_check.tensor("out", op.out, op.q.dim);
        m_check.distinct("out", op.out, {op.q});
        usePositions(op.rawCache, op.headDim, 1, op.window);
        if (op.compressedCache) {
            m_check.atLeast("ratio", op.ratio, 1);
            useEntries(*op.compressedCache, op.headDim, op.ratio);
        }
        if (!op.selected)
            return;
        if (!op.compressedCache)
            m_check.fail(ErrorCode::InvalidArgument, "selects entries, but names no compressed cache");
        m_check.tensor("selected", *op.selected, op.selected->dim);
        m_check.distinct("out", op.out, {*op.selected});
    }

    void operator()(const OutputFinish& op) {
        m_check.heads(op.heads, op.headDim, op.out.dim);
        m_check.rope(op.rope, op.headDim);
        m_check.tensor("out", op.out, op.out.dim);
    }

    void operator()(const Route& op) {
        const std::optional<WeightShape> gate = m_check.resources().weight(op.gate);
        const uint64_t experts = gate ? gate->rows : 0;
        m_check.matrix("gate", op.gate, experts, op.x.dim);
        m_check.atLeast("used", op.used, 1);
        m_check.atLeast("experts of the gate", experts, op.used);
        if (op.hashTable)
            needVocabulary(m_check.table("hashTable", *op.hashTable, op.used, true));
        else if (op.bias)
            m_check.vector("bias", *op.bias, experts);
        m_check.tensor("x", op.x, op.x.dim);
        m_check.tensor("ids", op.ids, op.used);
        m_check.tensor("weights", op.weights, op.used);
        m_check.distinct("ids", op.ids, {op.x, op.weights});
        m_check.distinct("weights", op.weights, {op.x});
    }

    void operator()(const FeedForward& op) {
        const std::optional<WeightShape> gate = m_check.resources().weight(op.gate);
        const uint64_t inner = gate ? gate->rows : 0;
        m_check.matrix("gate", op.gate, inner, op.x.dim);
        m_check.matrix("up", op.up, inner, op.x.dim);
        m_check.matrix("down", op.down, op.out.dim, inner);
        m_check.tensor("x", op.x, op.x.dim);
        m_check.tensor("out", op.out, op.out.dim);
        m_check.distinct("out", op.out, {op.x});
    }

    void operator()(const Experts& op) {
        const std::optional<ExpertShape> experts = m_check.resources().experts(op.table);
        if (!experts)
            return m_check.fail(ErrorCode::InvalidArgument, "names an expert table that does not exist");
        m_check.tensor("x", op.x, experts->gate.columns);
        m_check.tensor("ids", op.ids, op.ids.dim);
        m_check.tensor("weights", op.weights, op.ids.dim);
        m_check.tensor("out", op.out, experts->down.rows);
        m_check.distinct("out", op.out, {op.x, op.ids, op.weights});
    }

    void operator()(const Logits& op) {
        m_check.matrix("weight", op.weight, op.logits.dim, op.x.dim);
        m_check.tensor("x", op.x, op.x.dim, Extent::Outputs);
        m_check.tensor("logits", op.logits, op.logits.dim, Extent::Outputs);
        m_check.distinct("logits", op.logits, {op.x});
    }

private:
    uint64_t divide(const char* what, uint64_t dim, uint64_t parts) {
        if (parts != 0 && dim % parts == 0)
            return dim / parts;
        m_check.fail(ErrorCode::InvalidArgument,
                     std::format("{} has {} elements a row, which are not {} equal parts", what, dim, parts));
        return 0;
    }

    void needVocabulary(uint64_t rows) { m_contract.vocabulary = std::min(m_contract.vocabulary.value_or(rows), rows); }

    void usePositions(uint32_t cache, uint64_t dim, uint32_t ratio, uint64_t reach) {
        use({cache, static_cast<uint32_t>(dim), CacheUse::Index::Position, ratio, reach});
    }

    void useEntries(uint32_t cache, uint64_t dim, uint32_t ratio) {
        use({cache, static_cast<uint32_t>(dim), CacheUse::Index::Entry, ratio, 0});
    }

    /// Every step checks each use, so that equal ones are noted once.
    void use(const CacheUse& wanted) {
        const auto same = [&](const CacheUse& known) {
            return known.cache == wanted.cache && known.dim == wanted.dim && known.index == wanted.index &&
                   known.ratio == wanted.ratio && known.reach == wanted.reach;
        };
        if (std::ranges::none_of(m_contract.caches, same))
            m_contract.caches.push_back(wanted);
    }

    OpChecker& m_check;
    StepContract& m_contract;
};

}  // namespace

Result<StepContract> validateOps(std::span<const Op> ops, const RecordShape& shape, const Resources& resources) {
    if (shape.rows == 0)
        return makeError(ErrorCode::InvalidArgument, "recording for 0 rows, expected at least 1");
    StepContract contract{shape, std::nullopt, {}};
    for (size_t i = 0; i < ops.size(); ++i) {
        OpChecker checker(i, ops[i], shape, resources);
        std::visit(OpVisitor(checker, contract), ops[i]);
        LF_CHECK(checker.result());
    }
    return contract;
}

}  // namespace lanternfish::ops
