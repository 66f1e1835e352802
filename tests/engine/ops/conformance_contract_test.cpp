#include <gtest/gtest.h>

#include <chrono>
#include <format>
#include <thread>

#include "engine/backends/cpu/cpu_backend.h"
#include "tests/engine/ops/conformance_backends.h"
#include "tests/engine/ops/conformance_rig.h"

namespace lanternfish::ops {

namespace {

std::string nameOf(const testing::TestParamInfo<BackendChoice>& info) {
    return info.param.name;
}

class BackendContract : public testing::TestWithParam<BackendChoice> {
protected:
    void SetUp() override {
        auto created = GetParam().create();
        ASSERT_TRUE(created) << describe(created.error());
        m_backend = std::move(*created);
    }

    Backend& backend() { return *m_backend; }

    ErrorCode recordError(const Op& op) {
        const auto recording = m_backend->record({&op, 1}, {1, 1, MathClass::Exact});
        EXPECT_FALSE(recording);
        return recording ? ErrorCode::Internal : recording.error().code;
    }

    Tensor tensor(uint32_t dim) { return {*m_backend->createBuffer(uint64_t{dim} * 4), dim, Extent::Rows}; }

    std::unique_ptr<Backend> m_backend;
};

TEST_P(BackendContract, NamesItself) {
    const Device& device = backend().device();
    EXPECT_FALSE(device.id.empty());
    EXPECT_FALSE(device.backend.empty());
    EXPECT_FALSE(device.name.empty());
    EXPECT_GT(device.memoryTotal, 0U);
}

TEST_P(BackendContract, RefusesWhatDoesNotFitWhenItIsRecorded) {
    const std::vector<std::byte> bytes(64 * 64 * 4);
    const auto add = [&](quant::Type type, uint64_t rows, uint64_t columns) {
        const auto id = backend().addWeight(
            {"w", type, rows, columns, 1, std::span(bytes).first(rows * quant::rowBytes(type, columns))});
        EXPECT_TRUE(id) << describe(id.error());
        return *id;
    };
    const WeightId square = add(quant::Type::F32, 64, 64);
    const WeightId ids = add(quant::Type::I32, 64, 64);
    const WeightId half = add(quant::Type::F16, 1, 64);
    EXPECT_EQ(recordError(Linear{tensor(32), square, tensor(64)}), ErrorCode::InvalidArgument);
    EXPECT_EQ(recordError(Linear{tensor(64), WeightId{77}, tensor(64)}), ErrorCode::InvalidArgument);
    EXPECT_EQ(recordError(Linear{tensor(64), square, {BufferId{99}, 64, Extent::Rows}}), ErrorCode::InvalidArgument);
    EXPECT_EQ(recordError(Linear{tensor(64), ids, tensor(64)}), ErrorCode::Unsupported);
    EXPECT_EQ(recordError(RmsNorm{tensor(64), half, 1e-6F, tensor(64)}), ErrorCode::Unsupported);
}

TEST_P(BackendContract, RefusesWeightsThatContradictThemselves) {
    const std::vector<std::byte> bytes(1024);
    for (const WeightSource& source : {WeightSource{"short", quant::Type::F32, 16, 32, 1, bytes},
                                       WeightSource{"ragged", quant::Type::Q8_0, 1, 33, 1, bytes},
                                       WeightSource{"empty", quant::Type::F32, 0, 1, 1, {}},
                                       WeightSource{"huge", quant::Type::F32, ~uint64_t{0}, 256, 1, bytes}}) {
        const auto id = backend().addWeight(source);
        ASSERT_FALSE(id) << source.name;
        EXPECT_EQ(id.error().code, ErrorCode::InvalidArgument);
        EXPECT_NE(id.error().message.find(source.name), std::string::npos) << id.error().message;
    }
}

TEST_P(BackendContract, RefusesStepsThatDoNotFit) {
    const Tensor x = tensor(8);
    const CacheId cache = *backend().createCache({CacheCodec::F32, false, 8, 0, 4});
    const SequenceCaches sequence{{cache}};
    const SequenceCaches* const sequences[] = {&sequence};
    const std::vector<Op> ops = {CacheCommit{x, 0, 1}};
    const auto recording = backend().record(ops, {1, 1, MathClass::Exact});
    ASSERT_TRUE(recording) << describe(recording.error());
    const auto submit = [&](const std::vector<Row>& rows, std::span<const SequenceCaches* const> held) {
        return backend().submit(**recording, {rows, {}, held}, {});
    };
    EXPECT_TRUE(submit({{0, 3, 0}}, sequences));
    EXPECT_FALSE(submit({{0, 4, 0}}, sequences)) << "beyond the cache";
    EXPECT_FALSE(submit({{1, 0, 0}}, sequences)) << "a sequence that is not there";
    EXPECT_FALSE(submit({{0, 0, 0}, {0, 1, 0}}, sequences)) << "more rows than recorded";
    backend().releaseCache(cache);
    EXPECT_FALSE(submit({{0, 3, 0}}, sequences)) << "a cache that was released";
}

TEST_P(BackendContract, GrowingACacheKeepsItsRows) {
    for (const CacheCodec codec : {CacheCodec::F32, CacheCodec::PackedKv, CacheCodec::PackedIndex}) {
        const CacheId cache = *backend().createCache({codec, false, 128, 64, 3});
        std::vector<float> rows(3 * 128);
        for (size_t i = 0; i < rows.size(); ++i)
            rows[i] = static_cast<float>(i % 29) - 14;
        ASSERT_TRUE(backend().writeCache(cache, 0, rows));
        std::vector<float> before(rows.size()), after(5 * 128, 1.0F);
        ASSERT_TRUE(backend().readCache(cache, 0, before));
        const uint64_t bytes = backend().cacheBytes(cache);
        ASSERT_TRUE(backend().growCache(cache, 5));
        EXPECT_GT(backend().cacheBytes(cache), bytes);
        ASSERT_TRUE(backend().readCache(cache, 0, after));
        before.resize(after.size());
        EXPECT_EQ(before, after) << "old rows, then zeros";
        EXPECT_FALSE(backend().growCache(cache, 2));
        std::vector<float> beyond(128);
        EXPECT_FALSE(backend().readCache(cache, 5, beyond));
    }
    const CacheId ring = *backend().createCache({CacheCodec::F32, true, 8, 0, 4});
    EXPECT_FALSE(backend().growCache(ring, 8));
}

TEST_P(BackendContract, PackedCachesTakeTheirCodesOnly) {
    // 448 codes, 7 scales, padding to an even offset, 64 times two bytes; 64 bytes of codes and 4 scales.
    EXPECT_EQ(backend().cacheBytes(*backend().createCache({CacheCodec::PackedKv, false, 512, 64, 100})), 58'400U);
    EXPECT_EQ(backend().cacheBytes(*backend().createCache({CacheCodec::PackedIndex, false, 128, 0, 100})), 6'800U);
}

TEST_P(BackendContract, RefusesWhatNoMemoryHolds) {
    const auto buffer = backend().createBuffer(uint64_t{1} << 60U);
    ASSERT_FALSE(buffer);
    EXPECT_EQ(buffer.error().code, ErrorCode::OutOfMemory);
    const auto cache = backend().createCache({CacheCodec::F32, false, 1U << 30U, 0, 1U << 31U});
    ASSERT_FALSE(cache);
    EXPECT_EQ(cache.error().code, ErrorCode::OutOfMemory);
}

// One weight read over and over: several seconds of work, with attention over a long context in between.
TEST_P(BackendContract, StopsWithin100Milliseconds) {
    if (GetParam().emulated)
        GTEST_SKIP() << "no GPU here: a launch that takes milliseconds on one takes seconds in the emulator";
    constexpr uint32_t kDim = 1024, kRows = 512, kEntries = 20'000, kHeads = 16;
    Rig rig(GetParam().create().value(), 7, 0);
    std::vector<Row> rows;
    for (uint32_t r = 0; r < kRows; ++r)
        rows.push_back({0, 4 * kEntries - kRows + r, 0});
    rig.setRows(rows);
    const WeightId weight = rig.matrix(quant::Type::Q8_0, kDim, kDim, 1);
    const Tensor x = rig.tensor(kDim, 1), y = rig.blank(kDim), q = rig.tensor(kHeads * 64, 1),
                 out = rig.blank(kHeads * 64);
    const uint32_t ring = rig.cache({CacheCodec::PackedKv, true, 64, 16, 2 * kRows}, 1);
    const uint32_t entries = rig.cache({CacheCodec::PackedKv, false, 64, 16, kEntries}, 1);
    std::vector<Op> ops;
    for (int i = 0; i < 200; ++i) {
        ops.emplace_back(Linear{x, weight, y});
        ops.emplace_back(Attention{q, kHeads, 64, 0.125F, rig.vector(kHeads, 1), 128, ring, entries, 4, {}, out});
    }
    const auto recording = rig.backend().record(ops, {kRows, 1, MathClass::Exact});
    ASSERT_TRUE(recording) << describe(recording.error());

    // Drivers compile shaders when they first run, which is no part of the promise.
    const auto first = rig.backend().record(std::span(ops).first(2), {kRows, 1, MathClass::Exact});
    ASSERT_TRUE(first) << describe(first.error());
    {
        std::stop_source enough;
        const std::jthread asker([&] {
            std::this_thread::sleep_for(std::chrono::seconds(1));
            enough.request_stop();
        });
        (void)rig.submit(**first, enough.get_token());
        enough.request_stop();
    }

    using Clock = std::chrono::steady_clock;
    for (const int delay : {0, 5, 60, 200}) {
        std::stop_source stop;
        Clock::time_point asked;
        const std::jthread asker([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(delay));
            asked = Clock::now();
            stop.request_stop();
        });
        const auto done = rig.submit(**recording, stop.get_token());
        const auto returned = Clock::now();
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
        EXPECT_LT(returned - asked, std::chrono::milliseconds(100)) << "stop after " << delay << " ms";
    }
}

// A build's only backend may have no device here.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(BackendContract);
INSTANTIATE_TEST_SUITE_P(Backends, BackendContract, testing::ValuesIn(conformanceBackends()), nameOf);

TEST(CpuBackend, RunsTheInstructionSetThatWasAskedFor) {
    for (const backends::Isa isa : backends::availableIsas()) {
        const auto backend = backends::createCpuBackend({2, isa});
        ASSERT_TRUE(backend) << describe(backend.error());
        const char* const expected = isa == backends::Isa::X86V4   ? "x86-64-v4"
                                     : isa == backends::Isa::X86V3 ? "x86-64-v3"
                                                                   : "baseline";
        EXPECT_EQ((*backend)->device().details.instructionSet, expected);
        EXPECT_EQ((*backend)->device().details.threads, 2U);
    }
}

}  // namespace

}  // namespace lanternfish::ops
