#include "tests/bench/plan_backend.h"

#include "engine/backends/gpu/fusion.h"

namespace lanternfish::bench {

namespace {

using namespace backends::gpu;

/// What current devices of all makers have, and no memory.
class PlanDevice final : public GpuDevice {
public:
    explicit PlanDevice(const Limits& limits) {
        m_limits = limits;
        for (uint8_t i = 0; i < static_cast<uint8_t>(Feature::Count); ++i)
            m_features.set(static_cast<Feature>(i), true);
        m_features.set(Feature::Cublas, false);
        m_features.subgroupSize = 32;
    }

    Result<BufferPointer> createBuffer(uint64_t bytes, Placement) override { return createZeroed(bytes); }
    Result<BufferPointer> createZeroed(uint64_t bytes) override { return std::make_shared<PlanBuffer>(bytes); }
    Result<void> upload(const DeviceBuffer&, uint64_t, std::span<const std::byte>) override { return checkAlive(); }
    Result<void> download(const DeviceBuffer&, uint64_t, std::span<std::byte>) override { return checkAlive(); }
    Result<void> copy(const DeviceBuffer&, const DeviceBuffer&, uint64_t) override { return checkAlive(); }
    Result<void> checkAlive() const override {
        return makeError(ErrorCode::Unsupported, "a plan can't run: there is no device");
    }
    Result<void> waitForAll() override { return {}; }
    bool plansOnly() const override { return true; }
};

}  // namespace

PlanBackend::PlanBackend(std::string name, const Limits& limits)
    : m_device{.id = "plan", .backend = std::move(name), .name = "made up"},
      m_gpu(std::make_unique<PlanDevice>(limits)),
      m_store(*m_gpu),
      m_scratch(*m_gpu),
      m_tables(std::make_shared<PlanBuffer>(16)) {}

Result<std::vector<Stage>> PlanBackend::plan(std::span<const ops::Op> ops, const ops::RecordShape& shape) {
    LF_CHECK(ops::validateOps(ops, shape, m_store));
    Recorder recorder(*m_gpu, m_store, m_scratch, m_tables, shape);
    LF_CHECK(writeAll(recorder, ops));
    return recorder.takeDispatches().stages;
}

}  // namespace lanternfish::bench
