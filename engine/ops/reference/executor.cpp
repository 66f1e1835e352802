#include "engine/ops/reference/executor.h"

#include <algorithm>
#include <cstring>
#include <format>
#include <type_traits>

#include "engine/ops/reference/attention.h"
#include "engine/ops/reference/experts.h"
#include "engine/ops/reference/hyper_connection.h"
#include "engine/quant/cache_codec.h"
#include "engine/quant/half.h"

namespace lanternfish::ops::reference {

template <class Body>
Result<void> Executor::forRows(Extent extent, Body&& body) {
    const size_t count = extent == Extent::Rows ? m_step.rows.size() : m_step.outputs.size();
    for (size_t i = 0; i < count; ++i) {
        if (m_stop.stop_requested())
            return makeError(ErrorCode::Cancelled, "cancelled");
        if constexpr (std::is_void_v<decltype(body(i))>)
            body(i);
        else
            LF_CHECK(body(i));
    }
    return {};
}

Result<void> Executor::run(const Op& op) {
    return std::visit([&](const auto& known) { return execute(known); }, op);
}

std::span<float> Executor::floats(const Tensor& tensor, size_t row) {
    return std::span(m_memory.bufferAt(tensor.buffer)).subspan(row * tensor.dim, tensor.dim);
}

int32_t Executor::integer(const Tensor& tensor, size_t row, size_t i) {
    int32_t value;
    std::memcpy(&value, &floats(tensor, row)[i], sizeof(value));
    return value;
}

void Executor::setInteger(const Tensor& tensor, size_t row, size_t i, int32_t value) {
    std::memcpy(&floats(tensor, row)[i], &value, sizeof(value));
}

Cache& Executor::cache(const Row& row, uint32_t number) {
    return m_memory.cacheAt(m_step.sequences[row.sequence]->caches[number]);
}

// ---- streams

Result<void> Executor::execute(const Embed& op) {
    const Matrix table = matrix(op.table);
    return forRows(Extent::Rows, [&](size_t r) {
        const std::span<const float> embedding = table.row(static_cast<uint64_t>(m_step.rows[r].token));
        const std::span<float> streams = floats(op.streams, r);
        for (uint32_t s = 0; s < op.streamCount; ++s)
            std::ranges::copy(embedding, streams.begin() + static_cast<ptrdiff_t>(s * table.columns));
    });
}

Result<void> Executor::execute(const HcPre& op) {
    const Matrix fn = matrix(op.fn);
    return forRows(Extent::Rows, [&](size_t r) {
        const Vector streams = widen(floats(op.streams, r));
        const Vector m = hyperProject(fn, streams, op.normEps);
        const HyperMix mix =
            hyperMix(m, vector(op.base), vector(op.scale), op.streamCount, op.sinkhornIterations, op.hcEps);
        Vector normed = collapse(mix.pre, streams);
        rmsNorm(normed, op.normEps, vector(op.norm));
        narrow(normed, floats(op.normed, r));
        narrow(mix.post, floats(op.post, r));
        narrow(mix.comb, floats(op.comb, r));
    });
}

Result<void> Executor::execute(const HcPost& op) {
    return forRows(Extent::Rows, [&](size_t r) {
        hyperExpand(floats(op.sublayer, r), floats(op.post, r), floats(op.comb, r), floats(op.streams, r));
    });
}

Result<void> Executor::execute(const HcHead& op) {
    const Matrix fn = matrix(op.fn);
    return forRows(Extent::Outputs, [&](size_t i) {
        const Vector streams = widen(floats(op.streams, m_step.outputs[i]));
        const Vector m = hyperProject(fn, streams, op.normEps);
        Vector x = collapse(headMix(m, vector(op.base), vector(op.scale)[0], op.hcEps), streams);
        rmsNorm(x, op.normEps, vector(op.norm));
        narrow(x, floats(op.out, i));
    });
}

// ---- projections

Result<void> Executor::execute(const RmsNorm& op) {
    return forRows(op.x.extent, [&](size_t r) {
        Vector x = widen(floats(op.x, r));
        rmsNorm(x, op.eps, vector(op.weight));
        narrow(x, floats(op.y, r));
    });
}

Result<void> Executor::execute(const Linear& op) {
    const Matrix weight = matrix(op.weight);
    const uint64_t out = weight.rows / op.groups;
    return forRows(op.x.extent, [&](size_t r) {
        const Vector x = widen(floats(op.x, r));
        for (uint64_t g = 0; g < op.groups; ++g) {
            const std::span<const double> group = std::span(x).subspan(g * weight.columns, weight.columns);
            narrow(multiply(weight.slice(g * out, out), group), floats(op.y, r).subspan(g * out, out));
        }
    });
}

Result<void> Executor::execute(const Logits& op) {
    const Matrix weight = matrix(op.weight);
    return forRows(Extent::Outputs,
                   [&](size_t i) { narrow(multiply(weight, widen(floats(op.x, i))), floats(op.logits, i)); });
}

// ---- attention

Result<void> Executor::execute(const QFinish& op) {
    return forRows(Extent::Rows, [&](size_t r) {
        for (uint32_t h = 0; h < op.heads; ++h) {
            const std::span<float> head = floats(op.q, r).subspan(h * op.headDim, op.headDim);
            Vector x = widen(head);
            rmsNorm(x, op.eps, {});
            rope(x, vector(op.rope.frequencies), m_step.rows[r].position, Direction::Forward);
            narrow(x, head);
        }
    });
}

Result<void> Executor::execute(const KvFinish& op) {
    return forRows(Extent::Rows, [&](size_t r) {
        Vector x = widen(floats(op.kv, r));
        rmsNorm(x, op.eps, vector(op.norm));
        rope(x, vector(op.rope.frequencies), m_step.rows[r].position, Direction::Forward);
        narrow(x, floats(op.kv, r));
    });
}

Result<void> Executor::execute(const OutputFinish& op) {
    return forRows(Extent::Rows, [&](size_t r) {
        for (uint32_t h = 0; h < op.heads; ++h) {
            const std::span<float> head = floats(op.out, r).subspan(h * op.headDim, op.headDim);
            Vector x = widen(head);
            rope(x, vector(op.rope.frequencies), m_step.rows[r].position, Direction::Inverse);
            narrow(x, head);
        }
    });
}

Result<void> Executor::execute(const CacheCommit& op) {
    return forRows(Extent::Rows, [&](size_t r) {
        const Row& row = m_step.rows[r];
        if ((uint64_t{row.position} + 1) % op.ratio == 0)
            cache(row, op.cache).store(row.position / op.ratio, floats(op.source, r));
    });
}

Result<void> Executor::execute(const StateCommit& op) {
    const Matrix ape = matrix(op.ape);
    return forRows(Extent::Rows, [&](size_t r) {
        const Row& row = m_step.rows[r];
        const std::span<const float> added = ape.row(row.position % op.ratio);
        const std::span<const float> kv = floats(op.kv, r), score = floats(op.score, r);
        std::vector<float> state(kv.begin(), kv.end());
        for (size_t c = 0; c < score.size(); ++c)
            state.push_back(score[c] + added[c]);
        cache(row, op.cache).store(row.position, state);
    });
}

Result<void> Executor::execute(const Compress& op) {
    const size_t d = op.out.dim;
    const size_t channels = op.overlap ? 2 * d : d;
    return forRows(Extent::Rows, [&](size_t r) {
        const Row& row = m_step.rows[r];
        if ((uint64_t{row.position} + 1) % op.ratio != 0)
            return;
        const uint64_t begin = row.position / op.ratio * op.ratio;
        Cache& states = cache(row, op.stateCache);
        std::vector<Slot> slots;
        const auto addWindow = [&](uint64_t first, size_t half) {
            for (uint64_t p = first; p < first + op.ratio; ++p) {
                const std::span<const float> state = states.row(p);
                slots.push_back({state.subspan(half, d), state.subspan(channels + half, d)});
            }
        };
        if (op.overlap && begin > 0)
            addWindow(begin - op.ratio, 0);
        addWindow(begin, op.overlap ? d : 0);

        Vector entry = mixSlots(slots);
        if (op.roundMixture)
            for (double& value : entry)
                value = quant::roundToBfloat16(static_cast<float>(value));
        rmsNorm(entry, op.eps, vector(op.norm));
        rope(entry, vector(op.rope.frequencies), begin, Direction::Forward);
        if (op.hadamard)
            hadamard(entry);
        narrow(entry, floats(op.out, r));
    });
}

Result<void> Executor::execute(const IndexQuery& op) {
    return forRows(Extent::Rows, [&](size_t r) {
        for (uint32_t h = 0; h < op.heads; ++h) {
            const std::span<float> head = floats(op.q, r).subspan(h * op.headDim, op.headDim);
            Vector x = widen(head);
            rope(x, vector(op.rope.frequencies), m_step.rows[r].position, Direction::Forward);
            hadamard(x);
            narrow(x, head);
            if (op.quantise)
                quant::roundIndexRow(head);
        }
    });
}

Result<void> Executor::execute(const IndexSelect& op) {
    return forRows(Extent::Rows, [&](size_t r) {
        const Row& row = m_step.rows[r];
        const uint64_t visible = (uint64_t{row.position} + 1) / op.ratio;
        Vector scores(visible);
        if (visible > op.topK)
            for (uint64_t j = 0; j < visible; ++j)
                scores[j] =
                    indexScore(floats(op.q, r), floats(op.headWeights, r), op.scale, cache(row, op.cache).row(j));
        std::vector<uint32_t> selected = largest(scores, op.topK);
        std::ranges::sort(selected);
        for (size_t i = 0; i < op.topK; ++i)
            setInteger(op.selected, r, i, i < selected.size() ? static_cast<int32_t>(selected[i]) : -1);
    });
}

Result<void> Executor::execute(const Attention& op) {
    return forRows(Extent::Rows, [&](size_t r) -> Result<void> {
        const Row& row = m_step.rows[r];
        const uint64_t end = uint64_t{row.position} + 1;
        std::vector<Key> keys;
        for (uint64_t p = end - std::min<uint64_t>(end, op.window); p < end; ++p)
            keys.push_back(cache(row, op.rawCache).row(p));
        if (op.compressedCache) {
            const uint64_t visible = end / op.ratio;
            Cache& entries = cache(row, *op.compressedCache);
            for (uint64_t i = 0; i < (op.selected ? op.selected->dim : visible); ++i) {
                const int64_t j = op.selected ? integer(*op.selected, r, i) : static_cast<int64_t>(i);
                if (j == -1)
                    continue;
                if (j < 0 || j >= static_cast<int64_t>(visible))
                    return makeError(ErrorCode::InvalidArgument,
                                     std::format("row {} selects entry {}, {} are visible", r, j, visible));
                keys.push_back(entries.row(static_cast<uint64_t>(j)));
            }
        }
        for (uint32_t h = 0; h < op.heads; ++h)
            attendHead(floats(op.q, r).subspan(h * op.headDim, op.headDim), keys, op.scale, vector(op.sinks)[h],
                       floats(op.out, r).subspan(h * op.headDim, op.headDim));
        return {};
    });
}

// ---- experts

Result<void> Executor::execute(const Route& op) {
    const Matrix gate = matrix(op.gate);
    return forRows(Extent::Rows, [&](size_t r) -> Result<void> {
        Vector scores = multiply(gate, widen(floats(op.x, r)));
        std::ranges::transform(scores, scores.begin(), routerScore);
        std::vector<uint32_t> ids;
        if (op.hashTable) {
            const std::span<const int32_t> table = m_memory.weightAt(*op.hashTable).integers;
            for (const int32_t id : table.subspan(static_cast<size_t>(m_step.rows[r].token) * op.used, op.used)) {
                if (id < 0 || static_cast<uint64_t>(id) >= gate.rows)
                    return makeError(ErrorCode::InvalidArgument,
                                     std::format("the hash table gives token {} expert {}, expected 0 to {}",
                                                 m_step.rows[r].token, id, gate.rows - 1));
                ids.push_back(static_cast<uint32_t>(id));
            }
        } else {
            Vector biased = scores;
            for (size_t e = 0; op.bias && e < biased.size(); ++e)
                biased[e] += vector(*op.bias)[e];
            ids = largest(biased, op.used);
        }
        for (size_t k = 0; k < ids.size(); ++k)
            setInteger(op.ids, r, k, static_cast<int32_t>(ids[k]));
        narrow(routerWeights(scores, ids, op.normalise, op.scale), floats(op.weights, r));
        return {};
    });
}

Result<void> Executor::execute(const FeedForward& op) {
    return forRows(Extent::Rows, [&](size_t r) {
        narrow(feedForward(floats(op.x, r), matrix(op.gate), matrix(op.up), matrix(op.down), op.limit),
               floats(op.out, r));
    });
}

Result<void> Executor::execute(const Experts& op) {
    const ExpertWeights& table = m_memory.expertsAt(op.table);
    return forRows(Extent::Rows, [&](size_t r) {
        Vector sum = widen(floats(op.out, r));
        for (size_t k = 0; k < op.ids.dim; ++k) {
            const int32_t id = integer(op.ids, r, k);
            if (id < 0 || static_cast<uint64_t>(id) >= table.gate.slices)
                continue;
            const auto expert = static_cast<uint64_t>(id);
            const Vector y = feedForward(floats(op.x, r), table.gate.slice(expert), table.up.slice(expert),
                                         table.down.slice(expert), op.limit);
            for (size_t d = 0; d < sum.size(); ++d)
                sum[d] += floats(op.weights, r)[k] * y[d];
        }
        narrow(sum, floats(op.out, r));
    });
}

}  // namespace lanternfish::ops::reference
