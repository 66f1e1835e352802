#include "tests/bench/plan_budget.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/bench/vulkan_report.h"

namespace lanternfish::bench {
namespace {

constexpr uint64_t kHeads = 64, kHeadDim = 512;

std::vector<Plan> onePlan(size_t dispatches, uint32_t barriers, uint64_t moved) {
    Segment segment{.name = "layer", .barriers = barriers};
    segment.lines.resize(dispatches);
    segment.bytes.fill({1, moved});
    for (DispatchLine& line : segment.lines)
        line.bytes.fill({1, 1});
    return {{"decode", {segment}}};
}

nlohmann::json limitsOf(const std::string& budget) {
    return nlohmann::json::parse(budget)["decode"]["layer"];
}

TEST(PlanBudget, FailsWhereACountGrows) {
    const std::string budget = toBudget(onePlan(10, 8, 1000));
    EXPECT_EQ(overBudget(onePlan(10, 8, 1020), budget).value().size(), 0U);
    EXPECT_EQ(overBudget(onePlan(11, 8, 1000), budget).value().size(), 1U);
    EXPECT_EQ(overBudget(onePlan(10, 9, 1000), budget).value().size(), 1U);
    EXPECT_EQ(overBudget(onePlan(10, 8, 1021), budget).value().size(), kContexts.size());
    // What is not in it is over it.
    EXPECT_EQ(overBudget(onePlan(1, 1, 1), "{}").value().size(), 2 + kContexts.size());
    EXPECT_FALSE(overBudget(onePlan(1, 1, 1), "<<<<<<< a conflict"));
}

TEST(PlanBudget, IsTightenedWhereACountFellAndNeverLoosened) {
    const std::string before = toBudget(onePlan(10, 8, 1000));
    const auto after = tightened(onePlan(9, 12, 1010), before);
    ASSERT_TRUE(after) << describe(after.error());
    EXPECT_EQ(limitsOf(*after)["dispatches"], 9);
    EXPECT_EQ(limitsOf(*after)["barriers"], 8);
    EXPECT_EQ(limitsOf(*after)["movedBytes4096"], 1000);
    EXPECT_EQ(limitsOf(tightened(onePlan(10, 8, 999), *after).value())["movedBytes65536"], 999);
    // Nothing joins it but by toBudget, which accepts what there is.
    EXPECT_EQ(tightened(onePlan(1, 1, 1), "{}").value(), "{}\n");
    EXPECT_EQ(limitsOf(toBudget(onePlan(9, 12, 1010)))["barriers"], 12);
    EXPECT_FALSE(tightened(onePlan(1, 1, 1), "<<<<<<< a conflict"));
}

TEST(Plan, FindsDispatchesThatDontSayWhatTheyMove) {
    std::vector<Plan> plans = onePlan(3, 1, 3);
    EXPECT_EQ(miscounted(plans).size(), 0U);
    plans[0].segments[0].lines[1].bytes[1] = {0, 5};
    EXPECT_EQ(miscounted(plans).size(), 1U);
    plans[0].segments[0].lines[2].bytes[0] = {5, 4};
    EXPECT_EQ(miscounted(plans).size(), 2U);
}

const DispatchLine* find(const Plan& plan, size_t segment, std::string_view shader) {
    for (const DispatchLine& line : plan.segments[segment].lines)
        if (line.shader.starts_with(shader))
            return &line;
    return nullptr;
}

// V4-Flash's dimensions, put together by hand from spec 6 to 8 and the codecs of packed caches.
TEST(Plan, CountsTheAttentionOfADecodeAsByHand) {
    const auto plans = makeVulkanPlans();
    ASSERT_TRUE(plans) << describe(plans.error());
    const Plan& decode = plans->front();
    // 448 elements of a byte, 7 scales and one byte to fill up, 64 of two bytes; 64 bytes of codes and 4 scales.
    constexpr uint64_t kRow = 448 + 8 + 128, kIndexKey = 64 + 4;
    constexpr uint64_t kQuery = 4 * kHeads * kHeadDim, kPart = 4 * kHeads * (kHeadDim + 2);
    const DispatchLine* const sparse = find(decode, 1, "attention_fast ");
    const DispatchLine* const heavy = find(decode, 2, "attention_fast ");
    const DispatchLine* const merge = find(decode, 2, "attention_merge");
    const DispatchLine* const score = find(decode, 1, "index_score");
    ASSERT_TRUE(sparse != nullptr && heavy != nullptr && merge != nullptr && score != nullptr);
    // 128 rows of the window and 512 chosen, with their numbers, in 10 parts: the context is no matter.
    EXPECT_EQ(sparse->bytes[0].least, kQuery + 512 * 4 + 640 * kRow + 10 * kPart);
    EXPECT_EQ(sparse->bytes[1], sparse->bytes[0]);
    EXPECT_EQ(heavy->bytes[1].least - heavy->bytes[0].least, (65536 - 4096) / 128 * kRow);
    // The window and all entries of 128 tokens, 64 keys in a part; angles of 64 elements, and sinks.
    EXPECT_EQ(merge->bytes[0].least, 3 * kPart + kQuery + 4 * kHeads + 4 * 64);
    EXPECT_EQ(merge->bytes[1].least, 10 * kPart + kQuery + 4 * kHeads + 4 * 64);
    // Every entry of 4 tokens has a key and gets a score.
    EXPECT_EQ(score->bytes[1].least - score->bytes[0].least, (65536 - 4096) / 4 * (kIndexKey + 4));
    // Keys are decoded for 16 heads at a time.
    EXPECT_EQ(heavy->bytes[1].moved, 10 * kQuery + 4 * (128 + 512) * kRow + 32 * kPart);
}

}  // namespace
}  // namespace lanternfish::bench
