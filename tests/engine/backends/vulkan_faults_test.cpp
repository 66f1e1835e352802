// Out of memory and a lost device, on order, at every call where a driver may say so. Under the validation layer, which
// would tell of what is leaked, freed too early or used after a failure.
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "tests/engine/backends/gpu_workload.h"
#include "tests/engine/vulkan_under_test.h"

namespace lanternfish::tests {
namespace {

using backends::Fault;
using Calls = std::function<bool(std::string_view)>;

bool waits(std::string_view call) {
    return call == "vkWaitSemaphores" || call == "vkDeviceWaitIdle" || call == "vkGetSemaphoreCounterValue";
}

bool takesMemory(std::string_view call) {
    return !waits(call);
}

bool meetsLosses(std::string_view call) {
    return call == "vkQueueSubmit" || waits(call);
}

/// Which of the calls fails, and how.
struct Orders {
    Fault fault = Fault::None;
    Calls calls = takesMemory;
    size_t at = 0;
    bool fromThenOn = false;
    size_t seen = 0;  // Of `calls`.
    size_t fired = 0;

    Fault operator()(const char* call) {
        if (!calls(call))
            return Fault::None;
        const size_t number = seen++;
        if (number != at && (number < at || !fromThenOn))
            return Fault::None;
        fired += fault != Fault::None ? 1 : 0;
        return fault;
    }
};

class VulkanFaults : public testing::Test {
protected:
    void SetUp() override {
        if (!vulkanAvailable())
            GTEST_SKIP() << "no usable Vulkan device here";
    }

    Result<std::unique_ptr<ops::Backend>> create() {
        return createVulkanUnderTest(
            {.faults = [this](const char* call) { return m_loses(call) ? Fault::DeviceLost : m_orders(call); }});
    }

    Orders m_orders;
    Calls m_loses = [](std::string_view) { return false; };  ///< Which calls lose the device besides.
};

TEST_F(VulkanFaults, startingFailsAtEveryCallAsAnError) {
    ASSERT_TRUE(create());
    const size_t calls = m_orders.seen;
    EXPECT_GT(calls, 10U);
    size_t failed = 0;
    for (size_t at = 0; at < calls; ++at) {
        m_orders = {Fault::OutOfDeviceMemory, takesMemory, at, true};
        if (const auto backend = create(); !backend) {
            EXPECT_EQ(backend.error().code, ErrorCode::OutOfMemory) << at << ": " << describe(backend.error());
            ++failed;
        }
    }
    // The cache of pipelines is the one thing that it can do without.
    EXPECT_GE(failed, calls - 1);
}

TEST_F(VulkanFaults, memoryThatRunsOutIsAnErrorAndNothingElse) {
    const auto backend = create();
    ASSERT_TRUE(backend) << describe(backend.error());
    GpuWorkload workload;
    m_orders = {};
    ASSERT_TRUE(workload.run(**backend));
    ASSERT_TRUE(workload.right());
    const size_t calls = m_orders.seen;
    EXPECT_GT(calls, 20U);
    for (const bool fromThenOn : {false, true})
        for (const Fault fault : {Fault::OutOfHostMemory, Fault::OutOfDeviceMemory})
            for (size_t at = 0; at < calls; ++at) {
                m_orders = {fault, takesMemory, at, fromThenOn};
                const auto done = workload.run(**backend);
                // The allocator may find memory elsewhere after one refusal.
                EXPECT_TRUE(!done || !fromThenOn || m_orders.fired == 0) << at;
                EXPECT_TRUE(!done || workload.right()) << at;
                EXPECT_TRUE(done || done.error().code == ErrorCode::OutOfMemory)
                    << at << ": " << describe(done.error());
                m_orders = {};
                const auto after = workload.run(**backend);
                ASSERT_TRUE(after) << at << ": " << describe(after.error());
                EXPECT_TRUE(workload.right()) << at;
            }
}

// Pipelines are compiled once for a backend, so that every failure of those needs a new one.
TEST_F(VulkanFaults, compilingFailsAsAnErrorAndIsTriedAgain) {
    const auto compiles = [](std::string_view call) {
        return std::set<std::string_view>{"vkCreateDescriptorSetLayout", "vkCreatePipelineLayout",
                                          "vkCreateShaderModule", "vkCreateComputePipelines"}
            .contains(call);
    };
    GpuWorkload counted;
    m_orders.calls = compiles;
    {
        const auto backend = create();
        ASSERT_TRUE(counted.run(**backend));
        ASSERT_TRUE(counted.submit(**backend));
        counted = GpuWorkload();
    }
    const size_t calls = m_orders.seen;
    EXPECT_GE(calls, 8U) << "a layout, its set, a module and a pipeline for each of two shaders";
    for (size_t at = 0; at < calls; ++at) {
        m_orders = {Fault::OutOfDeviceMemory, compiles, at};
        const auto backend = create();
        ASSERT_TRUE(backend);
        GpuWorkload workload;
        const auto done = workload.run(**backend);
        ASSERT_FALSE(done) << at;
        EXPECT_EQ(done.error().code, ErrorCode::OutOfMemory);
        ASSERT_TRUE(workload.run(**backend)) << at;
        EXPECT_TRUE(workload.right()) << at;
    }
}

void expectLost(Result<void> result, const char* what) {
    ASSERT_FALSE(result) << what;
    EXPECT_EQ(result.error().code, ErrorCode::DeviceLost) << what << ": " << describe(result.error());
}

// 200 products are several command buffers: some of the losses are in the middle of a step.
TEST_F(VulkanFaults, aLostDeviceStaysLost) {
    size_t calls = 0;
    {
        m_orders.calls = meetsLosses;
        const auto backend = create();
        m_orders.seen = 0;
        GpuWorkload workload(200);
        ASSERT_TRUE(workload.run(**backend));
        calls = m_orders.seen;
    }
    EXPECT_GT(calls, 16U);
    for (size_t at = 0; at < calls; ++at) {
        m_orders = {Fault::None, meetsLosses};
        const auto backend = create();
        ASSERT_TRUE(backend);
        GpuWorkload workload(200);
        m_orders = {Fault::DeviceLost, meetsLosses, at, true};
        expectLost(workload.run(**backend), "run");
        const size_t seen = m_orders.seen;
        std::vector<float> values(GpuWorkload::kDim);
        expectLost((*backend)->wait(), "wait");
        expectLost((*backend)->createBuffer(16).transform([](auto) {}), "createBuffer");
        expectLost((*backend)
                       ->addWeight({"w", quant::Type::F32, 1, 4, 1, std::as_bytes(std::span(values)).first(16)})
                       .transform([](auto) {}),
                   "addWeight");
        expectLost((*backend)->record({}, {1, 1, MathClass::Exact}).transform([](auto&&) {}), "record");
        if (workload.recorded()) {
            expectLost(workload.submit(**backend), "submit");
            expectLost((*backend)->download(workload.y.buffer, std::as_writable_bytes(std::span(values))), "download");
            expectLost((*backend)->upload(workload.x.buffer, std::as_bytes(std::span(values))), "upload");
            expectLost((*backend)->readCache(workload.cache, 0, values), "readCache");
            expectLost((*backend)->growCache(workload.cache, 9), "growCache");
            (*backend)->releaseCache(workload.cache);
            (*backend)->releaseBuffer(workload.y.buffer);
        }
        EXPECT_EQ(m_orders.seen, seen) << "the device was asked again";
    }
}

TEST_F(VulkanFaults, waitingEndsWhateverTheDriverSays) {
    const auto waiting = [](std::string_view call) { return call == "vkWaitSemaphores"; };
    const auto backend = create();
    ASSERT_TRUE(backend);
    GpuWorkload workload;
    for (const Fault fault : {Fault::OutOfHostMemory, Fault::Timeout}) {
        m_orders = {fault, waiting, 1};
        const auto done = workload.run(**backend);
        ASSERT_TRUE(done) << describe(done.error());
        EXPECT_TRUE(workload.right());
        EXPECT_EQ(m_orders.fired, 1U);
    }
    // Never done, and only a look at the timeline tells why.
    size_t looks = 0;
    m_orders = {Fault::Timeout, waiting, 1, true};
    m_loses = [&](std::string_view call) { return call == "vkGetSemaphoreCounterValue" && ++looks == 3; };
    expectLost(workload.run(**backend), "run");
    EXPECT_EQ(looks, 3U);
}

}  // namespace
}  // namespace lanternfish::tests
