#include <gtest/gtest.h>

#include <vector>

#include "tests/engine/vulkan_under_test.h"

namespace lanternfish::tests {
namespace {

constexpr uint32_t kHeads = 8, kHeadDim = 32, kWindow = 6, kRatio = 4, kTopK = 3;
constexpr uint64_t kVector = 4 * kHeads * kHeadDim, kRow = 4 * kHeadDim;

/// One attention over caches in f32, in the exact class: a workgroup for each row, and 8 heads in it.
class Work : public testing::Test {
protected:
    void SetUp() override {
        if (!vulkanAvailable())
            GTEST_SKIP() << "no usable Vulkan device here";
        auto created = createVulkanUnderTest();
        ASSERT_TRUE(created) << describe(created.error());
        m_backend = std::move(*created);
        m_sinks =
            m_backend->addWeight({"sinks", quant::Type::F32, 1, kHeads, 1, std::as_bytes(std::span(m_zeros))}).value();
        m_caches.caches = {m_backend->createCache({ops::CacheCodec::F32, true, kHeadDim, 0, 32}).value(),
                           m_backend->createCache({ops::CacheCodec::F32, false, kHeadDim, 0, 32}).value()};
    }

    ops::Tensor tensor(uint32_t dim) {
        return {m_backend->createBuffer(uint64_t{4} * kRows * dim).value(), dim, ops::Extent::Rows};
    }

    RecordedWork run(bool compressed, bool chosen, uint32_t position, uint32_t count) {
        ops::Attention op{.q = tensor(kHeads * kHeadDim),
                          .heads = kHeads,
                          .headDim = kHeadDim,
                          .scale = 1,
                          .sinks = m_sinks,
                          .window = kWindow,
                          .rawCache = 0,
                          .out = tensor(kHeads * kHeadDim)};
        if (compressed) {
            op.compressedCache = 1;
            op.ratio = kRatio;
        }
        if (chosen)
            op.selected = tensor(kTopK);
        const std::vector<ops::Op> all{op};
        const auto recording = m_backend->record(all, {count, 1, MathClass::Exact}).value();
        EXPECT_FALSE(recording->work());
        std::vector<ops::Row> rows(count);
        for (uint32_t i = 0; i < count; ++i)
            rows[i].position = position + i;
        const ops::SequenceCaches* const sequences[] = {&m_caches};
        const auto submitted = m_backend->submit(*recording, {rows, {}, sequences}, {});
        EXPECT_TRUE(submitted) << describe(submitted.error());
        EXPECT_TRUE(m_backend->wait());
        return recording->work().value();
    }

    static constexpr uint32_t kRows = 4;
    std::vector<float> m_zeros = std::vector<float>(kHeads);
    std::unique_ptr<ops::Backend> m_backend;
    ops::WeightId m_sinks{};
    ops::SequenceCaches m_caches;
};

TEST_F(Work, OfAnAttentionIsWhatTheRowsOfTheStepReach) {
    constexpr uint64_t kFixed = 2 * kVector + 4 * kHeads;
    // Position 2 sees 3 rows of a window of 6, position 20 all 6.
    for (const auto& [position, keys] : {std::pair(2U, 3U), std::pair(20U, 6U)}) {
        const RecordedWork raw = run(false, false, position, 1);
        EXPECT_EQ(raw.dispatches, 1U);
        EXPECT_EQ(raw.leastBytes, kFixed + keys * kRow);
        EXPECT_EQ(raw.movedBytes, raw.leastBytes);
    }
    // Position 20 sees 21 / 4 entries besides, and chooses 3 of them by their numbers.
    EXPECT_EQ(run(true, false, 20, 1).leastBytes, kFixed + (6 + 5) * kRow);
    EXPECT_EQ(run(true, true, 20, 1).leastBytes, kFixed + (6 + 3) * kRow + 4 * kTopK);
}

TEST_F(Work, OfRowsThatShareWhatTheyReadIsLeastOnceAndMovedForEach) {
    // Positions 20 to 23: windows of 6 within 9 rows, and 5, 5, 5 and 6 entries.
    const RecordedWork work = run(true, false, 20, 4);
    EXPECT_EQ(work.leastBytes, 8 * kVector + 4 * kHeads + (9 + 6) * kRow);
    EXPECT_EQ(work.movedBytes, 8 * kVector + 4 * 4 * kHeads + (4 * 6 + 5 + 5 + 5 + 6) * kRow);
}

}  // namespace
}  // namespace lanternfish::tests
