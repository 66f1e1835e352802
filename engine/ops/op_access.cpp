#include "engine/ops/op_access.h"

#include <algorithm>
#include <initializer_list>

namespace lanternfish::ops {

namespace {

struct AccessVisitor {
    OpAccess access;

    void reads(std::initializer_list<Tensor> tensors) {
        for (const Tensor& tensor : tensors)
            access.reads.push_back(tensor.buffer);
    }
    void writes(std::initializer_list<Tensor> tensors) {
        for (const Tensor& tensor : tensors)
            access.writes.push_back(tensor.buffer);
    }
    void changes(const Tensor& tensor) {
        reads({tensor});
        writes({tensor});
    }

    void operator()(const Embed& op) { writes({op.streams}); }
    void operator()(const HcPre& op) {
        reads({op.streams});
        writes({op.normed, op.post, op.comb});
    }
    void operator()(const HcPost& op) {
        reads({op.sublayer, op.post, op.comb});
        changes(op.streams);
    }
    void operator()(const HcHead& op) {
        reads({op.streams});
        writes({op.out});
    }
    void operator()(const RmsNorm& op) {
        reads({op.x});
        writes({op.y});
    }
    void operator()(const Linear& op) {
        reads({op.x});
        writes({op.y});
    }
    void operator()(const QFinish& op) { changes(op.q); }
    void operator()(const KvFinish& op) { changes(op.kv); }
    void operator()(const CacheCommit& op) {
        reads({op.source});
        access.writtenCaches.push_back(op.cache);
    }
    void operator()(const StateCommit& op) {
        reads({op.kv, op.score});
        access.writtenCaches.push_back(op.cache);
    }
    void operator()(const Compress& op) {
        access.readCaches.push_back(op.stateCache);
        changes(op.out);  // Rows that close no window keep theirs.
    }
    void operator()(const IndexQuery& op) { changes(op.q); }
    void operator()(const IndexSelect& op) {
        reads({op.q, op.headWeights});
        access.readCaches.push_back(op.cache);
        writes({op.selected});
    }
    void operator()(const Attention& op) {
        reads({op.q});
        access.readCaches.push_back(op.rawCache);
        if (op.compressedCache)
            access.readCaches.push_back(*op.compressedCache);
        if (op.selected)
            reads({*op.selected});
        writes({op.out});
    }
    void operator()(const OutputFinish& op) { changes(op.out); }
    void operator()(const Route& op) {
        reads({op.x});
        writes({op.ids, op.weights});
    }
    void operator()(const FeedForward& op) {
        reads({op.x});
        writes({op.out});
    }
    void operator()(const Experts& op) {
        reads({op.x, op.ids, op.weights});
        changes(op.out);
    }
    void operator()(const Logits& op) {
        reads({op.x});
        writes({op.logits});
    }
};

template <class T>
bool meet(const std::vector<T>& a, const std::vector<T>& b) {
    return std::ranges::any_of(a, [&](T each) { return std::ranges::contains(b, each); });
}

}  // namespace

OpAccess accessOf(const Op& op) {
    AccessVisitor visitor;
    std::visit(visitor, op);
    return std::move(visitor.access);
}

bool depends(const OpAccess& later, const OpAccess& earlier) {
    return meet(later.reads, earlier.writes) || meet(later.writes, earlier.writes) ||
           meet(later.writes, earlier.reads) || meet(later.readCaches, earlier.writtenCaches) ||
           meet(later.writtenCaches, earlier.writtenCaches) || meet(later.writtenCaches, earlier.readCaches);
}

void join(OpAccess& into, const OpAccess& other) {
    const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    append(into.reads, other.reads);
    append(into.writes, other.writes);
    append(into.readCaches, other.readCaches);
    append(into.writtenCaches, other.writtenCaches);
}

}  // namespace lanternfish::ops
