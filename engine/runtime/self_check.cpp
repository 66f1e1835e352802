#include "engine/runtime/self_check.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <map>
#include <optional>

#include "engine/model/schedule.h"
#include "engine/ops/reference/reference_backend.h"
#include "engine/runtime/synthetic_model.h"

namespace lanternfish::runtime {

namespace {

constexpr uint32_t kRows = 48;  // Of one step: windows of 4 and 32 close in it, the ring of 32 wraps.
constexpr uint32_t kSteps = 2;

/// How the made-up model is run.
struct Pace {
    const char* name = "";
    uint32_t rows = kRows;  ///< Of a step.
    uint32_t steps = kSteps;
    MathClass math = MathClass::Exact;
    bool whole = false;  ///< A segment of ops in one recording, as models run them, else one op at a time.

    uint32_t mostRows() const { return std::max(rows, kRows); }
    uint32_t mostTokens() const { return std::max(rows * steps, kRows * kSteps); }
};
constexpr Pace kChunks{"chunks"};
// What a prompt is read with where the fast class is chosen: as many rows as a backend may want before it multiplies by
// the library of a device.
constexpr Pace kFastChunks{"fast chunks", 128, 1, MathClass::Fast};
constexpr Pace kChunk{"chunk", kRows, 1};
// What an answer is made of. Windows of 4 close in it.
constexpr Pace kDecode{"decode", 1, 8, MathClass::Fast};
constexpr Pace kWholeDecode{"whole decode", 1, 33, MathClass::Fast, true};
// A sum of n products in f32 is off by about sqrt(n) half-ulps: 16 * 6e-8 for n = 256; all ops of a layer one after the
// other by no more (2e-7 was measured). Kernels that round activations to 8 bits are off by 1e-2, a wrong formula by
// 1e-1 and more.
constexpr double kExactBound = 1e-5;
// A mixture next to a tie of its bf16 rounding may go either way: 2^-8 in one channel of an entry, which is a tenth of
// this over all channels.
constexpr double kTieBound = 1e-3;
// Where a value stands between two codes of a packed cache, f32 noise may choose the other: a step of 1/16, in perhaps
// one element of ten thousand.
constexpr double kPackedBound = 2e-3;
// Kernels of the fast class may round activations to 8 bits: 0.5 % of each product, three products deep in experts.
constexpr double kFastBound = 5e-2;
// The same for choices between near equals.
constexpr double kChoiceBound = 0.01;

struct Writes {
    std::vector<ops::Tensor> tensors;
    std::vector<ops::Tensor> choices;  // i32
    std::vector<uint32_t> caches;
};

/// What an op writes.
struct WritesOf {
    Writes operator()(const ops::Embed& op) const { return {{op.streams}, {}, {}}; }
    Writes operator()(const ops::HcPre& op) const { return {{op.normed, op.post, op.comb}, {}, {}}; }
    Writes operator()(const ops::HcPost& op) const { return {{op.streams}, {}, {}}; }
    Writes operator()(const ops::HcHead& op) const { return {{op.out}, {}, {}}; }
    Writes operator()(const ops::RmsNorm& op) const { return {{op.y}, {}, {}}; }
    Writes operator()(const ops::Linear& op) const { return {{op.y}, {}, {}}; }
    Writes operator()(const ops::QFinish& op) const { return {{op.q}, {}, {}}; }
    Writes operator()(const ops::KvFinish& op) const { return {{op.kv}, {}, {}}; }
    Writes operator()(const ops::CacheCommit& op) const { return {{}, {}, {op.cache}}; }
    Writes operator()(const ops::StateCommit& op) const { return {{}, {}, {op.cache}}; }
    Writes operator()(const ops::Compress& op) const { return {{op.out}, {}, {}}; }
    Writes operator()(const ops::IndexQuery& op) const { return {{op.q}, {}, {}}; }
    Writes operator()(const ops::IndexSelect& op) const { return {{}, {op.selected}, {}}; }
    Writes operator()(const ops::Attention& op) const { return {{op.out}, {}, {}}; }
    Writes operator()(const ops::OutputFinish& op) const { return {{op.out}, {}, {}}; }
    Writes operator()(const ops::Route& op) const { return {{op.weights}, {op.ids}, {}}; }
    Writes operator()(const ops::FeedForward& op) const { return {{op.out}, {}, {}}; }
    Writes operator()(const ops::Experts& op) const { return {{op.out}, {}, {}}; }
    Writes operator()(const ops::Logits& op) const { return {{op.logits}, {}, {}}; }
};

/// The made-up model with its state on one backend.
struct Side {
    ops::Backend* backend = nullptr;
    model::ModelWeights weights;
    model::Activations activations;
    ops::SequenceCaches caches;
    std::vector<ops::Op> ops;
    std::vector<size_t> segmentEnds;
    uint32_t tokens = 0;

    Result<void> prepare(ops::Backend& on, const SyntheticModel& synthetic, const model::CachePlan& plan,
                         const model::ComputedConstants& constants, CacheNumerics numerics, const Pace& pace) {
        backend = &on;
        tokens = pace.mostTokens();
        LF_TRY(weights, model::addWeights(on, synthetic.config(), synthetic.tensors(), constants));
        LF_TRY(activations, model::createActivations(on, synthetic.config(), pace.mostRows(), pace.mostRows()));
        for (const model::PlannedCache& planned : plan.caches) {
            LF_TRY(const ops::CacheId id, on.createCache(planned.spec));
            caches.caches.push_back(id);
            if (planned.ratio != 0 && planned.spec.capacity < tokens / planned.ratio)
                LF_CHECK(on.growCache(id, tokens / planned.ratio));
        }
        for (auto& segment : model::buildSchedule(synthetic.config(), weights, plan, activations, {numerics})) {
            ops.insert(ops.end(), segment.begin(), segment.end());
            segmentEnds.push_back(ops.size());
        }
        return {};
    }

    void release(const SyntheticModel& synthetic) {
        if (backend == nullptr)
            return;
        model::releaseActivations(*backend, synthetic.config(), activations);
        for (const ops::CacheId id : caches.caches)
            backend->releaseCache(id);
    }

    Result<void> run(size_t first, size_t count, MathClass math, std::span<const ops::Row> rows,
                     std::span<const uint32_t> outputs) {
        const auto shape = static_cast<uint32_t>(rows.size());
        LF_TRY(const auto recording, backend->record(std::span(ops).subspan(first, count), {shape, shape, math}));
        const ops::SequenceCaches* const sequences[] = {&caches};
        LF_CHECK(backend->submit(*recording, {rows, outputs, sequences}, {}));
        return backend->wait();
    }

    Result<std::vector<float>> read(const ops::Tensor& tensor, uint32_t rows) {
        std::vector<float> values(uint64_t{rows} * tensor.dim);
        LF_CHECK(backend->download(tensor.buffer, std::as_writable_bytes(std::span(values))));
        return values;
    }

    Result<std::vector<float>> readCache(uint32_t cache, const model::CachePlan& plan) {
        const model::PlannedCache& planned = plan.caches[cache];
        const uint32_t rows = planned.ratio == 0 ? planned.spec.capacity : tokens / planned.ratio;
        std::vector<float> values(uint64_t{rows} * planned.spec.dim);
        LF_CHECK(backend->readCache(caches.caches[cache], 0, values));
        return values;
    }
};

double relativeError(std::span<const float> found, std::span<const float> expected) {
    double differences = 0, squares = 0;
    for (size_t index = 0; index < expected.size(); ++index) {
        const double difference = double{found[index]} - expected[index];
        differences += difference * difference;
        squares += double{expected[index]} * expected[index];
    }
    if (!std::isfinite(differences))
        return INFINITY;
    return squares > 0 ? std::sqrt(differences / squares) : std::sqrt(differences);
}

double differentShare(std::span<const float> found, std::span<const float> expected) {
    size_t different = 0;
    for (size_t index = 0; index < expected.size(); ++index)
        different += std::bit_cast<int32_t>(found[index]) != std::bit_cast<int32_t>(expected[index]) ? 1 : 0;
    return static_cast<double>(different) / static_cast<double>(expected.size());
}

/// The worst that one op did, over all its places in the model.
struct Worst {
    double error = 0;
    double bound = 0;
    std::optional<Error> failure;

    bool ok() const { return !failure && error <= bound; }

    void note(double found, double limit) {
        if (found / limit >= (bound > 0 ? error / bound : -1)) {
            error = found;
            bound = limit;
        }
    }
};

class Comparison {
public:
    Comparison(Side& device, Side& reference, const model::CachePlan& plan, bool packed, const Pace& pace)
        : m_device(device), m_reference(reference), m_plan(plan), m_packed(packed), m_pace(pace) {}

    /// `count` ops from `first` on.
    Result<void> run(size_t first, size_t count, std::span<const ops::Row> rows, std::span<const uint32_t> outputs,
                     Worst& worst) {
        LF_CHECK(m_reference.run(first, count, MathClass::Exact, rows, outputs));
        if (auto ran = m_device.run(first, count, m_pace.math, rows, outputs); !ran)
            worst.failure = std::move(ran).error();
        for (size_t op = first; op < first + count; ++op)
            LF_CHECK(compareWrites(op, worst));
        return {};
    }

private:
    Result<void> compareWrites(size_t op, Worst& worst) {
        const Writes device = std::visit(WritesOf{}, m_device.ops[op]);
        const Writes reference = std::visit(WritesOf{}, m_reference.ops[op]);
        const double bound = boundOf(m_device.ops[op]);
        for (size_t index = 0; index < device.tensors.size(); ++index)
            LF_CHECK(compare(device.tensors[index], reference.tensors[index], &relativeError, bound, worst));
        for (size_t index = 0; index < device.choices.size(); ++index)
            LF_CHECK(compare(device.choices[index], reference.choices[index], &differentShare, kChoiceBound, worst));
        for (const uint32_t cache : device.caches)
            LF_CHECK(compareCache(cache, worst));
        return {};
    }

    double boundOf(const ops::Op& op) const {
        const bool products = std::holds_alternative<ops::Linear>(op) || std::holds_alternative<ops::FeedForward>(op) ||
                              std::holds_alternative<ops::Experts>(op) || std::holds_alternative<ops::Logits>(op);
        if (m_pace.math == MathClass::Fast && products)
            return kFastBound;
        const auto* const compress = std::get_if<ops::Compress>(&op);
        return compress != nullptr && compress->roundMixture ? kTieBound : kExactBound;
    }

    /// Afterwards the device holds what the reference wrote.
    template <class Measure>
    Result<void> compare(const ops::Tensor& device, const ops::Tensor& reference, Measure measure, double bound,
                         Worst& worst) {
        LF_TRY(const std::vector<float> expected, m_reference.read(reference, m_pace.rows));
        LF_TRY(const std::vector<float> found, m_device.read(device, m_pace.rows));
        worst.note(measure(found, expected), bound);
        return m_device.backend->upload(device.buffer, std::as_bytes(std::span(expected)));
    }

    Result<void> compareCache(uint32_t cache, Worst& worst) {
        LF_TRY(const std::vector<float> expected, m_reference.readCache(cache, m_plan));
        LF_TRY(const std::vector<float> found, m_device.readCache(cache, m_plan));
        const bool rounds = m_packed && m_plan.caches[cache].spec.codec != ops::CacheCodec::F32;
        worst.note(relativeError(found, expected), rounds ? kPackedBound : kExactBound);
        return m_device.backend->writeCache(m_device.caches.caches[cache], 0, expected);
    }

    Side& m_device;
    Side& m_reference;
    const model::CachePlan& m_plan;
    const bool m_packed;
    const Pace m_pace;
};

Result<void> checkMix(ops::Backend& backend, ops::Backend& right, const TypeMix& types, CacheNumerics numerics,
                      const Pace& pace, std::map<std::string, Worst>& verdicts) {
    const SyntheticModel synthetic(types, 1);
    const model::CachePlan plan = model::planCaches(synthetic.config(), numerics, pace.mostRows(), pace.mostTokens());
    const model::ComputedConstants constants{model::ropeFrequencies(synthetic.config(), false),
                                             model::ropeFrequencies(synthetic.config(), true)};
    Side device, reference;
    Result<void> outcome = device.prepare(backend, synthetic, plan, constants, numerics, pace);
    if (outcome)
        outcome = reference.prepare(right, synthetic, plan, constants, numerics, pace);
    Comparison comparison(device, reference, plan, numerics == CacheNumerics::Packed, pace);
    for (uint32_t step = 0; outcome && step < pace.steps; ++step) {
        std::vector<ops::Row> rows(pace.rows);
        std::vector<uint32_t> outputs(pace.rows);
        for (uint32_t row = 0; row < pace.rows; ++row) {
            rows[row] = {0, step * pace.rows + row, static_cast<int32_t>((step * pace.rows + row) * 7 % 512)};
            outputs[row] = row;
        }
        if (pace.whole) {
            size_t first = 0;
            for (const size_t end : device.segmentEnds) {
                if (outcome)
                    outcome = comparison.run(first, end - first, rows, outputs, verdicts["all ops of a layer"]);
                first = end;
            }
            continue;
        }
        for (size_t op = 0; outcome && op < device.ops.size(); ++op)
            outcome = comparison.run(op, 1, rows, outputs, verdicts[ops::opName(device.ops[op])]);
    }
    device.release(synthetic);
    reference.release(synthetic);
    return outcome;
}

}  // namespace

std::vector<OpVerdict> checkBackend(ops::Backend& device) {
    std::vector<OpVerdict> report;
    const auto check = [&](const TypeMix& types, CacheNumerics numerics, const Pace& pace) {
        const char* const caches = numerics == CacheNumerics::Packed ? "packed" : "plain";
        std::map<std::string, Worst> verdicts;
        const std::unique_ptr<ops::Backend> reference = ops::createReferenceBackend();
        if (auto outcome = checkMix(device, *reference, types, numerics, pace, verdicts); !outcome)
            report.push_back({std::format("all ops, {}, {} caches, {}", types.name, caches, pace.name), false,
                              describe(outcome.error())});
        for (const auto& [op, worst] : verdicts) {
            report.push_back({std::format("{}, {}, {} caches, {}", op, types.name, caches, pace.name), worst.ok(),
                              worst.failure ? describe(*worst.failure)
                                            : std::format("error {:.2g}, bound {:.2g}", worst.error, worst.bound)});
        }
    };
    // Plain caches touch fewer ops, and no weight type differently.
    check(typeMixes().front(), CacheNumerics::Plain, kChunks);
    for (const TypeMix& types : typeMixes()) {
        check(types, CacheNumerics::Packed, kChunks);
        check(types, CacheNumerics::Packed, kFastChunks);
        check(types, CacheNumerics::Packed, kDecode);
    }
    // Kernels that do the work of several ops: what is wrong with one op alone shows here as well. Without rounding of
    // caches and activations the bound can be narrow.
    if (std::ranges::all_of(report, &OpVerdict::ok))
        check(typeMixes().front(), CacheNumerics::Plain, kWholeDecode);
    return report;
}

std::expected<void, DeviceProblem> checkForUse(ops::Backend& device, ops::Backend& right, const Progress& progress) {
    const auto check = [&](const TypeMix& types, CacheNumerics numerics,
                           const Pace& pace) -> std::expected<void, DeviceProblem> {
        std::map<std::string, Worst> verdicts;
        if (auto outcome = checkMix(device, right, types, numerics, pace, verdicts); !outcome)
            return std::unexpected(FailedSelfCheck{{}, std::move(outcome).error()});
        WrongResults wrong;
        for (const auto& [op, worst] : verdicts) {
            if (worst.failure)
                return std::unexpected(FailedSelfCheck{op, *worst.failure});
            if (!worst.ok())
                wrong.ops.push_back(op);
        }
        if (!wrong.ops.empty())
            return std::unexpected(std::move(wrong));
        return {};
    };
    constexpr Pace kPaces[] = {kChunk, kFastChunks, kDecode};
    const auto total = static_cast<uint32_t>(typeMixes().size() * std::size(kPaces) + 1);
    uint32_t done = 0;
    for (const TypeMix& types : typeMixes()) {
        for (const Pace& pace : kPaces) {
            progress(done++, total);
            LF_CHECK(check(types, CacheNumerics::Packed, pace));
        }
    }
    progress(done, total);
    return check(typeMixes().front(), CacheNumerics::Plain, kWholeDecode);
}

}  // namespace lanternfish::runtime
