#include "tests/bench/plan_backend.h"

#include "engine/backends/vulkan/fusion.h"

namespace lanternfish::bench {

namespace {

using namespace backends::vulkan;

/// What current devices of all makers have.
std::unique_ptr<Context> makeContext() {
    VkPhysicalDeviceLimits limits{};
    limits.maxComputeSharedMemorySize = 32768;
    limits.maxComputeWorkGroupInvocations = limits.maxComputeWorkGroupSize[0] = 1024;
    limits.maxStorageBufferRange = UINT32_MAX;
    Features features;
    for (uint8_t i = 0; i < static_cast<uint8_t>(Feature::Count); ++i)
        features.set(static_cast<Feature>(i), true);
    features.subgroupSize = 32;
    return Context::createPlan(limits, features);
}

}  // namespace

PlanBackend::PlanBackend()
    : m_context(makeContext()), m_store(*m_context), m_scratch(*m_context), m_tables(DeviceBuffer::withoutMemory(16)) {}

Result<std::vector<Stage>> PlanBackend::plan(std::span<const ops::Op> ops, const ops::RecordShape& shape) {
    LF_CHECK(ops::validateOps(ops, shape, m_store));
    Recorder recorder(*m_context, m_store, m_scratch, m_tables, shape);
    LF_CHECK(writeAll(recorder, ops));
    return recorder.takeStages();
}

}  // namespace lanternfish::bench
