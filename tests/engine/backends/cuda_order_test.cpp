// Steps that are stopped, in every order that a device may choose, side by side, and what is left of it all.
#include <atomic>
#include <chrono>
#include <stop_token>
#include <thread>
#include <vector>

#include "tests/engine/backends/cuda_faults.h"
#include "tests/engine/backends/gpu_workload.h"

namespace lanternfish::tests {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

class CudaOrder : public CudaFaults {};

/// Products of many columns with many rows: half a second of kernels that are few, so that the launches which are left
/// when a step is stopped don't count.
class SlowStep {
public:
    explicit SlowStep(ops::Backend& backend) : m_backend(backend) {
        const ops::WeightId weight =
            backend.addWeight({"w", quant::Type::F32, kOuts, kColumns, 1, std::as_bytes(std::span(m_weight))}).value();
        const ops::WeightId last = backend
                                       .addWeight({"v", quant::Type::F32, kOuts, kOuts, 1,
                                                   std::as_bytes(std::span(m_weight)).first(4 * kOuts * kOuts)})
                                       .value();
        m_x = {backend.createBuffer(uint64_t{4} * kRows * kColumns).value(), kColumns, ops::Extent::Rows};
        const auto output = [&] {
            return ops::Tensor{backend.createBuffer(uint64_t{4} * kRows * kOuts).value(), kOuts, ops::Extent::Rows};
        };
        m_y = output();
        const std::vector<float> x(size_t{kRows} * kColumns, 2);
        EXPECT_TRUE(backend.upload(m_x.buffer, std::as_bytes(std::span(x))));
        // The last one needs the others, so that it tells whether a step came to its end.
        const ops::Tensor slow = output();
        std::vector<ops::Op> all(kProducts, ops::Linear{m_x, weight, slow});
        all.emplace_back(ops::Linear{slow, last, m_y});
        m_recording = backend.record(all, {kRows, 1, MathClass::Exact}).value();
    }

    Result<void> submit(const std::stop_token& stop) {
        const ops::SequenceCaches none;
        const ops::SequenceCaches* const sequences[] = {&none};
        std::vector<ops::Row> rows(kRows);
        for (uint32_t i = 0; i < kRows; ++i)
            rows[i].position = i;
        return m_backend.submit(*m_recording, {rows, {}, sequences}, stop);
    }

    bool right() {
        std::vector<float> y(size_t{kRows} * kOuts);
        EXPECT_TRUE(m_backend.download(m_y.buffer, std::as_writable_bytes(std::span(y))));
        return y == std::vector<float>(y.size(), 2 * kColumns * kOuts);
    }

    void forget() {
        const std::vector<float> y(size_t{kRows} * kOuts, -1);
        EXPECT_TRUE(m_backend.upload(m_y.buffer, std::as_bytes(std::span(y))));
    }

    static constexpr uint32_t kOuts = 32, kColumns = 4096, kRows = 64, kProducts = 12;

private:
    ops::Backend& m_backend;
    std::vector<float> m_weight = std::vector<float>(size_t{kOuts} * kColumns, 1);
    ops::Tensor m_x, m_y;
    std::unique_ptr<ops::Recording> m_recording;
};

TEST_F(CudaOrder, aStepIsStoppedBeforeAndDuringAndNotAfterIt) {
    const auto backend = create();
    SlowStep step(**backend);
    const auto begin = Clock::now();
    ASSERT_TRUE(step.submit({}));
    const auto whole = Clock::now() - begin;
    EXPECT_TRUE(step.right());

    std::stop_source before;
    before.request_stop();
    const uint64_t launches = counts().launches;
    expectError(step.submit(before.get_token()), ErrorCode::Cancelled, "stopped");
    EXPECT_EQ(counts().launches, launches) << "nothing was started";

    for (const int share : {16, 4, 2}) {
        step.forget();
        std::stop_source during;
        Clock::time_point asked;
        std::jthread other([&] {
            std::this_thread::sleep_for(whole / share);
            asked = Clock::now();
            during.request_stop();
        });
        const auto stopped = step.submit(during.get_token());
        const auto late = Clock::now() - asked;
        other.join();
        expectError(stopped, ErrorCode::Cancelled, "stopped");
        EXPECT_LT(late, milliseconds(100)) << std::chrono::duration_cast<milliseconds>(late);
        EXPECT_FALSE(step.right()) << "it ran to its end";
        ASSERT_TRUE(step.submit({}));
        EXPECT_TRUE(step.right()) << "the step after it";
    }

    std::stop_source after;
    ASSERT_TRUE(step.submit(after.get_token()));
    after.request_stop();
    EXPECT_TRUE((*backend)->wait());
    EXPECT_TRUE(step.right());
    step.forget();
    ASSERT_TRUE(step.submit({}));
    EXPECT_TRUE(step.right());
}

// The stop has been sent when the wait for the step fails: the word that stops is still set then.
TEST_F(CudaOrder, aStopThatMetAnErrorLeavesTheNextStepAlone) {
    const auto backend = create();
    SlowStep step(**backend);
    for (const char* const call : {"cuEventSynchronize", "cuStreamSynchronize", "cuMemsetD8Async"}) {
        SCOPED_TRACE(call);
        ASSERT_TRUE(step.submit({}));
        step.forget();
        std::stop_source during;
        std::jthread other([&] {
            std::this_thread::sleep_for(milliseconds(20));
            during.request_stop();
        });
        // The wait for the step before is the first that a step does.
        emulatedCudaFailCall(call, call == std::string("cuEventSynchronize") ? 2 : 1, CUDA_ERROR_OUT_OF_MEMORY);
        const auto stopped = step.submit(during.get_token());
        other.join();
        ASSERT_FALSE(stopped);
        EXPECT_NE(stopped.error().code, ErrorCode::DeviceLost);
        ASSERT_TRUE(step.submit({}));
        EXPECT_TRUE(step.right());
    }
}

TEST_F(CudaOrder, aCardLostWhileAStepRunsEndsIt) {
    auto backend = create();
    {
        SlowStep step(**backend);
        std::jthread other([] {
            std::this_thread::sleep_for(milliseconds(30));
            emulatedCudaLoseCard(0, CUDA_ERROR_LAUNCH_FAILED);
        });
        expectError(step.submit({}), ErrorCode::DeviceLost, "CUDA_ERROR_LAUNCH_FAILED");
        other.join();
        const auto begin = Clock::now();
        expectError((*backend)->wait(), ErrorCode::DeviceLost, "lost before");
        expectError(step.submit({}), ErrorCode::DeviceLost, "lost before");
        EXPECT_LT(Clock::now() - begin, milliseconds(100));
    }
    backend->reset();
    EXPECT_EQ(counts().contexts, 0U);
}

TEST_F(CudaOrder, noneThatADeviceMayChooseShowsInTheResults) {
    for (const int late : {0, 1})
        for (const uint64_t seed : {1U, 2U, 3U, 77U}) {
            emulatedCudaReset();
            emulatedCudaSetLate(late);
            emulatedCudaSetSeed(seed);
            const auto backend = create();
            GpuWorkload workload(20);
            ASSERT_TRUE(workload.run(**backend));
            EXPECT_TRUE(workload.right()) << "late " << late << ", seed " << seed;
            // A step is sent while the last one has not begun.
            for (int i = 0; i < 3; ++i)
                ASSERT_TRUE(workload.submit(**backend));
            EXPECT_TRUE((*backend)->wait());
        }
}

TEST_F(CudaOrder, backendsSideBySideKnowNothingOfEachOther) {
    const EmulatedCudaCard one{"one", 8, 6, 1 << 30, 16, 48 << 10, 99 << 10};
    const EmulatedCudaCard cards[] = {one, one};
    emulatedCudaSetCards(cards, 2);
    for (const char* const second : {"0", "1"}) {
        auto first = create("0");
        const auto other = create(second);
        ASSERT_TRUE(first && other);
        GpuWorkload mine, its;
        ASSERT_TRUE(mine.run(**first));
        ASSERT_TRUE(its.run(**other));
        expectError(mine.submit(**other), ErrorCode::InvalidArgument, "another backend's");
        // From two threads, as engines do.
        std::atomic<int> right = 0;
        {
            const auto work = [&](ops::Backend& backend) {
                for (int i = 0; i < 10; ++i) {
                    GpuWorkload workload;
                    right += workload.run(backend) && workload.right() ? 1 : 0;
                }
            };
            const std::jthread a(work, std::ref(**first));
            const std::jthread b(work, std::ref(**other));
        }
        EXPECT_EQ(right, 20);
        mine = GpuWorkload();
        first->reset();
        ASSERT_TRUE(its.run(**other));
        EXPECT_TRUE(its.right()) << "the one that is left";
    }
}

TEST_F(CudaOrder, recordingsGoInAnyOrderAndWhileTheyRun) {
    for (const int late : {0, 1}) {
        emulatedCudaReset();
        emulatedCudaSetLate(late);
        const HeldContext held;
        {
            const auto backend = create();
            GpuWorkload kept(50);
            ASSERT_TRUE(kept.run(**backend));
            {
                GpuWorkload gone(50);
                ASSERT_TRUE(gone.run(**backend));
                ASSERT_TRUE(kept.submit(**backend));
                ASSERT_TRUE(gone.submit(**backend));
            }
            ASSERT_TRUE((*backend)->wait());
            ASSERT_TRUE(kept.submit(**backend));
            (*backend)->releaseCache(kept.cache);
            EXPECT_TRUE((*backend)->wait());
            ASSERT_TRUE(kept.run(**backend));
            EXPECT_TRUE(kept.right());
            ASSERT_TRUE(kept.submit(**backend));
        }
        HeldContext::expectEmpty();
    }
}

TEST_F(CudaOrder, theLastBackendLeavesNothing) {
    for (int i = 0; i < 3; ++i) {
        {
            const auto backend = create();
            ASSERT_TRUE(backend);
            GpuWorkload workload;
            ASSERT_TRUE(workload.run(**backend));
            EXPECT_TRUE(workload.right());
            EXPECT_EQ(counts().contexts, 1U);
        }
        EXPECT_EQ(counts().contexts, 0U);
    }
}

}  // namespace
}  // namespace lanternfish::tests
