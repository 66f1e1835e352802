#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "engine/backends/gpu/launches.h"

namespace lanternfish::backends::gpu {

/// Steps of fewer rows, or of less than half of a recording's, don't multiply by a library: it multiplies all rows of
/// the recording. A tile of our own kernels has 64 rows, so that from two of them on these read a weight more than
/// once.
constexpr uint32_t kDenseRows = 128;

/// Dispatches with the memory that holds what changes from step to step. What a backend replays is written once for the
/// caches that a step names, and kept (the last four choices).
class GpuRecording : public ops::Recording {
public:
    struct Parts {
        GpuDevice& device;
        Store& store;
        Scratch& scratch;
        Dispatches own;
        Dispatches dense;  ///< Instead, for steps with most of the rows, with Feature::Cublas; or none.
        std::vector<AngleTable> angles;
        ops::StepContract contract;
        Shader broken = Shader::Count;  ///< Left out: a test switch.
    };

    const GpuDevice& device() const { return m_parts.device; }
    const ops::StepContract& contract() const { return m_parts.contract; }
    std::optional<RecordedWork> work() const override { return m_lastWork; }
    Result<void> submit(const ops::Step& step, const std::stop_token& stop);

protected:
    /// What is replayed for one choice of caches.
    struct Commands {
        Commands() = default;
        Commands(const Commands&) = delete;
        Commands& operator=(const Commands&) = delete;
        virtual ~Commands() = default;
        RecordedWork work;
    };

    explicit GpuRecording(Parts parts) : m_parts(std::move(parts)) {}
    Result<void> createMemory();
    /// The commands own `list` and see to its order by the hazards in it.
    virtual Result<std::unique_ptr<Commands>> write(LaunchList list) = 0;
    /// Of commands that `write` made. Once `stop` is requested it returns Cancelled within 100 ms.
    virtual Result<void> run(const Commands& commands, const std::stop_token& stop) = 0;
    /// Until what `run` last started is done.
    virtual Result<void> waitForLast() = 0;

    const Dispatches& dispatches() const { return m_parts.own; }
    const Dispatches& denseDispatches() const { return m_parts.dense; }
    const BufferPointer& step() const { return m_step; }
    const std::vector<BufferPointer>& angles() const { return m_angles; }
    uint32_t* stepWords() { return reinterpret_cast<uint32_t*>(m_step->mapped()); }

private:
    struct Kept {
        std::vector<uint32_t> key;
        std::unique_ptr<Commands> commands;
        uint64_t lastUse = 0;
    };
    void fillStep(const ops::Step& step);
    void fillAngles(const ops::Step& step);
    void addBytes(const ops::Step& step, std::span<const Stage* const> stages, RecordedWork& work) const;
    /// What is to run for a step: stages for rows that nothing before has made bytes of, then all others.
    std::vector<const Stage*> stagesFor(const ops::Step& step, const Dispatches& dispatches) const;
    /// After a step: which buffers have bytes that say the same. A step that failed leaves none.
    void noteQuantised(const ops::Step& step, const Dispatches& dispatches, bool done) const;
    Result<const Commands*> commandsFor(const std::vector<Sequence>& sequences, const Dispatches& dispatches,
                                        const std::vector<const Stage*>& stages);
    bool isDense(const ops::Step& step) const;

    Parts m_parts;
    BufferPointer m_step;
    std::vector<BufferPointer> m_angles;
    std::vector<Kept> m_kept;
    uint64_t m_uses = 0;
    std::optional<RecordedWork> m_lastWork;
};

}  // namespace lanternfish::backends::gpu
