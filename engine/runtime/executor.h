#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/base/progress.h"
#include "engine/model/schedule.h"
#include "engine/model/weights.h"
#include "engine/ops/backend.h"

namespace lanternfish::runtime {

struct ExecutorOptions {
    CacheNumerics numerics = CacheNumerics::Packed;
    MathClass math = MathClass::Exact;
    uint32_t chunk = 512;       ///< Most rows of a step.
    uint32_t contextLimit = 1;  ///< Most tokens of a sequence.
};

/// Runs forward passes of one model on one backend: owns the weights there, the activations and the recordings, which
/// all sessions share. Thread: one at a time.
class Executor {
public:
    /// progress: of the weights, in layers. Errors: those of the backend.
    static Result<std::unique_ptr<Executor>> create(std::unique_ptr<ops::Backend> backend,
                                                    const model::ModelConfig& config,
                                                    const model::ModelTensors& tensors, const ExecutorOptions& options,
                                                    const Progress& progress = &ignoreProgress);

    ops::Backend& backend() { return *m_backend; }
    const ops::Backend& backend() const { return *m_backend; }
    const model::ModelConfig& config() const { return m_config; }
    const model::CachePlan& cachePlan() const { return m_cachePlan; }
    const ExecutorOptions& options() const { return m_options; }

    /// Tokens that a sequence may go back without losing what its rings hold.
    uint32_t rollback() const { return m_slack; }

    /// Evaluates the rows of `step` (at most options().chunk) and returns the logits of its outputs, [outputs, vocab],
    /// valid until the next call. The caches have room for the rows.
    Result<std::span<const float>> run(const ops::Step& step, std::stop_token stop);

    /// Of the last run that succeeded, over its segments; nothing where the backend records no commands.
    const std::optional<RecordedWork>& lastWork() const { return m_lastWork; }

private:
    /// One recording per segment, for steps of up to `rows`.
    struct Pass {
        uint32_t rows = 0;
        std::vector<std::unique_ptr<ops::Recording>> segments;
    };

    Executor(std::unique_ptr<ops::Backend> backend, const model::ModelConfig& config, const ExecutorOptions& options);
    Result<void> allocate(uint32_t outputs);
    Result<const Pass*> passFor(uint32_t rows);

    std::unique_ptr<model::ComputedConstants> m_constants;  // Used in place by the backend, so it outlives it.
    std::unique_ptr<ops::Backend> m_backend;
    model::ModelConfig m_config;
    ExecutorOptions m_options;
    uint32_t m_slack = 0;
    model::CachePlan m_cachePlan;
    model::ModelWeights m_weights;
    model::Activations m_activations;
    uint32_t m_outputs = 0;
    std::vector<Pass> m_passes;
    std::vector<float> m_logits;
    std::optional<RecordedWork> m_lastWork;
};

}  // namespace lanternfish::runtime
