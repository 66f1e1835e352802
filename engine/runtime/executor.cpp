#include "engine/runtime/executor.h"

#include <algorithm>

namespace lanternfish::runtime {

namespace {
// Going back this far covers editing the last message and dropping a turn's reasoning without a new prefill.
constexpr uint32_t kLeastRollback = 256;

std::optional<RecordedWork> workOf(std::span<const std::unique_ptr<ops::Recording>> segments) {
    RecordedWork sum;
    for (const std::unique_ptr<ops::Recording>& segment : segments) {
        const std::optional<RecordedWork> work = segment->work();
        if (!work)
            return std::nullopt;
        sum.dispatches += work->dispatches;
        sum.barriers += work->barriers;
        sum.leastBytes += work->leastBytes;
        sum.movedBytes += work->movedBytes;
    }
    return sum;
}
}  // namespace

Executor::Executor(std::unique_ptr<ops::Backend> backend, const model::ModelConfig& config,
                   const ExecutorOptions& options)
    : m_constants(std::make_unique<model::ComputedConstants>()),
      m_backend(std::move(backend)),
      m_config(config),
      m_options(options),
      m_slack(std::max(options.chunk, kLeastRollback)),
      m_cachePlan(model::planCaches(config, options.numerics, m_slack, options.contextLimit)) {}

Result<std::unique_ptr<Executor>> Executor::create(std::unique_ptr<ops::Backend> backend,
                                                   const model::ModelConfig& config, const model::ModelTensors& tensors,
                                                   const ExecutorOptions& options, const Progress& progress) {
    std::unique_ptr<Executor> executor(new Executor(std::move(backend), config, options));
    executor->m_constants->plainFrequencies = model::ropeFrequencies(config, false);
    if (config.hasCompression())
        executor->m_constants->compressedFrequencies = model::ropeFrequencies(config, true);
    LF_TRY(executor->m_weights,
           model::addWeights(*executor->m_backend, config, tensors, *executor->m_constants, progress));
    LF_CHECK(executor->allocate(1));
    // Both shapes are recorded now: what a backend can't do shows while loading, not in the middle of an answer.
    LF_CHECK(executor->passFor(1));
    LF_CHECK(executor->passFor(options.chunk));
    return executor;
}

Result<void> Executor::allocate(uint32_t outputs) {
    m_passes.clear();
    if (m_outputs != 0)
        model::releaseActivations(*m_backend, m_config, m_activations);
    m_outputs = 0;
    LF_TRY(m_activations, model::createActivations(*m_backend, m_config, m_options.chunk, outputs));
    m_outputs = outputs;
    return {};
}

Result<const Executor::Pass*> Executor::passFor(uint32_t rows) {
    // Two shapes: one token, and everything larger.
    const uint32_t shapeRows = rows == 1 ? 1 : m_options.chunk;
    for (const Pass& pass : m_passes)
        if (pass.rows == shapeRows)
            return &pass;
    Pass pass;
    pass.rows = shapeRows;
    const auto segments = model::buildSchedule(m_config, m_weights, m_cachePlan, m_activations, {m_options.numerics});
    for (const std::vector<ops::Op>& ops : segments) {
        LF_TRY(auto recording, m_backend->record(ops, {shapeRows, std::min(shapeRows, m_outputs), m_options.math}));
        pass.segments.push_back(std::move(recording));
    }
    m_passes.reserve(2);  // Pointers to the passes stay valid.
    return &m_passes.emplace_back(std::move(pass));
}

Result<std::span<const float>> Executor::run(const ops::Step& step, std::stop_token stop) {
    const auto outputs = static_cast<uint32_t>(step.outputs.size());
    if (outputs > m_outputs)
        LF_CHECK(allocate(m_options.chunk));
    LF_TRY(const Pass* const pass, passFor(static_cast<uint32_t>(step.rows.size())));
    // The last segment turns output rows into logits.
    const size_t segments = pass->segments.size() - (outputs == 0 ? 1 : 0);
    m_lastWork.reset();
    for (size_t index = 0; index < segments; ++index)
        LF_CHECK(m_backend->submit(*pass->segments[index], step, stop));
    m_lastWork = workOf(std::span(pass->segments).first(segments));
    if (outputs == 0) {
        LF_CHECK(m_backend->wait());
        return std::span<const float>{};
    }
    m_logits.resize(uint64_t{outputs} * m_config.vocabulary);
    LF_CHECK(m_backend->download(m_activations.logits.buffer, std::as_writable_bytes(std::span(m_logits))));
    return std::span<const float>(m_logits);
}

}  // namespace lanternfish::runtime
